"""What stacks are found by, with the index of trigrams and without it."""

import ctypes
import ctypes.util
import shutil
import sqlite3
from datetime import date, datetime
from pathlib import Path

import pytest

from dstack_jupyter.model.names import StackPath
from dstack_jupyter.store import narrowing, trigrams
from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.store import Store

GDP = StackPath("ann", "world/gdp")
CHART = StackPath("ann", "chart")


def without_fts5(connect):
    """`sqlite3.connect` for connections whose SQLite has no modules, as one that was built without FTS5."""
    library = ctypes.CDLL(ctypes.util.find_library("sqlite3"))

    def connected(*args, **options):
        connection = connect(*args, **options)
        handle = ctypes.c_void_p.from_address(id(connection) + object.__basicsize__)
        kept = (ctypes.c_char_p * 3)(b"json_each", b"json_tree", None)
        assert library.sqlite3_drop_modules(handle, kept) == 0
        return connection

    return connected


@pytest.fixture
def no_fts5(monkeypatch):
    """From now on this process has a SQLite without FTS5."""
    if not ctypes.util.find_library("sqlite3"):
        pytest.skip("this Python brings its own SQLite")
    monkeypatch.setattr(sqlite3, "connect", without_fts5(sqlite3.connect))
    with pytest.raises(sqlite3.OperationalError, match="no such module"):
        sqlite3.connect(":memory:").execute("CREATE VIRTUAL TABLE x USING fts5(y)")


@pytest.fixture(params=["walk", "index", "no index"])
def way(request, monkeypatch):
    """The ways to the same answer: a look at the first stacks, the index, and a SQLite without one."""
    if request.param == "no index":
        request.getfixturevalue("no_fts5")
    if request.param != "walk":
        monkeypatch.setattr("dstack_jupyter.store.listing.LOOK", 0)
    return request.param


def table(desk, columns, body=b"table", **more):
    settings = {"schema": [{"name": name, "type": "int64"} for name in columns]}
    return desk.attachment(
        body, content_type="application/vnd.apache.parquet", application="pandas/dataframe", settings=settings, **more
    )


@pytest.fixture
def world(way, desk, ann):
    """A store of three stacks."""
    frame = desk.frame(
        table(desk, ["GDP", "year of report"], params={"country": "FR", "year": 2007}, description="In US dollars"),
        message="May: first try",
        params={"final": True, "from": date(2020, 1, 31), "column": "odd", "rate": 0.5},
    )
    ann.push(GDP, frame)
    ann.push(
        CHART,
        desk.frame(
            desk.attachment(b"chart", application="plotly", params={"country": "South Africa", "seen": "2007.0"})
        ),
    )
    desk.push("Größe", b"text", message='A "quoted" word')
    return ann


def found(session, query, **options):
    return sorted(stack.name for stack in session.stacks(query, **options).stacks)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("gdp", ["world/gdp"]), ("GDP may", ["world/gdp"]), ("gdp africa", []), ("dollars", ["world/gdp"]),
        ("fr", ["chart", "world/gdp"]), ("f", ["chart", "world/gdp"]),
        ("o", ["Größe", "chart", "world/gdp"]), ("qq", []),
        ("2007", ["chart", "world/gdp"]), ("country:FR", ["world/gdp"]), ("country:fr", ["world/gdp"]),
        ("COUNTRY:FR", ["world/gdp"]), ("country:F", []), ("country:DE", []), ("fr:country", []),
        ("year:2007", ["world/gdp"]), ("year:2007.0", ["world/gdp"]), ("year:200", []), ("seen:2007", ["chart"]),
        ("rate:0.50", ["world/gdp"]), ("final:true", ["world/gdp"]), ("from:2020-01-31", ["world/gdp"]),
        ('country:"South Africa"', ["chart"]), ("country:South Africa", []), ('"south africa"', ["chart"]),
        ("column:gdp", ["world/gdp"]), ("column:gd", []), ('column:"year of report"', ["world/gdp"]),
        ("column:odd", []), ("param.column:odd", ["world/gdp"]),
        ("message:may", ["world/gdp"]), ('message:"first try"', ["world/gdp"]), ("message:gdp", []),
        ("message:fi", ["world/gdp"]), ("kind:table", ["world/gdp"]), ("kind:figure", ["chart"]),
        ("kind:text", ["Größe"]), ("user:ann", ["Größe", "chart", "world/gdp"]), ("user:bob", []),
        ("country:FR column:gdp message:try gdp wor", ["world/gdp"]), ("country:FR country:DE", []),
        ("größe", ["Größe"]), ("GRÖSSE", ["Größe"]), ("quoted", ["Größe"]), ("a\"b", []),
        ("try\nin", ["world/gdp"]), ("May:", ["world/gdp"]), (":", ["world/gdp"]),
        ('"', ["Größe", "chart", "world/gdp"]), ('""', ["Größe", "chart", "world/gdp"]),
        ("country:", []), ('country:"', ["Größe", "chart", "world/gdp"]),
        ("*", []), ("gdp OR chart", []), ("NEAR(gdp)", []), ("\0", ["Größe", "chart", "world/gdp"]),
        ("\x1e", ["Größe", "chart", "world/gdp"]),
        ("\ud800", []), ("x" * 100_000, []), ("a " * 5_000, ["Größe", "chart", "world/gdp"]),
    ],
)  # fmt: skip
def test_a_search_finds_what_has_all_that_it_asks_for(world, query, names):
    assert found(world, query) == names


def test_a_search_follows_every_change(way, desk, ann):
    desk.push("sales", (b"one", {"country": "FR"}), message="unicorn")
    sales = StackPath("ann", "sales")
    desk.push("sales", (b"two", {"country": "DE"}), message="dragon")
    assert found(ann, "unicorn") == found(ann, "country:FR") == []
    assert found(ann, "dragon") == found(ann, "country:DE") == ["sales"]
    ann.set_head(sales, 1)
    assert found(ann, "unicorn country:FR") == ["sales"]
    ann.tag(sales, 2, "Prod")
    assert found(ann, "tag:prod") == found(ann, "prod unicorn") == ["sales"]
    ann.tag(sales, 1, "Prod")
    assert found(ann, "tag:prod") == ["sales"]
    ann.untag(sales, "Prod")
    assert found(ann, "tag:prod") == []
    ann.update_stack(sales, description="All about griffins")
    assert found(ann, "griffin") == ["sales"]
    ann.update_stack(sales, description="")
    assert found(ann, "griffin") == []
    ann.delete_frame(sales, 1)
    assert found(ann, "unicorn") == []
    assert found(ann, "dragon") == ["sales"]
    ann.keeping.restore_frame(sales, 1)
    ann.set_head(sales, 1)
    ann.delete_stack(sales)
    assert found(ann, "sales") == found(ann, "unicorn") == []
    ann.keeping.restore_stack(sales, to=StackPath("ann", "income"))
    assert found(ann, "unicorn") == found(ann, "income") == ["income"]
    assert found(ann, "sales") == []
    ann.delete_frame(StackPath("ann", "income"), 1)
    ann.delete_frame(StackPath("ann", "income"), 2)
    assert found(ann, "dragon") == []
    assert found(ann, "income") == ["income"]


def test_a_search_names_nothing_that_the_viewer_may_not_know_of(way, desk, desk_of):
    for access in ("private", "internal", "public"):
        desk.push(f"sales/{access}", b"x", access=access, message="unicorn")
    bob, stranger = desk_of(Viewer.user("bob")).session, desk_of(Viewer.anonymous()).session
    for query in ("", "unicorn", "un", "user:ann"):
        assert found(bob, query) == ["sales/internal", "sales/public"]
        assert found(stranger, query) == ["sales/public"]
    assert found(bob, "", user="ann") == ["sales/internal", "sales/public"]
    assert found(bob, "", user="bob") == []


def test_where_more_match_than_are_looked_at_one_by_one_the_answer_is_the_same(desk, ann, monkeypatch):
    monkeypatch.setattr(narrowing, "FEW", 2)
    monkeypatch.setattr("dstack_jupyter.store.listing.LOOK", 3)
    for number in range(12):
        desk.push(f"s{number:02}", (str(number).encode(), {"odd": number % 2, "third": number % 3}), message="common")
    assert found(ann, "common") == [f"s{number:02}" for number in range(12)]
    assert found(ann, "common odd:1 third:0") == ["s03", "s09"]
    assert found(ann, "common odd:1 third:0 s09") == ["s09"]
    assert [stack.name for stack in ann.stacks("odd:1", limit=2).stacks] == ["s11", "s09"]
    assert found(ann, "odd:1 odd:0") == []


def test_a_push_that_changes_no_text_writes_no_index(desk):
    from dstack_jupyter.store.checkpoints import watched

    points = []
    with watched(points.append):
        desk.push("sales", (b"one", {"country": "FR"}))
        assert points.count("texts.noted") == 1
        desk.push("sales", (b"two", {"country": "FR"}))
        assert points.count("texts.noted") == 1
        desk.push("sales", (b"two", {"country": "DE"}))
        assert points.count("texts.noted") == 2


def test_a_frame_of_very_many_columns_is_found_by_the_first_of_them(desk, ann):
    ann.push(GDP, desk.frame(table(desk, [f"column{number}" for number in range(5_000)])))
    assert found(ann, "column:column1500") == ["world/gdp"]
    assert found(ann, "column:column4999") == []


def test_a_store_of_a_sqlite_without_fts5_is_indexed_once_there_is_one(home, monkeypatch, desk_for):
    with monkeypatch.context() as patch:
        patch.setattr(sqlite3, "connect", without_fts5(sqlite3.connect))
        bare = Store(home)
        desk_for(bare).push("sales", b"x", message="unicorn")
        with bare.database.reading() as transaction:
            assert not trigrams.usable(transaction)
        bare.close()
        Store(home).close()
    store = Store(home)
    with store.database.reading() as transaction:
        assert trigrams.matching(transaction, 'message : "unicorn"', 9) == [1]
    store.close()


def test_what_a_sqlite_without_fts5_changes_is_found_by_one_that_has_it(made, monkeypatch, desk_for):
    monkeypatch.setattr("dstack_jupyter.store.listing.LOOK", 0)
    store = Store(made)
    desk_for(store).push("sales", b"x", message="unicorn")
    with monkeypatch.context() as patch:
        patch.setattr(sqlite3, "connect", without_fts5(sqlite3.connect))
        bare = Store(made)
        desk_for(bare).push("sales", b"y", message="dragon")
        desk_for(bare).push("new", b"z", message="dragon")
        desk_for(bare).session.delete_stack(StackPath("ann", "new"))
        desk_for(bare).push("new", b"z", message="dragon")
        bare.close()
    session = store.session(Viewer.local_owner("ann"))
    assert found(session, "unicorn") == []
    assert found(session, "dragon") == ["new", "sales"]
    desk_for(store).push("sales", b"y", message="griffin")
    assert found(session, "dragon") == ["new"]
    again = Store(made)
    with again.database.reading() as transaction:
        assert len(trigrams.matching(transaction, 'message : "dragon"', 9)) == 2
    again.close()
    store.close()


def test_a_store_of_the_first_release_is_found_by_all_that_it_has(tmp_path, monkeypatch):
    monkeypatch.setattr("dstack_jupyter.store.listing.LOOK", 0)
    shutil.unpack_archive(Path(__file__).parent / "kept" / "home-0.1.0.zip", tmp_path)
    store = Store(tmp_path / "home")
    session = store.session(Viewer.local_owner("ann"))
    assert found(session, "country:FR column:gdp message:june") == ["sales"]
    assert found(session, "kind:text large") == ["notes/large"]
    (listed,) = session.stacks("sales").stacks
    assert (listed.head.attachment_count, listed.head.length > 0) == (3, True)
    store.close()


def test_kinds_are_the_words_of_people():
    from dstack_jupyter.model.kinds import kinds_of

    def kinds(content_type, application=None):
        return list(kinds_of(content_type, application))

    assert kinds("application/vnd.apache.parquet", "polars/dataframe") == ["table"]
    assert kinds("image/svg+xml", "matplotlib") == ["figure"]
    assert kinds("image/png") == kinds("image/png", "pil/image") == ["image"]
    assert kinds("image/png", "file") == ["file", "image"]
    assert kinds("application/octet-stream") == ["file"]
    assert kinds("application/zip", "folder") == ["folder"]
    assert kinds("application/onnx", "file") == ["file", "model"]
    assert kinds("application/json", "altair") == kinds("text/html", "bokeh") == ["figure"]
    assert kinds("text/plain; charset=utf-8") == ["text"]


def test_dates_and_times_are_found_as_they_are_shown(desk, ann):
    desk.push("sales", (b"x", {"at": datetime(2020, 1, 31, 12, 30)}))
    assert found(ann, 'at:"2020-01-31 12:30:00"') == ["sales"]
    assert found(ann, "12:30:00") == []
    assert found(ann, '"12:30:00"') == ["sales"]
