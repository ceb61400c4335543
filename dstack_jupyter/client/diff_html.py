"""A diff as HTML that is read on a light and on a dark page: colours are tints of the page, and never the only mark.

Everything that comes from contents is escaped, and pictures are shown as images, in which nothing runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape
from typing import Any

from dstack_jupyter.client import diff_words as words
from dstack_jupyter.client.diff_figures import drawn
from dstack_jupyter.client.diff_text import MAX_ATTACHMENTS
from dstack_jupyter.client.diff_words import MARKS, AnyContents, ShownRow
from dstack_jupyter.model.diffs import (
    CellChange,
    FigureChanges,
    FrameChanges,
    NotebookChanges,
    Picture,
    PictureChanges,
    TableChanges,
    TextChanges,
)

_TINTS = {
    "added": "color-mix(in srgb, #2da44e 20%, transparent)",
    "removed": "color-mix(in srgb, #cf222e 18%, transparent)",
    "changed": "color-mix(in srgb, #bf8700 18%, transparent)",
}
_BY_MARK = {"+": "added", "-": "removed"}
_PALE = "opacity:.75"
_BLOCK = "margin:.5em 0;overflow:auto;max-height:40em"


def html_of(name: str, changes: FrameChanges) -> str:
    """The whole diff."""
    return f'<div class="dstack-diff">{"".join(_parts(name, changes))}</div>'


def _parts(name: str, changes: FrameChanges) -> Iterator[str]:
    yield f"<div><b>{escape(words.headline(name, changes))}</b></div>"
    yield from map(_line, changes.notes)
    if changes.table is not None:
        yield contents_html(changes.table)
        return
    told = [each for each in changes.attachments if each.change != "same" or each.note]
    for change in told[:MAX_ATTACHMENTS]:
        if len(changes.attachments) > 1 or change.change != "changed" or change.note:
            yield f'<div style="margin-top:.75em">{escape(words.attachment_line(change))}</div>'
        if change.contents is not None:
            yield contents_html(change.contents)
        yield _line(words.sizes(change))
    if len(told) > MAX_ATTACHMENTS:
        yield _line(f"and {len(told) - MAX_ATTACHMENTS} more attachments")


def contents_html(contents: AnyContents) -> str:
    """What differs between two contents."""
    body = _BODIES.get(contents.kind)
    return "".join([*map(_line, words.summary(contents)), body(contents) if body else ""])


def _line(text: str | None) -> str:
    return f'<div style="{_PALE}">{escape(text)}</div>' if text else ""


def _table(changes: TableChanges) -> str:
    headings, rows = words.shown_table(changes)
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{escape(heading)}</th>' for heading in ["", *headings])
    body = "".join(map(_row, rows))
    more = "".join(_line(words.left_out(changes, change)) for change in ("changed", "added", "removed"))
    return f'<div style="{_BLOCK}"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{more}'


def _row(row: ShownRow) -> str:
    tint = "" if row.change == "changed" else f' style="background:{_TINTS[row.change]}"'
    mark = f'<th scope="row" title="{row.change}">{MARKS[row.change]}</th>'
    return f"<tr{tint}>{mark}{''.join(map(_cell, row.cells))}</tr>"


def _cell(cell: str | tuple[str, str]) -> str:
    if isinstance(cell, str):
        return f"<td>{escape(cell)}</td>"
    old, new = map(escape, cell)
    return f'<td style="background:{_TINTS["changed"]}"><del>{old}</del> → <ins>{new}</ins></td>'


def _text(changes: TextChanges) -> str:
    lines = "".join(map(_text_line, changes.lines))
    shown = f'<pre style="{_BLOCK}">{lines}</pre>' if lines else ""
    return f"{shown}{_line(words.more_lines(changes))}"


def _text_line(line: str) -> str:
    tint = _TINTS.get(_BY_MARK.get(line[:1], ""))
    style = f";background:{tint}" if tint else f";{_PALE}" if line.startswith("@@") else ""
    return f'<span style="display:block{style}">{escape(line)}</span>'


def _figure(changes: FigureChanges) -> str:
    return drawn(changes) + _text(changes.text)


def _notebook(changes: NotebookChanges) -> str:
    more = f"and {changes.more:,} more cells" if changes.more else None
    return "".join([*map(_notebook_cell, changes.cells), _line(more)])


def _notebook_cell(cell: CellChange) -> str:
    outputs = [
        *(f"-output: {output}" for output in cell.old_outputs),
        *(f"+output: {output}" for output in cell.new_outputs),
    ]
    shown = f'<pre style="{_BLOCK}">{"".join(map(_text_line, outputs))}</pre>' if outputs else ""
    source = _text(cell.source) if cell.source is not None else ""
    return f'<div style="margin-top:.75em">{escape(words.cell_line(cell))}</div>{source}{shown}'


def _pictures(changes: PictureChanges) -> str:
    sides = _side("−", "removed", changes.old), _side("+", "added", changes.new)
    return f'<div style="display:flex;flex-wrap:wrap;gap:1em;margin:.5em 0">{"".join(sides)}</div>'


def _side(mark: str, change: str, picture: Picture) -> str:
    said = escape(words.picture_words(picture))
    image = f'<img src="{escape(picture.src)}" alt="{said}" style="max-width:100%">' if picture.src else ""
    caption = f'<figcaption style="background:{_TINTS[change]}">{mark} {said}</figcaption>'
    return f'<figure style="margin:0;flex:1 1 20em;min-width:0">{caption}{image}</figure>'


_BODIES: dict[str, Callable[[Any], str]] = {
    "table": _table,
    "text": _text,
    "figure": _figure,
    "notebook": _notebook,
    "picture": _pictures,
}
