"""Whatever stands in a call of the web page, the answer is one of 2020 and the server met nothing unexpected."""

import json

import pytest

from dstack_jupyter.model.dashboards import CardSpec, DashboardSpec
from dstack_jupyter.model.names import StackPath
from dstack_server.v2020.calls import CALLS

CALLED = [
    template
    for template, handler in CALLS
    if template.startswith(("dashboards/", "permissions/", "users/")) and "{" not in template
]

FIELDS = {
    "dashboards": {
        "user": "ann",
        "id": "world",
        "dashboard": "world",
        "stack": "ann/sales",
        "index": 0,
        "cards": [{"stack": "ann/costs"}],
        "title": "World",
        "description": "All of it",
        "columns": 1,
        "private": True,
        "access_level": "private",
    },
    "permissions": {"path": "ann/sales", "user": "bob", "email": None},
    "users": {
        "user": "ann",
        "name": "zoe",
        "role": "write",
        "general": {"default_access_level": "private"},
        "notifications": {"comments": True},
        "password": "correct horse",
    },
}
"""What the calls of each kind look at."""

SPEC = DashboardSpec(title="World", cards=(CardSpec(stack="ann/sales"),))

ODD = [
    None,
    True,
    -1,
    1e308,
    10**30,
    "",
    "/",
    "ann/",
    "/ann/sales",
    "ann//sales",
    "../../etc/passwd",
    "ann/d/",
    "a\u0000b",
    "\ud800",
    "x" * 5000,
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    [],
    {},
    [[]],
    {"a": {"b": None}},
    [{"stack": "\ud800"}, {"stack": "ann/sales", "columns": 10**30}],
]


@pytest.mark.parametrize("call", CALLED)
async def test_an_odd_value_is_refused_in_words_or_taken(ann, bob, team, call):
    team.push("ann", "sales")
    sent = {"Authorization": f"Bearer {ann.session}"}
    team.push("ann", "costs")
    session, fields = team.session("ann"), FIELDS[call.partition("/")[0]]
    for field in fields:
        for odd in ODD:
            session.put_dashboard(StackPath("ann", "world"), SPEC)
            body = json.dumps({**fields, field: odd})
            answer = await team.ask(f"dstack/api/{call}", method="POST", body=body, headers=sent)
            assert answer.code < 500, (field, odd, answer.body)
            assert answer.headers["Content-Type"].startswith("application/json"), (field, odd)
            said = json.loads(answer.body)
            assert answer.code == 200 or said["message"], (field, odd)
