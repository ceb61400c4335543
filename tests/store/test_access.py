"""Who may see and do what."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from dstack_jupyter.model.dashboards import DashboardSpec
from dstack_jupyter.model.errors import InvalidName, InvalidValue, NotAllowed, NotFound
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.model.stacks import NewAttachment, NewFrame
from dstack_jupyter.store.access import Viewer

LEVELS = ("private", "internal", "public")
CASES = json.loads((Path(__file__).parents[1] / "cases" / "rights.json").read_text(encoding="utf-8"))


@pytest.fixture
def shown(desk):
    """One stack of ann's for each access level, named after it."""
    return {level: desk.push(level, level.encode(), access=level).frame for level in LEVELS}


@pytest.fixture(params=["bob", "nobody"])
def stranger(request, store):
    viewer = Viewer.anonymous() if request.param == "nobody" else Viewer.user(request.param)
    return store.session(viewer)


@pytest.fixture
def bob(store):
    return store.session(Viewer.user("bob"))


SEEN = {"ann": set(LEVELS), "bob": {"internal", "public"}, "": {"public"}}


@pytest.mark.parametrize("name", ["ann", "bob", ""])
def test_a_viewer_sees_what_is_meant_for_them(store, shown, name):
    session = store.session(Viewer.user(name) if name else Viewer.anonymous())
    assert session.user == name
    assert {stack.name for stack in session.stacks().stacks} == SEEN[name]
    assert {stack.name for stack in session.stacks(user="ann").stacks} == SEEN[name]
    paths = [StackPath("ann", level) for level in (*LEVELS, "never")]
    heads = {path.name: stack.head for path, stack in session.stacks_at([*paths, *paths]).items()}
    assert heads == {level: frame for level, frame in shown.items() if level in SEEN[name]}
    for level, frame in shown.items():
        path = StackPath("ann", level)
        reads = [
            lambda path=path: session.stack(path),
            lambda path=path: session.frames(path),
            lambda path=path: session.frame(path, 1),
            lambda frame=frame: session.read(frame.attachments[0].content),
            lambda frame=frame: list(session.open(frame.attachments[0].content)),
        ]
        for read in reads:
            if level in SEEN[name]:
                assert read()
            else:
                with pytest.raises(NotFound):
                    read()


def test_a_hidden_stack_is_spoken_of_like_one_that_does_not_exist(stranger, shown, desk):
    def words(name):
        with pytest.raises(NotFound) as refused:
            stranger.stack(StackPath("ann", name))
        return str(refused.value).replace(name, "NAME")

    before = words("private")
    desk.session.delete_stack(StackPath("ann", "private"))
    assert words("private") == before
    assert "private" not in before


def test_the_local_owner_sees_all_and_changes_their_own(store, desk_of):
    bob = desk_of(Viewer.user("bob"))
    bob.push(StackPath("bob", "sales"), b"x")
    owner = store.session(Viewer.local_owner("ann"))
    assert owner.stack(StackPath("bob", "sales")).access_level == "private"
    assert bytes(owner.read(owner.frame(StackPath("bob", "sales")).attachments[0].content)) == b"x"
    with pytest.raises(NotAllowed, match=r"you are ann, and only bob can change /bob/sales; yours would be sales"):
        owner.set_head(StackPath("bob", "sales"), 1)


def test_nobody_pushes_into_the_namespace_of_another(stranger, shown, desk):
    frame = desk.frame(desk.attachment(b"x"))
    for name in (*LEVELS, "new"):
        with pytest.raises(NotAllowed, match=rf"you are (not signed in|bob).* push to /ann/{name}"):
            stranger.push(StackPath("ann", name), frame)
    assert len(desk.session.frames(StackPath("ann", "public"))) == 1


def test_what_may_be_seen_may_not_be_changed(stranger, shown, desk):
    path = StackPath("ann", "public")
    changes = [
        lambda: stranger.set_head(path, 1),
        lambda: stranger.update_stack(path, access="private"),
        lambda: stranger.delete_stack(path),
        lambda: stranger.delete_frame(path, 1),
    ]
    for change in changes:
        with pytest.raises(NotAllowed):
            change()
    assert desk.session.stack(path).head == shown["public"]


def test_what_may_not_be_seen_is_not_found_when_it_is_to_be_changed(stranger, shown):
    path = StackPath("ann", "private")
    for change in (
        lambda: stranger.set_head(path, 1),
        lambda: stranger.update_stack(path, access="public"),
        lambda: stranger.delete_stack(path),
        lambda: stranger.delete_frame(path, 1),
    ):
        with pytest.raises(NotFound):
            change()


def test_who_has_not_signed_in_stores_no_bytes(store):
    with pytest.raises(NotAllowed, match="not signed in"):
        store.session(Viewer.anonymous()).upload()


def test_a_user_has_a_namespace(desk_of, ann):
    bob = desk_of(Viewer.user("bob@work"))
    bob.push(StackPath("bob@work", "sales"), b"x", access="internal")
    assert bob.session.stack(StackPath("bob@work", "sales")).head.origin.user == "bob@work"
    assert [stack.user for stack in ann.stacks().stacks] == ["bob@work"]


def test_two_users_may_have_stacks_of_one_name(desk_of):
    for name in ("ann", "bob"):
        desk_of(Viewer.user(name)).push(StackPath(name, "sales"), name.encode())
    assert desk_of(Viewer.user("bob")).session.stack(StackPath("bob", "sales")).head.number == 1


def test_a_content_is_shown_as_long_as_a_visible_stack_shows_it(stranger, shown, desk):
    content = desk.push("copy", b"private", access="public").frame.attachments[0].content
    assert bytes(stranger.read(content)) == b"private"
    desk.session.update_stack(StackPath("ann", "copy"), access="private")
    with pytest.raises(NotFound):
        stranger.read(content)


def test_a_hash_is_no_key_to_a_push(bob, shown, ann):
    """Who knows the hash of what they may not see cannot push it, and so see it."""
    for level in LEVELS:
        hidden = shown[level].attachments[0]
        named = NewFrame(id=level, attachments=(NewAttachment(content=hidden.content, content_type="text/plain"),))
        if level == "private":
            with pytest.raises(InvalidValue, match="is not in the store; upload it"):
                bob.push(StackPath("bob", "mine"), named)
        else:
            assert bob.push(StackPath("bob", "mine"), named).created
    ann.delete_stack(StackPath("ann", "internal"))
    assert bytes(bob.read(shown["internal"].attachments[0].content)) == b"internal"


def test_a_stranger_does_not_say_where_bytes_lie(stranger, shown, ann):
    private, public = (shown[level].attachments[0].content for level in ("private", "public"))
    elsewhere = public.model_copy(update={"pieces": ann.pieces(private)})
    for content in (elsewhere, public):
        assert b"".join(stranger.open(content)) == bytes(stranger.read(content)) == b"public"


def test_dashboards_are_seen_and_changed_by_the_same_rules(store, ann, stranger):
    path = StackPath("ann", "world")
    ann.put_dashboard(path, DashboardSpec(title="World"))
    assert stranger.dashboards() == []
    with pytest.raises(NotFound) as hidden:
        stranger.dashboard(path)
    with pytest.raises(NotAllowed):
        stranger.put_dashboard(path, DashboardSpec(title="Mine"))
    with pytest.raises(NotFound):
        stranger.delete_dashboard(path)
    ann.delete_dashboard(path)
    with pytest.raises(NotFound) as gone:
        stranger.dashboard(path)
    assert str(gone.value) == str(hidden.value)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_table_of_cases_that_binds_the_store_and_the_pages(store, desk_of, case):
    path = _path(case["path"])
    keeper = desk_of(Viewer.user(path.user))
    session = store.session(_viewer(**case["viewer"]))
    me = session.me().model_dump()
    assert {name: me[name] for name in case["viewer"]} == case["viewer"]
    acts = {
        "change": lambda: session.update_stack(path, description="new"),
        "restore": lambda: (keeper.session.delete_stack(path), session.keeping.restore_stack(path)),
        "delete": lambda: session.delete_stack(path),
        "share": lambda: session.update_stack(path, access="internal"),
    }
    done = []
    for action, act in acts.items():
        keeper.push(path, b"x", access="public")
        if _is_allowed(act):
            done.append(action)
    assert done == case["may"]
    board = StackPath(session.user or "ann", "world")
    assert _is_allowed(lambda: session.make_dashboard(board, DashboardSpec(title="World"))) == case["makes"]
    assert _is_allowed(lambda: session.accounts.everyone()) == case["administers"]


def _viewer(*, user, only=None, **more):
    viewer = Viewer.user(user) if user else Viewer.anonymous()
    return replace(viewer, only=None if only is None else _path(only), **more)


def _path(text):
    return StackPath(*text.split("/", 1))


def _is_allowed(act):
    try:
        act()
    except (NotAllowed, NotFound):
        return False
    return True


def test_a_name_that_cannot_be_is_no_viewer():
    with pytest.raises(InvalidName):
        Viewer.user("a/b")
