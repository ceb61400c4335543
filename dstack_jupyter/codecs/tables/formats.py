"""A stored table in another format, a row group at a time."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from dstack_jupyter.codecs.base import Stored
from dstack_jupyter.codecs.faults import in_words
from dstack_jupyter.codecs.tables import cells, parquet, reading, typed
from dstack_jupyter.codecs.tables.paging import pages_of
from dstack_jupyter.model.errors import InvalidValue

if TYPE_CHECKING:
    import pyarrow as pa

    from dstack_jupyter.codecs.rows import Pages

CHUNK = 1 << 20
ROWS = 10_000
"""Rows that are made a text at a time."""


@dataclass(frozen=True)
class Format:
    """What a table can be had as; `chunks` gives its bytes."""

    content_type: str
    suffix: str
    chunks: Callable[[Stored], Iterator[bytes]]


def chunks_of(source: Stored, name: str) -> Iterator[bytes]:
    """The bytes of a stored table in a format; raises `UnsupportedObject` for what is no table, or a damaged one."""
    with in_words(source):
        yield from format_named(name).chunks(source)


def format_named(name: str) -> Format:
    """A format; raises `InvalidValue` for one that there is not."""
    if name not in FORMATS:
        raise InvalidValue(f"format is {', '.join(FORMATS)}; not {name[:40]!r}")
    return FORMATS[name]


def _csv(pages: Pages) -> Iterator[bytes]:
    """As RFC 4180 has it: a line of headings, lines that end with CR LF, in UTF-8; what is missing is empty."""
    yield _lines([list(pages.specs)])
    for rows in _rows(pages):
        yield _lines([[_text(cell) for cell in row] for row in rows])


def _lines(rows: list[list[Any]]) -> bytes:
    sink = io.StringIO()
    csv.writer(sink, lineterminator="\r\n").writerows(rows)
    return sink.getvalue().encode()


def _text(cell: Any) -> Any:
    return str(cell).lower() if isinstance(cell, bool) else cell


def _json(pages: Pages) -> Iterator[bytes]:
    """A list of objects, one for each row, by the keys of the columns."""
    before = b"[\n"
    for rows in _rows(pages):
        lines = [json.dumps(dict(zip(pages.specs, row, strict=True)), ensure_ascii=False) for row in rows]
        yield before + ",\n".join(lines).encode()
        before = b",\n"
    yield b"[]\n" if before == b"[\n" else b"\n]\n"


def _rows(pages: Pages) -> Iterator[list[tuple[Any, ...]]]:
    """Rows as JSON has them, some thousands at a time."""
    for table in pages.streamed(list(pages.specs)):
        for begin in range(0, len(table), ROWS):
            part = table.slice(begin, ROWS)
            yield list(zip(*(cells.cells_of(part[key], spec) for key, spec in pages.specs.items()), strict=True))


def _arrow(pages: Pages) -> Iterator[bytes]:
    """The streaming format of Arrow."""
    import pyarrow as pa

    sink = _Sink()
    schema = pages.between(0, 0, list(pages.specs)).schema
    with pa.ipc.new_stream(pa.PythonFile(sink, mode="w"), schema) as writer:
        for batch in _batches(pages, schema):
            writer.write_batch(batch)
            yield from sink.taken()
    yield from sink.taken()


def _parquet(pages: Pages) -> Iterator[bytes]:
    schema = pages.between(0, 0, list(pages.specs)).schema
    with tempfile.TemporaryFile() as file:
        parquet.write_batches(cast(BinaryIO, file), schema, _batches(pages, schema), pages.envelope)
        file.seek(0)
        yield from iter(lambda: file.read(CHUNK), b"")


def _typed(source: Stored) -> Iterator[bytes]:
    yield typed.text_of(source)


def _batches(pages: Pages, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    for table in pages.streamed(list(pages.specs)):
        yield from table.cast(schema).to_batches()


class _Sink:
    """Takes bytes until they are taken from it."""

    closed = False

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def write(self, chunk: Any) -> int:
        """Take some bytes."""
        self._held.append(bytes(chunk))
        return len(chunk)

    def flush(self) -> None:
        """All is there at once."""

    def taken(self) -> Iterator[bytes]:
        """What came in since."""
        held, self._held = self._held, []
        if held:
            yield b"".join(held)


FORMATS = {
    "csv": Format("text/csv; charset=utf-8", ".csv", lambda source: _csv(pages_of(source))),
    "json": Format("application/json", ".json", lambda source: _json(pages_of(source))),
    "parquet": Format(parquet.CONTENT_TYPE, ".parquet", lambda source: _parquet(pages_of(source))),
    "arrow": Format("application/vnd.apache.arrow.stream", ".arrows", lambda source: _arrow(pages_of(source))),
    "typed": Format(reading.TYPED_TYPE, ".json", _typed),
}
