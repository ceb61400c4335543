"""A team's server, and the clients and web pages of 2020 at it."""

import asyncio
import json

import pytest
from tornado.httpclient import AsyncHTTPClient

from .clients import PythonClient, RClient
from .web_page import WebPage

ROOT = "dstack/api"


@pytest.fixture
def python(team):
    """The Python client of a user; the calls run in a thread, as they block."""
    return lambda name="ann", **options: Threaded(PythonClient(*profile(team, name, options)))


@pytest.fixture
def r(team):
    """The R client of a user."""
    return lambda name="ann", **options: Threaded(RClient(*profile(team, name, options)))


def profile(team, name, options):
    return f"{team.url}dstack/api", name, team.token(name, **{"scope": "push", **options})


class Threaded:
    """Runs the methods of an object in a thread, and what they return likewise."""

    def __init__(self, plain):
        self._plain = plain

    def __getattr__(self, name):
        found = getattr(self._plain, name)
        if not callable(found):
            return found

        async def run(*args, **options):
            result = await asyncio.to_thread(found, *args, **options)
            return Threaded(result) if type(result).__module__ == type(self._plain).__module__ else result

        return run


@pytest.fixture
def call(team):
    """Ask for a call of 2020 as a user; returns the status and the JSON of the answer."""

    async def ask(who, method, resource, body=None, **options):
        answer = await team.ask(f"{ROOT}/{resource}", who, method=method, body=body, **options)
        return answer.code, json.loads(answer.body)

    return ask


@pytest.fixture
def fetch():
    """Ask for an address that the server gave, with nothing else."""

    async def ask(url, method="GET", body=None, headers=None, **options):
        return await AsyncHTTPClient().fetch(
            url,
            method=method,
            body=body,
            headers=headers or {},
            raise_error=False,
            follow_redirects=False,
            decompress_response=False,
            allow_nonstandard_methods=True,
            request_timeout=60,
            **options,
        )

    return ask


@pytest.fixture
def page(team):
    """A web page of a user, who is added where there is none; of nobody without a name."""
    return lambda user=None: WebPage(team, user)


@pytest.fixture
def ann(page):
    return page("ann")


@pytest.fixture
def bob(page):
    return page("bob")
