"""What every test has: a store of its own, and a session that has pulled nothing."""

import pytest

from dstack_jupyter.client.session_inputs import session_inputs

pytest_plugins = ("pytest_jupyter.jupyter_server",)


@pytest.fixture(autouse=True)
def home(tmp_path_factory, monkeypatch):
    """A home folder that nobody else uses."""
    folder = tmp_path_factory.mktemp("home") / "dstack"
    monkeypatch.setenv("DSTACK_HOME", str(folder))
    ours = ("CONFIG", "SERVER", "SERVER_URL", "TOKEN", "TOKEN_FILE", "CACHE_MB")
    for variable in ("JPY_SESSION_NAME", *(f"DSTACK_{name}" for name in ours)):
        monkeypatch.delenv(variable, raising=False)
    session_inputs.clear()
    return folder
