"""Profiles are added, changed, chosen and removed by commands, as in 2020."""

import pytest
import yaml

from dstack_jupyter.cli import exits
from dstack_jupyter.client.config import read_profile
from dstack_jupyter.client.http.addresses import place_of
from dstack_jupyter.client.http.credentials import token_of

SERVER = "http://localhost:8080/api"
TEAM = ("--user", "ann", "--server", SERVER)


@pytest.fixture(autouse=True)
def keyring(monkeypatch):
    """No keyring but that of a test which asks for it."""
    keyring = pytest.importorskip("keyring")
    before = keyring.get_keyring()
    keyring.set_keyring(keyring.backends.fail.Keyring())
    yield keyring
    keyring.set_keyring(before)


@pytest.fixture
def kept(keyring, request):
    """What is in a keyring that works."""
    import importlib.util

    spec = importlib.util.spec_from_file_location("keyrings", request.path.with_name("keyrings.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    keyring.set_keyring(module.Memory())
    return module.Memory.kept


def entries(home):
    return yaml.safe_load((home / "config.yaml").read_text())["profiles"]


def test_a_line_of_2020_adds_the_default_profile(dstack, home):
    ran = dstack("config", "add", "--token", "dsk_1", *TEAM)
    assert ran.status == exits.DONE
    assert entries(home) == {"default": {"user": "ann", "server": SERVER, "token": "dsk_1"}}
    assert "can be seen by others" in ran.err
    assert "dsk_1" not in ran.out + ran.err


def test_what_is_left_out_is_asked_for_and_the_token_is_not_shown(dstack, home):
    ran = dstack("config", "add", "team", typed=f"ann\n{SERVER}\ndsk_1\n")
    assert ran.status == exits.DONE
    assert entries(home)["team"] == {"user": "ann", "server": SERVER, "token": "dsk_1"}
    assert "dsk_1" not in ran.out + ran.err


@pytest.mark.parametrize("option", [["--token-stdin"], ["--token", "-"]])
def test_a_token_comes_from_standard_input_without_a_warning(dstack, home, option):
    ran = dstack("config", "add", "team", *TEAM, *option, typed="dsk_1\n")
    assert (ran.status, ran.err) == (exits.DONE, "")
    assert entries(home)["team"]["token"] == "dsk_1"


def test_nobody_who_answers_is_wrong_usage(dstack, home):
    ran = dstack("config", "add", *TEAM, typed="")
    assert ran.status == exits.USAGE
    assert "a question was not answered; give the answer as an option" in ran.err
    assert not (home / "config.yaml").exists()


def test_a_token_is_replaced_after_a_yes_or_with_force(dstack, home):
    dstack("config", "add", "team", *TEAM, "--token-stdin", typed="dsk_1\n")
    refused = dstack("config", "modify", "team", "--token", "dsk_2", typed="n\n")
    assert refused.status == exits.FAILED
    assert "nothing was changed" in refused.err
    assert entries(home)["team"]["token"] == "dsk_1"
    assert dstack("config", "modify", "team", "--token", "dsk_2", typed="y\n").status == exits.DONE
    assert dstack("config", "add", "team", "--token", "dsk_3", "--force").status == exits.DONE
    assert entries(home)["team"] == {"user": "ann", "server": SERVER, "token": "dsk_3"}


def test_a_line_that_is_repeated_asks_nothing(dstack, home):
    for _ in range(2):
        assert dstack("config", "add", "--token", "dsk_1", *TEAM, typed="").status == exits.DONE


def test_a_change_leaves_the_rest_and_asks_for_no_token(dstack, home):
    dstack("config", "add", "team", *TEAM, "--token-stdin", typed="dsk_1\n")
    assert dstack("config", "modify", "team", "--server", "https://x.example/", "--no-verify").status == exits.DONE
    assert entries(home)["team"] == {
        "user": "ann", "server": "https://x.example/", "token": "dsk_1", "verify": False
    }  # fmt: skip
    dstack("config", "modify", "team", "--verify")
    assert "verify" not in entries(home)["team"]


def test_what_else_is_in_the_file_stays(dstack, home):
    home.mkdir()
    (home / "config.yaml").write_text(
        "# mine\nprojects: [x]  # of another product\nprofiles:\n  # the team's\n  team:\n    user: ann  # me\n"
        f"    server: {SERVER}\n    token: dsk_1\n    colour: red\n  # this computer\n  default:\n    store: local\n"
    )
    dstack("config", "modify", "team", "--token", "dsk_2", "--user", "bob", "--no-verify", "--force")
    assert (home / "config.yaml").read_text() == (
        '# mine\nprojects: [x]  # of another product\nprofiles:\n  # the team\'s\n  team:\n    user: "bob"  # me\n'
        f'    server: {SERVER}\n    token: "dsk_2"\n    colour: red\n    verify: false\n'
        "  # this computer\n  default:\n    store: local\n"
    )
    dstack("config", "remove", "team", "--force")
    assert (home / "config.yaml").read_text() == (
        "# mine\nprojects: [x]  # of another product\nprofiles:\n  # the team's\n"
        "  # this computer\n  default:\n    store: local\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "profiles: {team: {user: ann, server: 'http://x', token: a}, b: {store: local}}\n",
        "profiles:\n  team: {user: ann, server: 'http://x',\n    token: a}\n  b: {store: local}",
        "profiles:\n  team:\n    token:\n    user: >-\n      ann\n    server: http://x\n  b:\n    store: local",
        "a: &x {user: ann, server: 'http://x', token: a}\nprofiles:\n  team: *x\n  b:\n    store: local\n",
    ],
)
def test_files_that_are_written_in_another_way(dstack, home, text):
    home.mkdir()
    (home / "config.yaml").write_text(text)
    dstack("config", "modify", "team", "--token", "dsk_2", "--no-verify", "--force")
    changed = {"user": "ann", "server": "http://x", "token": "dsk_2", "verify": False}
    assert entries(home) == {"team": changed, "b": {"store": "local"}}
    dstack("config", "remove", "team", "--force")
    assert entries(home) == {"b": {"store": "local"}}


def test_a_profile_is_removed_after_a_yes(dstack, home):
    dstack("config", "add", "team", *TEAM, "--token-stdin", typed="dsk_1\n")
    assert dstack("config", "remove", "team", typed="n\n").status == exits.FAILED
    assert dstack("config", "remove", "team", typed="y\n").status == exits.DONE
    assert not entries(home)
    missing = dstack("config", "remove", "team")
    assert missing.status == exits.NOT_FOUND
    assert "there is no profile 'team' in" in missing.err


def test_another_file(dstack, home, tmp_path):
    file = tmp_path / "other.yaml"
    assert dstack("config", "add", "team", *TEAM, "--token-stdin", "--file", file, typed="dsk_1\n").status == exits.DONE
    assert not (home / "config.yaml").exists()
    assert file.stat().st_mode & 0o777 == 0o600
    assert "team" in dstack("config", "list", "--file", file).out
    assert "there are no profiles" in dstack("config", "list").out


def test_a_token_is_kept_in_the_keyring(dstack, home, kept):
    ran = dstack("config", "add", "team", *TEAM, "--token-stdin", typed="dsk_1\n")
    assert "its token in the keyring" in ran.out
    assert entries(home)["team"] == {"user": "ann", "server": SERVER}
    assert token_of(read_profile("team"), place_of(SERVER)) == "dsk_1"
    dstack("config", "remove", "team", "--force")
    assert kept == {}


def test_one_server_has_one_token_in_the_keyring(dstack, home, kept):
    dstack("config", "add", "ann", *TEAM, "--token-stdin", typed="dsk_1\n")
    dstack("config", "add", "bob", *TEAM, "--token-stdin", typed="dsk_2\n")
    tokens = [token_of(read_profile(name), place_of(SERVER)) for name in ("ann", "bob")]
    assert tokens == ["dsk_1", "dsk_2"]
    dstack("config", "remove", "bob", "--force")
    assert list(kept.values()) == ["dsk_1"]


def test_a_token_stays_in_the_file_where_older_clients_look(dstack, home, kept):
    dstack("config", "add", "team", *TEAM, "--no-keyring", "--token-stdin", typed="dsk_1\n")
    assert entries(home)["team"]["token"] == "dsk_1"
    assert kept == {}


def test_the_default_is_chosen_and_given_back(dstack, home):
    dstack("config", "add", "team", *TEAM, "--token-stdin", typed="dsk_1\n")
    assert read_profile().is_local
    assert dstack("config", "use", "team").status == exits.DONE
    assert read_profile().server == SERVER
    assert dstack("config", "use", "--local").status == exits.DONE
    assert read_profile().is_local
    assert dstack("config", "use", "nobody").status == exits.NOT_FOUND
    assert dstack("config", "use").status == exits.USAGE


def test_a_default_that_is_like_no_other_is_not_lost(dstack, home):
    dstack("config", "add", *TEAM, "--token-stdin", typed="dsk_1\n")
    assert dstack("config", "use", "--local", typed="n\n").status == exits.FAILED
    assert entries(home)["default"]["token"] == "dsk_1"
    assert dstack("config", "use", "--local", "--force").status == exits.DONE


def test_the_file_of_a_project_is_used_when_it_is_trusted(dstack, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".dstack").mkdir()
    (tmp_path / ".dstack" / "config.yaml").write_text("profiles: {mine: {store: local}}")
    refused = dstack("stacks", "--profile", "mine")
    assert refused.status == exits.FAILED
    warned, said = refused.err.splitlines()
    assert warned.startswith("dstack: ")
    assert warned.endswith("say so once: dstack config trust")
    assert "there is no profile 'mine'" in said
    assert dstack("config", "trust").status == exits.DONE
    assert dstack("stacks", "--profile", "mine").status == exits.DONE


def test_what_cannot_be_a_server_or_a_token_is_not_written(dstack, home):
    assert "is no address" in dstack("config", "add", "--user", "a", "--server", "x", "--token", "t").err
    refused = dstack("config", "add", *TEAM, "--token-stdin", typed="two words\n")
    assert "what was given is no token" in refused.err
    assert "two words" not in refused.err
    assert not (home / "config.yaml").exists()
