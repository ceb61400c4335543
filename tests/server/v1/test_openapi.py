"""The OpenAPI document says what the server does."""

import json
import re

import jsonschema
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator, validate
from tornado.web import RequestHandler

import dstack_jupyter as ds
from dstack_server.v1.openapi import document
from dstack_server.v1.operations import operations_of
from dstack_server.v1.resources import RESOURCES

V1 = "dstack/api/v1"
METHODS = ("get", "head", "post", "put", "patch", "delete")


def test_the_document_in_the_docs_is_of_this_version():
    from docs import make_openapi

    assert make_openapi.FILE.read_text(encoding="utf-8") == make_openapi.text(), "run: make openapi"


def test_the_document_is_openapi():
    validate(document(RESOURCES), cls=OpenAPIV31SpecValidator)


async def test_the_server_sends_it(get, jp_serverapp):
    answer = await get(f"{V1}/openapi.json")
    assert (answer.code, json.loads(answer.body)) == (200, document(RESOURCES))


def test_every_verb_of_every_resource_is_in_it():
    for template, handler in RESOURCES:
        verbs = {verb for verb in METHODS if getattr(handler, verb) is not RequestHandler._unimplemented_method}
        assert verbs == set(operations_of(handler)), handler.__name__
        assert verbs == set(document(RESOURCES)["paths"][f"/{template}"]) - {"parameters"}


@pytest.mark.parametrize(
    ("path", "verb", "headers"),
    [
        ("/contents/{sha256}", "get", ["Range"]),
        ("/contents/{sha256}", "put", ["Upload-Offset", "Upload-Length"]),
        ("/stacks/{user}/{name}/-", "patch", ["If-Match"]),
        ("/events", "get", ["Last-Event-ID"]),
    ],
)
def test_a_verb_names_the_headers_that_it_looks_at(path, verb, headers):
    parameters = document(RESOURCES)["paths"][path][verb]["parameters"]
    assert [one["name"] for one in parameters if one["in"] == "header"] == headers


def test_every_operation_has_an_id_of_its_own_and_says_what_it_does():
    operations = [
        one for path in document(RESOURCES)["paths"].values() for verb, one in path.items() if verb in METHODS
    ]
    assert len({one["operationId"] for one in operations}) == len(operations)
    assert all(re.fullmatch(r"[A-Z].+[^.]", one["summary"]) for one in operations)


@pytest.mark.parametrize(
    ("template", "names"),
    [
        ("me", {}),
        ("stacks", {}),
        ("stacks/{user}/{name}/-", {"name": "sales"}),
        ("stacks/{user}/{name}/-/whole", {"name": "sales"}),
        ("stacks/{user}/{name}/-/frames", {"name": "sales"}),
        ("stacks/{user}/{name}/-/frames/{frame}", {"name": "sales", "frame": "1"}),
        ("stacks/{user}/{name}/-/frames/{frame}/lineage", {"name": "sales", "frame": "head"}),
        ("stacks/{user}/{name}/-/frames/{frame}/attachments/{index}", {"name": "sales", "frame": "head", "index": 0}),
        ("dashboards", {}),
        ("dashboards/{user}/{name}/-", {"name": "board"}),
        ("dashboards/{user}/{name}/-/whole", {"name": "board"}),
        ("stacks/{user}/{name}/-/frames/{frame}", {"name": "sales", "frame": "7"}),
    ],
)
async def test_answers_are_as_the_document_says(get, jp_serverapp, user, template, names):
    ds.push("sales", "text", country="FR", message="May")
    ds.tag("sales", 1, "prod")
    ds.dashboard("All sales", "sales", name="board")
    answer = await get(f"{V1}/{template.format(user=user, **names)}")
    described = document(RESOURCES)
    response = described["paths"][f"/{template}"]["get"]["responses"][str(answer.code)]
    if "$ref" in response:
        response = described["components"]["responses"][str(answer.code)]
    schema = {**response["content"]["application/json"]["schema"], "components": described["components"]}
    jsonschema.Draft202012Validator(schema).validate(json.loads(answer.body))
