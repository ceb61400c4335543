"""The profile of the first start follows the server, and is left alone where it is somebody's."""

import pytest
import yaml

from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.store import open_store
from dstack_server.announcement import announce
from dstack_server.own_profile import add_own_profile, refresh_own_profile

BEFORE, NOW = "http://localhost:8888/dstack/api", "http://localhost:9999/base/dstack/api"


@pytest.fixture
def store():
    """A store with its owner, whose profile was made at the first start."""
    store = open_store()
    store.session(Viewer.local_owner(store.owner)).accounts.add_user(store.owner, is_admin=True)
    add_own_profile(store, BEFORE)
    return store


@pytest.fixture
def config(store, home):
    return home / "config.yaml"


def entry(config):
    return yaml.safe_load(config.read_text())["profiles"]["server"]


@pytest.mark.parametrize("now", [NOW, "https://team.example/dstack/api"])
def test_the_profile_says_where_the_server_is_now(store, config, now):
    before = entry(config)
    config.write_text("# mine\n" + config.read_text())
    assert refresh_own_profile(store, now) == config
    assert entry(config) == {**before, "server": now}
    assert config.read_text().startswith("# mine\n")
    assert refresh_own_profile(store, now) is None


CHANGES = {
    "another token": {"token": "dsk_other"},
    "a proxy": {"server": "https://team.example/dstack/api"},
    "another user": {"user": "somebody"},
    "more than we wrote": {"verify": False},
    "a number": {"server": 8888},
}


@pytest.mark.parametrize("changes", CHANGES.values(), ids=CHANGES)
def test_an_entry_that_was_changed_is_left_alone(store, config, changes):
    config.write_text(yaml.safe_dump({"profiles": {"server": {**entry(config), **changes}}}))
    text = config.read_text()
    assert refresh_own_profile(store, NOW) is None
    assert config.read_text() == text


def test_an_entry_that_was_taken_away_does_not_come_back(store, config):
    config.write_text("profiles: {}\n")
    assert refresh_own_profile(store, NOW) is None
    assert config.read_text() == "profiles: {}\n"


def test_the_entry_stays_with_a_server_that_still_runs(store, config):
    announce(store.folder, BEFORE.removesuffix("dstack/api"), "/", store.id)
    assert refresh_own_profile(store, NOW) is None
    assert entry(config)["server"] == BEFORE


def test_a_token_that_was_revoked_is_not_ours_any_more(store, config):
    accounts = store.session(Viewer.local_owner(store.owner)).accounts
    for token in accounts.tokens():
        accounts.revoke_token(token.id)
    assert refresh_own_profile(store, NOW) is None
