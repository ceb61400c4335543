"""People of a team use one server, each with a token of their own."""

import json
import platform

import pytest

import dstack_jupyter as ds
from dstack_jupyter.cli import exits
from dstack_jupyter.cli.main import run
from dstack_jupyter.cli.program import Program
from dstack_jupyter.client.profiles import backend
from dstack_jupyter.model.errors import Conflict, InvalidName, NotAllowed, NotFound, NotSignedIn
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.store import open_store


@pytest.fixture
def owner(home):
    """The one who keeps the server, on its own computer."""
    store = open_store()
    return store.session(Viewer.local_owner(store.owner))


@pytest.fixture
def team(owner, server_of, profiles):
    """Profiles of ann and bob, of ann with a token that only reads, and of nobody."""
    url = server_of("/team/", users=True)
    for name in ("ann", "bob"):
        owner.accounts.add_user(name)
    tokens = {name: owner.accounts.new_token("test", user=name, scope="admin").secret for name in ("ann", "bob")}
    tokens["reader"] = owner.accounts.new_token("reads", user="ann", scope="read").secret
    profiles(nobody={"server": url}, **{name: {"server": url, "token": token} for name, token in tokens.items()})
    return url


def test_what_one_pushes_the_other_sees_when_it_is_shared(team):
    ds.push("sales", "May", profile="ann")
    with pytest.raises(NotFound):
        ds.pull("/ann/sales", profile="bob")
    shared = ds.share("sales", "bob", profile="ann")
    assert str(shared).startswith("sales: you and bob see it")
    assert ds.pull("/ann/sales", profile="bob") == "May"
    with pytest.raises(NotAllowed, match="you are bob, and only ann can push"):
        ds.push("/ann/sales", "June", profile="bob")
    ds.share("sales", "bob", push=True, profile="ann")
    pushed = ds.push("/ann/sales", "June", profile="bob")
    assert (pushed.number, pushed.frame.origin.user, pushed.stack.shared_with) == (2, "bob", 0)
    assert "; ann and those it is shared with" in str(pushed)
    own = ds.push("sales", "July", profile="ann")
    assert (own.frame.origin.user, own.frame.origin.host) == ("ann", platform.node())
    assert "; you and 1 other" in str(own)
    ds.unshare("sales", "bob", profile="ann")
    with pytest.raises(NotFound):
        ds.pull("/ann/sales", profile="bob")


def test_a_token_that_reads_does_not_push(team):
    ds.push("sales", "May", profile="ann")
    assert ds.pull("sales", profile="reader") == "May"
    with pytest.raises(NotAllowed, match="this token has the scope read"):
        ds.push("sales", "June", profile="reader")


def test_nobody_sees_what_is_public_by_its_whole_name(team):
    ds.push("news", "hello", access="public", profile="ann")
    ds.push("sales", "May", profile="ann")
    assert ds.pull("/ann/news", profile="nobody") == "hello"
    assert [stack.name for stack in ds.stacks(profile="nobody")] == ["news"]
    with pytest.raises(InvalidName, match="not signed in; write /user/news"):
        ds.pull("news", profile="nobody")
    with pytest.raises(NotSignedIn, match="wants to know who you are"):
        ds.pull("/ann/sales", profile="nobody")


def test_bytes_are_no_secret_of_their_hash(team):
    content = ds.push("sales", "May", profile="ann").frame.attachments[0].content
    assert backend("bob").missing([content]) == {content.sha256}
    with pytest.raises(NotFound):
        backend("bob").read(content)
    assert ds.push("own", "May", profile="bob").created
    assert bytes(backend("bob").read(content)) == b"May"


def test_a_revoked_token_is_not_good_any_more(team, owner):
    assert backend("ann").user == "ann"
    for token in owner.accounts.tokens("ann"):
        owner.accounts.revoke_token(token.id)
    with pytest.raises(NotSignedIn, match="not known here, or was revoked"):
        ds.stacks(profile="ann")


def test_users_keep_their_accounts_over_http(team, owner):
    accounts = backend("ann").accounts
    assert [user.name for user in accounts.users()] == ["ann"]
    assert accounts.user("ann") == owner.accounts.user("ann")
    made = accounts.new_token("job", scope="push", days=7, stack=StackPath("ann", "sales"))
    assert made.secret.startswith("dsk_")
    assert {token.name for token in accounts.tokens()} == {"test", "reads", "job"}
    accounts.revoke_token(made.token.id)
    assert {token.name for token in accounts.tokens()} == {"test", "reads"}
    assert accounts.update_user("ann", default_access_level="internal").default_access_level == "internal"
    assert ds.push("new", "hello", profile="ann").stack.access_level == "internal"
    assert accounts.link("ann").user == "ann"
    with pytest.raises(NotAllowed):
        accounts.add_user("eve")


def test_an_administrator_adds_and_removes_users(team, owner):
    owner.accounts.update_user("bob", is_admin=True)
    accounts = backend("bob").accounts
    assert accounts.add_user("eve").name == "eve"
    with pytest.raises(Conflict, match="there is a user eve already"):
        accounts.add_user("eve")
    accounts.remove_user("eve")
    assert "eve" not in {user.name for user in accounts.users()}


def test_dashboards_are_shared_and_opened(team):
    ds.push("sales", "May", profile="ann")
    ds.dashboard("World", ["sales"], profile="ann")
    path, ann = StackPath("ann", "world"), backend("ann")
    with pytest.raises(NotFound):
        backend("bob").dashboard(path)
    assert [one.user for one in ann.sharing.permit_dashboard(path, "bob", "view")] == ["bob"]
    assert backend("bob").dashboard(path) == ann.dashboard(path)
    assert ann.sharing.permit_dashboard(path, "bob", None) == []
    ann.sharing.open_dashboard(path, "internal")
    assert [one.name for one in backend("bob").dashboards()] == ["world"]


def test_who_administers_looks_after_users_from_a_shell_elsewhere(team, owner, capsys):
    def dstack(*words):
        status = run([*words, "--json"], Program("dstack", "dstack_server.command", lambda _: None))
        said = capsys.readouterr().out
        return json.loads(said) if said else status

    owner.accounts.update_user("ann", is_admin=True)
    assert dstack("user", "add", "eve", "--profile", "ann")["name"] == "eve"
    assert dstack("user", "add", "zoe", "--profile", "bob") == exits.NOT_ALLOWED
    assert [one["name"] for one in dstack("user", "list", "--profile", "bob")] == ["bob"]
    made = dstack("token", "create", "laptop", "--user", "eve", "--stack", "plans", "--profile", "ann")
    assert made["stack"] == "eve/plans"
    assert open_store().doors.by_token(made["secret"]).name == "eve"
    assert [one["id"] for one in dstack("token", "list", "--user", "eve", "--profile", "ann")] == [made["id"]]
    assert dstack("token", "revoke", made["id"], "--profile", "ann") == {"revoked": [made["id"]]}
    assert dstack("user", "remove", "eve", "--force", "--profile", "ann") == {"removed": "eve"}


def test_an_administrator_keeps_the_store_of_the_team_tidy(team, owner):
    ds.push("sales", "May" * 1000, profile="ann")
    ds.push("old", "April", profile="ann")
    ds.delete("old", profile="ann")
    with pytest.raises(NotAllowed, match="only the owner of the store and an administrator can collect"):
        ds.gc(profile="bob")
    owner.accounts.update_user("bob", is_admin=True)
    lines = [" ".join(line.split()) for line in str(ds.usage(profile="bob")).splitlines()]
    assert {"shared by stacks 0 bytes", "stacks of others 3 kB"} < set(lines)
    assert not [line for line in lines if "sales" in line]
    assert ds.gc(0, profile="bob").taken.stacks == 1
    assert ds.verify(profile="bob")
