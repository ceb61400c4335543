"""A frame knows what was pulled before it was pushed, and shows it."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest

import dstack_jupyter as ds
from dstack_jupyter.client.session_inputs import session_inputs
from dstack_jupyter.model.errors import InvalidValue, NoMatch, NotFound
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.model.stacks import MOST_INPUTS, FrameInput


def made(name, *sources, **options):
    """Push something in a session that has pulled the sources."""
    session_inputs.clear()
    for source in sources:
        ds.pull(source)
    result = ds.push(name, f"{name} from {sources}", force=True, **options)
    session_inputs.clear()
    return result


def named(nodes):
    return [(node.path.name, node.number) for node in nodes]


@pytest.fixture
def report():
    """A report of two tables, one of which was made from another, and a slide of the report."""
    made("raw", message="as it came")
    made("sales", "raw")
    made("prices")
    made("report", "sales", "prices", message="May")
    made("slide", "report")


def test_what_was_pulled_before_a_push_is_its_input(report):
    lineage = ds.lineage("report")
    assert (lineage.path.name, lineage.number, lineage.message) == ("report", 1, "May")
    assert named(lineage.inputs) == [("sales", 1), ("prices", 1)]
    assert named(lineage.inputs[0].inputs) == [("raw", 1)]
    assert lineage.inputs[0].inputs[0].message == "as it came"
    assert named(lineage.used_by) == [("slide", 1)]
    assert named(ds.lineage("raw").used_by[0].used_by[0].used_by) == [("slide", 1)]
    assert ds.lineage("slide").used_by == []


def test_a_lineage_shows_itself_as_a_tree(report):
    time = ds.stack("report").head.time.astimezone().strftime("%Y-%m-%d %H:%M")
    assert [line.replace(time, "TIME") for line in str(ds.lineage("report")).splitlines()] == [
        "report, frame 1, TIME: May",
        "made from",
        "  sales, frame 1, TIME",
        "    raw, frame 1, TIME: as it came",
        "  prices, frame 1, TIME",
        "used by",
        "  slide, frame 1, TIME",
    ]
    html = ds.lineage("report")._repr_mimebundle_()["text/html"].replace(time, "TIME")
    assert (
        "<ul><li>sales, frame 1, TIME<ul><li>raw, frame 1, TIME: as it came</li></ul></li>"
        "<li>prices, frame 1, TIME</li></ul>"
    ) in html


def test_a_message_is_text_in_every_picture(report):
    made("raw", message="<b>\x1b[2J")
    lineage = ds.lineage("raw")
    assert str(lineage).splitlines()[0].endswith(": <b>?[2J")
    assert "&lt;b&gt;?[2J" in lineage._repr_mimebundle_()["text/html"]
    assert str(lineage).splitlines()[1:] == ["made from nothing that is known", "used by nothing that is known"]


def test_a_frame_is_asked_for_by_its_number():
    made("raw")
    made("report", "raw")
    made("report")
    assert ds.lineage("report").inputs == []
    assert named(ds.lineage("report", frame=1).inputs) == [("raw", 1)]
    with pytest.raises(NotFound):
        ds.lineage("report", frame=3)


def test_depth_is_the_number_of_steps(report):
    assert named(ds.lineage("report", depth=1).inputs) == [("sales", 1), ("prices", 1)]
    assert ds.lineage("report", depth=1).inputs[0].inputs == []
    assert named(ds.lineage("report", depth=2).inputs[0].inputs) == [("raw", 1)]
    for depth in (0, -1, "all"):
        with pytest.raises(InvalidValue, match="number of steps"):
            ds.lineage("report", depth=depth)


@pytest.mark.parametrize("form", [{}, {"all": True}, {"to": "sales.parquet"}, {"as_": "arrow"}, {"frame": 1}])
def test_every_way_to_pull_makes_an_input(form, tmp_path):
    if "to" in form:
        form = {"to": tmp_path / form["to"]}
    ds.push("sales", pd.DataFrame({"a": [1]}))
    ds.pull("sales", **form)
    ds.push("report", "text")
    assert named(ds.lineage("report").inputs) == [("sales", 1)]


def test_a_look_and_a_pull_that_failed_are_no_inputs():
    ds.push("sales", "text", country="FR")
    ds.stack("sales"), ds.history("sales"), ds.stacks(), ds.lineage("sales")
    board = ds.dashboard("Sales", ["sales"])
    assert board.card("sales").value == "text"
    with pytest.raises(NoMatch):
        ds.pull("sales", country="DE")
    ds.push("report", "text")
    assert ds.lineage("report").inputs == []


def test_a_frame_that_is_pulled_twice_is_one_input_in_the_place_of_the_first():
    for name in ("a", "b", "a"):
        ds.push(name, f"{name}", force=True)
    for name, frame in (("b", 1), ("a", 2), ("b", 1), ("a", 1)):
        ds.pull(name, frame=frame)
    ds.push("report", "text")
    assert named(ds.lineage("report").inputs) == [("b", 1), ("a", 2), ("a", 1)]


def test_what_was_pulled_makes_no_difference_to_an_identical_push():
    ds.push("sales", "text")
    ds.push("report", "text")
    ds.pull("sales")
    assert not ds.push("report", "text").created
    assert ds.lineage("report").inputs == []
    assert ds.push("report", "text", force=True).created
    assert named(ds.lineage("report").inputs) == [("sales", 1)]


def test_what_another_process_pulled_is_no_input():
    ds.push("sales", "text")
    subprocess.run([sys.executable, "-c", "import dstack_jupyter as ds; ds.pull('sales')"], check=True)
    ds.push("report", "text")
    assert ds.lineage("report").inputs == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_child_goes_on_with_what_its_parent_had_pulled():
    program = (
        "import os, dstack_jupyter as ds\n"
        "ds.push('sales', 'text'); ds.pull('sales')\n"
        "child = os.fork()\n"
        "if not child:\n    ds.push('report', 'text'); os._exit(0)\n"
        "assert os.waitpid(child, 0)[1] == 0"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", program], check=True)
    assert named(ds.lineage("report").inputs) == [("sales", 1)]


def test_an_input_that_was_deleted_is_told(report):
    ds.delete("raw")
    (raw,) = ds.lineage("sales").inputs
    assert (raw.is_there, raw.is_of_another_store, raw.time) == (False, False, None)
    assert "  raw, frame 1, deleted" in str(ds.lineage("sales")).splitlines()
    ds.restore("raw")
    assert ds.lineage("sales").inputs[0].is_there


def test_an_input_whose_stack_is_there_without_it_is_told():
    made("raw")
    made("other", "raw")
    made("raw")
    ds.delete("raw", frame=1)
    assert "  raw, frame 1, deleted" in str(ds.lineage("other")).splitlines()


def test_an_input_of_another_store_is_told(tmp_path, monkeypatch):
    home = os.environ["DSTACK_HOME"]
    monkeypatch.setenv("DSTACK_HOME", str(tmp_path / "other"))
    ds.push("elsewhere", "text")
    ds.pull("elsewhere")
    monkeypatch.setenv("DSTACK_HOME", home)
    ds.push("report", "text")
    (source,) = ds.lineage("report").inputs
    assert (source.path.name, source.is_there, source.is_of_another_store) == ("elsewhere", False, True)
    assert "  elsewhere, frame 1, of another store" in str(ds.lineage("report"))


def test_a_stack_that_is_made_from_itself_shows_its_line(report):
    for _ in range(120):
        made("daily", *(["daily"] if ds.stacks("daily") else []))
    lines = str(ds.lineage("daily")).splitlines()
    assert lines[2].startswith("  daily, frame 119")
    assert lines[102] == "  and 19 more lines"
    html = ds.lineage("daily")._repr_mimebundle_()["text/html"]
    assert html.count("<li>") == html.count("</li>") == 101
    assert html.count("<ul>") == html.count("</ul>")


def test_a_frame_with_several_places_is_opened_once():
    made("raw")
    made("clean", "raw")
    made("a", "clean")
    made("b", "clean")
    made("report", "a", "b")
    lines = [line.split(", 2")[0] for line in str(ds.lineage("report")).splitlines()]
    assert lines[2:7] == [
        "  a, frame 1",
        "    clean, frame 1",
        "      raw, frame 1",
        "  b, frame 1",
        "    clean, frame 1",
    ]
    assert str(ds.lineage("report")).splitlines()[6].endswith("(see above)")


def test_many_frames_that_stand_above_are_one_line():
    made("raw")
    for name in ("a", "b", "c"):
        made(name, "raw")
    made("clean", "raw", "a", "b", "c")
    made("report", "raw", "a", "b", "c", "clean")
    lines = str(ds.lineage("report")).splitlines()
    assert "    4 frames that stand above" in lines
    assert sum(line.endswith("(see above)") for line in lines) == 3
    assert "<li>4 frames that stand above</li>" in ds.lineage("report")._repr_mimebundle_()["text/html"]


def test_many_threads_pull_and_nothing_is_lost():
    for number in range(20):
        ds.push(f"many/{number}", f"text {number}")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ds.pull, [f"many/{number}" for number in range(20)] * 3))
    ds.push("report", "text")
    assert len(ds.lineage("report").inputs) == 20


def test_a_session_that_never_ends_remembers_the_latest():
    frame = ds.push("sales", "text").frame
    for number in range(MOST_INPUTS + 10):
        session_inputs.note("store", StackPath("ann", "sales"), frame.model_copy(update={"id": f"id{number}"}))
    pulled = session_inputs.pulled()
    assert len(pulled) == MOST_INPUTS
    assert pulled[0] == FrameInput(store="store", user="ann", name="sales", number=1, frame="id10")
    assert ds.push("report", "text").created
