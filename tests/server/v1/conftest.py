"""The fixtures of the interface over HTTP: JSON in and out."""

import hashlib
import json

import pytest

V1 = "dstack/api/v1"


@pytest.fixture
def call(jp_fetch):
    """Ask for a resource; a `body` that is not bytes is sent as JSON."""

    async def ask(method, resource, body=None, *, headers=None, token=None):
        sent = {} if token is None else {"Authorization": token}
        if body is not None and not isinstance(body, bytes):
            body, sent = json.dumps(body).encode(), {**sent, "Content-Type": "application/json"}
        return await jp_fetch(
            f"{V1}/{resource}",
            method=method,
            body=body,
            headers={**sent, **(headers or {})},
            raise_error=False,
            follow_redirects=False,
            allow_nonstandard_methods=True,
            request_timeout=150,
        )

    return ask


@pytest.fixture
def send(call):
    """Upload some bytes; returns their SHA-256."""

    async def upload(content, **more):
        sha256 = hashlib.sha256(content).hexdigest()
        answer = await call("PUT", f"contents/{sha256}", content, **more)
        assert answer.code == 201, answer.body
        assert json.loads(answer.body) == {"sha256": sha256, "length": len(content), "pieces": []}
        return sha256

    return upload


@pytest.fixture
def tell(team):
    """Ask for a resource as a user (None: nobody), with a JSON body; returns the status and the JSON of the answer."""

    async def ask(who, method, resource, body=None, **options):
        headers = {"Content-Type": "application/json"} if body is not None else {}
        answer = await team.ask(f"{V1}/{resource}", who, method=method, body=body, headers=headers, **options)
        return answer.code, json.loads(answer.body) if answer.body else None

    return ask
