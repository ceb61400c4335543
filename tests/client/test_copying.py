"""Stacks and dashboards come from one store into another, as a person brings them there."""

import numpy as np
import pandas as pd
import pytest

import dstack_jupyter as ds
from dstack_jupyter.client.links import SERVER_VARIABLE
from dstack_jupyter.client.profiles import backend
from dstack_jupyter.client.wholes.copying import copy_to
from dstack_jupyter.model.errors import ConfigurationError, Conflict, ContentDamaged, InvalidValue, NotFound
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.store import Store
from dstack_server import lazy_store
from tests.store import rich
from tests.store.conftest import Desk

LARGE = "".join(map(chr, range(32, 127))) * 10_000


class Observed:
    """A store that remembers the length of each content that came, and is cut off after some."""

    def __init__(self, backend):
        self._backend = backend
        self.came, self.lasts = [], None

    def __getattr__(self, name):
        return getattr(self._backend, name)

    def note_upload(self, content):
        self._backend.note_upload(content)
        self.came.append(content.length)
        if len(self.came) == self.lasts:
            raise KeyboardInterrupt


@pytest.fixture
def team_store(home):
    opened = Store(home.parent / "team")
    yield opened
    opened.close()


@pytest.fixture(params=["embedded", "http"])
def team_of(request, team_store, home, monkeypatch):
    """Opens the store of a team as one of its users, straight or through a server."""

    def opened(user):
        if request.param == "embedded":
            return Observed(team_store.session(Viewer.user(user)))
        monkeypatch.setattr(lazy_store, "_open", lambda: team_store)
        monkeypatch.setattr(team_store, "owner", user)
        served, url = request.getfixturevalue("served"), request.getfixturevalue("server_of")("/")
        home.mkdir(exist_ok=True)
        config = f"profiles: {{team: {{server: '{url}', token: {served.TOKEN}}}}}"
        (home / "config.yaml").write_text(config, encoding="utf-8")
        return Observed(backend("team"))

    return opened


@pytest.fixture
def team(team_of):
    """The store of a team, where one's name is zoe."""
    return team_of("zoe")


def copied(team, stacks=(), *, dashboards=(), into=None, rename=None):
    return copy_to(backend(), team, stacks, dashboards=dashboards, into=into, rename=rename or {}, profile="team")


def at(session, name):
    return StackPath(session.user, name)


def test_a_stack_arrives_with_its_history_and_becomes_the_users_own(team):
    ds.push("sales", "one", message="first", country="FR", access="public")
    ds.push("sales", LARGE, message="second", country="FR")
    ds.push("sales", "three", country="FR")
    ds.set_head("sales", 2)
    ds.tag("sales", 1, "prod")
    answer = copied(team, "sales")
    lines = str(answer).splitlines()
    assert lines[0] == "sales: new, frames 1 to 3; only you"
    assert lines[-1] == "to let others see sales: ds.share('sales', access='internal', profile='team')"
    assert team.frames(at(team, "sales")) == backend().frames(at(backend(), "sales"))
    here, there = backend().whole_stack(at(backend(), "sales")), team.whole_stack(at(team, "sales"))
    assert there.frames == here.frames
    assert (there.head, there.tags) == (here.head, here.tags)
    assert there.access_level == "private"
    for frame in there.frames:
        (part,) = frame.attachments
        assert bytes(team.read(part.content)) == bytes(backend().read(part.content))


def test_everything_that_can_be_said_of_a_stack_arrives(team_store, team_of, home):
    laptop = Store(home.parent / "laptop")
    rich.filled(Desk(laptop.session(Viewer.local_owner("ann"))), laptop)
    source = laptop.session(Viewer.local_owner("ann"))
    target = team_of("ann")
    copy_to(source, target, None, dashboards=["world", "elsewhere"], into=None, rename={}, profile="team")
    there = team_store.session(Viewer.local_owner("ann"))
    assert rich.seen(there, access=False) == rich.seen(source, access=False)
    assert team_store.session(Viewer.local_owner("ann")).keeping.verify().problems == ()
    laptop.close()


def test_what_contents_share_here_they_share_there(team, team_store):
    table = pd.DataFrame({"number": range(200_000), "rate": np.random.default_rng(1).random(200_000)})
    for turn in range(3):
        ds.push("large", table.assign(rate=table.rate.where(table.number != 100_000 + turn, 0)))
    copied(team, "large")
    stored = sum(path.stat().st_size for path in (team_store.folder / "blobs").rglob("*") if path.is_file())
    pushed = sum(frame.length for frame in team.frames(at(team, "large")))
    assert stored < pushed * 0.8
    (part,) = team.frame(at(team, "large")).attachments
    pieces = [(piece.offset, piece.sha256) for piece in team.pieces(part.content)]
    assert pieces == [(piece.offset, piece.sha256) for piece in backend().pieces(part.content)]


def test_a_second_copy_sends_only_what_came_since(team):
    ds.push("sales", "one")
    ds.push("sales", "two!")
    copied(team, "sales")
    again = copied(team, "sales")
    assert not again.changed
    assert str(again).splitlines()[0] == "sales: nothing new; only you"
    team.update_stack(at(team, "sales"), access="internal", description="ours")
    ds.push("sales", "three")
    ds.push("other", "one")
    assert "sales: frame 3; 2 frames were there; any signed-in user" in str(copied(team, ["sales", "other"]))
    assert team.came == [3, 4, 5]
    assert team.stack(at(team, "sales")).description == "ours"


def test_a_copy_that_was_interrupted_goes_on(team):
    for turn in range(4):
        ds.push("sales", "x" * (turn + 1))
    team.lasts = 2
    with pytest.raises(KeyboardInterrupt):
        copied(team, "sales")
    with pytest.raises(NotFound):
        team.stack(at(team, "sales"))
    assert team.came == [1, 2]
    team.lasts, team.came = None, []
    copied(team, "sales")
    assert team.came == [3, 4]
    assert team.stack(at(team, "sales")).frames == 4


def test_a_copy_goes_the_other_way_too(team, home):
    ds.push("sales", "one", message="May")
    ds.push("sales", LARGE)
    copied(team, "sales")
    laptop = Store(home.parent / "laptop")
    own = laptop.session(Viewer.local_owner("ann"))
    copy_to(team, own, "sales", dashboards=(), into=None, rename={}, profile="mine")
    assert own.frames(at(own, "sales")) == backend().frames(at(backend(), "sales"))
    assert laptop.session(Viewer.local_owner("ann")).keeping.verify().problems == ()
    laptop.close()


def test_a_dashboard_comes_with_the_stacks_that_it_shows(team):
    ds.push("sales", "one")
    ds.push("gone", "two")
    ds.push("unseen", "three")
    ds.dashboard("World", ["sales", "gone"])
    ds.delete("gone")
    answer = copied(team, dashboards=["world"])
    assert [one.name for one in answer.stacks] == ["sales"]
    assert "dashboard world: new; only you" in str(answer)
    assert "ds.share_dashboard('world', access='internal', profile='team')" in str(answer)
    assert team.dashboard(at(team, "world")).spec.cards[0].path == at(team, "sales")
    assert [one.revision for one in team.whole_dashboard(at(team, "world")).revisions]
    assert "dashboard world: nothing new" in str(copied(team, dashboards="world"))


def test_everything_of_ones_own_comes_with_its_dashboards(team):
    ds.push("sales", "one")
    ds.push("gdp/eu", "two")
    ds.dashboard("World", ["sales"])
    assert {one.name for one in copied(team, "gdp/*").stacks} == {"gdp/eu"}
    answer = copied(team, None)
    assert {one.name for one in answer.stacks} == {"sales", "gdp/eu"}
    assert [one.name for one in answer.dashboards] == ["world"]
    with pytest.raises(InvalidValue, match="say what to take"):
        copied(team)


def test_what_went_on_differently_there_stays_and_another_name_takes_it(team):
    ds.push("sales", "one")
    copied(team, "sales")
    ds.delete("sales")
    ds.push("sales", "another")
    with pytest.raises(Conflict, match=r"went on differently .* rename=\{'sales': 'sales-2'\}"):
        copied(team, "sales")
    assert "sales-2: new, frame 1" in str(copied(team, "sales", rename={"sales": "sales-2"}))
    assert "ann/sales: new, frame 1" in str(copied(team, "sales", into="ann"))
    with pytest.raises(InvalidValue, match="there is no 'salse' to rename; there is sales"):
        copied(team, "sales", rename={"salse": "x"})


def test_bytes_that_are_damaged_here_do_not_arrive(team, home):
    ds.push("sales", LARGE)
    for blob in (home / "store" / "blobs").glob("??/*"):
        blob.chmod(0o600)
        blob.write_bytes(blob.read_bytes()[:-1] + b"!")
    with pytest.raises(ContentDamaged):
        copied(team, "sales")
    assert team.stacks().stacks == ()


def test_the_pages_there_are_named(team, monkeypatch):
    monkeypatch.setenv(SERVER_VARIABLE, "http://localhost:8888/")
    ds.push("sales", "one")
    ds.dashboard("World", ["sales"])
    site = team.site or "http://localhost:8888/"
    answer = copied(team, "sales", dashboards="world")
    assert answer.urls == [f"{site}dstack/s/{team.user}/sales", f"{site}dstack/d/{team.user}/world"]
    assert f"only you\n  {site}dstack/s/{team.user}/sales\ndashboard world" in str(answer)
    assert f'/dstack/d/{team.user}/world"' in answer._repr_mimebundle_()["text/html"]


def test_a_profile_that_leads_nowhere_else_is_refused(home):
    ds.push("sales", "one")
    with pytest.raises(ConfigurationError, match="there is no profile 'team'"):
        ds.copy("sales", to="team")
    (home / "config.yaml").write_text("profiles:\n  me: {store: local}\n  zoe: {store: local, user: zoe}\n")
    with pytest.raises(InvalidValue, match=r"me leads to the store that sales is in; .* rename=\{'sales': 'sales-2'\}"):
        ds.copy("sales", to="me")
    assert ds.copy("sales", to="me", rename={"sales": "sales-2"}).changed
    assert "sales: new, frame 1" in str(ds.copy("sales", to="zoe"))
    assert ds.stack("/zoe/sales").frames == 1
