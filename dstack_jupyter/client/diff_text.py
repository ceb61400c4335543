"""A diff as plain text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from dstack_jupyter.client import diff_words as words
from dstack_jupyter.client.diff_words import MARKS, AnyContents
from dstack_jupyter.model.diffs import (
    CellChange,
    FigureChanges,
    FrameChanges,
    NotebookChanges,
    TableChanges,
    TextChanges,
)

MAX_ATTACHMENTS = 20


def text_of(name: str, changes: FrameChanges) -> str:
    """The whole diff."""
    return "\n".join(line.rstrip() for line in _lines(name, changes))


def _lines(name: str, changes: FrameChanges) -> Iterator[str]:
    yield words.headline(name, changes)
    yield from changes.notes
    if changes.table is not None:
        yield from contents_lines(changes.table)
        return
    told = [each for each in changes.attachments if each.change != "same" or each.note]
    for change in told[:MAX_ATTACHMENTS]:
        if len(changes.attachments) > 1 or change.change != "changed" or change.note:
            yield ""
            yield words.attachment_line(change)
        if change.contents is not None:
            yield from contents_lines(change.contents)
        yield from filter(None, [words.sizes(change)])
    if len(told) > MAX_ATTACHMENTS:
        yield f"and {len(told) - MAX_ATTACHMENTS} more attachments"


def contents_lines(contents: AnyContents) -> Iterator[str]:
    """What differs between two contents."""
    yield from words.summary(contents)
    body = _BODIES.get(contents.kind)
    if body is not None:
        yield from body(contents)


def _table(changes: TableChanges) -> Iterator[str]:
    headings, rows = words.shown_table(changes)
    if not rows:
        return
    lines = [["", *headings], *([MARKS[row.change], *map(_cell, row.cells)] for row in rows)]
    yield ""
    yield from _aligned(lines)
    yield from (line for change in ("changed", "added", "removed") if (line := words.left_out(changes, change)))


def _cell(cell: str | tuple[str, str]) -> str:
    return cell if isinstance(cell, str) else f"{cell[0]} → {cell[1]}"


def _aligned(lines: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(len(line[at]) for line in lines) for at in range(len(lines[0]))]
    for line in lines:
        yield "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))


def _text(changes: TextChanges) -> Iterator[str]:
    yield from changes.lines
    more = words.more_lines(changes)
    if more:
        yield more


def _figure(changes: FigureChanges) -> Iterator[str]:
    yield from _text(changes.text)


def _notebook(changes: NotebookChanges) -> Iterator[str]:
    for cell in changes.cells:
        yield ""
        yield from _notebook_cell(cell)
    if changes.more:
        yield f"and {changes.more:,} more cells"


def _notebook_cell(cell: CellChange) -> Iterator[str]:
    yield words.cell_line(cell)
    if cell.source is not None:
        yield from _text(cell.source)
    for mark, outputs in (("-", cell.old_outputs), ("+", cell.new_outputs)):
        yield from (f"{mark}output: {output}" for output in outputs)


_BODIES: dict[str, Callable[[Any], Iterator[str]]] = {
    "table": _table,
    "text": _text,
    "figure": _figure,
    "notebook": _notebook,
}
