"""What every test has: a store of its own, and a session that has pulled nothing."""

import sys

import pytest

from dstack_jupyter.client.session_inputs import session_inputs

pytest_plugins = ("pytest_jupyter.jupyter_server", "tests.order")


@pytest.fixture(autouse=True, scope="session")
def no_home_of_ones_own(tmp_path_factory):
    """What a server of a test does after its test finds no store of the person who runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DSTACK_HOME", str(tmp_path_factory.mktemp("nobody") / "dstack"))
        yield


@pytest.fixture(autouse=True)
def home(tmp_path_factory, monkeypatch):
    """A home folder that nobody else uses."""
    folder = tmp_path_factory.mktemp("home") / "dstack"
    monkeypatch.setenv("DSTACK_HOME", str(folder))
    ours = ("CONFIG", "SERVER", "SERVER_URL", "TOKEN", "TOKEN_FILE", "CACHE_MB")
    for variable in ("JPY_SESSION_NAME", *(f"DSTACK_{name}" for name in ours)):
        monkeypatch.delenv(variable, raising=False)
    session_inputs.clear()
    yield folder
    close_stores(folder.parent)


def close_stores(folder):
    """Let go of the stores below a folder: thousands of tests would have more files open than a process may."""
    opened = sys.modules.get("dstack_jupyter.store.store")
    for home in [home for home in getattr(opened, "_stores", ()) if home.is_relative_to(folder)]:
        opened._stores.pop(home).close()
