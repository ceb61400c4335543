"""Two notebooks, cell by cell, as a person reads them."""

import json

import pytest

from dstack_jupyter.codecs.comparing.registry import compare

NOTEBOOK = "application/x-ipynb+json"


def code(source, *outputs, count=1, id_=None):
    cell = {"cell_type": "code", "metadata": {}, "source": source.splitlines(True), "outputs": list(outputs)}
    return {**cell, "execution_count": count, **({"id": id_} if id_ else {})}


def text(source):
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def printed(words):
    return {"output_type": "stream", "name": "stdout", "text": [words]}


@pytest.fixture
def changes(attachment):
    def compared(old, new, limit=100):
        sides = [json.dumps({"cells": cells, "metadata": {}, "nbformat": 4}).encode() for cells in (old, new)]
        return compare(*(attachment(side, NOTEBOOK) for side in sides)).changes(limit)

    return compared


def test_changed_added_and_removed_cells_are_told_by_their_source(changes):
    old = [text("# Title"), code("a = 1\nb = 2"), code("gone()"), text("end"), code("x")]
    new = [text("# Title"), code("a = 1\nb = 3"), text("end"), code("x"), text("more")]
    diff = changes(old, new)
    assert (diff.added, diff.removed, diff.changed) == (1, 1, 1)
    assert [(cell.change, cell.type, cell.old_cell, cell.new_cell) for cell in diff.cells] == [
        ("removed", "code", 3, None),
        ("changed", "code", 2, 2),
        ("added", "markdown", None, 5),
    ]


def test_an_edited_cell_shows_its_changed_lines(changes):
    diff = changes([code("a = 1\nb = 2")], [code("a = 1\nb = 3")])
    assert diff.cells[0].source.lines == ["@@ -1,2 +1,2 @@", " a = 1", "-b = 2", "+b = 3"]
    assert (diff.cells[0].change, diff.cells[0].old_cell, diff.cells[0].new_cell) == ("changed", 1, 1)


def test_outputs_are_summarised(changes):
    picture = {"output_type": "display_data", "data": {"image/png": "iVBOR", "text/plain": "<Figure>"}, "metadata": {}}
    error = {"output_type": "error", "ename": "ValueError", "evalue": "no", "traceback": ["…"]}
    diff = changes([code("run()", printed("one\ntwo\n"))], [code("run()", picture, error)])
    cell = diff.cells[0]
    assert cell.source is None
    assert cell.old_outputs == ["stdout: one … 2 lines"]
    assert cell.new_outputs[0].startswith("<Figure>; image/png, 5 characters")
    assert cell.new_outputs[1] == "ValueError: no"


def test_a_picture_of_the_same_length_is_another_one(changes):
    def shown(content):
        return {"output_type": "display_data", "data": {"image/png": content}, "metadata": {}}

    assert changes([code("plot()", shown("aaaa"))], [code("plot()", shown("aaab"))]).changed == 1


def test_a_new_run_alone_changes_no_cell(changes):
    diff = changes([code("a", printed("1"), count=1)], [code("a", printed("1"), count=7)])
    assert (diff.cells, diff.added, diff.removed, diff.changed) == ([], 0, 0, 0)


def test_cells_that_moved_and_changed_are_known_by_their_id(changes):
    old = [code("a", id_="one"), text("x")]
    new = [code("new", id_="two"), code("A", id_="one"), text("x")]
    assert [(cell.change, cell.old_cell, cell.new_cell) for cell in changes(old, new).cells] == [
        ("added", None, 1),
        ("changed", 1, 2),
    ]


def test_few_cells_travel(changes):
    diff = changes([], [code(str(number)) for number in range(20)], limit=3)
    assert (len(diff.cells), diff.more, diff.added) == (3, 17, 20)


def test_what_is_no_notebook_is_compared_as_json(attachment):
    sides = [attachment(content, NOTEBOOK) for content in (b'{"cells": 1}', b'{"cells": 2}')]
    assert compare(*sides).changes().lines == ["@@ -1,3 +1,3 @@", " {", '-  "cells": 1', '+  "cells": 2', " }"]
