"""A Jupyter server with our extension, over a store of the test's own."""

import json
import os
import re
import sys
import uuid
from contextlib import suppress
from pathlib import Path

import pytest

import dstack_jupyter as ds
from dstack_jupyter.model.errors import Conflict
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.model.stacks import NewAttachment, NewFrame
from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.store import open_store

ROOT = Path(__file__).parents[2]


ALONE = {
    "identity_provider_class": "dstack_server.identity.StoreIdentity",
    "authorizer_class": "dstack_server.identity.ViewersOnly",
}
"""What ``jupyter dstack`` adds to a Jupyter server."""


@pytest.fixture
def jp_server_config(request):
    """The strictest Jupyter server there is; where a test asks for the `team`, with the identities of the store."""
    return {
        "ServerApp": {
            **(ALONE if "team" in request.fixturenames else {}),
            "jpserver_extensions": {"dstack_server": True, "jupyter_server_terminals": False},
            "allow_unauthenticated_access": False,
            "reraise_server_extension_failures": True,
        }
    }


@pytest.fixture
def jp_environ(jp_environ, monkeypatch, tmp_path):
    """Jupyter's files of this environment, and our Voila template as it is in the checkout."""
    templates = tmp_path / "ours" / "voila" / "templates"
    templates.mkdir(parents=True)
    (templates / "dstack").symlink_to(ROOT / "voila_templates" / "dstack")
    ours = [str(tmp_path / "ours"), str(Path(sys.prefix) / "share" / "jupyter")]
    monkeypatch.setenv("JUPYTER_PATH", os.pathsep.join(ours))
    return jp_environ


@pytest.fixture
def get(jp_fetch):
    """Ask for a path below the base URL; every status comes back as an answer."""

    async def ask(path, *, method="GET", anonymous=False, headers=None, params=None):
        sent = {"Authorization": ""} if anonymous else {}
        return await jp_fetch(
            path,
            method=method,
            headers={**sent, **(headers or {})},
            params=params,
            raise_error=False,
            follow_redirects=False,
            decompress_response=False,
            allow_nonstandard_methods=True,
            request_timeout=150,
        )

    return ask


class Team:
    """A server for several people: its owner, who administers it, and whoever a test names."""

    def __init__(self, fetch, base_url, port):
        self.store = open_store()
        self.owner = self.store.owner
        self.accounts = self.store.session(Viewer.local_owner(self.owner)).accounts
        self.base_url, self.url = base_url, f"http://127.0.0.1:{port}{base_url}"
        self._fetch, self._tokens = fetch, {}
        self.accounts.add_user(self.owner, is_admin=True)

    def session(self, name=None):
        """The embedded store with the rights of a user; None is someone who has not signed in."""
        return self.store.session(self._viewer(name))

    def push(self, user, stack, text="text", *, content_type="text/plain", **options):
        """Push a text as a user; returns what the store made of it."""
        session = self.session(user)
        upload = session.upload()
        upload.write(text.encode())
        attachment = NewAttachment(content=upload.finish(), content_type=content_type)
        return session.push(StackPath(user, stack), NewFrame(id=uuid.uuid4().hex, attachments=(attachment,)), **options)

    def token(self, name, **options):
        """The secret of a token of a user, who is added when there is none; `options` are those of `new_token`."""
        key = (name, *sorted(options.items()))
        if key not in self._tokens:
            self._viewer(name)
            self._tokens[key] = self.accounts.new_token("test", user=name, **{"scope": "admin", **options}).secret
        return self._tokens[key]

    def as_user(self, name, **options):
        """The headers of requests with a token."""
        return {"Authorization": f"Bearer {self.token(name, **options)}"}

    def as_browser(self, name):
        """The headers of requests of a browser in which a user is signed in; with the XSRF token it may write."""
        secret = self.store.doors.follow(self.store.doors.link(self._viewer(name).name))
        cookies = {self.cookie: secret, "_xsrf": "2|00000000|00000000000000000000000000000000|0"}
        return {"Cookie": "; ".join(f"{key}={value}" for key, value in cookies.items())}

    @property
    def cookie(self):
        """The name of the cookie of sessions."""
        return re.sub("[^A-Za-z0-9]", "-", "dstack-" + self.url.split("/")[2])

    async def ask(self, path, who=None, *, method="GET", headers=None, params=None, body=None, **options):
        """Ask for a path below the base URL as a user (None: nobody); every status comes back as an answer."""
        sent = {"Authorization": "", **(self.as_user(who) if who else {}), **(headers or {})}
        if isinstance(body, dict | list):
            body = json.dumps(body)
        return await self._fetch(
            path,
            method=method,
            headers={key: value for key, value in sent.items() if value is not None},
            params=params,
            body=body,
            **{
                "raise_error": False,
                "follow_redirects": False,
                "decompress_response": False,
                "allow_nonstandard_methods": True,
                "request_timeout": 150,
                **options,
            },
        )

    def named(self, name, **options):
        """The name of a user, who is added where there is none; `options` are those of `add_user`."""
        with suppress(Conflict):
            self.accounts.add_user(name, **options)
        return name

    def _viewer(self, name):
        if name is None:
            return Viewer.anonymous()
        self.named(name)
        return Viewer.user(name, is_admin=self.accounts.user(name).is_admin)


@pytest.fixture
def team(jp_fetch, jp_base_url, jp_serverapp):
    """A server as ``jupyter dstack`` is one, and its users."""
    return Team(jp_fetch, jp_base_url, jp_serverapp.port)


@pytest.fixture
def user():
    """The owner of the store."""
    return open_store().owner


@pytest.fixture
def address(user):
    """The address of an attachment of the owner's."""

    def of(stack, what, frame="head", index=0):
        ref = ds.history(stack)[-frame].id if isinstance(frame, int) else frame
        return f"dstack/api/v1/stacks/{user}/{stack}/-/frames/{ref}/attachments/{index}/{what}"

    return of
