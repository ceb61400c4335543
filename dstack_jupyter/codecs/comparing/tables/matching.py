"""Which row of the new table is which row of the old one.

By a key, or an index, where each value stands in one row at most. Else by content:

1. Rows that are equal at the beginning and at the end of both tables are the same rows.
2. In between, equal rows are the same, wherever they stand: the first of them in the old table is the first in the
   new one, the second the second.
3. Of the rows left over, those between the same two neighbours are paired in their order, as changed rows, where both
   tables have the same number of them there.
4. Those that are left then are recognised by the columns of which at least half of the values are still there, where
   these single out one row in each table. All others were removed or added.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from dstack_jupyter.codecs.comparing.tables.cells import Pair, likely_numbers, row_numbers, shared

STEADY = 0.5
"""Which share of the values of a column must still be there, so that rows are recognised by it."""


@dataclass(frozen=True)
class Matching:
    """Positions of rows, as numpy arrays: `old` and `new` in pairs and in the order of `new`, the others ascending."""

    old: Any
    new: Any
    removed: Any
    added: Any
    reordered: bool


class Ambiguous(Exception):
    """A key that stands in several rows: `rows` of the old table, or of the new one."""

    def __init__(self, is_old: bool, rows: Sequence[int]) -> None:
        super().__init__(rows)
        self.is_old, self.rows = is_old, rows


def by_key(keys: Sequence[Pair], old_rows: int, new_rows: int) -> Matching:
    """Match rows by the values of some columns; raises `Ambiguous` where they do not tell rows apart."""
    import numpy as np

    old, new = row_numbers(keys)
    for numbers in (old, new):
        _require_unique(numbers, numbers is old)
    place = np.full(max(old.max(initial=-1), new.max(initial=-1)) + 1, -1)
    place[old] = np.arange(old_rows)
    partner = place[new]
    found = np.flatnonzero(partner >= 0)
    return _matching(partner[found], found, old_rows, new_rows)


def by_content(pairs: Sequence[Pair], old_rows: int, new_rows: int) -> Matching:
    """Match rows by what they hold; see above."""
    import numpy as np

    head = _equal_run(pairs, old_rows, new_rows, _from_start)
    tail = _equal_run(pairs, old_rows - head, new_rows - head, _from_end(old_rows, new_rows))
    middle_old, middle_new = slice(head, old_rows - tail), slice(head, new_rows - tail)
    old, new = _equal_rows(*likely_numbers(pairs, middle_old, middle_new))
    old_left = _others(old, middle_old.stop - head)
    new_left = _others(new, middle_new.stop - head)
    more_old, more_new = _between_neighbours(old, new, old_left, new_left)
    old = np.concatenate([np.arange(head), old + head, more_old + head, np.arange(old_rows - tail, old_rows)])
    new = np.concatenate([np.arange(head), new + head, more_new + head, np.arange(new_rows - tail, new_rows)])
    like_old, like_new = _alike_rows(pairs, _others(old, old_rows), _others(new, new_rows))
    return _matching(np.concatenate([old, like_old]), np.concatenate([new, like_new]), old_rows, new_rows)


def _matching(old: Any, new: Any, old_rows: int, new_rows: int) -> Matching:
    import numpy as np

    order = np.argsort(new, kind="stable")
    old, new = old[order], new[order]
    reordered = bool((np.diff(old) < 0).any())
    return Matching(old, new, _others(old, old_rows), _others(new, new_rows), reordered)


def _require_unique(numbers: Any, is_old: bool) -> None:
    import numpy as np

    counts = np.bincount(numbers)
    if counts.max(initial=0) > 1:
        first = int(np.argmax(counts[numbers] > 1))
        raise Ambiguous(is_old, np.flatnonzero(numbers == numbers[first]).tolist())


def _others(rows: Any, count: int) -> Any:
    import numpy as np

    is_left = np.ones(count, dtype=bool)
    is_left[rows] = False
    return np.flatnonzero(is_left)


Slices = Callable[[int, int], tuple[slice, slice]]


def _from_start(start: int, stop: int) -> tuple[slice, slice]:
    return slice(start, stop), slice(start, stop)


def _from_end(old_rows: int, new_rows: int) -> Slices:
    return lambda start, stop: (slice(old_rows - stop, old_rows - start), slice(new_rows - stop, new_rows - start))


def _equal_run(pairs: Sequence[Pair], old_rows: int, new_rows: int, slices: Slices) -> int:
    """How many rows are equal from one end on; looked at in blocks that grow, so that an early end is found early."""
    import numpy as np

    rows = min(old_rows, new_rows)
    start, block = 0, 1024
    while start < rows:
        old, new = slices(start, min(start + block, rows))
        differs = np.zeros(old.stop - old.start, dtype=bool)
        for pair in pairs:
            differs |= pair.differ(old, new)
        if differs.any():
            return start + int(np.argmax(differs if slices is _from_start else differs[::-1]))
        start, block = start + block, block * 8
    return rows


def _equal_rows(old: Any, new: Any) -> tuple[Any, Any]:
    """Positions of equal rows: the nth of the same number in one with the nth in the other."""
    import numpy as np

    times = [_times_before(numbers) for numbers in (old, new)]
    most = max(each.max(initial=0) for each in times) + 1
    old, new = old * most + times[0], new * most + times[1]
    _, left, right = np.intersect1d(old, new, assume_unique=True, return_indices=True)
    order = np.argsort(right)
    return left[order], right[order]


def _times_before(numbers: Any) -> Any:
    """How often the number of each row stood in the rows before it."""
    import numpy as np

    order = np.argsort(numbers, kind="stable")
    in_order = numbers[order]
    is_first = np.r_[True, in_order[1:] != in_order[:-1]][: len(numbers)]
    starts = np.maximum.accumulate(np.where(is_first, np.arange(len(numbers)), 0))
    times = np.empty(len(numbers), dtype="int64")
    times[order] = np.arange(len(numbers)) - starts
    return times


def _between_neighbours(old: Any, new: Any, old_left: Any, new_left: Any) -> tuple[Any, Any]:
    """Pair the rows left over that follow the same row, where there are as many in both tables."""
    import numpy as np

    old_after, new_after = _row_before(old, new, old_left), _row_before(new, new, new_left)
    old_order, new_order = np.argsort(old_after, kind="stable"), np.argsort(new_after, kind="stable")
    old_left, old_after = old_left[old_order], old_after[old_order]
    new_left, new_after = new_left[new_order], new_after[new_order]
    counts = [np.bincount(after + 1, minlength=len(new) + len(new_left) + 1) for after in (old_after, new_after)]
    is_even = counts[0] == counts[1]
    return old_left[is_even[old_after + 1]], new_left[is_even[new_after + 1]]


def _alike_rows(pairs: Sequence[Pair], old_rows: Any, new_rows: Any) -> tuple[Any, Any]:
    """Pair rows by the columns whose values stayed, where these tell one row of each table from all others."""
    import numpy as np

    steady = [pair for pair in pairs if len(old_rows) and len(new_rows) and shared(pair, old_rows, new_rows) >= STEADY]
    if not steady:
        return old_rows[:0], new_rows[:0]
    old, new = likely_numbers(steady, old_rows, new_rows)
    size = max(old.max(), new.max()) + 1
    is_single = (np.bincount(old, minlength=size) == 1) & (np.bincount(new, minlength=size) == 1)
    old_rows, new_rows = old_rows[is_single[old]], new_rows[is_single[new]]
    return old_rows[np.argsort(old[is_single[old]])], new_rows[np.argsort(new[is_single[new]])]


def _row_before(matched: Any, partners: Any, rows: Any) -> Any:
    """For each row the partner of the matched row before it; -1 where there is none."""
    import numpy as np

    order = np.argsort(matched)
    place = np.searchsorted(matched[order], rows) - 1
    return np.where(place >= 0, partners[order][place], -1) if len(matched) else np.full(len(rows), -1)
