"""Numbers and truth values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dstack_jupyter.codecs.tables.kinds import Kind, OfItsDtype, Spec, is_numpy, numpy_of, values_of, whole

if TYPE_CHECKING:
    import pyarrow as pa

_MASKED = {f"{sign}Int{bits}Dtype" for sign in ("", "U") for bits in (8, 16, 32, 64)}
_MASKED |= {"Float32Dtype", "Float64Dtype", "BooleanDtype"}


class _Number(OfItsDtype):
    """numpy's bool, integers and floats; NaN is stored as null, float16 as float32, which every reader has."""

    name = "number"

    def matches(self, dtype: Any) -> bool:
        return is_numpy(dtype, "biuf") and dtype.itemsize <= 8

    def describe(self, dtype: Any) -> Spec:
        return {"dtype": dtype.name if dtype.isnative else dtype.str}

    def dtype(self, spec: Spec) -> Any:
        return _checked(self, spec)

    def arrow(self, array: Any) -> pa.Array:
        import pyarrow as pa

        values = values_of(array)
        if values.dtype.name == "float16":
            values = values.astype("float32")
        return pa.array(values.astype(values.dtype.newbyteorder("="), copy=False), from_pandas=True)

    def restore(self, field: pa.ChunkedArray, spec: Spec) -> Any:
        return numpy_of(field).astype(self.dtype(spec), copy=False)


class _Complex(OfItsDtype):
    """numpy's complex numbers, as a struct of `re` and `im`."""

    name = "complex"

    def matches(self, dtype: Any) -> bool:
        return is_numpy(dtype, "c") and dtype.itemsize <= 16

    def describe(self, dtype: Any) -> Spec:
        return {"dtype": dtype.name}

    def dtype(self, spec: Spec) -> Any:
        return _checked(self, spec)

    def arrow(self, array: Any) -> pa.Array:
        import pyarrow as pa

        values = values_of(array)
        parts = [pa.array(values.real.copy()), pa.array(values.imag.copy())]
        return pa.StructArray.from_arrays(parts, ["re", "im"])

    def restore(self, field: pa.ChunkedArray, spec: Spec) -> Any:
        import numpy as np

        values = np.empty(len(field), dtype=self.dtype(spec))
        structs = whole(field)
        values.real, values.imag = (part_of(structs, name).to_numpy(zero_copy_only=False) for name in ("re", "im"))
        return values


class _Masked(OfItsDtype):
    """pandas' nullable integers, floats and booleans; NA is null, and a NaN stays a NaN."""

    name = "nullable"

    def matches(self, dtype: Any) -> bool:
        return type(dtype).__name__ in _MASKED

    def describe(self, dtype: Any) -> Spec:
        return {"dtype": dtype.name}

    def dtype(self, spec: Spec) -> Any:
        import pandas as pd

        return pd.api.types.pandas_dtype(spec["dtype"])

    def arrow(self, array: Any) -> pa.Array:
        import pyarrow as pa

        return pa.array(array)

    def restore(self, field: pa.ChunkedArray, spec: Spec) -> Any:
        return self.dtype(spec).__from_arrow__(field)


def part_of(structs: Any, name: str) -> Any:
    """One field of an array of structs, also where the reader gave it back in chunks."""
    import pyarrow.compute as pc

    return pc.struct_field(structs, name)


def _checked(kind: Kind, spec: Spec) -> Any:
    """The dtype of numpy that a spec names; no other one, of which each value may have gigabytes."""
    import numpy as np

    dtype = np.dtype(spec["dtype"])
    if not kind.matches(dtype):
        raise ValueError(f"{spec['dtype']!r} is no dtype of the kind {kind.name!r}")
    return dtype


NUMBER = _Number()
COMPLEX = _Complex()
MASKED = _Masked()
