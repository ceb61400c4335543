"""The values of an index as JSON: the categories of a column, the labels of the columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dstack_jupyter.codecs.tables import values
from dstack_jupyter.codecs.tables.frequencies import frequency_of, with_frequency
from dstack_jupyter.codecs.tables.kinds import Spec, dtype_from_json, dtype_to_json

if TYPE_CHECKING:
    import pandas as pd


MOST_LABELS = 1 << 28
"""How many labels a range stands for at most: anybody can write down one that fills all memory."""


def labels_to_json(index: pd.Index[Any]) -> Spec:
    """The labels of a flat index with their dtype; a range by its bounds."""
    if isinstance(index, _range_index()):
        return {"range": [index.start, index.stop, index.step]}
    return {**dtype_to_json(index.dtype), **frequency_of(index), "values": values.to_json(index.tolist())}


def labels_from_json(spec: Spec) -> pd.Index[Any]:
    """The inverse of `labels_to_json`."""
    if "range" in spec:
        labels = _range_index()(*spec["range"])
        if len(labels) > MOST_LABELS:
            raise ValueError(f"{len(labels):,} labels are more than a table has")
        return labels  # type: ignore[no-any-return]
    return with_frequency(index_of(values.from_json(spec["values"]), dtype_from_json(spec)), spec)


def index_of(labels: Sequence[Any], dtype: Any) -> Any:
    """A flat index of these labels; tuples are labels, too."""
    import numpy as np
    import pandas as pd

    if dtype != np.dtype(object):
        return pd.Index(labels, dtype=dtype)
    objects = np.empty(len(labels), dtype=object)
    for position, label in enumerate(labels):
        objects[position] = label
    return pd.Index(objects, dtype=object, tupleize_cols=False)


def _range_index() -> Any:
    import pandas as pd

    return pd.RangeIndex
