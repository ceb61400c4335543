"""A frame that comes in pieces waits where nobody sees it; links are good for one attachment, and for a while."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from dstack_jupyter.model.drafts import DraftPart
from dstack_jupyter.model.errors import Conflict, InvalidValue, NotAllowed, NotFound, NotSignedIn
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.model.stacks import NewAttachment, NewFrame
from dstack_jupyter.store import drafts, file_links, tables
from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.store import Store


@pytest.fixture
def part(desk):
    """An attachment whose bytes are there, or with a `length` alone one that awaits them."""

    def make(index, body=None, length=None, **said):
        content = None if body is None else desk.attachment(body).content
        return DraftPart(index=index, length=content.length if content else length, said=said, content=content)

    return make


@pytest.fixture
def bob(store):
    return store.session(Viewer.user("bob"))


@pytest.fixture
def nobody(store):
    return store.session(Viewer.anonymous())


@pytest.fixture
def frame():
    return uuid.uuid4().hex


def test_what_waits_is_seen_by_nobody_and_survives_the_end_of_the_process(store, made, ann, sales, part, frame):
    ann.drafts.note(sales, frame, {"message": "first"}, None, [part(0, b"one", about="it")])
    with pytest.raises(NotFound):
        ann.stack(sales)
    store.close()
    again = Store(made)
    session = again.session(Viewer.local_owner("ann"))
    draft = session.drafts.note(sales, frame, {}, 2, [part(1, b"two")]).draft
    assert (draft.is_whole, draft.said, [one.said for one in draft.parts]) == (
        True,
        {"message": "first"},
        [{"about": "it"}, {}],
    )
    assert [bytes(session.read(one.content)) for one in draft.parts] == [b"one", b"two"]
    again.close()


def test_what_is_said_again_changes_nothing_and_what_is_another_thing_is_refused(ann, sales, part, frame):
    first = ann.drafts.note(sales, frame, {}, 2, [part(0, b"one")]).draft
    assert ann.drafts.note(sales, frame, {}, 2, [part(0, b"one")]).draft == first
    for other in (part(0, b"two"), part(0, b"one", about="it"), part(0, length=3000)):
        with pytest.raises(Conflict, match="attachment 0"):
            ann.drafts.note(sales, frame, {}, 2, [other])
    assert ann.drafts.note(sales, frame, {}, 2, []).draft == first


def test_a_draft_is_for_one_stack_and_of_one_user(ann, bob, sales, part, frame):
    ann.drafts.note(sales, frame, {}, None, [part(0, b"one")])
    with pytest.raises(Conflict, match=r"ann/sales"):
        ann.drafts.note(StackPath("ann", "else"), frame, {}, None, [])
    assert bob.drafts.note(sales, frame, {}, None, []).draft.parts == ()


def test_bytes_are_taken_once_with_the_secret_for_them(ann, sales, part, desk, frame):
    noted = ann.drafts.note(sales, frame, {}, 2, [part(0, length=3), part(1, length=3)])
    came = desk.attachment(b"one").content
    for index, secret in ((0, noted.secrets[1]), (0, "guessed"), (2, noted.secrets[0])):
        with pytest.raises(NotFound):
            ann.drafts.fill(noted.draft.id, index, secret, came)
    assert not ann.drafts.fill(noted.draft.id, 0, noted.secrets[0], came).is_whole
    with pytest.raises(NotFound):
        ann.drafts.fill(noted.draft.id, 0, noted.secrets[0], desk.attachment(b"two").content)
    assert ann.drafts.fill(noted.draft.id, 1, noted.secrets[1], came).is_whole


def test_a_push_that_is_repeated_gets_new_secrets_for_what_is_awaited(store, ann, sales, part, desk, frame):
    old = ann.drafts.note(sales, frame, {}, 2, [part(0, length=3), part(1, length=3)]).secrets
    new = ann.drafts.note(sales, frame, {}, 2, [part(0, length=3), part(1, length=3)]).secrets
    with pytest.raises(NotSignedIn):
        store.file_links.to_put(old[0])
    assert store.file_links.to_put(new[0]).path == sales


def test_a_collection_leaves_what_a_draft_names_for_a_week(store, ann, sales, part, frame):
    ann.drafts.note(sales, frame, {}, 2, [part(0, b"one")])
    assert ann.keeping.gc(0).contents == 0
    draft = ann.drafts.note(sales, frame, {}, 1, []).draft
    assert bytes(ann.read(draft.parts[0].content)) == b"one"
    old = datetime.now(UTC) - timedelta(days=8)
    with store.database.writing() as transaction:
        transaction.change(sa.update(tables.draft).values(since=sa.bindparam("then", type_=sa.DateTime)), then=old)
    assert ann.keeping.gc(0).contents == 1
    assert ann.drafts.note(sales, frame, {}, 1, []).draft.parts == ()


def test_too_many_drafts_forget_the_oldest(ann, sales, part, monkeypatch):
    monkeypatch.setattr(drafts, "MOST_DRAFTS", 3)
    ids = [ann.drafts.note(sales, f"frame{number}", {}, None, []).draft.id for number in range(4)]
    assert len(set(ids)) == 4
    again = ann.drafts.note(sales, "frame0", {}, None, []).draft.id
    assert again not in ids


def test_what_no_frame_can_be_is_refused_at_once(ann, nobody, sales, part):
    with pytest.raises(InvalidValue, match="id of a frame"):
        ann.drafts.note(sales, "../x", {}, None, [])
    with pytest.raises(InvalidValue, match="at most"):
        ann.drafts.note(sales, "frame", {}, None, [part(10_000, length=1)])
    with pytest.raises(NotAllowed):
        nobody.drafts.note(sales, "frame", {}, None, [])


def test_a_link_shows_one_attachment_for_a_while_with_the_rights_of_the_one_who_made_it(store, desk, ann, bob, sales):
    desk.push(sales, b"one")
    frame = ann.frame(sales).id
    linked = store.file_links.to_get(ann.file_link(sales, None, 0))
    assert (linked.path, linked.frame, linked.attachment) == (sales, frame, 0)
    assert linked.viewer == Viewer.local_owner("ann")
    with pytest.raises(NotFound):
        bob.file_link(sales, None, 0)
    for bad in (ann.file_link(sales, frame, 0) + "x", "", "dsk_x"):
        with pytest.raises(NotSignedIn):
            store.file_links.to_get(bad)
    late = store.file_links.make(Viewer.local_owner("ann"), sales, frame, 0, minutes=0)
    with pytest.raises(NotSignedIn, match="too old"):
        store.file_links.to_get(late)


def test_a_link_to_read_lets_nothing_in_and_one_to_write_shows_nothing(store, desk, ann, sales, part, frame):
    desk.push(sales, b"one")
    to_put = ann.drafts.note(sales, frame, {}, 1, [part(0, length=3)]).secrets[0]
    with pytest.raises(NotSignedIn):
        store.file_links.to_get(to_put)
    with pytest.raises(NotSignedIn):
        store.file_links.to_put(ann.file_link(sales, None, 0))


def test_the_link_of_a_user_who_is_disabled_is_good_no_more(store, ann, sales, desk):
    desk.push(sales, b"one", access="internal")
    ann.accounts.add_user("cleo")
    secret = store.session(Viewer.user("cleo")).file_link(sales, None, 0)
    assert store.file_links.to_get(secret).viewer == Viewer.user("cleo")
    ann.accounts.update_user("cleo", is_disabled=True)
    with pytest.raises(NotSignedIn):
        store.file_links.to_get(secret)
    assert file_links.DOWNLOAD_MINUTES <= 60


@pytest.mark.parametrize("end", ["revoked", "replaced", "removed"])
def test_links_end_with_a_token_and_with_their_user(store, ann, sales, desk, part, frame, end):
    """Another user may have the name later."""
    desk.push(sales, b"one", access="internal")
    ann.accounts.add_user("cleo")
    cleo = store.session(Viewer.user("cleo"))
    made = cleo.accounts.new_token("laptop")
    own, parts = StackPath("cleo", "costs"), [part(0, length=3)]
    to_put, to_get = cleo.drafts.note(own, frame, {}, 1, parts).secrets[0], cleo.file_link(sales, None, 0)
    of_ann = ann.file_link(sales, None, 0)
    assert store.file_links.to_put(to_put).path == own
    if end == "revoked":
        cleo.accounts.revoke_token(made.token.id)
    elif end == "replaced":
        cleo.accounts.new_token("laptop", replaces=True)
    else:
        ann.accounts.remove_user("cleo")
        ann.accounts.add_user("cleo")
    for look, secret in ((store.file_links.to_put, to_put), (store.file_links.to_get, to_get)):
        with pytest.raises(NotSignedIn, match="ask for another"):
            look(secret)
    assert store.file_links.to_get(of_ann).viewer == Viewer.local_owner("ann")
    again = cleo.drafts.note(own, frame, {}, 1, parts).secrets[0]
    assert store.file_links.to_put(again).path == own


def test_nothing_that_waits_is_left_to_the_next_user_of_a_name(store, ann, part, frame):
    ann.accounts.add_user("cleo")
    own = StackPath("cleo", "costs")
    store.session(Viewer.user("cleo")).drafts.note(own, frame, {"message": "old"}, None, [part(0, length=3)])
    ann.accounts.remove_user("cleo")
    ann.accounts.add_user("cleo")
    draft = store.session(Viewer.user("cleo")).drafts.note(own, frame, {}, None, []).draft
    assert (draft.said, draft.parts) == ({}, ())


def test_a_frame_is_not_closed_with_fewer_attachments_than_have_come(ann, sales, part, frame):
    for index in range(2):
        ann.drafts.note(sales, frame, {}, None, [part(index, b"one")])
    with pytest.raises(InvalidValue, match="has 2 attachments, and its size is said to be 1"):
        ann.drafts.note(sales, frame, {}, 1, [])
    assert ann.drafts.note(sales, frame, {}, 2, []).draft.is_whole


def test_a_draft_becomes_a_frame_in_one_push(ann, sales, part, frame):
    draft = ann.drafts.note(sales, frame, {}, 1, [part(0, b"one")]).draft
    new = NewFrame(id=frame, attachments=(NewAttachment(content=draft.parts[0].content, content_type="text/plain"),))
    assert ann.push(sales, new).frame.id == frame
    ann.drafts.drop(draft.id)
    ann.drafts.drop(draft.id)
    assert ann.drafts.note(sales, frame, {}, None, []).draft.parts == ()
