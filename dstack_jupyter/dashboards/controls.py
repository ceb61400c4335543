"""From params to controls: the one place that decides which control a param becomes, and what it offers."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import partial
from typing import Any, NamedTuple, Protocol, cast

from dstack_jupyter.dashboards.choices import MISSING, Choices, ControlKind, ParamChoices, ParamType
from dstack_jupyter.model.params import ParamValue, kind_of, text_of

TOGGLE_LABELS = 3
TOGGLE_LENGTH = 12

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FARTHEST = 1.7e308


class HasParams(Protocol):
    """An attachment, as far as controls need it."""

    @property
    def params(self) -> Mapping[str, ParamValue]:
        """What tells it apart from the others."""


class Label(NamedTuple):
    """A label and its place on the line of its param; None where the param has no order."""

    text: str
    position: float | None = None


def choices_of(attachments: Sequence[HasParams]) -> Choices:
    """The choices among attachments; params come in the order in which they first appear."""
    names = list(dict.fromkeys(name for attachment in attachments for name in attachment.params))
    columns = {name: [attachment.params.get(name) for attachment in attachments] for name in names}
    labels = {name: _labels_of(column) for name, column in columns.items()}
    params = [param_choices(name, type_of(columns[name]), labels[name], is_mixed(columns[name])) for name in names]
    rows = [tuple(labels[name][at].text for name in names) for at in range(len(attachments))]
    return Choices(params=tuple(params), rows=tuple(rows))


def param_choices(name: str, kind: ParamType, labels: Iterable[Label], is_mixed: bool = False) -> ParamChoices:
    """The choices of one param whose values are of one `kind`; `labels` come in the order of first appearance."""
    ordered = sorted(dict.fromkeys(labels), key=partial(_rank, kind))
    texts = tuple(label.text for label in ordered)
    positions = tuple(label.position for label in ordered)
    return ParamChoices(
        name=name,
        kind="caption" if len(texts) == 1 else "dropdown" if is_mixed else _CONTROLS[kind](texts),
        type=kind,
        labels=texts,
        positions=positions if any(position is not None for position in positions) else None,
    )


def type_of(values: Iterable[ParamValue | None]) -> ParamType:
    """The type that all values have; ``string`` where they are mixed, ``datetime`` for dates among times."""
    kinds = {cast(ParamType, kind_of(value)) for value in values if value is not None}
    if kinds == {"date", "datetime"}:
        return "datetime"
    return kinds.pop() if len(kinds) == 1 else "string"


def is_mixed(values: Iterable[ParamValue | None]) -> bool:
    """Whether the values have no type in common."""
    kinds = {kind_of(value) for value in values if value is not None}
    return len(kinds) > 1 and kinds != {"date", "datetime"}


def _labels_of(column: Sequence[ParamValue | None]) -> list[Label]:
    """A label for each attachment; different values have different texts."""
    values = {_identity(value): value for value in reversed(column) if value is not None}
    texts = {identity: text_of(value) or '""' for identity, value in values.items()}
    if len({*texts.values(), MISSING}) <= len(texts):
        texts = {identity: _explicit(value) for identity, value in values.items()}
    place = _PLACES[type_of(column)]
    return [Label(MISSING) if value is None else Label(texts[_identity(value)], place(value)) for value in column]


def _identity(value: ParamValue) -> Hashable:
    return kind_of(value), value


def _explicit(value: ParamValue) -> str:
    """A text that no value of another type has."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return value.isoformat(sep=" ") if isinstance(value, datetime) else text_of(value)


def _nowhere(value: Any) -> None:
    return None


def _number(value: Any) -> float:
    return float(max(-_FARTHEST, min(_FARTHEST, value)))


def _day(value: date) -> float:
    return float(value.toordinal())


def _second(value: date) -> float:
    time = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day, tzinfo=UTC)
    return ((time if time.tzinfo else time.replace(tzinfo=UTC)) - _EPOCH).total_seconds()


def _rank(kind: ParamType, label: Label) -> tuple[bool, float]:
    """Along the line, false before true, else as they came; the missing ones last."""
    place = float(kind == "boolean" and label.text == "true") if label.position is None else label.position
    return label.text == MISSING, place


_PLACES: dict[ParamType, Callable[[Any], float | None]] = {
    "string": _nowhere,
    "boolean": _nowhere,
    "number": _number,
    "date": _day,
    "datetime": _second,
}


def _slider(texts: tuple[str, ...]) -> ControlKind:
    return "slider"


def _checkbox(texts: tuple[str, ...]) -> ControlKind:
    return "dropdown" if MISSING in texts else "checkbox"


def _toggle(texts: tuple[str, ...]) -> ControlKind:
    is_short = len(texts) <= TOGGLE_LABELS and all(len(text) <= TOGGLE_LENGTH for text in texts)
    return "toggle" if is_short else "dropdown"


_CONTROLS: dict[ParamType, Callable[[tuple[str, ...]], ControlKind]] = {
    "string": _toggle,
    "boolean": _checkbox,
    "number": _slider,
    "date": _slider,
    "datetime": _slider,
}
