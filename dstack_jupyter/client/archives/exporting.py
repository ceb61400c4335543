"""Stacks and dashboards of a store become one file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from dstack_jupyter.client.archives.answers import Exported
from dstack_jupyter.client.archives.manifest import ArchivedContent, Made, Manifest
from dstack_jupyter.client.archives.writing import write_archive
from dstack_jupyter.client.backend import Backend
from dstack_jupyter.client.progress import Progress
from dstack_jupyter.client.wholes.choosing import Names, chosen_dashboards, chosen_stacks
from dstack_jupyter.model.errors import Conflict, InvalidValue, NotFound
from dstack_jupyter.model.stacks import Content
from dstack_jupyter.model.wholes import contents_of


def export_to(
    backend: Backend, stacks: Names, target: str | os.PathLike[str], *, dashboards: Names, overwrite: bool
) -> Exported:
    """Do what ``ds.export_stacks`` says."""
    place = Path(target).expanduser()
    _check_place(place, overwrite=overwrite)
    manifest, contents = _collected(backend, stacks, dashboards)

    def opened(content: ArchivedContent, start: int, stop: int) -> Iterator[bytes]:
        return backend.open(contents[content.sha256], start, stop)

    total = sum({piece.sha256: piece.length for one in manifest.contents for piece in one.pieces}.values())
    with Progress(total, "B", "exporting") as progress:
        length = write_archive(place, manifest, opened, progress.advance)
    return Exported(place, length, manifest, backend.user)


def _collected(backend: Backend, stacks: Names, dashboards: Names) -> tuple[Manifest, dict[str, Content]]:
    paths = chosen_stacks(backend, stacks)
    wholes = tuple(backend.whole_stack(path) for path in paths)
    contents = {content.sha256: content for content in contents_of(wholes)}
    manifest = Manifest(
        made=Made(time=datetime.now(UTC), store=backend.store_id, user=backend.user),
        stacks=wholes,
        dashboards=tuple(chosen_dashboards(backend, dashboards, paths, everything=stacks is None)),
        contents=tuple(ArchivedContent.of(content, backend.pieces(content)) for content in contents.values()),
    )
    return manifest, contents


def _check_place(place: Path, *, overwrite: bool) -> None:
    if place.is_dir():
        raise InvalidValue(f"{place} is a folder; write the name of a file: {place / 'stacks.dstack'}")
    if not place.parent.is_dir():
        raise NotFound(f"there is no folder {place.parent} to write to")
    if place.exists() and not overwrite:
        raise Conflict(f"{place} is there already; choose another name, or overwrite it with overwrite=True")
