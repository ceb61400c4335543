"""pandas columns that are Arrow arrays already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dstack_jupyter.codecs.tables import arrow_types
from dstack_jupyter.codecs.tables.kinds import Spec

if TYPE_CHECKING:
    import pyarrow as pa


class _Arrow:
    """`pd.ArrowDtype` of any type that Parquet can hold."""

    name = "arrow"

    def matches(self, dtype: Any) -> bool:
        return type(dtype).__name__ == "ArrowDtype"

    def describe(self, dtype: Any) -> Spec:
        return arrow_types.type_to_json(dtype.pyarrow_dtype)

    def dtype(self, spec: Spec) -> Any:
        import pandas as pd

        return pd.ArrowDtype(arrow_types.type_from_json(spec))

    def store(self, array: Any) -> tuple[pa.Array, Spec]:
        field = array.__arrow_array__()
        return arrow_types.stored(field), {}

    def restore(self, field: pa.ChunkedArray, spec: Spec) -> Any:
        import pandas as pd

        return pd.arrays.ArrowExtensionArray(arrow_types.conformed(field, arrow_types.type_from_json(spec)))


ARROW = _Arrow()
