"""Ratios of two things measured in turn, so that a machine whose speed drifts does not decide."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Ratio:
    """How much a thing costs against its limit.

    `value` is the median of the ratios of neighbouring rounds; `ours` and `limit` are medians in seconds (or in the
    unit of what was counted), and so are the `others` that were measured beside them.
    """

    name: str
    value: float
    ours: float
    limit: float
    aim: float | None
    unit: str = "s"
    others: Mapping[str, float] = field(default_factory=dict)

    def line(self) -> str:
        """One row of the report."""
        aim = "" if self.aim is None else f"{self.aim:g}"
        mark = "" if self.aim is None else ("ok" if self.value <= self.aim else "over")
        both = f"{_number(self.ours)} / {_number(self.limit)} {self.unit}"
        others = "".join(f"; {name} {_number(value)}" for name, value in self.others.items())
        return f"{self.name:<52} {self.value:>7.2f} {aim:>6} {mark:<5} {both}{others}"


def compared(
    name: str,
    ours: Callable[[], object],
    limit: Callable[[], object],
    *,
    rounds: int,
    aim: float | None,
    others: Mapping[str, Callable[[], object]] | None = None,
) -> Ratio:
    """Time both in turn, and the others, after one round that does not count."""
    seconds, beside = [], []
    for _ in range(rounds + 1):
        seconds.append((timed(ours), timed(limit)))
        beside.append({name: timed(other) for name, other in (others or {}).items()})
    medians = {name: statistics.median(each[name] for each in beside[1:]) for name in others or {}}
    return replace(of_pairs(name, seconds[1:], aim=aim), others=medians)


def of_pairs(name: str, pairs: list[tuple[float, float]], *, aim: float | None, unit: str = "s") -> Ratio:
    """The ratio of pairs that were measured elsewhere."""
    return Ratio(
        name,
        statistics.median(ours / limit for ours, limit in pairs),
        statistics.median(ours for ours, _ in pairs),
        statistics.median(limit for _, limit in pairs),
        aim,
        unit,
    )


def timed(action: Callable[[], object]) -> float:
    begin = time.perf_counter()
    action()
    return time.perf_counter() - begin


def _number(value: float) -> str:
    return f"{value:.4g}"
