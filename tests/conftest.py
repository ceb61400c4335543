"""What every test has: a store of its own."""

import pytest

pytest_plugins = ("pytest_jupyter.jupyter_server",)


@pytest.fixture(autouse=True)
def home(tmp_path_factory, monkeypatch):
    """A home folder that nobody else uses."""
    folder = tmp_path_factory.mktemp("home") / "dstack"
    monkeypatch.setenv("DSTACK_HOME", str(folder))
    for variable in ("DSTACK_CONFIG", "DSTACK_SERVER_URL", "JPY_SESSION_NAME"):
        monkeypatch.delenv(variable, raising=False)
    return folder
