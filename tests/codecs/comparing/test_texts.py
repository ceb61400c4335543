"""Two texts, line by line; JSON with its keys in order; figures by their JSON."""

import json

import pytest

from dstack_jupyter.codecs.comparing import texts
from dstack_jupyter.codecs.comparing.registry import compare


@pytest.fixture
def changes(attachment):
    def compared(old, new, content_type="text/plain", limit=100, application=None):
        sides = (attachment(each, content_type, application) for each in (old, new))
        return compare(*sides).changes(limit)

    return compared


def test_changed_lines_stand_among_those_around_them(changes):
    old = "\n".join(f"line {number}" for number in range(1, 11))
    diff = changes(old.encode(), old.replace("line 6", "LINE 6").encode())
    assert diff.lines == [
        "@@ -3,7 +3,7 @@", " line 3", " line 4", " line 5", "-line 6", "+LINE 6", " line 7", " line 8", " line 9",
    ]  # fmt: skip
    assert (diff.kind, diff.added, diff.removed, diff.more) == ("text", 1, 1, 0)


@pytest.mark.parametrize("content_type", ["text/markdown", "text/html; charset=utf-8", "application/sql"])
def test_markdown_html_and_source_are_texts(changes, content_type):
    assert changes(b"a", b"b", content_type).lines == ["@@ -1 +1 @@", "-a", "+b"]


def test_lines_at_both_ends_are_added_and_removed(changes):
    assert changes(b"", b"a\nb").lines == ["@@ -0,0 +1,2 @@", "+a", "+b"]
    assert changes(b"a\nb\nc", b"b\nc\nd").lines == ["@@ -1,3 +1,3 @@", "-a", " b", " c", "+d"]


def test_json_is_laid_out_with_its_keys_in_order(changes):
    old, new = {"b": [1, 2], "a": {"x": "é"}}, {"a": {"x": "é"}, "b": [1, 3], "c": []}
    diff = changes(json.dumps(old).encode(), json.dumps(new).encode(), "application/json")
    assert diff.lines == [
        "@@ -2,5 +2,6 @@",
        '   "a": {',
        '     "x": "é"',
        "   },",
        '-  "b": [1, 2]',
        '+  "b": [1, 3],',
        '+  "c": []',
        " }",
    ]


def test_json_in_another_order_is_the_same(changes):
    diff = changes(b'{"a": 1, "b": 2}', b'{"b":2,"a":1}', "application/geo+json")
    assert (diff.lines, diff.added, diff.removed) == ([], 0, 0)


def test_what_is_no_json_is_compared_as_the_text_it_is(changes):
    assert changes(b"{a", b"{b", "application/json").lines == ["@@ -1 +1 @@", "-{a", "+{b"]


def test_few_and_short_lines_travel(changes):
    new = "\n".join("y" * 1000 for _ in range(500)).encode()
    diff = changes(b"x", new, limit=2)
    assert len(diff.lines) == 20
    assert diff.more == 482
    assert max(map(len, diff.lines)) == 502


def test_very_long_texts_are_counted(changes, monkeypatch):
    monkeypatch.setattr(texts, "MAX_LINES", 10)
    old = [str(number) for number in range(100)]
    diff = changes("\n".join(old).encode(), "\n".join(["new", *old[1:-1], "new"]).encode())
    assert (diff.lines, diff.added, diff.removed) == ([], 2, 2)
    assert "only counted" in diff.note
    monkeypatch.setattr(texts, "MAX_LENGTH", 10)
    assert changes(b"a" * 11, b"b").kind == "content"


def test_bytes_that_are_no_text_are_told_by_what_they_are(changes):
    assert changes(b"\xff\xfe", b"a").model_dump() == {"kind": "content", "old": "text/plain", "new": "text/plain"}
    assert changes(b"1", b"2", "application/octet-stream").kind == "content"


def test_a_figure_of_plotly_is_told_by_its_numbers(keep):
    import plotly.graph_objects as go

    old, new = (go.Figure(go.Scatter(y=numbers)) for numbers in ([1, 2, 3], [1, 2, 4]))
    diff = compare(keep(old), keep(new)).changes()
    assert (diff.kind, diff.new) == ("figure", "plotly")
    changed = [line.strip("-+ ,") for line in diff.text.lines if line[0] in "+-"]
    assert changed == ['"y": [1, 2, 3]', '"y": [1, 2, 4]']


def test_a_figure_that_is_damaged_is_compared_as_a_text(changes):
    assert changes(b"{", b"{}", "application/json", application="plotly").kind == "text"


def test_a_chart_of_altair_and_a_plot_of_bokeh_are_figures(keep):
    import altair
    from bokeh.plotting import figure

    charts = [keep(altair.Chart({"values": [{"a": number}]}).mark_bar().encode(x="a:Q")) for number in (1, 2)]
    plots = [keep(figure(title=title)) for title in ("a", "b")]
    for sides, library in ((charts, "altair"), (plots, "bokeh")):
        changes = compare(*sides).changes()
        assert (changes.kind, changes.old, changes.new) == ("figure", library, library)
        assert changes.text.added == changes.text.removed > 0
