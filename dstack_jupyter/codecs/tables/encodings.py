"""How the values of a Parquet file are laid out: what is small and quick for the values that there are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

_SAMPLE = 4096
_FEW_TEXTS, _FEW_NUMBERS = 0.6, 0.15
"""A field of which at most this share of neighbouring values is distinct gets a dictionary.

Each row group has a dictionary of its own: of numbers that are not much fewer it is larger than it saves, and slower.
"""


def writer_options(sample: pa.Table) -> dict[str, Any]:
    """Options of `pq.ParquetWriter`, chosen by the first rows of a table."""
    # A path with dots may be a field of that name or a part of a nested one: such a field has no encoding of its own.
    parts = {leaf for field in sample.schema for leaf in _leaves(field.name, field.type) if leaf != field.name}
    flat = [name for name in sample.column_names if name not in parts]
    encodings = {name: chosen for name in flat if (chosen := _encoding(sample[name]))}
    leaves = parts.union(sample.column_names).difference(encodings)
    return {
        # Minima and maxima of thousands of pages would be a tenth of the file, and nobody asks for them.
        "write_statistics": False,
        "compression": "zstd",
        "compression_level": 1,
        "column_encoding": encodings or None,
        "use_dictionary": sorted(leaves),
    }


def _encoding(values: pa.ChunkedArray) -> str | None:
    """The encoding of a field that has no dictionary; None for one that has."""
    encoding = _without_dictionary(values.type)
    few = _FEW_TEXTS if encoding == "PLAIN" else _FEW_NUMBERS
    return None if encoding is None or _distinct(values) <= few else encoding


def _without_dictionary(type_: pa.DataType) -> str | None:
    import pyarrow as pa

    kinds = pa.types
    if kinds.is_float32(type_) or kinds.is_float64(type_):
        return "BYTE_STREAM_SPLIT"
    if kinds.is_integer(type_) or (kinds.is_temporal(type_) and not kinds.is_interval(type_)):
        return "DELTA_BINARY_PACKED"
    if any(check(type_) for check in (kinds.is_string, kinds.is_large_string, kinds.is_binary, kinds.is_large_binary)):
        return "PLAIN"
    return None


def _distinct(values: pa.ChunkedArray) -> float:
    """The share of distinct values among neighbours in the middle; 1 where there are none."""
    import pyarrow.compute as pc

    sample = values.slice(max(len(values) - _SAMPLE, 0) // 2, _SAMPLE)
    return len(pc.unique(sample)) / len(sample) if len(sample) else 1.0


def _leaves(path: str, type_: pa.DataType) -> Iterator[str]:
    """The paths of the columns of a Parquet file that hold a field."""
    import pyarrow as pa

    kinds = pa.types
    if kinds.is_struct(type_):
        parts = [(f"{path}.{field.name}", field.type) for field in type_]
    elif kinds.is_map(type_):
        parts = [(f"{path}.key_value.key", type_.key_type), (f"{path}.key_value.value", type_.item_type)]
    elif hasattr(type_, "value_field"):
        parts = [(f"{path}.list.element", type_.value_type)]
    else:
        yield path
        return
    for part, inner in parts:
        yield from _leaves(part, inner)
