"""Users and tokens are looked after from a shell, on the machine of the store and over a server."""

import pytest

import dstack_jupyter as ds
from dstack_jupyter.cli import exits
from dstack_jupyter.model.errors import NotSignedIn
from dstack_jupyter.store.store import open_store
from dstack_server.welcome import welcome

PASSWORD = "correct horse"


@pytest.fixture
def team(dstack, home):
    """A store with the user bob."""
    ds.push("sales", "May")
    dstack("user", "add", "bob")
    return home


def doors():
    return open_store().doors


def test_a_first_user_needs_no_store_before(dstack, home):
    said = dstack("user", "add", "bob")
    assert said.out.splitlines() == ["bob is added", "for a link that signs in once: dstack link --user bob"]
    assert [one["name"] for one in dstack("user", "list", "--json").value] == ["bob"]


def test_the_first_start_makes_its_owner_a_user_beside_those_that_were_added_before(dstack, team):
    store = open_store()
    assert welcome(store, "http://127.0.0.1:8888/").startswith(f"you are {store.owner}, and administer this server")
    assert welcome(store, "http://127.0.0.1:8888/") is None
    users = {one["name"]: one["is_admin"] for one in dstack("user", "list", "--json").value}
    assert users == {"bob": False, store.owner: True}


def test_a_token_goes_from_one_command_to_the_next(dstack, program, team):
    token = program("token", "create", "laptop", "--user", "bob").stdout
    server = ["--user", "bob", "--server", "http://127.0.0.1:8888/"]
    added = program("config", "add", "team", *server, "--token-stdin", "--no-keyring", given=token)
    assert added.returncode == exits.DONE, added.stderr
    assert token.decode().strip() in (team / "config.yaml").read_text()


def test_a_password_is_asked_for_twice_and_not_shown(dstack, team):
    done = dstack("user", "passwd", "bob", typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert done.status == exits.DONE
    assert PASSWORD not in done.out + done.err
    assert doors().sign_in("bob", PASSWORD)
    assert dstack("user", "add", "eve", "--password", typed=f"{PASSWORD}\n{PASSWORD}\n").out == "eve can sign in\n"


def test_a_password_comes_from_a_script(dstack, program, team):
    assert program("user", "passwd", "bob", "--password-stdin", given=f"{PASSWORD}\n".encode()).returncode == 0
    assert doors().sign_in("bob", PASSWORD)


def test_no_password_stands_on_the_command_line(dstack, team):
    refused = dstack("user", "passwd", "bob", PASSWORD)
    assert refused.status == exits.USAGE
    assert dstack("user", "passwd", "bob", "--password-stdin", typed="short\n").status == exits.USAGE


def test_what_a_user_may_do_is_changed(dstack, team):
    said = dstack("user", "modify", "bob", "--admin", "--access", "internal").out
    assert said == "bob is administrator; new stacks are internal\n"
    assert dstack("user", "modify", "bob", "--no-admin").status == exits.CONFLICT  # nobody else administers it
    dstack("user", "add", "eve", "--admin")
    assert dstack("user", "modify", "bob", "--disable", "--json").value["is_disabled"]
    assert "disabled" in dstack("user", "list").out
    assert dstack("user", "modify", "bob").status == exits.USAGE


def test_a_user_is_removed_when_that_is_agreed(dstack, team):
    assert dstack("user", "remove", "bob", typed="n\n").status == exits.FAILED
    assert dstack("user", "list", "--json").value
    assert dstack("user", "remove", "bob", "--force").out == "bob is removed\n"
    assert dstack("user", "list", "--json").value == []
    assert dstack("user", "remove", "bob", "--force").status == exits.NOT_FOUND


def test_a_token_stands_alone_on_standard_output(program, team):
    made = program("token", "create", "laptop", "--user", "bob", "--scope", "read", "--days", "7")
    secret = made.stdout.decode().removesuffix("\n")
    assert doors().by_token(secret).scope == "read"
    assert b"a token of bob for read, which expires on " in made.stderr
    assert secret.encode() not in made.stderr


def test_a_token_is_listed_and_revoked(dstack, team):
    made = dstack("token", "create", "laptop", "--user", "bob", "--stack", "plans", "--forever", "--json").value
    listed = dstack("token", "list", "--user", "bob")
    assert made["secret"] not in listed.out
    assert made["id"] in listed.out
    assert "push, bob/plans alone" in listed.out
    assert "never" in listed.out
    assert dstack("token", "revoke", made["id"]).status == exits.DONE
    with pytest.raises(NotSignedIn):
        doors().by_token(made["secret"])
    assert dstack("token", "revoke", made["id"]).status == exits.NOT_FOUND
    assert dstack("token", "list", "--user", "bob").out == "there are no tokens\n"


def test_a_token_for_nobody_is_refused(dstack, team):
    for words in (["create", "laptop", "--user", "eve"], ["list", "--user", "eve"]):
        assert dstack("token", *words).status == exits.NOT_FOUND


def test_another_home_is_named_by_the_folder_above(dstack, team, tmp_path):
    added = dstack("user", "add", "eve", "--home", tmp_path)
    assert added.out.endswith(f"dstack link --user eve --home {tmp_path / '.dstack'}\n")
    assert (tmp_path / ".dstack" / "store" / "store.sqlite").exists()
    assert [one["name"] for one in dstack("user", "list", "--home", tmp_path, "--json").value] == ["eve"]
    assert dstack("user", "list", "--home", tmp_path / ".dstack").out == dstack("user", "list", "--home", tmp_path).out
    assert [one["name"] for one in dstack("user", "list", "--json").value] == ["bob"]
