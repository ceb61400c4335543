"""pandas frames and series as a table of Arrow with an envelope, and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dstack_jupyter.codecs.tables import axes, values
from dstack_jupyter.codecs.tables.envelope import MAX_LENGTH, POSITION, Envelope, by_envelope
from dstack_jupyter.codecs.tables.kinds import Spec, restore, store
from dstack_jupyter.codecs.tables.names import Names
from dstack_jupyter.codecs.tables.objects import UnkeptAt
from dstack_jupyter.codecs.tables.values import Unkept
from dstack_jupyter.model.errors import UnsupportedObject

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

FRAME = "pandas.DataFrame"
SERIES = "pandas.Series"


def flat_frame(frame: pd.DataFrame) -> tuple[pa.Table, Envelope]:
    """A DataFrame as a table; raises `UnsupportedObject` naming the column that cannot be kept."""
    arrays = [column.array for _, column in frame.items()]
    labels = frame.columns.tolist()
    axis = _explained("the labels of the columns", axes.labels_axis_to_json, frame.columns)
    return _flat(FRAME, frame, arrays, labels, axis)


def flat_series(series: pd.Series[Any]) -> tuple[pa.Table, Envelope]:
    """A Series as a table of one column."""
    return _flat(SERIES, series, [series.array], [series.name], None)


@by_envelope
def frame_of(table: pa.Table, envelope: Envelope) -> pd.DataFrame:
    """The DataFrame; of the rows of a group the part of it that they are."""
    import pandas as pd

    columns = [_as_it_is(restore(table[spec["field"]], spec)) for spec in envelope.columns]
    index = _index(table, envelope)
    rows = pd.RangeIndex(len(index))
    frame = pd.DataFrame(dict(enumerate(columns)), index=rows, copy=False)
    frame.index = index
    frame.columns = axes.columns_from_json(envelope.column_labels or {}, [spec["label"] for spec in envelope.columns])
    return _finished(frame, envelope)  # type: ignore[no-any-return]


@by_envelope
def series_of(table: pa.Table, envelope: Envelope) -> pd.Series[Any]:
    """The Series."""
    spec = envelope.columns[0]
    series = _series(restore(table[spec["field"]], spec))
    series.index, series.name = _index(table, envelope), values.from_json(spec["label"])
    return _finished(series, envelope)  # type: ignore[no-any-return]


def _flat(
    object_: str, owner: Any, arrays: Sequence[Any], labels: Sequence[Any], axis: Spec | None
) -> tuple[pa.Table, Envelope]:
    import pyarrow as pa

    columns = [_explained(f"column {label!r}", store, array) for label, array in zip(labels, arrays, strict=True)]
    names = Names([POSITION])
    fields = names.of("value" if label is None else label for label in labels)
    levels, level_specs = _levels(owner.index, names, is_all=not columns)
    column_specs = [
        {"field": field, "label": _explained(f"the label {label!r}", values.to_json, label), **spec}
        for field, label, (_, spec) in zip(fields, labels, columns, strict=True)
    ]
    envelope = Envelope(
        object=object_,
        columns=column_specs,
        rows=len(owner),
        index=_explained("the index", axes.axis_to_json, owner.index, level_specs),
        column_labels=axis,
        attrs=_attrs(owner.attrs),
        flags={} if owner.flags.allows_duplicate_labels else {"allows_duplicate_labels": False},
    )
    if len(envelope.text) > MAX_LENGTH:
        raise UnsupportedObject(
            f"the categories, labels and attrs of the table take more than {MAX_LENGTH >> 20} MB; "
            "convert columns of very many categories with astype(str)"
        )
    stored = levels | {field: array for field, (array, _) in zip(fields, columns, strict=True)}
    return pa.table(list(stored.values()), names=list(stored)), envelope


def _attrs(attrs: dict[Any, Any]) -> Any:
    for key, part in attrs.items():
        _explained(f"attrs[{key!r}]", values.to_json, {key: part})
    return values.to_json(attrs)


def _levels(index: pd.Index[Any], names: Names, *, is_all: bool) -> tuple[dict[str, pa.Array], list[Spec]]:
    """The levels of the index that have a field, by its name, and the specs of all of them.

    A range without a name says nothing to anyone who reads the file: it has no field, unless there is no other.
    """
    levels = _explained("the index", axes.stored_levels, index)
    fields: dict[str, pa.Array] = {}
    specs: list[Spec] = []
    for field, (array, spec), name in zip(names.of(_level_names(index)), levels, index.names, strict=True):
        is_shown = "range" not in spec or name is not None or is_all
        specs.append({"field": field, **spec} if is_shown else spec)
        fields.update({field: array} if is_shown else {})
    return fields, specs


def _level_names(index: pd.Index[Any]) -> list[Any]:
    """What pandas itself calls levels without a name when it makes columns of them."""
    if index.nlevels == 1:
        return ["index" if index.name is None else index.name]
    return [f"level_{number}" if name is None else name for number, name in enumerate(index.names)]


def _explained(what: str, function: Any, *arguments: Any) -> Any:
    """Call a function; what cannot be kept becomes an `UnsupportedObject` that says what to do."""
    import pyarrow as pa

    try:
        return function(*arguments)
    except UnkeptAt as reason:
        inside = f" inside a {reason.inside.__qualname__}" if reason.inside else ""
        raise UnsupportedObject(
            f"{what} holds {_a(reason.value)}{inside}, first in row {reason.row} (counted from 0), which cannot be "
            "kept; convert the values to text, numbers, dates, lists or dicts, or drop the column"
        ) from reason
    except Unkept as reason:
        raise UnsupportedObject(
            f"{what} holds {_a(reason.value)}, which cannot be kept; "
            "convert it to text, a number, a date, a list or a dict, or remove it"
        ) from reason
    except (pa.ArrowException, ValueError, OverflowError, TypeError) as reason:
        raise UnsupportedObject(f"{what} cannot be kept: {reason}") from reason


def _a(value: object) -> str:
    return f"a value of type {type(value).__module__}.{type(value).__qualname__}".replace("builtins.", "")


def _as_it_is(array: Any) -> Any:
    """Objects in a Series, since of bare ones pandas would make a better dtype; other arrays as they are."""
    return _series(array) if array.dtype == object else array


def _series(array: Any) -> Any:
    """An array as it is: pandas would guess at a better dtype for objects."""
    import pandas as pd

    return pd.Series(array, dtype=array.dtype, copy=False)


def _index(table: pa.Table, envelope: Envelope) -> pd.Index[Any]:
    import numpy as np

    positions = None
    if POSITION in envelope.hidden:
        order = table[POSITION].to_numpy()
        is_whole = len(order) == envelope.rows and bool((order == np.arange(len(order))).all())
        positions = None if is_whole else order
    axis = envelope.index or {}
    fields = {level["field"]: table[level["field"]] for level in axis["levels"] if "field" in level}
    return axes.index_from_json(axis, fields, positions)


def _finished(owner: Any, envelope: Envelope) -> Any:
    owner.attrs = values.from_json(envelope.attrs)
    if not envelope.flags.get("allows_duplicate_labels", True):
        return owner.set_flags(allows_duplicate_labels=False)
    return owner
