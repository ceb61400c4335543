"""`by=`: a table cut into one attachment per group, and put together again as the one table it was.

Every group's file holds the envelope of the table and, in a hidden field, where each row stood in it. What depends on
how many rows there are in all stands in the settings: rows that are added to one group leave the others as they were.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from dstack_jupyter.codecs.base import Encoded, Stored
from dstack_jupyter.codecs.registry import codec_for, decoder_for
from dstack_jupyter.model.errors import InvalidValue
from dstack_jupyter.model.params import Params, checked_params, kind_of, text_of

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from dstack_jupyter.codecs.tables.flat import Flat

MAX_GROUPS = 10_000
_WHOLE = "whole"
"""In the settings of a group, what its file does not say of the whole table."""


def split(obj: Any, by: Sequence[str]) -> list[tuple[Params, Encoded]]:
    """Cut a table into groups.

    Parameters
    ----------
    obj
        A pandas DataFrame, or another table that `ArrowCodec` takes.
    by
        Columns, or named levels of the index; they become the keys of the params.

    Returns
    -------
    list of (params, encoded)
        In the order in which the groups first appear. `by` in the settings of each says that `join` makes
        one table of them.

    Raises
    ------
    InvalidValue
        For a column that is missing or has missing values, and for more than `MAX_GROUPS` groups.
    UnsupportedObject
        Where the table itself cannot be kept.
    """
    flat = _flat(obj)
    fields = _fields(flat, [by] if isinstance(by, str) else by)
    keys = {name: _key(flat, name, field) for name, field in fields.items()}
    codes, firsts = _grouped(keys)
    params = _params(keys, firsts)
    encoded = _encoded(flat, list(keys), _parts(flat.table, codes, len(firsts)))
    return list(zip(params, encoded, strict=True))


def join(groups: Sequence[Stored]) -> Any:
    """The table that `split` cut; of some of its groups the part of it that they are, in its order.

    Raises `InvalidValue` for attachments that are not groups of one table.
    """
    whole = together(groups)
    return decoder_for(groups[0]).unflat(whole)  # type: ignore[attr-defined]


def together(groups: Sequence[Stored]) -> Flat:
    """What `join` makes the object of: the rows of all groups, in order, and the envelope."""
    import pyarrow.compute as pc

    from dstack_jupyter.codecs.tables import reading
    from dstack_jupyter.codecs.tables.envelope import POSITION
    from dstack_jupyter.codecs.tables.flat import Flat

    read = reading.read_together(groups)
    envelope = read[1] if read else None
    if read is None or envelope is None or POSITION not in envelope.hidden:
        raise InvalidValue("the attachments are not groups of one table; pull them one by one, or with all=True")
    table = read[0].unify_dictionaries().combine_chunks()
    whole = groups[0].settings.get(_WHOLE)
    is_one = all(group.settings.get(_WHOLE) == whole for group in groups)
    if not is_one or pc.count_distinct(table[POSITION]).as_py() != len(table):
        raise InvalidValue("the attachments are groups of several tables; pull them one by one, or with all=True")
    envelope = envelope.of_whole(whole) if whole else envelope  # groups of earlier releases have it in their files
    return Flat(table.take(pc.sort_indices(table[POSITION])), envelope, groups[0].application)


def _flat(obj: Any) -> Flat:
    from dstack_jupyter.codecs.tables.flat import TableCodec

    codec = codec_for(obj)
    if not isinstance(codec, TableCodec):
        raise InvalidValue(f"by= cuts a table by its columns; {type(obj).__qualname__} is none")
    return codec.flat(obj)


def _fields(flat: Flat, by: Sequence[str]) -> dict[str, str]:
    """The field of each column or level of the index, by its name."""
    from dstack_jupyter.codecs.tables import values
    from dstack_jupyter.codecs.tables.names import text_of as text_of_label

    def named(key: str, specs: Sequence[dict[str, Any]]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for spec in specs:
            if "field" in spec:
                found.setdefault(text_of_label(values.from_json(spec[key])), []).append(spec["field"])
        return found

    columns = named("label", flat.envelope.columns)
    known = named("name", (flat.envelope.index or {}).get("levels", [])) | columns
    if not by:
        raise InvalidValue("by= needs at least one column")
    for name in by:
        if name not in known:
            raise InvalidValue(f"by={name!r} is no column of the table; it has {', '.join(columns) or 'none'}")
        if len(known[name]) > 1:
            raise InvalidValue(f"by={name!r} is the label of {len(known[name])} columns; rename them first")
    return {name: known[name][0] for name in by}


def _key(flat: Flat, name: str, field: str) -> Any:
    """The values that a group is told apart by."""
    import pandas as pd

    from dstack_jupyter.codecs.tables.kinds import restore

    spec = flat.envelope.fields()[field]
    missing = flat.table[field].is_valid().index(False).as_py()
    if missing >= 0:
        raise InvalidValue(
            f"column {name!r} has a missing value in row {missing} (counted from 0), which no param can have; "
            f"fill it, or leave the rows out: df.dropna(subset=[{name!r}])"
        )
    values = flat.table[field].to_pandas() if spec["kind"] == "arrow" else restore(flat.table[field], spec)
    return pd.Series(values, dtype=values.dtype)


def _grouped(keys: dict[str, pd.Series[Any]]) -> tuple[Any, Any]:
    """The number of each row's group, and the first row of each group."""
    import numpy as np
    import pandas as pd

    columns = [pd.Series(pd.factorize(key)[0]) for key in keys.values()]
    codes = pd.concat(columns, axis=1).groupby(list(range(len(columns))), sort=False).ngroup().to_numpy()
    _, firsts = np.unique(codes, return_index=True)
    if not len(codes):
        raise InvalidValue("the table has no rows, so by= makes no group; push it without by=")
    if len(firsts) > MAX_GROUPS:
        raise InvalidValue(
            f"by={list(keys)!r} makes {len(firsts):,} groups, and a frame has at most {MAX_GROUPS:,}; "
            "use columns with fewer values"
        )
    return codes, firsts


def _params(keys: dict[str, pd.Series[Any]], firsts: Any) -> list[Params]:
    params = [checked_params({name: key.iloc[first] for name, key in keys.items()}) for first in firsts]
    seen: set[tuple[tuple[str, Any], ...]] = set()
    for of_group in params:
        marks = tuple((kind_of(value), value) for value in of_group.values())
        if marks in seen:
            texts = ", ".join(f"{name}={text_of(value)}" for name, value in of_group.items())
            raise InvalidValue(f"several groups would have the params {texts}; make the values differ as params do")
        seen.add(marks)
    return params


def _parts(table: pa.Table, codes: Any, count: int) -> list[pa.Table]:
    """The rows of each group, with where they stood."""
    import numpy as np
    import pyarrow as pa

    from dstack_jupyter.codecs.tables.envelope import POSITION
    from dstack_jupyter.codecs.tables.row_groups import in_one_piece

    order = np.argsort(codes, kind="stable")
    positioned = table.append_column(POSITION, pa.array(np.arange(len(codes))))
    in_order = in_one_piece(positioned).take(pa.array(order))
    ends = np.cumsum(np.bincount(codes, minlength=count)).tolist()
    return [in_order.slice(begin, end - begin) for begin, end in zip([0, *ends[:-1]], ends, strict=True)]


def _encoded(flat: Flat, by: list[str], parts: list[pa.Table]) -> Iterator[Encoded]:
    from dstack_jupyter.codecs.tables import parquet

    envelope = flat.envelope.of_group()
    settings = {**flat.settings, "by": by, _WHOLE: flat.envelope.whole}
    for part in parts:
        write = partial(parquet.write, table=part, envelope=envelope)
        yield Encoded(parquet.CONTENT_TYPE, write, flat.application, {**settings, "rows": len(part)})
