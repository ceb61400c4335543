"""The order of the rows of a table by one of its columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dstack_jupyter.codecs.tables.kinds import Spec, restore
from dstack_jupyter.model.errors import InvalidValue

if TYPE_CHECKING:
    import pyarrow as pa

    from dstack_jupyter.codecs.rows import Pages


def positions(pages: Pages, sort: str) -> Any:
    """The positions of all rows in the order of `sort`, as a numpy array.

    ``key`` ascends, ``-key`` descends; the order is stable, missing values come last, NaN before them.
    Ordered categories have their own order. Raises `InvalidValue` for an unknown key, and for lists and dicts.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    key, order = _parsed(pages, sort)
    fields = _comparable(pages.column(key), pages.specs[key], key)
    table = pa.table(dict(zip(map(str, range(len(fields))), fields, strict=True)))
    keys = [(name, order) for name in table.column_names]
    return pc.sort_indices(table, sort_keys=keys).to_numpy()


def _parsed(pages: Pages, sort: str) -> tuple[str, str]:
    if sort in pages.specs:
        return sort, "ascending"
    if sort.startswith("-") and sort[1:] in pages.specs:
        return sort[1:], "descending"
    raise InvalidValue(f"sort={sort!r} is no column; it is one of {', '.join(pages.specs)}, with - in front to descend")


def _comparable(field: pa.ChunkedArray, spec: Spec, key: str) -> list[Any]:
    """What the rows are compared by: one array, or several in turn."""
    import pyarrow as pa

    kinds = pa.types
    if spec["kind"] == "category" and spec["ordered"]:
        codes = restore(field, spec).codes
        return [pa.array(codes, mask=codes == -1)]
    if spec["kind"] in ("interval", "complex"):
        return [part for struct in [_struct(field)] for part in struct]
    if kinds.is_dictionary(field.type):
        field = field.cast(field.type.value_type)
    if kinds.is_nested(field.type):
        raise InvalidValue(f"the column {key!r} holds lists or dicts, by which nothing can be sorted")
    if kinds.is_float16(field.type):
        return [field.cast(pa.float32())]
    if kinds.is_null(field.type):
        return [field.cast(pa.int8())]
    return [field]


def _struct(field: pa.ChunkedArray) -> list[Any]:
    import pyarrow.compute as pc

    return [pc.struct_field(field, number) for number in range(field.type.num_fields)]
