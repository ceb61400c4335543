"""Profiles are added to ``config.yaml``, and what stands there stays."""

import pytest
import yaml

from dstack_jupyter.client.config import read_profile
from dstack_jupyter.client.profile_file import add_profile, written_profile
from dstack_jupyter.model.errors import ConfigurationError

ENTRY = {"user": "ann", "token": "dsk_1", "server": "http://localhost:8888/dstack/api"}


@pytest.fixture
def config(home):
    home.mkdir()
    return home / "config.yaml"


def test_the_first_profile_makes_the_file_for_its_owner_alone(home):
    path = add_profile("server", ENTRY)
    assert path == home / "config.yaml"
    assert path.stat().st_mode & 0o777 == 0o600
    assert home.stat().st_mode & 0o777 == 0o700
    assert read_profile("server").token == "dsk_1"
    assert written_profile("server") == read_profile("server")
    assert written_profile("other") is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing yet\n",
        "profiles:\n",
        "profiles: # mine\n  default:\n    store: local  # this computer\nother: 1\n",
        "a: 1\nprofiles:\n      default:\n            store: local",
        "profiles:\n\n  # first\n  default: {store: local}\n",
        "profiles: {default: {store: local}}\n",
        "profiles:\n  default: {store: local}\nprofile: &x\n  - profiles:\n",
        "other: 1",
    ],
)
def test_what_stands_there_stays(config, text):
    config.write_text(text)
    before = yaml.safe_load(text) or {}
    add_profile("server", ENTRY)
    after = yaml.safe_load(config.read_text())
    assert after == {**before, "profiles": {**(before.get("profiles") or {}), "server": ENTRY}}


def test_comments_stay(config):
    config.write_text("# one\nprofiles:  # two\n  # three\n  default:\n    store: local # four\n")
    add_profile("server", ENTRY)
    assert [word for word in ("one", "two", "three", "four") if word not in config.read_text()] == []


def test_a_profile_that_is_there_is_not_replaced(config):
    add_profile("server", ENTRY)
    before = config.read_text()
    with pytest.raises(ConfigurationError, match=r"there is a profile 'server' in .* already"):
        add_profile("server", {**ENTRY, "user": "bob"})
    assert config.read_text() == before


def test_a_file_that_cannot_be_read_is_left_as_it_is(config):
    for text in ("profiles: [", "profiles: 3\n", "- a\n"):
        config.write_text(text)
        with pytest.raises(ConfigurationError, match="mend it or move it away"):
            add_profile("server", ENTRY)
        assert config.read_text() == text


def test_a_link_to_a_file_elsewhere_stays_a_link(config, tmp_path):
    elsewhere = tmp_path / "dotfiles.yaml"
    elsewhere.write_text("profiles:\n  default: {store: local}\n")
    config.symlink_to(elsewhere)
    add_profile("server", ENTRY)
    assert config.is_symlink()
    assert set(yaml.safe_load(elsewhere.read_text())["profiles"]) == {"default", "server"}


def test_strange_names_and_values_come_back(config):
    add_profile("on: [x]", {**ENTRY, "token": 'a"b\\c: #é'})
    assert written_profile("on: [x]").token == 'a"b\\c: #é'
