"""Parquet files of which only what is asked for is read, and their footers, which are kept for the next time."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from dstack_jupyter.codecs.base import Seekable
from dstack_jupyter.codecs.tables import parquet

if TYPE_CHECKING:
    import pyarrow.parquet as pq

MOST = 64
"""Footers that are kept."""

LARGEST = 4 << 20
"""The length of the longest footer that is kept, in bytes."""

_kept: OrderedDict[str, pq.FileMetaData] = OrderedDict()
_lock = threading.Lock()


def open_stored(source: Seekable) -> pq.ParquetFile:
    """The Parquet file of an attachment."""
    with _lock:
        known = _kept.get(source.sha256)
    file = parquet.open_parts(source.open(), known)
    if file.metadata.serialized_size <= LARGEST:
        with _lock:
            _kept[source.sha256] = file.metadata
            _kept.move_to_end(source.sha256)
            while len(_kept) > MOST:
                _kept.popitem(last=False)
    return file
