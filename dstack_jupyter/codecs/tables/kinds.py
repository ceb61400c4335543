"""How arrays are kept in a file: one kind per family of dtypes, each with what restores it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from dstack_jupyter.model.errors import UnsupportedObject

if TYPE_CHECKING:
    import pyarrow as pa

Spec = dict[str, Any]
"""What restores an array, as the envelope holds it: ``{"kind": "datetime", "unit": "us"}``."""

FAULTS = (ArithmeticError, AttributeError, LookupError, NotImplementedError, RecursionError, TypeError, ValueError)
"""What comes of an envelope that anybody may have written."""


class Kind(Protocol):
    """A family of dtypes. Instances are stateless."""

    name: str

    def matches(self, dtype: Any) -> bool:
        """Whether arrays of this dtype are of this kind."""

    def describe(self, dtype: Any) -> Spec:
        """The dtype, without `kind`."""

    def dtype(self, spec: Spec) -> Any:
        """The inverse of `describe`."""

    def store(self, array: Any) -> tuple[pa.Array, Spec]:
        """The array as Arrow, and what its values need to be restored beside their dtype."""

    def restore(self, field: pa.ChunkedArray, spec: Spec) -> Any:
        """The inverse of `store`: an array for a DataFrame, in memory of its own."""


class OfItsDtype:
    """A kind whose dtype says all that its values need."""

    def store(self, array: Any) -> tuple[pa.Array, Spec]:
        """The array as Arrow."""
        return self.arrow(array), {}

    def arrow(self, array: Any) -> pa.Array:
        """The array as Arrow."""
        raise NotImplementedError


def store(array: Any) -> tuple[pa.Array, Spec]:
    """An array of pandas as Arrow, and the spec that restores it.

    Raises `Unkept` for a value, `ValueError` for an array that cannot be kept.
    """
    import pandas as pd

    if type(array) is pd.arrays.NumpyExtensionArray:  # a StringArray is a subclass of it
        array = array.to_numpy()
    kind = kind_of(array.dtype)
    stored, needed = kind.store(array)
    return whole(stored), {"kind": kind.name, **kind.describe(array.dtype), **needed}


def restore(field: pa.ChunkedArray, spec: Spec) -> Any:
    """The inverse of `store`; raises `UnsupportedObject` for a spec that does not fit the field."""
    try:
        return kind_named(spec["kind"]).restore(field, spec)
    except FAULTS as reason:
        raise damaged(reason) from reason


def dtype_to_json(dtype: Any) -> Spec:
    """A dtype of pandas or numpy."""
    kind = kind_of(dtype)
    return {"kind": kind.name, **kind.describe(dtype)}


def dtype_from_json(spec: Spec) -> Any:
    """The inverse of `dtype_to_json`."""
    return kind_named(spec["kind"]).dtype(spec)


def kind_of(dtype: Any) -> Kind:
    """The kind of a dtype; raises `ValueError` where there is none."""
    for kind in kinds():
        if kind.matches(dtype):
            return kind
    raise ValueError(f"the dtype {dtype} has no known form in a file; convert it with astype() first")


def kind_named(name: str) -> Kind:
    """The kind of that name; raises `UnsupportedObject` for one that a newer release made."""
    for kind in kinds():
        if kind.name == name:
            return kind
    raise UnsupportedObject(f"the table has a column of the kind {name!r}; update dstack-jupyter to read it")


def damaged(reason: Exception) -> UnsupportedObject:
    """The error for an envelope that anybody may have written."""
    return UnsupportedObject(f"the envelope of the table is not as docs/table-envelope.md says: {reason!r}")


@cache
def kinds() -> tuple[Kind, ...]:
    """All kinds."""
    from dstack_jupyter.codecs.tables import arrow_kind, composite, geometry, numeric, objects, temporal, textual

    return (
        numeric.NUMBER,
        textual.STRING,
        temporal.DATETIME,
        composite.CATEGORY,
        temporal.TIMEDELTA,
        numeric.MASKED,
        numeric.COMPLEX,
        temporal.PERIOD,
        composite.INTERVAL,
        composite.SPARSE,
        arrow_kind.ARROW,
        geometry.GEOMETRY,
        objects.OBJECTS,
    )


def values_of(array: Any) -> Any:
    """The numpy array inside an array of pandas that has one."""
    import numpy as np

    return np.asarray(array)


def numpy_of(field: pa.ChunkedArray) -> Any:
    """A field as a numpy array that may be written to; nulls are NaN or NaT."""
    values = field.to_numpy(zero_copy_only=False)
    return values if values.flags.writeable else values.copy()


def is_numpy(dtype: Any, kinds: str) -> bool:
    """Whether a dtype is one of numpy's own, of one of these kinds (``"biuf"``)."""
    import numpy as np

    return isinstance(dtype, np.dtype) and dtype.kind in kinds


def whole(field: Any) -> pa.Array:
    """Chunks of an array as one."""
    import pyarrow as pa

    if not isinstance(field, pa.ChunkedArray):
        return field
    return field.chunk(0) if field.num_chunks == 1 else pa.concat_arrays(field.chunks or [pa.array([], field.type)])
