"""Stacks and dashboards of one store come into another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from sys import maxsize

from dstack_jupyter.client.backend import Backend, Upload
from dstack_jupyter.client.links import dashboard_link, stack_link
from dstack_jupyter.client.progress import Progress
from dstack_jupyter.client.rich import short_name
from dstack_jupyter.client.wholes.answers import Copied
from dstack_jupyter.client.wholes.arriving import placed
from dstack_jupyter.client.wholes.choosing import Names, chosen_dashboards, chosen_stacks
from dstack_jupyter.model.errors import ContentDamaged, InvalidValue, NotFound
from dstack_jupyter.model.stacks import Content, Piece
from dstack_jupyter.model.wholes import WholeDashboard, WholeStack

_ONE_PIECE = 256 << 10
"""Contents of at most this many bytes have one piece."""


def copy_to(
    source: Backend,
    target: Backend,
    stacks: Names,
    *,
    dashboards: Names,
    into: str | None,
    rename: Mapping[str, str],
    profile: str,
) -> Copied:
    """Do what ``ds.copy`` says; `profile` is the one that leads to the target."""
    wholes, boards = _chosen(source, stacks, dashboards)
    arrivals = placed(wholes, boards, target.user, into=into, rename=rename)
    if source.store_id == target.store_id:
        _check_moved([*wholes, *boards], [*arrivals.stacks, *arrivals.dashboards], source.user, profile)
    uploaded = _send(source, target, arrivals.wanted(target))
    adopted = arrivals.adopted(target, uploaded)
    links = {("stack", one.path): stack_link(one.path, target) for one in adopted.stacks}
    links |= {("dashboard", one.path): dashboard_link(one.path, target) for one in adopted.dashboards}
    return Copied(adopted, target.user, profile, links)


def _chosen(source: Backend, stacks: Names, dashboards: Names) -> tuple[list[WholeStack], list[WholeDashboard]]:
    """What is named, and the stacks that the cards of the dashboards show, as far as they are there."""
    names = dashboards or ([] if stacks is not None else None)
    paths = [] if names and stacks in ("", [], ()) else chosen_stacks(source, stacks)
    boards = chosen_dashboards(source, names, paths, everything=stacks is None)
    wholes = {path: source.whole_stack(path) for path in paths}
    for board in boards:
        for card in board.revisions[-1].spec.cards:
            if card.path not in wholes:
                with suppress(NotFound):
                    wholes[card.path] = source.whole_stack(card.path)
    return list(wholes.values()), boards


def _check_moved(
    old: Sequence[WholeStack | WholeDashboard], new: Sequence[WholeStack | WholeDashboard], user: str, profile: str
) -> None:
    for before, after in zip(old, new, strict=True):
        if before.path == after.path:
            name = short_name(before.path, user)
            raise InvalidValue(
                f"the profile {profile} leads to the store that {name} is in; name another profile, "
                f"or copy it under another name: rename={{{name!r}: {before.name + '-2'!r}}}"
            )


def _send(source: Backend, target: Backend, contents: Sequence[Content]) -> dict[str, Content]:
    """Put the contents that the target lacks there; what was sent stays there for a while, if not all of it can be."""
    missing = target.missing(contents)
    to_send = [content for content in contents if content.sha256 in missing]
    sent: dict[str, Content] = {}
    with Progress(sum(content.length for content in to_send), "B", "copying") as progress:
        for content in to_send:
            sent[content.sha256] = _sent(source, target, content, progress)
            target.note_upload(sent[content.sha256])
    return sent


def _sent(source: Backend, target: Backend, content: Content, progress: Progress) -> Content:
    pieces = source.pieces(content) if content.length > _ONE_PIECE else ()
    upload = target.upload()
    try:
        _pass_on(source, content, pieces, upload, progress)
        arrived = upload.finish()
    except BaseException:
        upload.discard()
        raise
    if arrived.sha256 != content.sha256:
        raise ContentDamaged(f"content {content.sha256[:12]}… did not arrive as it is; copy it again")
    return arrived


def _pass_on(source: Backend, content: Content, pieces: Sequence[Piece], upload: Upload, progress: Progress) -> None:
    """Hand the bytes on, cut as they are, so that what contents share here they share there."""
    ends = iter([piece.offset + piece.length for piece in pieces])
    offset, end = 0, next(ends, maxsize)
    for chunk in source.open(content):
        rest = memoryview(chunk)
        while rest:
            taken, rest = rest[: end - offset], rest[end - offset :]
            upload.write(taken)
            progress.advance(len(taken))
            offset += len(taken)
            if offset == end:
                upload.cut()
                end = next(ends, maxsize)
