"""What Tab offers in a ``%dstack`` line."""

import threading
import time

import pytest

import dstack_jupyter as ds
from dstack_jupyter.magics import lookups
from dstack_jupyter.magics.grammar import parse


@pytest.fixture
def tab(notebook, monkeypatch):
    """Press Tab at the end of a line; what the line may become, as far as dstack says."""
    monkeypatch.setattr(lookups, "PATIENCE", 20.0)
    monkeypatch.setattr(lookups, "FRESH", 0.0)

    def press(line):
        from IPython.core.completer import provisionalcompleter

        with provisionalcompleter():
            found = list(notebook.shell.Completer.completions(line, len(line)))
        return [line[: each.start] + each.text for each in found if each.type == "dstack"]

    return press


@pytest.fixture
def sales():
    with ds.frame("sales") as frame:
        for country in ("FR", "DE"):
            frame.add("text", country=country, year=2020, **{"zip": "007", "the city": "New York"})
    ds.push("sales/eu", "text")
    ds.push("gdp", "text")


def test_verbs_are_offered(tab):
    assert tab("%dstack pu") == ["%dstack push", "%dstack pull"]
    assert "%dstack set-head" in tab("%dstack ")
    assert tab("%dstack set-h") == ["%dstack set-head"]
    assert tab("%dstack help hist") == ["%dstack help history"]
    assert tab("%%dstack p") == ["%%dstack push"]


def test_a_push_is_offered_the_variables_and_then_the_stacks(notebook, tab, sales):
    notebook.names.update(sample=1, samples=[1], _hidden=1, sam_module=pytest, sam_code=len)
    assert tab("%dstack push sam") == ["%dstack push sample", "%dstack push samples"]
    assert sorted(tab("%dstack push sample sal")) == ["%dstack push sample sales", "%dstack push sample sales/eu"]
    assert tab("%dstack push sample sales/") == ["%dstack push sample sales/eu"]


@pytest.mark.parametrize("line", ["%dstack pull g", "got = %dstack pull g", "%dstack history g", "dstack pull g"])
def test_stacks_are_offered_where_a_stack_belongs(tab, sales, line):
    assert tab(line) == [f"{line}dp"]


def test_stacks_are_offered_in_a_block_and_in_a_cell_of_its_own(tab, sales):
    assert tab("for x in y:\n    %dstack history g") == ["for x in y:\n    %dstack history gdp"]
    assert tab("%%dstack push g") == ["%%dstack push gdp"]
    assert tab("%dstack dashboard World sales g") == ["%dstack dashboard World sales gdp"]


def test_options_are_offered_once(tab):
    assert tab("%dstack push df sales --k") == ["%dstack push df sales --keep"]
    assert "%dstack pull sales --message" not in tab("%dstack pull sales --")
    assert "%dstack push df sales --keep --keep" not in tab("%dstack push df sales --keep --")
    assert tab("%dstack push df sales --access pu") == ["%dstack push df sales --access public"]


def test_params_of_the_head_are_offered_and_read_back_as_they_are(tab, sales):
    offered = tab("%dstack pull sales ")
    assert offered == [f"%dstack pull sales {key}=" for key in ("country", "year", "zip", '"the city"')]
    assert "%dstack pull sales country=FR country=" not in tab("%dstack pull sales country=FR ")
    assert tab("%dstack pull sales country=") == ["%dstack pull sales country=FR", "%dstack pull sales country=DE"]
    (zip_code,) = tab("%dstack pull sales zip=")
    assert parse(zip_code.removeprefix("%dstack ")).params == {"zip": "007"}
    (year,) = tab("%dstack pull sales year=")
    assert parse(year.removeprefix("%dstack ")).params == {"year": 2020}


def test_frames_are_offered(tab, sales):
    ds.push("gdp", "more")
    assert tab("%dstack set-head gdp ") == ["%dstack set-head gdp 2", "%dstack set-head gdp 1"]
    assert tab("%dstack pull gdp --frame ") == ["%dstack pull gdp --frame 2", "%dstack pull gdp --frame 1"]


def test_tags_are_offered_behind_an_at(tab, sales):
    ds.tag("gdp", 1, "prod")
    assert tab("%dstack pull gdp@") == ["%dstack pull gdp@prod"]
    assert tab("%dstack set-head gdp@p") == ["%dstack set-head gdp@prod"]
    assert tab("%dstack history gdp@") == []
    assert tab("%dstack pull gdp --frame ") == ["%dstack pull gdp --frame 1", "%dstack pull gdp --frame prod"]
    assert tab("%dstack untag gdp ") == ["%dstack untag gdp prod"]


def test_forms_are_offered(tab, sales):
    assert tab("%dstack pull gdp --as p") == [f"%dstack pull gdp --as {form}" for form in ("pandas", "polars", "path")]


@pytest.mark.parametrize(
    "line",
    [
        "%dstack",
        "x = 1",
        "dstacks pull g",
        "%dstack nothing ",
        "%dstack pull x --to ",
        "%dstack push df -m 'it ",
        "%time ",
    ],
)
def test_lines_of_others_are_left_alone(tab, sales, line):
    assert tab(line) == []


def test_what_is_wrong_with_a_store_does_not_show_at_a_tab(tab, home):
    home.parent.mkdir(parents=True, exist_ok=True)
    home.write_text("not a folder")
    assert tab("%dstack pull ") == []
    assert tab("%dstack pu") == ["%dstack push", "%dstack pull"]


def test_a_tab_never_raises(notebook):
    from IPython.core.completer import CompletionContext

    notebook.names[5] = "a name that is no text"
    (ours,) = notebook.shell.Completer.custom_matchers
    line = "%dstack push s"
    asked = CompletionContext(token="s", full_text=line, cursor_position=len(line), cursor_line=0, limit=None)
    assert ours(asked) == {"completions": [], "suppress": False}


def test_a_slow_store_does_not_hold_up_the_tab_and_its_answer_comes_with_the_next(tab, monkeypatch):
    answers = threading.Event()

    def slow(profile):
        answers.wait(60)
        return ["slowly"]

    monkeypatch.setattr(lookups, "_stack_names", slow)
    monkeypatch.setattr(lookups, "PATIENCE", 0.05)
    monkeypatch.setattr(lookups, "FRESH", 60.0)
    assert tab("%dstack pull slow") == []
    answers.set()
    while not (found := tab("%dstack pull slow")):
        time.sleep(0.05)
    assert found == ["%dstack pull slowly"]
