"""A Jupyter server with our extension, over a store of the test's own."""

import os
import sys
from pathlib import Path

import pytest

import dstack_jupyter as ds

ROOT = Path(__file__).parents[2]


@pytest.fixture
def jp_server_config():
    """The strictest Jupyter server there is."""
    return {
        "ServerApp": {
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
            request_timeout=60,
        )

    return ask


@pytest.fixture
def user():
    """The owner of the store."""
    from dstack_jupyter.store.store import open_store

    return open_store().owner


@pytest.fixture
def address(user):
    """The address of an attachment of the owner's."""

    def of(stack, what, frame="head", index=0):
        ref = ds.history(stack)[-frame].id if isinstance(frame, int) else frame
        return f"dstack/api/v1/stacks/{user}/{stack}/-/frames/{ref}/attachments/{index}/{what}"

    return of
