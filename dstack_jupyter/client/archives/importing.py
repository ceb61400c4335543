"""The stacks and dashboards of a file come into a store."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from dstack_jupyter.client.archives.answers import Imported
from dstack_jupyter.client.archives.manifest import ArchivedContent, contents_of
from dstack_jupyter.client.archives.places import Places, placed_dashboard, placed_stack
from dstack_jupyter.client.archives.reading import Archive
from dstack_jupyter.client.backend import Backend
from dstack_jupyter.client.progress import Progress
from dstack_jupyter.model.errors import NotFound
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.model.stacks import Content
from dstack_jupyter.model.wholes import WholeStack


def import_from(
    backend: Backend, source: str | os.PathLike[str], *, into: str | None, rename: Mapping[str, str]
) -> Imported:
    """Do what ``ds.import_stacks`` says."""
    with Archive(Path(source).expanduser()) as archive:
        listed = archive.manifest
        places = Places(backend.user, into, rename)
        stacks = places.of((one.path for one in listed.stacks), "stack")
        boards = places.of((one.path for one in listed.dashboards), "dashboard")
        places.check_all_used([*stacks, *boards])
        wholes = [placed_stack(one, stacks) for one in listed.stacks]
        dashboards = [placed_dashboard(one, boards[one.path], stacks) for one in listed.dashboards]
        uploaded = _upload(backend, archive, _missing(backend, wholes))
        return Imported(backend.adopt([_with(uploaded, one) for one in wholes], dashboards), backend.user)


def _missing(backend: Backend, stacks: Sequence[WholeStack]) -> list[Content]:
    """The contents of frames that can come in, which are those after the last here; the others are not even read."""
    found: list[Content] = []
    for stack in stacks:
        last = _last_number(backend, stack.path)
        new = tuple(frame for frame in stack.frames if frame.number > last)
        found += contents_of([stack.model_copy(update={"frames": new})])
    return found


def _last_number(backend: Backend, path: StackPath) -> int:
    try:
        return backend.whole_stack(path).last_number
    except NotFound:
        return 0


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


def _with(uploaded: Mapping[str, Content], stack: WholeStack) -> WholeStack:
    """The stack with the contents as the store has them now."""
    frames = []
    for frame in stack.frames:
        attachments = tuple(
            one.model_copy(update={"content": uploaded.get(one.content.sha256, one.content.identity)})
            for one in frame.attachments
        )
        frames.append(frame.model_copy(update={"attachments": attachments}))
    return stack.model_copy(update={"frames": tuple(frames)})
