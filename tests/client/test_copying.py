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
from dstack_jupyter.store.session import Session
from dstack_jupyter.store.store import Store, open_store

LARGE = "".join(map(chr, range(32, 127))) * 10_000


class Observed(Session):
    """A store that remembers which contents came, and can be cut off after some."""

    def __init__(self, store, viewer):
        super().__init__(store, viewer)
        self.came, self.lasts = [], None

    def note_upload(self, content):
        self.came.append(content.length)
        if self.lasts is not None and len(self.came) > self.lasts:
            raise KeyboardInterrupt
        super().note_upload(content)


@pytest.fixture
def team_store(home):
    opened = Store(home.parent / "team")
    yield opened
    opened.close()


@pytest.fixture
def team(team_store):
    """The store of a team, where the user is zoe."""
    backend_of_zoe = Observed(team_store, Viewer.user("zoe"))
    team_store.session(Viewer.local_owner("keeper")).accounts.add_user("zoe")
    return backend_of_zoe


def copied(team, stacks=(), *, dashboards=(), into=None, rename=None):
    return copy_to(backend(), team, stacks, dashboards=dashboards, into=into, rename=rename or {}, profile="team")


def zoes(name):
    return StackPath("zoe", name)


def own(name):
    return StackPath(backend().user, name)


def test_a_stack_arrives_with_its_history_and_becomes_the_users_own(team):
    ds.push("sales", "one", message="first", country="FR", access="public")
    ds.push("sales", LARGE, message="second", country="FR")
    ds.push("sales", "three", country="FR")
    ds.set_head("sales", 2)
    ds.tag("sales", 1, "prod")
    answer = copied(team, "sales")
    assert str(answer) == (
        "sales: new, frames 1 to 3; only you\n"
        "to let others see sales: ds.share('sales', access='internal', profile='team')"
    )
    assert team.frames(zoes("sales")) == backend().frames(own("sales"))
    here, there = backend().whole_stack(own("sales")), team.whole_stack(zoes("sales"))
    assert there.frames == here.frames
    assert (there.head, there.tags) == (here.head, here.tags)
    assert there.access_level == "private"
    for frame in there.frames:
        (part,) = frame.attachments
        assert bytes(team.read(part.content)) == bytes(backend().read(part.content))


def test_what_contents_share_here_they_share_there(team, team_store):
    table = pd.DataFrame({"number": range(200_000), "rate": np.random.default_rng(1).random(200_000)})
    for turn in range(3):
        ds.push("large", table.assign(rate=table.rate.where(table.number != 100_000 + turn, 0)))
    copied(team, "large")
    stored = sum(path.stat().st_size for path in (team_store.folder / "blobs").rglob("*") if path.is_file())
    pushed = sum(frame.length for frame in team.frames(zoes("large")))
    assert stored < pushed * 0.8
    (part,) = team.frame(zoes("large")).attachments
    pieces = [(piece.offset, piece.sha256) for piece in team.pieces(part.content)]
    assert pieces == [(piece.offset, piece.sha256) for piece in backend().pieces(part.content)]


def test_a_second_copy_sends_only_what_came_since(team):
    ds.push("sales", "one")
    ds.push("sales", "two!")
    copied(team, "sales")
    again = copied(team, "sales")
    assert not again.changed
    assert str(again) == "sales: nothing new; only you"
    team.update_stack(zoes("sales"), access="internal", description="ours")
    ds.push("sales", "three")
    ds.push("other", "one")
    assert "sales: frame 3; 2 frames were there; any signed-in user" in str(copied(team, ["sales", "other"]))
    assert team.came == [3, 4, 5]
    assert team.stack(zoes("sales")).description == "ours"


def test_a_copy_that_was_interrupted_goes_on(team):
    for turn in range(4):
        ds.push("sales", "x" * (turn + 1))
    team.lasts = 2
    with pytest.raises(KeyboardInterrupt):
        copied(team, "sales")
    with pytest.raises(NotFound):
        team.stack(zoes("sales"))
    assert team.came == [1, 2, 3]
    team.lasts, team.came = None, []
    copied(team, "sales")
    assert team.came == [3, 4]
    assert team.stack(zoes("sales")).frames == 4


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
    assert team.dashboard(zoes("world")).spec.cards[0].stack == "zoe/sales"
    assert [one.revision for one in team.whole_dashboard(zoes("world")).revisions]
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
    ds.push("sales", "one")
    ds.dashboard("World", ["sales"])
    monkeypatch.setenv(SERVER_VARIABLE, "http://localhost:8888/")
    answer = copied(team, "sales", dashboards="world")
    assert answer.urls == ["http://localhost:8888/dstack/s/zoe/sales", "http://localhost:8888/dstack/d/zoe/world"]
    assert "only you\n  http://localhost:8888/dstack/s/zoe/sales\ndashboard world" in str(answer)
    assert 'href="/dstack/d/zoe/world"' in answer._repr_mimebundle_()["text/html"]


def test_a_profile_that_leads_nowhere_else_is_refused(home):
    ds.push("sales", "one")
    with pytest.raises(ConfigurationError, match="there is no profile 'team'"):
        ds.copy("sales", to="team")
    (home / "config.yaml").write_text("profiles:\n  me: {store: local}\n  zoe: {store: local, user: zoe}\n")
    with pytest.raises(InvalidValue, match=r"me leads to the store that sales is in; .* rename=\{'sales': 'sales-2'\}"):
        ds.copy("sales", to="me")
    assert ds.copy("sales", to="me", rename={"sales": "sales-2"}).changed
    assert "sales: new, frame 1" in str(ds.copy("sales", to="zoe"))
    assert open_store().session(Viewer.local_owner("zoe")).stack(zoes("sales")).frames == 1
