"""The OpenAPI document of v1, made from the table of resources and what their verbs say of themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from dstack_server.v1.operations import Operation, operations_of
from dstack_server.v1.templates import names_in, schema_of

Resources = Iterable[tuple[str, type[Any]]]
_Mode = Literal["validation", "serialization"]

_REF = "#/components/schemas/{model}"
_REFUSALS = (400, 401, 403, 404, 500, 503)
"""The statuses that every verb may refuse with."""

_HEADERS = {
    "Range": ("string", "One range of bytes: `bytes=0-99`."),
    "If-Match": ("string", "The ETag of what the change is based on; 412 where it is another one now."),
    "Upload-Offset": ("integer", "How many bytes of the content came before; 0 without it."),
    "Upload-Length": ("integer", "How many bytes the content has."),
    "Last-Event-ID": ("string", "The id of the last event that was seen."),
}
"""What may stand in a header of a request: its type, and what it says."""

_TOLD_BY = {416: "Range", 412: "If-Match"}

_TITLE = "dstack"
_ABOUT = """Stacks, frames, attachments and dashboards of one store.

A stack's `name` may hold slashes; in an address they stand as they are, or as `%2F`, and the name ends at `/-`.
Every error is an `Error`. One who has not signed in gets 401 for whatever they may not know of, a user 404.
Answers carry an `ETag`; a GET with `If-None-Match` is answered with 304 where nothing changed."""


class Error(BaseModel):
    """A refusal. `message` is for people and says what to do; `code` is for programs and stays as it is."""

    message: str
    code: str


def document(resources: Resources) -> dict[str, Any]:
    """The OpenAPI 3.1 document of a table of templates and handlers."""
    table = [(template, operations_of(handler)) for template, handler in resources]
    verbs = [one for _, operations in table for one in operations.values()]
    schemas, refs = _schemas(verbs)
    return {
        "openapi": "3.1.0",
        "info": {"title": _TITLE, "version": "1", "description": _ABOUT},
        "servers": [{"url": ".", "description": "Beside this document."}],
        "security": [{"token": []}, {}],
        "paths": {f"/{template}": _path(template, operations, refs) for template, operations in table},
        "components": {
            "schemas": schemas,
            "responses": _refusals(verbs, refs),
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "A token that begins with `dsk_`."}
            },
        },
    }


class _References:
    """Where the schema of each model is."""

    def __init__(self, found: Mapping[Any, Any]) -> None:
        self._found = found

    def taken(self, model: type[BaseModel]) -> Any:
        """The schema of a model that is sent to us."""
        return self._found[model, "validation"]

    def given(self, model: type[BaseModel]) -> Any:
        """The schema of a model that we send."""
        return self._found[model, "serialization"]


def _schemas(operations: list[Operation]) -> tuple[dict[str, Any], _References]:
    given: list[type[BaseModel]] = [Error, *(kind for one in operations for kind in (one.answer, one.items) if kind)]
    taken: list[type[BaseModel]] = [one.body for one in operations if one.body is not None]
    wanted: list[tuple[type[BaseModel], _Mode]] = [
        *((model, "serialization") for model in dict.fromkeys(given)),
        *((model, "validation") for model in dict.fromkeys(taken)),
    ]
    found, defined = models_json_schema(wanted, ref_template=_REF)
    return defined.get("$defs", {}), _References(found)


def _path(template: str, operations: dict[str, Operation], refs: _References) -> dict[str, Any]:
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": schema_of(name)} for name in names_in(template)
    ]
    described = {method: _operation(template, method, one, refs) for method, one in operations.items()}
    return {**({"parameters": parameters} if parameters else {}), **described}


def _operation(template: str, method: str, one: Operation, refs: _References) -> dict[str, Any]:
    parts = [part.strip("{}") for part in template.replace(".", "/").split("/") if part != "-"]
    described: dict[str, Any] = {
        "operationId": "_".join((method, *parts)),
        "summary": one.summary,
        "tags": [parts[0]],
    }
    if parameters := [*(_query(one.query) if one.query is not None else ()), *_headers(one)]:
        described["parameters"] = parameters
    if one.body is not None:
        described["requestBody"] = {"required": True, "content": _json(refs.taken(one.body))}
    elif one.takes:
        described["requestBody"] = {"required": True, "content": {media: {} for media in one.takes}}
    return {**described, "responses": _responses(method, one, refs)}


def _query(model: type[BaseModel]) -> Iterator[dict[str, Any]]:
    schema = model.model_json_schema()
    for name, found in schema["properties"].items():
        yield {
            "name": name,
            "in": "query",
            "required": name in schema.get("required", ()),
            "schema": _without_null(found),
        }


def _headers(one: Operation) -> Iterator[dict[str, Any]]:
    told = [header for status, header in _TOLD_BY.items() if status in one.errors]
    for name in dict.fromkeys((*told, *one.headers)):
        type_, description = _HEADERS[name]
        yield {"name": name, "in": "header", "required": False, "description": description, "schema": {"type": type_}}


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """What a parameter may be where it is given at all."""
    if "anyOf" not in schema:
        return {key: value for key, value in schema.items() if key != "title"}
    (found,) = (each for each in schema["anyOf"] if each.get("type") != "null")
    return dict(found)


def _responses(method: str, one: Operation, refs: _References) -> dict[str, Any]:
    success = {str(status): _success(status, method, one, refs) for status in _successes(method, one)}
    refusals = {str(status): _refusal(status, method) for status in sorted({*_REFUSALS, *one.errors})}
    return {**success, **refusals}


def _refusal(status: int, method: str) -> dict[str, Any]:
    if method == "head":
        return {"description": _phrase(status)}
    return {"$ref": f"#/components/responses/{status}"}


def _refusals(operations: Iterable[Operation], refs: _References) -> dict[str, Any]:
    statuses = sorted({*_REFUSALS, *(status for one in operations for status in one.errors)})
    return {str(status): {"description": _phrase(status), "content": _json(refs.given(Error))} for status in statuses}


def _successes(method: str, one: Operation) -> Iterator[int]:
    yield from (one.status, *one.also)
    if method == "get":
        if 416 in one.errors:
            yield 206
        yield 304


def _success(status: int, method: str, one: Operation, refs: _References) -> dict[str, Any]:
    described: dict[str, Any] = {"description": _phrase(status)}
    if status in (204, 304) or method == "head":
        return described
    if one.answer is not None:
        return {**described, "content": _json(refs.given(one.answer))}
    if one.media:
        return {**described, "content": {media: {} for media in one.media}}
    return described


def _json(schema: Any) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase
