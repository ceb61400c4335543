"""The lines of R that the pages offer for what is chosen pull just that."""

import json
from contextlib import suppress

import pytest

import dstack_jupyter as ds
from dstack_jupyter.model.errors import NotFound
from dstack_jupyter.model.params import from_json
from tests.magics.test_snippets import CASES, push_frame

ASKED = """
library(dstack)
asked <- file("stdin", "r")
while (length(line <- readLines(asked, 1, encoding = "UTF-8"))) {
  case <- jsonlite::fromJSON(line)
  do.call(Sys.setenv, as.list(case$environment))
  if (!nzchar(case$environment$DSTACK_TOKEN)) Sys.unsetenv("DSTACK_TOKEN")
  names <- new.env()
  pulled <- tryCatch(eval(parse(text = case$code, encoding = "UTF-8"), names), error = conditionMessage)
  cat(jsonlite::toJSON(pulled, auto_unbox = TRUE), "\\n")
}
"""


@pytest.fixture(scope="module")
def ask_r(start_r):
    """Run lines of R as somebody; returns the value of the last one."""
    session = start_r(ASKED)

    def ask(code, **environment):
        session.stdin.write(json.dumps({"code": code, "environment": environment}) + "\n")
        session.stdin.flush()
        return json.loads(session.stdout.readline())

    return ask


OFFERED = [case for case in CASES if case["r"]]


@pytest.mark.parametrize("case", OFFERED, ids=[case["name"] for case in OFFERED])
def test_it_pulls_what_was_chosen(case, ask_r, server, monkeypatch, tmp_path):
    pull = case["pull"]
    monkeypatch.setenv("DSTACK_SERVER", server.profile["server"])
    monkeypatch.setenv("DSTACK_TOKEN", server.token(pull["user"]))
    with suppress(NotFound):
        ds.delete(pull["name"])
    for number in (1, 2, 3):
        push_frame(pull["name"], from_json(pull.get("wanted", {})), number)
    ds.tag(pull["name"], 2, "prod")
    ds.share(pull["name"], access="public")
    number = {None: 3, "prod": 2}.get(pull.get("frame"), pull.get("frame"))

    token = server.token(pull["me"]) if pull["me"] else ""
    config = tmp_path / "config.yaml"
    entry = {"server": server.profile["server"], "token": token}
    config.write_text(json.dumps({"profiles": {pull.get("profile", "default"): entry}}))
    environment = {"DSTACK_SERVER": server.profile["server"], "DSTACK_TOKEN": token, "DSTACK_CONFIG": str(config)}
    assert ask_r("\n".join(case["r"]), **environment) == f"right {number}"
