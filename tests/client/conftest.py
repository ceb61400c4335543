"""Stories that are told over every transport: the store of this computer, and one behind a server."""

import importlib.util
from pathlib import Path

import pytest

TRANSPORTS = {"embedded": None, "http": "/", "encoded": "/user/j%C3%B6rg%40x/"}
"""The base URL of the server that is between, None where none is."""

EVERYWHERE = {
    "test_changes",
    "test_deleting",
    "test_diff",
    "test_files",
    "test_keeping",
    "test_lineage",
    "test_push_and_pull",
    "test_sharing",
    "test_tags",
}
"""The modules whose stories do not depend on where the store is."""


def pytest_generate_tests(metafunc):
    name = metafunc.module.__name__.rpartition(".")[2]
    if name in EVERYWHERE and metafunc.definition.get_closest_marker("embedded") is None:
        metafunc.parametrize("transport", TRANSPORTS, indirect=True)


@pytest.fixture(autouse=True)
def transport(request, home, monkeypatch):
    """Which way leads to the store; the default profile takes it."""
    way = getattr(request, "param", "embedded")
    if TRANSPORTS[way] is not None:
        served, url = request.getfixturevalue("served"), request.getfixturevalue("server_of")(TRANSPORTS[way])
        config = home.parent / "config.yaml"
        config.write_text(f"profiles: {{default: {{server: '{url}', token: {served.TOKEN}}}}}", encoding="utf-8")
        monkeypatch.setenv("DSTACK_CONFIG", str(config))
        monkeypatch.delenv("DSTACK_SERVER_URL", raising=False)
    return way


@pytest.fixture(scope="session")
def served():
    spec = importlib.util.spec_from_file_location("served", Path(__file__).with_name("served.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def server_of(served, tmp_path_factory):
    """The base URL of a server below a path; it is started once."""
    running = {}

    def url_of(base_url, **options):
        key = (base_url, *options)
        if key not in running:
            running[key] = served.Served(tmp_path_factory.mktemp("server"), base_url, **options)
        return running[key].url

    yield url_of
    for server in running.values():
        server.stop()
