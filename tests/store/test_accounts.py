"""Users, their tokens and sessions, and what one permits another."""

from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher

from dstack_jupyter.model.errors import Conflict, InvalidValue, NotAllowed, NotFound, NotSignedIn
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.model.stacks import Origin
from dstack_jupyter.store import doors as doors_of_store
from dstack_jupyter.store import passwords, secrets
from dstack_jupyter.store.access import Viewer

PASSWORD = "correct horse"


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch):
    """A hash that takes a thousandth of the time."""
    monkeypatch.setattr(passwords, "_hasher", lambda: PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords._nobodys.cache_clear()


@pytest.fixture
def accounts(ann):
    """The verbs of ann, whose computer it is."""
    return ann.accounts


@pytest.fixture
def bob(accounts, store):
    accounts.add_user("bob", password=PASSWORD)
    return store.session(Viewer.user("bob"))


@pytest.fixture
def cid(accounts, store):
    accounts.add_user("cid")
    return store.session(Viewer.user("cid"))


def later(monkeypatch, **passed):
    """Let time pass for those who ask what time it is."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + timedelta(**passed)

    monkeypatch.setattr(doors_of_store, "datetime", Clock)


def test_a_token_says_who_has_it_and_what_it_is_good_for(store, bob):
    made = bob.accounts.new_token("laptop", scope="read", stack=StackPath("ann", "sales"))
    assert made.secret.startswith("dsk_")
    viewer = store.doors.by_token(made.secret)
    assert viewer == Viewer("bob", scope="read", only=StackPath("ann", "sales"))
    (listed,) = bob.accounts.tokens()
    assert (listed.name, listed.scope, listed.stack) == ("laptop", "read", "ann/sales")
    assert (datetime.now(UTC) - listed.last_used) < timedelta(minutes=1)
    assert made.token.expires - made.token.created == timedelta(days=90)


def test_no_secret_is_in_the_store(store, bob):
    made = bob.accounts.new_token("laptop").secret
    link = store.doors.link("bob")
    session = store.doors.sign_in("bob", PASSWORD)
    store.close()
    kept = b"".join(path.read_bytes() for path in store.folder.glob("store.sqlite*"))
    for secret in (made, link, session, PASSWORD):
        assert secret.encode() not in kept


def test_a_token_that_is_revoked_expired_mistyped_or_made_up_is_nobodys(store, bob, monkeypatch):
    revoked, expiring = bob.accounts.new_token("one"), bob.accounts.new_token("two", days=2)
    bob.accounts.revoke_token(revoked.token.id)
    with pytest.raises(NotSignedIn, match="revoked; make a new one"):
        store.doors.by_token(revoked.secret)
    with pytest.raises(NotSignedIn, match="revoked"):
        store.doors.by_token(secrets.new_token())
    with pytest.raises(NotSignedIn, match="a character of it is missing"):
        store.doors.by_token(expiring.secret[:-1])
    wrong = expiring.secret[:10] + ("a" if expiring.secret[10] != "a" else "b") + expiring.secret[11:]
    with pytest.raises(NotSignedIn, match="no token"):
        store.doors.by_token(wrong)
    assert store.doors.by_token(expiring.secret).name == "bob"
    later(monkeypatch, days=3)
    with pytest.raises(NotSignedIn, match="expired on"):
        store.doors.by_token(expiring.secret)


def test_a_token_that_is_replaced_dies_with_the_one_that_asked_for_it_and_no_other(store, bob, cid):
    first = bob.accounts.new_token("old clients", replaces=True)
    asking, other = bob.accounts.new_token("laptop"), bob.accounts.new_token("server")
    of_cid = cid.accounts.new_token("old clients")
    made = bob.accounts.new_token("old clients", replaces=True, spent=asking.secret)
    for gone in (first, asking):
        with pytest.raises(NotSignedIn, match="revoked"):
            store.doors.by_token(gone.secret)
    assert [store.doors.by_token(one.secret).name for one in (made, other, of_cid)] == ["bob", "bob", "cid"]
    bob.accounts.new_token("old clients", replaces=True, spent=of_cid.secret)
    assert store.doors.by_token(of_cid.secret).name == "cid"


def test_who_is_signed_in_knows_themself_and_whether_another_is_there(store, ann, bob, cid):
    reader = store.session(Viewer("bob", scope="read"))
    assert reader.accounts.own() == bob.accounts.user("bob")
    assert ann.accounts.own() is None
    assert [reader.accounts.is_there(name) for name in ("cid", "zoe")] == [True, False]
    for nobody in (Viewer.anonymous(), Viewer("bob", only=StackPath("bob", "sales"))):
        accounts = store.session(nobody).accounts
        with pytest.raises(NotAllowed):
            accounts.own()
        with pytest.raises(NotAllowed):
            accounts.is_there("cid")


def test_a_disabled_user_is_nobody(store, accounts, bob):
    token, session = bob.accounts.new_token("one"), store.doors.sign_in("bob", PASSWORD)
    accounts.update_user("bob", is_disabled=True)
    with pytest.raises(NotSignedIn, match="disabled"):
        store.doors.by_token(token.secret)
    for knock in (lambda: store.doors.by_session(session), lambda: store.doors.sign_in("bob", PASSWORD)):
        with pytest.raises(NotSignedIn):
            knock()
    accounts.update_user("bob", is_disabled=False)
    assert store.doors.by_token(token.secret).name == "bob"


def test_who_signs_in_with_a_password_has_a_session_until_they_sign_out(store, bob, monkeypatch):
    session = store.doors.sign_in("bob", PASSWORD)
    assert store.doors.by_session(session) == Viewer.user("bob")
    other = store.doors.sign_in("bob", PASSWORD)
    store.doors.sign_out(session)
    store.doors.sign_out(session)
    with pytest.raises(NotSignedIn, match="sign in again"):
        store.doors.by_session(session)
    assert store.doors.by_session(other).name == "bob"
    later(monkeypatch, days=31)
    with pytest.raises(NotSignedIn):
        store.doors.by_session(other)


@pytest.mark.parametrize(("name", "password"), [("bob", "wrong horse"), ("bob", ""), ("zoe", PASSWORD), ("cid", "")])
def test_a_wrong_name_and_a_wrong_password_sound_the_same(store, bob, cid, name, password):
    with pytest.raises(NotSignedIn, match=r"^the name or the password is wrong$"):
        store.doors.sign_in(name, password)


def test_a_new_password_signs_out_everywhere(store, bob):
    session = store.doors.sign_in("bob", PASSWORD)
    bob.accounts.update_user("bob", password="another horse")
    with pytest.raises(NotSignedIn):
        store.doors.by_session(session)
    with pytest.raises(NotSignedIn):
        store.doors.sign_in("bob", PASSWORD)
    assert store.doors.by_session(store.doors.sign_in("bob", "another horse")).name == "bob"
    with pytest.raises(InvalidValue, match="8 to 1024"):
        bob.accounts.update_user("bob", password="short")


def test_a_link_is_good_once_and_for_an_hour(store, cid, monkeypatch):
    link, unused = store.doors.link("cid"), store.doors.link("cid")
    assert store.doors.by_session(store.doors.follow(link)).name == "cid"
    with pytest.raises(NotSignedIn, match="ask for another"):
        store.doors.follow(link)
    with pytest.raises(NotSignedIn):
        store.doors.by_session(unused)
    later(monkeypatch, minutes=61)
    with pytest.raises(NotSignedIn, match="too old"):
        store.doors.follow(unused)


def test_users_see_themselves_and_administrators_all(accounts, bob, cid, store):
    assert [user.name for user in accounts.users()] == ["bob", "cid"]
    assert [user.name for user in bob.accounts.users()] == ["bob"]
    assert store.session(Viewer.anonymous()).accounts.users() == []
    accounts.update_user("bob", is_admin=True)
    admin = store.session(Viewer.user("bob", is_admin=True)).accounts
    assert [user.name for user in admin.users()] == ["bob", "cid"]
    admin.add_user("dan")
    with pytest.raises(Conflict, match="only administrator"):
        admin.update_user("bob", is_admin=False)
    with pytest.raises(Conflict, match="only administrator"):
        admin.remove_user("bob")
    with pytest.raises(Conflict, match="already"):
        admin.add_user("dan")


@pytest.mark.parametrize(
    "verb",
    [
        lambda of: of.add_user("dan"),
        lambda of: of.remove_user("cid"),
        lambda of: of.user("cid"),
        lambda of: of.update_user("cid", password=PASSWORD),
        lambda of: of.update_user("bob", is_admin=True),
        lambda of: of.update_user("bob", is_disabled=True),
        lambda of: of.tokens("cid"),
        lambda of: of.new_token("mine", user="cid"),
    ],
)
def test_a_user_administers_nobody_else(bob, cid, store, verb):
    for viewer in (Viewer.user("bob"), Viewer("bob", scope="push"), Viewer("bob", only=StackPath("bob", "x"))):
        with pytest.raises(NotAllowed):
            verb(store.session(viewer).accounts)


def test_the_token_of_another_is_not_there(bob, cid):
    made = bob.accounts.new_token("one")
    with pytest.raises(NotFound):
        cid.accounts.revoke_token(made.token.id)


def test_a_token_makes_no_tokens_unless_it_may(store, bob):
    for scope in ("read", "push"):
        with pytest.raises(NotAllowed, match="make one with the scope admin"):
            store.session(Viewer("bob", scope=scope)).accounts.new_token("more")


def test_a_user_who_has_something_is_not_removed(accounts, bob, desk_of):
    desk_of(Viewer.user("bob")).push(StackPath("bob", "sales"), b"one")
    with pytest.raises(Conflict, match="disable the user instead"):
        accounts.remove_user("bob")


def test_a_private_stack_is_seen_by_whom_it_is_shared_with(ann, bob, cid, desk, sales):
    pushed = desk.push(sales, b"one")
    for stranger in (bob, cid):
        with pytest.raises(NotFound):
            stranger.stack(sales)
    assert [one.user for one in ann.sharing.permit_stack(sales, "bob", "view")] == ["bob"]
    assert bob.stack(sales).head == pushed.frame
    assert [one.name for one in bob.stacks().stacks] == ["sales"]
    assert bytes(bob.read(pushed.frame.attachments[0].content)) == b"one"
    assert cid.stacks().stacks == ()
    with pytest.raises(NotFound):
        cid.read(pushed.frame.attachments[0].content)
    ann.sharing.permit_stack(sales, "bob", None)
    with pytest.raises(NotFound):
        bob.stack(sales)


def test_to_view_is_not_to_push_and_to_push_is_not_to_own(ann, bob, desk, desk_of, sales):
    desk.push(sales, b"one")
    ann.sharing.permit_stack(sales, "bob", "view")
    his = desk_of(Viewer.user("bob"))
    with pytest.raises(NotAllowed, match="only ann can push to"):
        his.push(sales, b"two")
    ann.sharing.permit_stack(sales, "bob", "push")
    assert his.push(sales, b"two").frame.origin.user == "bob"
    claimed = his.frame(his.attachment(b"claimed"), origin=Origin(user="ann", host="laptop"))
    assert bob.push(sales, claimed).frame.origin == Origin(user="bob", host="laptop")
    for verb in (
        lambda: bob.set_head(sales, 1),
        lambda: bob.delete_stack(sales),
        lambda: bob.update_stack(sales, access="public"),
        lambda: bob.sharing.permit_stack(sales, "bob", None),
        lambda: bob.sharing.of_stack(sales),
    ):
        with pytest.raises(NotAllowed):
            verb()
    with pytest.raises(NotAllowed):
        his.push(StackPath("ann", "other"), b"three")


def test_sharing_with_nobody_and_with_oneself_is_refused(ann, desk, sales, bob):
    desk.push(sales, b"one")
    with pytest.raises(NotFound, match="no user zoe"):
        ann.sharing.permit_stack(sales, "zoe", "view")
    with pytest.raises(InvalidValue, match="ann's own"):
        ann.sharing.permit_stack(sales, "ann", "view")
    with pytest.raises(InvalidValue, match="view or push"):
        ann.sharing.permit_stack(sales, "bob", "own")


def test_a_token_for_one_stack_shows_that_one_alone(store, desk, sales, ann):
    desk.push(sales, b"one")
    desk.push("other", b"two")
    only = store.session(Viewer("ann", only=sales))
    assert [one.name for one in only.stacks().stacks] == ["sales"]
    with pytest.raises(NotFound):
        only.stack(StackPath("ann", "other"))
    with pytest.raises(NotAllowed, match="good for /ann/sales only"):
        only.push(StackPath("ann", "other"), desk.frame(desk.attachment(b"x")))
    assert only.dashboards() == []


@pytest.mark.parametrize("scope", ["read", "push"])
def test_a_scope_is_all_that_a_token_is_good_for(store, desk, sales, scope):
    desk.push(sales, b"one")
    desk.push(sales, b"two")
    session = store.session(Viewer("ann", scope=scope))
    assert session.stack(sales).frames == 2
    verbs = {
        "push": [lambda: session.set_head(sales, 1), lambda: session.upload(), lambda: session.tag(sales, 1, "prod")],
        "admin": [
            lambda: session.update_stack(sales, access="public"),
            lambda: session.sharing.of_stack(sales),
            lambda: session.delete_stack(sales),
        ],
    }
    if scope == "push":
        for verb in verbs.pop("push"):
            verb()
    for verb in (verb for some in verbs.values() for verb in some):
        with pytest.raises(NotAllowed, match=f"this token has the scope {scope}"):
            verb()


def test_new_stacks_have_the_access_level_that_their_user_chose(bob, desk_of):
    his = desk_of(Viewer.user("bob"))
    assert his.push(StackPath("bob", "one"), b"one").stack.access_level == "private"
    bob.accounts.update_user("bob", default_access_level="internal")
    assert his.push(StackPath("bob", "two"), b"two").stack.access_level == "internal"
    assert his.push(StackPath("bob", "three"), b"three", access="public").stack.access_level == "public"


def test_a_hash_is_no_key_to_the_contents_of_others(ann, bob, desk, desk_of, sales):
    content = desk.push(sales, b"secret").frame.attachments[0].content
    his = desk_of(Viewer.user("bob"))
    stolen = his.attachment(b"x").model_copy(update={"content": content})
    assert not bob.has(content.sha256)
    with pytest.raises(InvalidValue, match="upload it before the push"):
        bob.push(StackPath("bob", "mine"), his.frame(stolen))
    ann.sharing.permit_stack(sales, "bob", "view")
    assert bob.has(content.sha256)
    assert bob.push(StackPath("bob", "mine"), his.frame(stolen)).created


def test_what_was_uploaded_alone_may_be_named_by_who_did_it(bob, cid, desk_of):
    his, hers = desk_of(Viewer.user("bob")), desk_of(Viewer.user("cid"))
    uploaded = his.attachment(b"uploaded")
    bob.note_upload(uploaded.content)
    by_hash = uploaded.model_copy(update={"content": uploaded.content.identity})
    assert bob.has(uploaded.content.sha256)
    assert not cid.has(uploaded.content.sha256)
    with pytest.raises(InvalidValue):
        cid.push(StackPath("cid", "mine"), hers.frame(by_hash))
    pushed = bob.push(StackPath("bob", "mine"), his.frame(by_hash))
    assert bytes(bob.read(pushed.frame.attachments[0].content)) == b"uploaded"


def test_contents_are_missing_until_they_were_uploaded_or_can_be_seen(ann, bob, desk, desk_of, sales):
    seen = desk.push(sales, b"one", access="public").frame.attachments[0].content
    secret = desk.push("other", b"two").frame.attachments[0].content
    his = desk_of(Viewer.user("bob"))
    sent = his.attachment(b"three").content
    assert bob.missing([seen, secret, sent]) == {secret.sha256, sent.sha256}
    bob.note_upload(sent)
    assert bob.missing([seen, secret, sent, sent]) == {secret.sha256}
    assert ann.missing([seen, secret, sent]) == set()


def test_a_store_reaches_others_where_somebody_else_can_sign_in(ann, accounts):
    assert not ann.sharing.reaches_others()
    accounts.add_user("ann")
    assert not ann.sharing.reaches_others()
    accounts.add_user("bob")
    assert ann.sharing.reaches_others()
    accounts.update_user("bob", is_disabled=True)
    assert not ann.sharing.reaches_others()
