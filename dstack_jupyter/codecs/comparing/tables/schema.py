"""What differs between the columns of two tables."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from dstack_jupyter.model.diffs import ColumnChange


@dataclass(frozen=True)
class Heading:
    """A column, or a level of the index, by what it is known: columns of one label are told apart by their number."""

    name: str
    type: str
    index: bool = False


def numbered(labels: Iterable[Hashable]) -> list[tuple[Hashable, int]]:
    """Each label with how often it stood before: what makes the same label twice two columns."""
    seen: Counter[Hashable] = Counter()
    marks = []
    for label in labels:
        marks.append((label, seen[label]))
        seen[label] += 1
    return marks


def column_changes(old: dict[Hashable, Heading], new: dict[Hashable, Heading]) -> list[ColumnChange]:
    """What was added, removed, is of another type or stands elsewhere; in the order of the new table."""
    moved = _moved([mark for mark in old if mark in new], [mark for mark in new if mark in old])
    changes = [change for mark, now in new.items() for change in _changes(old.get(mark), now, mark in moved)]
    gone = [was for mark, was in old.items() if mark not in new]
    return [
        *changes,
        *(ColumnChange(name=was.name, change="removed", old=was.type, index=was.index) for was in gone),
    ]


def _changes(was: Heading | None, now: Heading, is_moved: bool) -> list[ColumnChange]:
    if was is None:
        return [ColumnChange(name=now.name, change="added", new=now.type, index=now.index)]
    changes = []
    if was.type != now.type:
        changes.append(ColumnChange(name=now.name, change="type", old=was.type, new=now.type, index=now.index))
    if is_moved:
        changes.append(ColumnChange(name=now.name, change="moved", old=was.type, new=now.type, index=now.index))
    return changes


def _moved(old: Sequence[Hashable], new: Sequence[Hashable]) -> set[Hashable]:
    """The fewest columns whose move explains the new order: all but a longest run that kept its order."""
    places = {mark: place for place, mark in enumerate(old)}
    lasts: list[int] = []
    lengths: list[int] = []
    for mark in new:
        length = bisect_left(lasts, places[mark])
        lasts[length : length + 1] = [places[mark]]
        lengths.append(length)
    wanted, staying = len(lasts) - 1, set()
    before = len(old)
    for mark, length in zip(reversed(new), reversed(lengths), strict=True):
        if length == wanted and places[mark] < before:
            staying.add(mark)
            wanted, before = wanted - 1, places[mark]
    return set(new) - staying
