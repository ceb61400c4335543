"""Notebooks, cell by cell."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from dstack_jupyter.codecs.base import Stored
from dstack_jupyter.codecs.comparing.base import LIMIT, How
from dstack_jupyter.codecs.comparing.texts import LINES, content_type_of, read_text, text_changes
from dstack_jupyter.model.diffs import CellChange, NotebookChanges
from dstack_jupyter.model.errors import UnsupportedObject

_TYPES = ("application/x-ipynb+json", "application/vnd.jupyter")
MAX_CELLS = 5_000
LIKE = 0.7
"""Which share of the characters two cells have in common that are the same cell, edited."""


@dataclass(frozen=True)
class Cell:
    """A cell as people see it: what execution counts and metadata say is left out."""

    type: str
    source: tuple[str, ...]
    outputs: tuple[str, ...]
    id: str | None = field(default=None, compare=False)


class Notebooks:
    """Two notebooks of Jupyter."""

    name = "notebook"

    def takes(self, stored: Stored) -> bool:
        """Whether it is stored as a notebook."""
        return content_type_of(stored) in _TYPES

    def compare(self, old: Stored, new: Stored, how: How) -> NotebookComparison:
        """Read both; raises `UnsupportedObject` for what is no notebook of format 4."""
        return NotebookComparison(_cells(old), _cells(new))


@dataclass(frozen=True)
class NotebookComparison:
    """Two notebooks, as cells."""

    old: list[Cell]
    new: list[Cell]

    def changes(self, limit: int = LIMIT) -> NotebookChanges:
        """The first `limit` cells that were added, removed or changed: their source, and summaries of outputs."""
        every = list(self._changed())
        counts = {kind: sum(each.change == kind for each in every) for kind in ("added", "removed", "changed")}
        return NotebookChanges(cells=every[:limit], more=max(0, len(every) - limit), **counts)

    def _changed(self) -> Iterator[CellChange]:
        for old, new in _pairs(self.old, self.new):
            was = None if old is None else self.old[old]
            now = None if new is None else self.new[new]
            if was != now:
                yield _change(was, now, old, new)


def _change(was: Cell | None, now: Cell | None, old: int | None, new: int | None) -> CellChange:
    sources = [() if cell is None else cell.source for cell in (was, now)]
    outputs = [() if cell is None else cell.outputs for cell in (was, now)]
    differ = outputs[0] != outputs[1]
    return CellChange(
        change="added" if was is None else "removed" if now is None else "changed",
        type=(now or was or Cell("code", (), ())).type,
        old_cell=None if old is None else old + 1,
        new_cell=None if new is None else new + 1,
        source=text_changes(sources[0], sources[1], 10 * LINES) if sources[0] != sources[1] else None,
        old_outputs=list(outputs[0]) if differ else [],
        new_outputs=list(outputs[1]) if differ else [],
    )


def _pairs(old: Sequence[Cell], new: Sequence[Cell]) -> Iterator[tuple[int | None, int | None]]:
    """Which cell is which: equal sources in their order; between them cells of one id, or of like source."""
    before, after = ([(cell.type, cell.source) for cell in cells] for cells in (old, new))
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        befores, afters = range(old_from, old_to), range(new_from, new_to)
        if tag == "equal" or len(befores) == len(afters):
            yield from zip(befores, afters, strict=True)
        else:
            yield from _recognised(old, new, befores, afters)


def _recognised(
    old: Sequence[Cell], new: Sequence[Cell], befores: range, afters: range
) -> Iterator[tuple[int | None, int | None]]:
    places = {old[place].id: place for place in befores if old[place].id}
    partners = {after: places[new[after].id] for after in afters if new[after].id in places}
    for after in afters:
        left = [before for before in befores if before not in partners.values()]
        likest = max(left, key=lambda before: _likeness(old[before], new[after]), default=None)
        if after not in partners and likest is not None and _likeness(old[likest], new[after]) >= LIKE:
            partners[after] = likest
    yield from ((before, None) for before in befores if before not in partners.values())
    yield from ((partners.get(after), after) for after in afters)


def _likeness(old: Cell, new: Cell) -> float:
    """How much of the source of two cells is the same, at most; cells of two types have nothing in common."""
    if old.type != new.type:
        return 0
    return SequenceMatcher(None, "\n".join(old.source), "\n".join(new.source), autojunk=False).quick_ratio()


def _cells(stored: Stored) -> list[Cell]:
    try:
        cells = json.loads(read_text(stored))["cells"]
        if len(cells) > MAX_CELLS:
            raise UnsupportedObject(f"the notebook has more than {MAX_CELLS:,} cells")
        return [_cell(cell) for cell in cells]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as reason:
        raise UnsupportedObject("the content is no notebook of format 4") from reason


def _cell(cell: dict[str, Any]) -> Cell:
    outputs = tuple(_summary(output) for output in cell.get("outputs", []))
    return Cell(str(cell["cell_type"]), tuple(_text(cell["source"]).splitlines()), outputs, cell.get("id"))


def _summary(output: dict[str, Any]) -> str:
    """An output in a line: what it is, and enough of it to tell it from another."""
    kind = output["output_type"]
    if kind == "stream":
        return f"{output.get('name', 'stdout')}: {_beginning(_text(output.get('text', '')))}"
    if kind == "error":
        return f"{output.get('ename')}: {_beginning(str(output.get('evalue', '')))}"
    shown = output.get("data", {})
    rich = [f"{content_type}, {_size(part)}" for content_type, part in shown.items() if content_type != "text/plain"]
    plain = [_beginning(_text(shown["text/plain"]))] if "text/plain" in shown else []
    return "; ".join([*plain, *rich])


def _size(part: Any) -> str:
    """How long a representation is, and a mark of what it holds: pictures of one size are often not the same."""
    import hashlib

    text = _text(part) if isinstance(part, str | list) else json.dumps(part, sort_keys=True)
    return f"{len(text):,} characters ({hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:6]})"


def _beginning(text: str) -> str:
    lines = text.splitlines() or [""]
    more = f" … {len(lines):,} lines" if len(lines) > 1 else ""
    return f"{lines[0][:120]}{'…' if len(lines[0]) > 120 else ''}{more}"


def _text(lines: Any) -> str:
    return "".join(map(str, lines)) if isinstance(lines, list) else str(lines)
