"""numpy arrays and scalars, in numpy's own format."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, BinaryIO

from dstack_jupyter.codecs.base import Encoded, Stored, is_instance
from dstack_jupyter.model.errors import UnsupportedObject

if TYPE_CHECKING:
    import numpy as np

CONTENT_TYPE = "application/x-npy"
_MAX_HEADER = 1 << 20
"""Bytes of a header that are read; only the names of very many fields take so many."""


class ArrayCodec:
    """numpy arrays and scalars of every dtype that needs no Python object.

    A subclass (`memmap`, `matrix`, `recarray`) comes back as an array; one that keeps more than values is refused.
    """

    name = "numpy.ndarray"
    supports = "numpy arrays and scalars"
    gives = "numpy.ndarray, or the scalar"
    libraries = ("numpy",)
    applications = ("numpy/ndarray", "numpy/scalar")
    content_types = (CONTENT_TYPE,)
    rank = 410  # after matplotlib, which takes arrays of axes

    def handles(self, obj: object) -> bool:
        """Whether it is an array or a scalar of numpy."""
        return is_instance(obj, "numpy", "ndarray", "generic")

    def encode(self, obj: np.ndarray[Any, Any] | np.generic, options: Mapping[str, Any]) -> Encoded:
        """Encode; the values go to the sink in pieces, without a second copy of them all."""
        import numpy as np

        _check_class(obj)
        array = np.asarray(obj)
        _check_dtype(array.dtype)
        return Encoded(
            CONTENT_TYPE,
            lambda sink: _write(sink, array),
            self.applications[isinstance(obj, np.generic)],
            {"numpy": np.__version__, "dtype": str(array.dtype), "shape": list(array.shape)},
            array.nbytes,
        )

    def decode(self, stored: Stored) -> np.ndarray[Any, Any] | np.generic:
        """Decode to an array that may be written to, in the order of memory that it had."""
        import numpy as np

        try:
            array = np.lib.format.read_array(
                _Reader(stored.read()),
                allow_pickle=False,
                max_header_size=_MAX_HEADER,
            )
        except (ValueError, TypeError, OverflowError, MemoryError) as reason:
            raise UnsupportedObject(f"the attachment is no npy file that can be read: {reason}") from reason
        return array[()] if stored.application == "numpy/scalar" else array


def _check_class(obj: Any) -> None:
    """Refuse a subclass that would come back without a part of it: a mask, a unit."""
    if is_instance(obj, "numpy.ma", "MaskedArray"):
        raise UnsupportedObject(
            "npy keeps no mask: push array.filled(value), or array.data and array.mask "
            "as two attachments of a ds.frame()"
        )
    kept = [name for name in getattr(obj, "__dict__", {}) if not name.startswith("__")]
    if kept and not type(obj).__module__.startswith("numpy"):
        raise UnsupportedObject(
            f"the {type(obj).__qualname__} holds {', '.join(kept)} beside its values, which npy does not keep; "
            "push numpy.asarray(array), and the rest as params or as an attachment of its own"
        )


def _check_dtype(dtype: np.dtype[Any]) -> None:
    """Refuse a dtype that comes back as another one, or not at all."""
    import numpy as np

    if dtype.hasobject:
        raise UnsupportedObject(
            f"an array of the dtype {dtype} holds Python objects, which npy keeps only as code that runs when it is "
            "read; convert it with astype(float) or astype(str), or push array.tolist() or a table"
        )
    try:
        with warnings.catch_warnings(action="ignore"):
            described = np.lib.format.dtype_to_descr(dtype)
            is_kept = np.lib.format.descr_to_dtype(described) == dtype and len(str(described)) < _MAX_HEADER // 2
    except (ValueError, TypeError):
        is_kept = False
    if not is_kept:
        raise UnsupportedObject(
            f"npy has no form for the dtype {str(dtype)[:200]}; convert the array with astype(), or push its fields "
            "one by one"
        )


def _write(sink: BinaryIO, array: np.ndarray[Any, Any]) -> None:
    import numpy as np

    with warnings.catch_warnings():
        # It warns of headers that numpy before 1.17 cannot read.
        warnings.filterwarnings("ignore", message="Stored array in format", category=UserWarning)
        np.lib.format.write_array(sink, array, allow_pickle=False)


class _Reader:
    """A content as numpy wants a file: it is read part by part, and never copied as a whole."""

    def __init__(self, content: memoryview) -> None:
        self._content = content
        self._position = 0

    def read(self, length: int = -1, /) -> bytes:
        end = self._position + length if length >= 0 else len(self._content)
        part = self._content[self._position : end]
        self._position += len(part)
        return bytes(part)
