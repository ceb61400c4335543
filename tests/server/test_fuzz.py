"""Whatever the OpenAPI document lets one ask is answered as it says, and never with an error of the server.

``make fuzz`` asks for FUZZ_SECONDS, each round with another seed; without them it is one small round, always the same.
"""

import asyncio
import hashlib
import itertools
import os
import time
import warnings
from contextlib import suppress

import hypothesis
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, strategies
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

import dstack_jupyter as ds
from dstack_jupyter.store.store import open_store
from dstack_server.v1 import events
from dstack_server.v1.openapi import document
from dstack_server.v1.resources import BASE, RESOURCES

SECONDS = float(os.environ.get("FUZZ_SECONDS", "0")) / 2
EXAMPLES = 30 if SECONDS else 2
"""Requests of each kind for each verb and round."""

LONGEST = 60_000
"""Characters of an address; tornado hangs up on a much longer one."""

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


class Fuzzer:
    """Sends what the document allows, about what is there and what is not."""

    def __init__(self, url, headers, there):
        self._headers, self._there = headers, there
        self.statuses, self.wrong = set(), []
        self._schema = schemathesis.openapi.from_dict(document(RESOURCES))
        self._schema.config.update(base_url=url)

    def run(self):
        """Ask round after round until the time is over, or something was wrong."""
        ends, seed = time.monotonic() + SECONDS, 0
        while not self.wrong and (seed == 0 or time.monotonic() < ends):
            for found in self._schema.get_all_operations():
                self._ask(found.ok(), seed)
            seed += 1
        return self

    def _ask(self, operation, seed):
        names = {one.name for one in operation.path_parameters}
        there = {name: value for name, value in self._there.items() if name in names}
        kinds = [operation.as_strategy(), operation.as_strategy(schemathesis.GenerationMode.NEGATIVE)]
        if there:
            kinds.append(operation.as_strategy(path_parameters=there))

        @hypothesis.seed(seed)
        @hypothesis.settings(
            max_examples=EXAMPLES * len(kinds),
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @hypothesis.given(strategies.one_of(kinds))
        def ask(case):
            try:
                answer = case.call_and_validate(headers=self._headers, checks=CHECKS, timeout=60)
                self.statuses.add(answer.status_code)
            except requests.ConnectionError as error:
                if len(error.request.url) < LONGEST:
                    raise
            except FailureGroup as failure:
                self.wrong.append("\n".join([operation.label, *map(str, failure.exceptions), case.as_curl_command()]))

        with warnings.catch_warnings(), suppress(Unsatisfiable):  # where there is nothing wrong to send
            warnings.simplefilter("ignore")
            ask()


@pytest.fixture
def fuzz(jp_fetch, jp_base_url, jp_http_port, monkeypatch):
    """Ask the server of this test from another thread."""
    monkeypatch.setattr(events, "LASTS", 0.0)

    async def run(headers, **there):
        fuzzer = Fuzzer(f"http://127.0.0.1:{jp_http_port}{jp_base_url}{BASE}", headers, there)
        return await asyncio.get_running_loop().run_in_executor(None, fuzzer.run)

    return run


@pytest.fixture
def stacks():
    """Some that are public; returns what stands in addresses for them."""
    for name, text in itertools.product(("a", "b"), ("one", "two")):
        ds.push(name, text, access="public", country="FR")
    ds.tag("a", 1, "prod")
    ds.dashboard("All", "a", name="a")
    there = {"user": open_store().owner, "name": "a", "frame": "1", "index": "0", "tag": "prod", "other": "ann"}
    return {**there, "sha256": hashlib.sha256(b"one").hexdigest()}


@pytest.mark.timeout(SECONDS + 600)
async def test_the_owner_may_ask_anything(fuzz, stacks, jp_serverapp, jp_auth_header):
    fuzzed = await fuzz(jp_auth_header, **stacks)
    assert not fuzzed.wrong, "\n\n".join(fuzzed.wrong)
    assert {200, 204, 400, 404} <= fuzzed.statuses


@pytest.mark.timeout(SECONDS + 600)
async def test_nobody_in_particular_may_ask_anything(team, fuzz, stacks):
    fuzzed = await fuzz({}, **stacks)
    assert not fuzzed.wrong, "\n\n".join(fuzzed.wrong)
    assert {200, 400, 401} <= fuzzed.statuses
