"""Delete stacks and frames, and bring them back."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import overload

from dstack_jupyter.client.backend import FrameRef
from dstack_jupyter.client.listings import html_table, plain_table
from dstack_jupyter.client.profiles import backend as open_backend
from dstack_jupyter.client.rich import Rich, counted, short_name
from dstack_jupyter.model.errors import InvalidValue
from dstack_jupyter.model.keeping import Deletion
from dstack_jupyter.model.names import parse_path

_COLUMNS = ["deleted", "what", "when", "can be restored until", "to restore"]


class Deleted(Rich):
    """Something that was deleted.

    Attributes
    ----------
    what
        What it was, in words.
    frame
        The number of the frame, None where it was a stack.
    """

    def __init__(self, what: str, name: str, frame: int | None) -> None:
        self.what, self.frame = what, frame
        self._undo = f"ds.restore({name!r})" if frame is None else f"ds.restore({name!r}, frame={frame})"

    def _text(self) -> str:
        return f"deleted {self.what}; to undo: {self._undo}"

    def _html(self) -> str:
        return f"<div>{escape(self._text())}</div>"


class Restored(Rich):
    """Something that was brought back; `what` it is, in words."""

    def __init__(self, what: str) -> None:
        self.what = what

    def _text(self) -> str:
        return f"restored {self.what}"

    def _html(self) -> str:
        return f"<div>{escape(self._text())}</div>"


class Deletions(Rich, Sequence[Deletion]):
    """What was deleted and can be restored, latest first."""

    header = _COLUMNS

    def __init__(self, deletions: list[Deletion], user: str) -> None:
        self._deletions, self._user = deletions, user

    @overload
    def __getitem__(self, index: int) -> Deletion: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Deletion]: ...
    def __getitem__(self, index: int | slice) -> Deletion | Sequence[Deletion]:
        return self._deletions[index]

    def __len__(self) -> int:
        return len(self._deletions)

    def rows(self) -> list[list[str]]:
        """The cells of its table, in words."""
        return [
            [
                short_name(one.path, self._user),
                _kind(one),
                one.time.astimezone().strftime("%Y-%m-%d %H:%M"),
                one.until.astimezone().strftime("%Y-%m-%d %H:%M"),
                _undo(one),
            ]
            for one in self._deletions
        ]

    def _text(self) -> str:
        return plain_table(_COLUMNS, self.rows()) if self._deletions else "nothing that could be restored"

    def _html(self) -> str:
        return html_table("", _COLUMNS, self.rows()) if self._deletions else f"<div>{escape(self._text())}</div>"


def delete_named(name: str, frame: FrameRef, profile: str | None) -> Deleted:
    """Do what ``ds.delete`` says."""
    backend = open_backend(profile)
    path = parse_path(name, backend.user)
    shown = short_name(path, backend.user)
    if frame is None:
        frames = counted(backend.stack(path).frames, "frame")
        backend.delete_stack(path)
        return Deleted(f"{shown} with {frames}", shown, None)
    gone = backend.frame(path, frame)
    left = backend.delete_frame(path, gone.id)
    head = f"the head is frame {left.head.number}" if left.head else "it has no frames left"
    tagged = f", which had the tag {' and '.join(gone.tags)}" if gone.tags else ""
    return Deleted(f"frame {gone.number} of {shown}{tagged}, {head}", shown, gone.number)


def restore_named(name: str, frame: int | str | None, to: str | None, profile: str | None) -> Restored:
    """Do what ``ds.restore`` says."""
    backend = open_backend(profile)
    path = parse_path(name, backend.user)
    if frame is None:
        stack = backend.keeping.restore_stack(path, None if to is None else parse_path(to, backend.user))
        return Restored(f"{short_name(stack.path, backend.user)} with {counted(stack.frames, 'frame')}")
    if to is not None:
        raise InvalidValue("to= gives a stack another name; a frame comes back by its own number")
    stack, shown = backend.keeping.restore_frame(path, frame)
    head = f"; the head is frame {stack.head.number}" if stack.head else ""
    return Restored(f"frame {shown.number} of {short_name(path, backend.user)}{head}")


def restore_dashboard_named(name: str, to: str | None, profile: str | None) -> Restored:
    """Do what ``ds.restore_dashboard`` says."""
    backend = open_backend(profile)
    path = parse_path(name, backend.user)
    board = backend.keeping.restore_dashboard(path, None if to is None else parse_path(to, backend.user))
    return Restored(f"dashboard {short_name(board.path, backend.user)}")


def list_deleted(profile: str | None) -> Deletions:
    """Do what ``ds.deleted`` says."""
    backend = open_backend(profile)
    return Deletions(backend.keeping.deleted(), backend.user)


def _kind(one: Deletion) -> str:
    if one.kind == "frame":
        return f"frame {one.number}"
    return f"stack, {counted(one.frames or 0, 'frame')}" if one.kind == "stack" else one.kind


def _undo(one: Deletion) -> str:
    if one.kind == "dashboard":
        return f"ds.restore_dashboard({one.name!r})"
    return f"ds.restore({one.name!r})" if one.number is None else f"ds.restore({one.name!r}, frame={one.number})"
