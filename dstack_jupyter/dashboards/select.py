"""Narrowing: which attachment to show for what is wanted, and what can be chosen from there.

The same rule runs in the browser for pages without a kernel; ``tests/cases/select.json`` binds both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dstack_jupyter.dashboards.choices import Choices, ParamChoices


@dataclass(frozen=True)
class Selection:
    """What `select` found.

    `index` is the attachment, -1 where there is none; `shown` its label of each param; `choices` the labels
    that each control can offer, in the control's order.
    """

    index: int
    shown: dict[str, str]
    choices: dict[str, list[str]]


def select(choices: Choices, wanted: Mapping[str, str], changed: str | None = None) -> Selection:
    """Take the attachment nearest to the `wanted` labels.

    The label of the param that was just `changed` is kept if any attachment has it. The other params follow
    in order: each keeps its wanted label, else the nearest one on its line, as far as those before it allow.
    """
    if not choices.rows:
        return Selection(-1, {}, {})
    candidates = list(range(len(choices.rows)))
    pinned = _pinned(choices, wanted, changed)
    if pinned is not None:
        candidates = [row for row in candidates if choices.rows[row][pinned] == wanted[choices.params[pinned].name]]
    for at, param in enumerate(choices.params):
        if at != pinned and param.name in wanted:
            candidates = _kept(choices, candidates, at, wanted[param.name])
    index = candidates[0]
    names = [param.name for param in choices.params]
    return Selection(index, dict(zip(names, choices.rows[index], strict=True)), _offered(choices, index))


def _pinned(choices: Choices, wanted: Mapping[str, str], changed: str | None) -> int | None:
    for at, param in enumerate(choices.params):
        if param.name == changed and param.name in wanted:
            label = wanted[param.name]
            return at if any(row[at] == label for row in choices.rows) else None
    return None


def _kept(choices: Choices, candidates: list[int], at: int, label: str) -> list[int]:
    exact = [row for row in candidates if choices.rows[row][at] == label]
    return exact or _nearest(choices, candidates, at, label)


def _nearest(choices: Choices, candidates: list[int], at: int, label: str) -> list[int]:
    positions = _positions(choices.params[at])
    target = positions.get(label)
    placed = {row: place for row in candidates if (place := positions.get(choices.rows[row][at])) is not None}
    if target is None or not placed:
        return candidates
    best = min(placed.values(), key=lambda place: (abs(place - target), place))
    return [row for row, place in placed.items() if place == best]


def _positions(param: ParamChoices) -> dict[str, float]:
    placed = zip(param.labels, param.positions or (), strict=False)
    return {label: place for label, place in placed if place is not None}


def _offered(choices: Choices, index: int) -> dict[str, list[str]]:
    shown = choices.rows[index]
    rows: Sequence[tuple[str, ...]] = choices.rows
    offered = {}
    for at, param in enumerate(choices.params):
        possible = {row[at] for row in rows}
        offered[param.name] = [label for label in param.labels if label in possible]
        rows = [row for row in rows if row[at] == shown[at]]
    return offered
