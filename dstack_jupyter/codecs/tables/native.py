"""The columns of pandas objects in Arrow's own types, for libraries that have no index and know no envelope."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dstack_jupyter.codecs.tables import arrow_types
from dstack_jupyter.codecs.tables.envelope import Envelope, by_envelope
from dstack_jupyter.codecs.tables.kinds import Spec, restore, store
from dstack_jupyter.codecs.tables.names import unique_texts

if TYPE_CHECKING:
    import pyarrow as pa


@by_envelope
def native_table(table: pa.Table, envelope: Envelope) -> pa.Table:
    """The levels of the index, then the columns, by the texts of their labels; a range without a name is left out.

    Categories are dictionaries, periods the moment at which they begin, sparse values dense, NaN null; what Arrow has
    no type for is as docs/table-envelope.md says.
    """
    import pyarrow as pa

    specs = {field: spec for field, spec in envelope.fields().items() if not _is_unnamed_range(spec)}
    if not specs:
        return table.select([])  # which still knows how many rows there are
    return pa.table({field: native(table[field], spec) for field, spec in specs.items()})


def native(field: pa.ChunkedArray, spec: Spec) -> Any:
    """A field in the type of Arrow that is closest to what it was."""
    convert = _NATIVE.get(spec["kind"])
    return field if convert is None else convert(field, spec)


def _is_unnamed_range(spec: Spec) -> bool:
    return "range" in spec and spec.get("name") is None


def _number(field: pa.ChunkedArray, spec: Spec) -> Any:
    import pyarrow as pa

    return field.cast(pa.float16()) if spec["dtype"].endswith("float16") else field


def _datetime(field: pa.ChunkedArray, spec: Spec) -> Any:
    import pyarrow as pa

    zone = field.type.tz
    offset = spec.get("zone", {}).get("offset", 0)
    if offset and offset % 60 == 0:  # Arrow's offsets have no seconds
        sign, minutes = "-" if offset < 0 else "+", abs(offset) // 60
        zone = f"{sign}{minutes // 60:02}:{minutes % 60:02}"
    return field.cast(pa.timestamp(spec["unit"], zone))


def _category(field: pa.ChunkedArray, spec: Spec) -> Any:
    import pyarrow as pa

    values = restore(field, spec)
    codes = pa.array(values.codes, mask=values.codes == -1)
    return pa.DictionaryArray.from_arrays(codes, _labels(values.categories, spec), ordered=spec["ordered"])


def _labels(categories: Any, spec: Spec) -> pa.Array:
    import pyarrow as pa

    if spec["stored"] == "texts":
        return pa.array(unique_texts(categories), pa.string())
    stored, kind = store(categories.array)
    labels = native(pa.chunked_array([stored]), kind)
    return labels.combine_chunks()


def _arrow(field: pa.ChunkedArray, spec: Spec) -> Any:
    return arrow_types.conformed(field, arrow_types.type_from_json(spec)) if "schema" in spec else field


_NATIVE: dict[str, Callable[[Any, Spec], Any]] = {
    "number": _number,
    "datetime": _datetime,
    "category": _category,
    "sparse": lambda field, spec: native(field, spec["of"]),
    "arrow": _arrow,
}
