"""The stacks and dashboards of a file come into a store."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from dstack_jupyter.client.archives.answers import Imported
from dstack_jupyter.client.archives.manifest import ArchivedContent
from dstack_jupyter.client.archives.reading import Archive
from dstack_jupyter.client.backend import Backend
from dstack_jupyter.client.progress import Progress
from dstack_jupyter.client.wholes.arriving import placed
from dstack_jupyter.model.stacks import Content


def import_from(
    backend: Backend, source: str | os.PathLike[str], *, into: str | None, rename: Mapping[str, str]
) -> Imported:
    """Do what ``ds.import_stacks`` says."""
    with Archive(Path(source).expanduser()) as archive:
        listed = archive.manifest
        arrivals = placed(listed.stacks, listed.dashboards, backend.user, into=into, rename=rename)
        uploaded = _upload(backend, archive, arrivals.wanted(backend))
        return Imported(arrivals.adopted(backend, uploaded), backend.user)


def _upload(backend: Backend, archive: Archive, contents: Sequence[Content]) -> dict[str, Content]:
    """Put the contents into the store, each checked, before any frame names them."""
    listed = {content.sha256: archive.content(content.sha256) for content in contents}
    with Progress(sum(one.length for one in listed.values()), "B", "importing") as progress:
        return {sha256: _uploaded(backend, archive, one, progress) for sha256, one in listed.items()}


def _uploaded(backend: Backend, archive: Archive, listed: ArchivedContent, progress: Progress) -> Content:
    upload = backend.upload()
    try:
        for piece in listed.pieces:
            upload.cut()
            for chunk in archive.chunks(piece):
                upload.write(chunk)
                progress.advance(len(chunk))
        content = upload.finish()
    except BaseException:
        upload.discard()
        raise
    if content.sha256 != listed.sha256:
        raise archive.damaged(f"content {listed.sha256[:12]}… has other bytes than its name says")
    return content
