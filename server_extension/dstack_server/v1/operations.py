"""What a verb of a handler says of itself: the routes, the OpenAPI document and the tests are made from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel

Verb = TypeVar("Verb", bound=Callable[..., Any])

_ATTRIBUTE = "dstack_operation"


@dataclass(frozen=True)
class Operation:
    """One verb of one resource.

    Attributes
    ----------
    summary
        What it does, in a line.
    answer
        The model of a JSON answer; None where the answer is empty or raw bytes.
    body
        The model of the JSON that it takes.
    takes
        The media types of a raw body.
    query
        The model of its query parameters.
    headers
        The names of headers that it looks at, beside those that its errors tell of: ``Range`` and ``If-Match``.
    status
        The status of success.
    also
        Other statuses of success, with the same answer.
    media
        The media types of a raw answer.
    items
        The model of the JSON in each item of a stream.
    errors
        The statuses of refusal that are its own, beside 400, 401, 403, 404, 500 and 503.
    """

    summary: str
    answer: type[BaseModel] | None = None
    body: type[BaseModel] | None = None
    takes: tuple[str, ...] = ()
    query: type[BaseModel] | None = None
    headers: tuple[str, ...] = ()
    status: int = 200
    also: tuple[int, ...] = ()
    media: tuple[str, ...] = ()
    items: type[BaseModel] | None = None
    errors: tuple[int, ...] = ()


def operation(summary: str, **parts: Any) -> Callable[[Verb], Verb]:
    """Say what a verb does; the outermost decorator of the verb."""

    def marked(verb: Verb) -> Verb:
        setattr(verb, _ATTRIBUTE, Operation(summary, **parts))
        return verb

    return marked


def operations_of(handler: type[Any]) -> dict[str, Operation]:
    """The operations of a handler by their HTTP method, in lower case."""
    methods = ("get", "head", "post", "put", "patch", "delete")
    found = {method: getattr(getattr(handler, method, None), _ATTRIBUTE, None) for method in methods}
    return {method: one for method, one in found.items() if one is not None}
