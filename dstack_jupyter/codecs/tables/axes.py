"""The two axes of a pandas frame: its index, and the labels of its columns.

An axis is ``{"levels": [{"name", "kind", "index_freq", ...}], "multi": true}``; a level of the index has a `field` in
the file. A `RangeIndex` is a level with a ``range``: without a field, unless it has a name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dstack_jupyter.codecs.tables import values
from dstack_jupyter.codecs.tables.frequencies import frequency_of, with_frequency
from dstack_jupyter.codecs.tables.kinds import Spec, dtype_from_json, dtype_to_json, restore, store, values_of
from dstack_jupyter.codecs.tables.labels import index_of

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

Stored = tuple["pa.Array", Spec]


def stored_levels(index: pd.Index[Any]) -> list[Stored]:
    """Each level of an index as Arrow, with its spec."""
    import pandas as pd

    if isinstance(index, pd.MultiIndex):
        return [_stored_level(index, number) for number in range(index.nlevels)]
    if not isinstance(index, pd.RangeIndex):
        stored, spec = store(index.array)
        return [(stored, {**spec, **frequency_of(index)})]
    stored, spec = store(values_of(index))
    return [(stored, {**spec, **_range(index)})]


def axis_to_json(index: pd.Index[Any], levels: Sequence[Spec]) -> Spec:
    """An axis, of the specs of its levels."""
    import pandas as pd

    named = [{**spec, "name": values.to_json(name)} for spec, name in zip(levels, index.names, strict=True)]
    return {"levels": named, **({"multi": True} if isinstance(index, pd.MultiIndex) else {})}


def labels_axis_to_json(columns: pd.Index[Any]) -> Spec:
    """The axis of the columns; their labels stand with the columns."""
    import pandas as pd

    if isinstance(columns, pd.MultiIndex):
        return axis_to_json(
            columns, [{**dtype_to_json(level.dtype), **frequency_of(level)} for level in columns.levels]
        )
    return axis_to_json(columns, [{**dtype_to_json(columns.dtype), **frequency_of(columns), **_range(columns)}])


def index_from_json(axis: Spec, fields: dict[str, pa.ChunkedArray], positions: Any | None) -> pd.Index[Any]:
    """The index, of the fields of its levels; `positions` are the rows that there are, None for all."""
    import pandas as pd

    levels = axis["levels"]
    names = [values.from_json(level["name"]) for level in levels]
    if axis.get("multi"):
        parts = [_level(fields[level["field"]], level) for level in levels]
        return pd.MultiIndex([part[0] for part in parts], [part[1] for part in parts], names=names)
    if "range" in levels[0]:
        bounds = pd.RangeIndex(*levels[0]["range"]).rename(names[0])
        return bounds if positions is None else bounds.take(positions)
    index = _flat(restore(fields[levels[0]["field"]], levels[0]), levels[0], names[0])
    return with_frequency(index, levels[0], 1 if positions is None else _step(positions))


def columns_from_json(axis: Spec, labels: Sequence[Any]) -> pd.Index[Any]:
    """The labels of the columns, of their typed JSON."""
    import pandas as pd

    levels = axis["levels"]
    names = [values.from_json(level["name"]) for level in levels]
    plain = [values.from_json(label) for label in labels]
    if axis.get("multi"):
        parts = [_coded([label[number] for label in plain], level) for number, level in enumerate(levels)]
        return pd.MultiIndex([part[0] for part in parts], [part[1] for part in parts], names=names)
    if "range" in levels[0]:
        return pd.RangeIndex(*levels[0]["range"]).rename(names[0])
    return with_frequency(index_of(plain, dtype_from_json(levels[0])).rename(names[0]), levels[0])


def _stored_level(index: pd.MultiIndex, number: int) -> Stored:
    import pyarrow as pa

    codes = index.codes[number]
    stored, spec = store(index.levels[number].array)
    return stored.take(pa.array(codes, mask=codes == -1)), {**spec, **frequency_of(index.levels[number])}


def _level(field: pa.ChunkedArray, spec: Spec) -> tuple[Any, Any]:
    """The distinct values of a level and for each row the number of its value, -1 for none."""
    import numpy as np

    distinct, codes = _distinct(_flat(restore(field.drop_null(), spec), spec))
    every = np.full(len(field), -1)
    every[values_of(field.is_valid())] = codes
    return _with_frequency_if_whole(distinct, spec), every


def _coded(labels: list[Any], spec: Spec) -> tuple[Any, Any]:
    import numpy as np
    import pandas as pd

    present = [label for label in labels if not (pd.api.types.is_scalar(label) and pd.isna(label))]
    distinct, codes = _distinct(index_of(present, dtype_from_json(spec)))
    every = np.full(len(labels), -1)
    every[[not (pd.api.types.is_scalar(label) and pd.isna(label)) for label in labels]] = codes
    return _with_frequency_if_whole(distinct, spec), every


def _distinct(index: pd.Index[Any]) -> tuple[pd.Index[Any], Any]:
    """As pandas does it for a MultiIndex: in order where there is one."""
    import pandas as pd

    categorical = pd.Categorical(index)
    if isinstance(index.dtype, pd.CategoricalDtype):
        return pd.CategoricalIndex(categorical.categories, dtype=index.dtype), categorical.codes
    return categorical.categories, categorical.codes


def _flat(array: Any, spec: Spec, name: Any = None) -> Any:
    import pandas as pd

    return pd.Index(array, dtype=dtype_from_json(spec), name=name, tupleize_cols=False, copy=False)


def _step(positions: Any) -> int:
    """The step of positions that are evenly spaced, as pandas sees it when it takes rows; 0 for others."""
    import numpy as np

    steps = np.unique(np.diff(positions))
    return 1 if len(positions) == 1 else int(steps[0]) if len(steps) == 1 else 0


def _range(index: Any) -> Spec:
    import pandas as pd

    return {"range": [index.start, index.stop, index.step]} if isinstance(index, pd.RangeIndex) else {}


def _with_frequency_if_whole(index: pd.Index[Any], spec: Spec) -> pd.Index[Any]:
    """A level has its frequency where none of its values is unused, or left out in a part of the rows."""
    try:
        return with_frequency(index, spec)
    except ValueError:
        return index
