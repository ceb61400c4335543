"""pandas' dtypes of strings."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from dstack_jupyter.codecs.tables.kinds import OfItsDtype, Spec

if TYPE_CHECKING:
    import pyarrow as pa


class _String(OfItsDtype):
    """`str` and `string`, with the storage and the missing value they have; a missing value is null."""

    name = "string"

    def matches(self, dtype: Any) -> bool:
        return type(dtype).__name__ == "StringDtype"

    def describe(self, dtype: Any) -> Spec:
        storage, _, numpy_like = dtype.storage.partition("_")
        missing = "nan" if numpy_like or isinstance(dtype.na_value, float) else "NA"
        return {"storage": storage, "missing": missing}

    def dtype(self, spec: Spec) -> Any:
        import pandas as pd

        if spec["missing"] == "NA":
            return pd.StringDtype(spec["storage"])
        try:
            return pd.StringDtype(spec["storage"], na_value=math.nan)
        except TypeError:  # pandas 2.2, which has one dtype of strings with NaN
            return pd.StringDtype("pyarrow_numpy")

    def arrow(self, array: Any) -> pa.Array:
        import pyarrow as pa

        return pa.array(array, type=pa.large_string(), from_pandas=True)

    def restore(self, field: pa.ChunkedArray, spec: Spec) -> Any:
        return self.dtype(spec).__from_arrow__(field)


STRING = _String()
