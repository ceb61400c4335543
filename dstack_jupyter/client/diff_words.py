"""What a diff says in words, in a terminal and in a notebook alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dstack_jupyter.client.changes import column_words, kind_of
from dstack_jupyter.client.rich import counted, size_text
from dstack_jupyter.model.diffs import (
    AttachmentChange,
    AttachmentSide,
    CellChange,
    ContentChanges,
    FigureChanges,
    FrameChanges,
    NotebookChanges,
    Picture,
    PictureChanges,
    RowChange,
    TableChanges,
    TextChanges,
)
from dstack_jupyter.model.params import described

MARKS = {"added": "+", "removed": "−", "changed": "~", "same": "="}
MAX_COLUMNS = 10
"""Columns of a table that are shown: the key, those with changed cells, then the others."""
MAX_CELL = 60
"""Characters of a cell that are shown."""
MAX_DIGITS = 9
"""Characters of a float that is shown in full; the diff's data has all of them."""

AnyContents = TableChanges | TextChanges | NotebookChanges | PictureChanges | FigureChanges | ContentChanges


@dataclass(frozen=True)
class ShownRow:
    """A row as it is shown: its mark, and a text for each heading, or the old and the new one of a changed cell."""

    change: str
    cells: list[str | tuple[str, str]]


def headline(name: str, changes: FrameChanges) -> str:
    """Which frames, and how many attachments of each kind where there are several."""
    frames = f"{name}, frame {changes.old} → frame {changes.new}"
    if changes.old == changes.new:
        return f"{frames}: one frame, compared with itself"
    if changes.is_same:
        return f"{frames}: the same"
    if len(changes.attachments) < 2:
        return frames
    counts = {change: len(changes.of(change)) for change in ("changed", "added", "removed", "same")}
    words = [f"{count:,} {change}" for change, count in counts.items() if count]
    return f"{frames}: {counted(len(changes.attachments), 'attachment')}, {', '.join(words)}"


def attachment_line(change: AttachmentChange) -> str:
    """An attachment in one line: its mark, its params, what it is."""
    side = change.new or change.old
    params = described(change.params) or "without params"
    facts = [side_words(side)] if change.change in ("added", "removed") and side is not None else []
    facts += [change.note] if change.note else []
    return f"{MARKS[change.change]} {params}{': ' if facts else ''}{', '.join(facts)}"


def side_words(side: AttachmentSide) -> str:
    """What an attachment is: ``pandas/dataframe, 3 rows, 1.2 kB``."""
    rows = [] if side.rows is None else [counted(side.rows, "row")]
    return ", ".join([kind_of(side), *rows, size_text(side.length)])


def summary(contents: AnyContents) -> list[str]:
    """What differs, in a line or two."""
    return _SUMMARIES[contents.kind](contents)


def sizes(change: AttachmentChange) -> str | None:
    """How long both contents are, where no more is known of them."""
    is_known = change.contents is not None and change.contents.kind != "content"
    if is_known or change.change != "changed" or change.old is None or change.new is None:
        return None
    old, new = size_text(change.old.length), size_text(change.new.length)
    return f"{old} → {new}" if old != new else f"{new} in both"


def left_out(changes: TableChanges, change: str) -> str | None:
    """How many rows of a kind are not shown."""
    total = {"added": changes.added, "removed": changes.removed, "changed": changes.changed}[change]
    more = total - sum(row.change == change for row in changes.shown)
    return f"and {counted(more, f'more {change} row')}" if more > 0 else None


def shown_table(changes: TableChanges) -> tuple[list[str], list[ShownRow]]:
    """The headings and the rows of a table as people read it."""
    columns = _columns(changes)
    numbered = changes.matched_by == "content"
    rows = [
        ShownRow(row.change, [*([_number(row)] if numbered else []), *_cells(row, columns)]) for row in changes.shown
    ]
    return [*(["row"] if numbered else []), *(changes.headings[at] for at in columns)], rows


def cell_line(cell: CellChange) -> str:
    """A cell of a notebook: its mark, and where it stands."""
    places = [f"cell {cell.new_cell or cell.old_cell}", cell.type]
    if cell.old_cell and cell.new_cell and cell.old_cell != cell.new_cell:
        places.append(f"was cell {cell.old_cell}")
    return f"{MARKS[cell.change]} {', '.join(places)}"


def picture_words(picture: Picture) -> str:
    """A picture without being seen: ``image/png, 640 x 480, 12 kB``."""
    size = [f"{picture.width:,} x {picture.height:,} pixels"] if picture.width and picture.height else []
    return ", ".join([picture.content_type, *size, size_text(picture.length)])


def more_lines(text: TextChanges) -> str | None:
    """How many lines of a diff are not shown, or why none is."""
    return text.note or (f"and {counted(text.more, 'more line')}" if text.more else None)


def _table(changes: TableChanges) -> list[str]:
    counts = [f"{counted(number, 'row')} {word}" for word, number in _row_counts(changes).items() if number]
    cells = ", ".join(f"{name}: {count:,}" for name, count in list(changes.cells.items())[:MAX_COLUMNS])
    rows = f"{changes.old_rows:,} → {counted(changes.new_rows, 'row')}"
    matched = {"key": f"told apart by {', '.join(changes.key)}", "index": "told apart by the index"}
    how = matched.get(changes.matched_by, "told apart by what they hold")
    is_narrowed = any(each.change in ("added", "removed") for each in changes.columns)
    same = "the cells of the columns in both are equal" if is_narrowed else "all cells are equal"
    lines = [f"{', '.join(counts) or same}; {rows}, {how}"]
    if changes.reordered:
        lines.append("the rows stand in another order")
    if cells:
        lines.append(f"changed cells: {cells}")
    words = [*column_words(changes.columns), *changes.notes]
    return [*lines, *([", ".join(words)] if words else [])]


def _row_counts(changes: TableChanges) -> dict[str, int]:
    return {"added": changes.added, "removed": changes.removed, "changed": changes.changed}


def _text(changes: TextChanges) -> list[str]:
    if not (changes.added or changes.removed):
        return ["the lines are the same; other white space at their ends, or another form of the same JSON"]
    return [f"{counted(changes.added, 'line')} added, {changes.removed:,} removed"]


def _notebook(changes: NotebookChanges) -> list[str]:
    counts = {"added": changes.added, "removed": changes.removed, "changed": changes.changed}
    words = [f"{counted(number, 'cell')} {word}" for word, number in counts.items() if number]
    return [", ".join(words) or "the cells are the same; other metadata or execution counts"]


def _picture(changes: PictureChanges) -> list[str]:
    return [f"{picture_words(changes.old)} → {picture_words(changes.new)}"]


def _figure(changes: FigureChanges) -> list[str]:
    library = changes.new if changes.old == changes.new else f"{changes.old} → {changes.new}"
    return [f"{library} figure", *_text(changes.text)]


def _content(changes: ContentChanges) -> list[str]:
    # That it became something else stands in the line of the attachment.
    return [f"other {changes.new}"] if changes.old == changes.new else []


_SUMMARIES: dict[str, Callable[[Any], list[str]]] = {
    "table": _table,
    "text": _text,
    "notebook": _notebook,
    "picture": _picture,
    "figure": _figure,
    "content": _content,
}


def _columns(changes: TableChanges) -> list[int]:
    """The positions of the headings that are shown, in their order."""
    with_changes = {at for row in changes.shown for at in row.cells}
    keys = range(len(changes.key))
    kept = list(dict.fromkeys([*keys, *sorted(with_changes), *range(len(changes.headings))]))[:MAX_COLUMNS]
    return sorted(kept)


def _cells(row: RowChange, columns: Sequence[int]) -> Iterator[str | tuple[str, str]]:
    for at in columns:
        if row.old is not None and row.new is not None and at in row.cells:
            yield _pair(row.old[at], row.new[at])
        else:
            yield _shown((row.new or row.old or [])[at])


def _number(row: RowChange) -> str | tuple[str, str]:
    """Where a row stands; where it stood as well, if that was elsewhere."""
    places = [f"{place:,}" for place in (row.old_row, row.new_row) if place is not None]
    return places[0] if len(set(places)) == 1 else f"{places[0]} → {places[1]}"


def _pair(old: Any, new: Any) -> tuple[str, str]:
    """Both texts of a changed cell, with all digits where fewer would make them look the same."""
    pair = _shown(old), _shown(new)
    is_rounded = isinstance(old, float) and isinstance(new, float) and pair[0] == pair[1]
    return (str(old), str(new)) if is_rounded else pair


def _shown(cell: Any) -> str:
    if cell is None:
        return "NA"
    if isinstance(cell, float) and len(str(cell)) > MAX_DIGITS:
        return f"{cell:.6g}"
    text = " ".join(str(cell).split("\n"))
    return f"{text[:MAX_CELL]}…" if len(text) > MAX_CELL else text
