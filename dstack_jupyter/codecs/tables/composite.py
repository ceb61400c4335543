"""Arrays made of other arrays: categories, intervals, sparse arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dstack_jupyter.codecs.tables import values
from dstack_jupyter.codecs.tables.kinds import (
    OfItsDtype,
    Spec,
    dtype_from_json,
    dtype_to_json,
    kind_of,
    numpy_of,
    restore,
    store,
    values_of,
    whole,
)
from dstack_jupyter.codecs.tables.labels import labels_from_json, labels_to_json
from dstack_jupyter.codecs.tables.names import unique_texts
from dstack_jupyter.codecs.tables.numeric import part_of

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

_PLAIN = ("number", "string", "datetime", "timedelta", "nullable")


class _Category:
    """Categoricals. A file holds the values themselves, so that every reader can use them.

    Categories that no reader has as values (intervals, periods, objects) are stored as their texts. What
    categories there are, and in which order, is in the envelope.
    """

    name = "category"

    def matches(self, dtype: Any) -> bool:
        return type(dtype).__name__ == "CategoricalDtype"

    def describe(self, dtype: Any) -> Spec:
        return {"ordered": bool(dtype.ordered), "categories": labels_to_json(dtype.categories)}

    def dtype(self, spec: Spec) -> Any:
        import pandas as pd

        return pd.CategoricalDtype(labels_from_json(spec["categories"]), ordered=spec["ordered"])

    def store(self, array: Any) -> tuple[pa.Array, Spec]:
        import pyarrow as pa

        codes = pa.array(array.codes, mask=array.codes == -1)
        categories = array.categories
        if _are_texts(categories):
            texts = pa.array(categories.tolist(), pa.string())
            return pa.DictionaryArray.from_arrays(codes, texts), {"stored": "values"}
        if kind_of(categories.dtype).name in _PLAIN:
            return store(categories.array)[0].take(codes), {"stored": "values"}
        texts = pa.array(unique_texts(categories), pa.string())
        return pa.DictionaryArray.from_arrays(codes, texts), {"stored": "texts"}

    def restore(self, field: pa.ChunkedArray, spec: Spec) -> Any:
        import pandas as pd

        dtype = self.dtype(spec)
        codes = _codes(field, dtype.categories, spec)
        return pd.Categorical.from_codes(codes, dtype=dtype)


class _Interval(OfItsDtype):
    """Intervals, as a struct of `left` and `right`; a missing one is null."""

    name = "interval"

    def matches(self, dtype: Any) -> bool:
        return type(dtype).__name__ == "IntervalDtype" and dtype.subtype is not None

    def describe(self, dtype: Any) -> Spec:
        return {"closed": dtype.closed, "ends": dtype_to_json(dtype.subtype)}

    def dtype(self, spec: Spec) -> Any:
        import pandas as pd

        return pd.IntervalDtype(dtype_from_json(spec["ends"]), spec["closed"])

    def arrow(self, array: Any) -> pa.Array:
        import pyarrow as pa

        ends = [store(end.array)[0] for end in (array.left, array.right)]
        return pa.StructArray.from_arrays(ends, ["left", "right"], mask=pa.array(values_of(array.isna())))

    def restore(self, field: pa.ChunkedArray, spec: Spec) -> Any:
        import pandas as pd
        import pyarrow as pa

        structs = whole(field)
        left, right = (restore(pa.chunked_array([part_of(structs, end)]), spec["ends"]) for end in ("left", "right"))
        return pd.arrays.IntervalArray.from_arrays(left, right, closed=spec["closed"], dtype=self.dtype(spec))


class _Sparse:
    """Sparse arrays: a file holds all values, which its encoding makes small."""

    name = "sparse"

    def matches(self, dtype: Any) -> bool:
        return type(dtype).__name__ == "SparseDtype"

    def describe(self, dtype: Any) -> Spec:
        return {"fill": values.to_json(dtype.fill_value), "of": dtype_to_json(dtype.subtype)}

    def dtype(self, spec: Spec) -> Any:
        import pandas as pd

        return pd.SparseDtype(dtype_from_json(spec["of"]), values.from_json(spec["fill"]))

    def store(self, array: Any) -> tuple[pa.Array, Spec]:
        dense, of = store(array.to_dense())
        return dense, {"of": of, "blocks": array.kind == "block"}

    def restore(self, field: pa.ChunkedArray, spec: Spec) -> Any:
        import pandas as pd

        dense = restore(field, spec["of"])
        return pd.arrays.SparseArray(dense, dtype=self.dtype(spec), kind="block" if spec["blocks"] else "integer")


def _are_texts(categories: pd.Index[Any]) -> bool:
    return all(type(category) is str for category in categories)


def _codes(field: pa.ChunkedArray, categories: pd.Index[Any], spec: Spec) -> Any:
    """For each row the position of its category, -1 where there is none."""
    import numpy as np
    import pandas as pd
    import pyarrow as pa

    texts = spec["stored"] == "texts" or _are_texts(categories)
    if not texts:
        kind = {key: part for key, part in spec["categories"].items() if key not in ("values", "range")}
        kind = kind or dtype_to_json(categories.dtype)
        return _positions(field, categories, kind)
    if not pa.types.is_dictionary(field.type):
        field = field.dictionary_encode()
    field = field.unify_dictionaries()
    if not field.num_chunks:
        return np.empty(0, dtype="int8")
    known = unique_texts(categories) if spec["stored"] == "texts" else categories.tolist()
    indices = pa.chunked_array([chunk.indices for chunk in field.chunks])
    dictionary = field.chunk(0).dictionary.to_pylist()
    if dictionary == known:  # as it was written; other writers have an order of their own, or what is used alone
        signed = indices.cast(pa.int64()) if pa.types.is_unsigned_integer(indices.type) else indices
        return numpy_of(signed.fill_null(-1))
    positions = pd.Index(known, dtype=object).get_indexer(pd.Index(dictionary, dtype=object))
    return np.append(positions, -1)[numpy_of(indices.fill_null(len(positions)))]


def _positions(field: pa.ChunkedArray, categories: pd.Index[Any], kind: Spec) -> Any:
    import numpy as np
    import pandas as pd

    codes = np.full(len(field), -1)
    present = values_of(field.is_valid())
    codes[present] = categories.get_indexer(pd.Index(restore(field.drop_null(), kind)))
    return codes


CATEGORY = _Category()
INTERVAL = _Interval()
SPARSE = _Sparse()
