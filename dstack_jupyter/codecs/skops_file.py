"""Files of skops in a form that depends on the model alone; skops names parts after places in memory and dates them.

What refers to a part goes on referring to it.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

_SCHEMA = "schema.json"
_LEVEL = 1


def settled(written: bytes) -> tuple[bytes, Any]:
    """The file with its parts numbered in their order, and its schema.

    Equal models give equal bytes.
    """
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        schema = json.loads(archive.read(_SCHEMA))
        places = dict.fromkeys(node["__id__"] for node in nodes_of(schema) if _has_id(node))
        ids = {old: number for number, old in enumerate(places, 1)}
        files = dict.fromkeys(node["file"] for node in nodes_of(schema) if _has_file(node))
        names = {old: f"{number}{PurePosixPath(old).suffix}" for number, old in enumerate(files, 1)}
        parts = {new: _undated(new, archive.read(old)) for old, new in names.items()}
    renamed = _renamed(schema, ids, names)
    return _zipped({**parts, _SCHEMA: json.dumps(renamed, separators=(",", ":")).encode()}), renamed


def nodes_of(value: Any) -> Iterator[dict[str, Any]]:
    """All nodes of a schema, in its order."""
    if isinstance(value, dict):
        if isinstance(value.get("__loader__"), str):
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from nodes_of(part)


def _has_id(node: Mapping[str, Any]) -> bool:
    return isinstance(node.get("__id__"), int)  # a dict of the model may have such a key too, for a node


def _has_file(node: Mapping[str, Any]) -> bool:
    return isinstance(node.get("file"), str)


def _renamed(value: Any, ids: Mapping[int, int], names: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_renamed(part, ids, names) for part in value]
    if not isinstance(value, dict):
        return value
    renamed = {key: _renamed(part, ids, names) for key, part in value.items()}
    if isinstance(value.get("__loader__"), str):
        renamed |= {"__id__": ids[value["__id__"]]} if _has_id(value) else {}
        renamed |= {"file": names[value["file"]]} if _has_file(value) else {}
    return renamed


def _undated(name: str, content: bytes) -> bytes:
    """A part; one that is an archive itself holds the date of its making."""
    if not name.endswith(".npz"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return _zipped({info.filename: archive.read(info) for info in archive.infolist()}, zipfile.ZIP_STORED)


def _zipped(parts: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name)  # its date is always 1980
            info.create_system, info.compress_type = 3, compression
            archive.writestr(info, content, compresslevel=_LEVEL)
    return kept.getvalue()
