"""What a push, a look and a change answer: plain in a terminal, rich in a notebook."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from html import escape
from typing import Any, overload

from dstack_jupyter.client.links import Link
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.model.params import described
from dstack_jupyter.model.stacks import Attachment, Frame, Pushed, Stack

AUDIENCE = {"private": "only you", "internal": "any signed-in user", "public": "everyone"}


class _Rich:
    """A result with a plain and a rich form."""

    def _text(self) -> str:
        raise NotImplementedError

    def _html(self) -> str:
        raise NotImplementedError

    def __str__(self) -> str:
        return self._text()

    def __repr__(self) -> str:
        return self._text()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/plain": self._text(), "text/html": self._html()}


class PushResult(_Rich):
    """Where a push went and who can see it.

    Attributes
    ----------
    frame
        The frame that was made, or the head where the push was identical to it.
    created
        Whether a frame was made.
    path
        The stack.
    url
        The page that shows it, None where no server is running.
    dropped
        Params of attachments that the previous head had and this frame has not.
    """

    def __init__(self, pushed: Pushed, user: str, where: str, link: Link | None) -> None:
        self.stack = pushed.stack
        self.path: StackPath = pushed.stack.path
        self.frame: Frame = pushed.frame
        self.created = pushed.created
        self.previous = pushed.previous
        self.url = link.url if link else None
        self.dropped = _dropped(pushed)
        self._href = link.href if link else None
        self._where = where
        self._name = short_name(self.path, user)

    @property
    def number(self) -> int:
        """The number of the frame."""
        return self.frame.number

    @property
    def id(self) -> str:
        """The id of the frame."""
        return self.frame.id

    def _headline(self) -> str:
        place = f"{self._where}; {AUDIENCE[self.stack.access_level]}"
        if not self.created:
            return f"{self._name}, unchanged since frame {self.number}, {place}"
        return f"{self._name}, frame {self.number}, {place}"

    def _facts(self) -> list[str]:
        facts = [_shape(self.frame, self.previous if self.created else None)]
        if self.dropped:
            facts.append(_dropped_text(self))
        return facts

    def _text(self) -> str:
        lines = [self._headline()]
        if self.dropped:
            lines.append(_dropped_text(self))
        if self.url:
            lines.append(self.url)
        return "\n".join(lines)

    def _html(self) -> str:
        headline = escape(self._headline())
        name = escape(self._name)
        if self._href:
            link = f'<a href="{escape(self._href)}" target="_blank" rel="noopener">{name}</a>'
            headline = headline.replace(name, link, 1)
        facts = "".join(f'<div style="opacity:.75">{escape(fact)}</div>' for fact in self._facts())
        return f'<div class="dstack-result"><div>{headline}</div>{facts}</div>'


class DroppedParamsWarning(UserWarning):
    """A push replaced a head that held attachments with other params."""


_warned: set[StackPath] = set()


def warn_of_dropped(result: PushResult) -> None:
    """Say once for each stack that a push left attachments of the head behind.

    In a loop over pushes nobody sees the results; a warning is seen.
    """
    if result.dropped and result.path not in _warned:
        _warned.add(result.path)
        warnings.warn(_dropped_text(result), DroppedParamsWarning, stacklevel=5)


class History(_Rich, Sequence[Frame]):
    """The frames of a stack, newest first."""

    def __init__(self, stack: Stack, frames: list[Frame], user: str) -> None:
        self._stack, self._frames = stack, frames
        self._name = short_name(stack.path, user)

    @overload
    def __getitem__(self, index: int) -> Frame: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Frame]: ...
    def __getitem__(self, index: int | slice) -> Frame | Sequence[Frame]:
        return self._frames[index]

    def __len__(self) -> int:
        return len(self._frames)

    def _rows(self) -> list[list[str]]:
        head = self._stack.head.id if self._stack.head else None
        return [
            [
                f"{frame.number}{' (head)' if frame.id == head else ''}",
                _time(frame),
                frame.message or "",
                _origin(frame),
                str(len(frame.attachments)),
                size_text(frame.length),
            ]
            for frame in self._frames
        ]

    def _text(self) -> str:
        return f"{self._name}\n{_plain_table(_HISTORY, self._rows())}"

    def _html(self) -> str:
        return _html_table(self._name, _HISTORY, self._rows())


class Stacks(_Rich, Sequence[Stack]):
    """Stacks, those with the newest head first."""

    def __init__(self, stacks: list[Stack], user: str, where: str, query: str) -> None:
        self._stacks, self._user, self._where, self._query = stacks, user, where, query

    @overload
    def __getitem__(self, index: int) -> Stack: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Stack]: ...
    def __getitem__(self, index: int | slice) -> Stack | Sequence[Stack]:
        return self._stacks[index]

    def __len__(self) -> int:
        return len(self._stacks)

    def _rows(self) -> list[list[str]]:
        return [
            [
                short_name(stack.path, self._user),
                str(stack.head.number) if stack.head else "",
                _time(stack.head) if stack.head else "",
                (stack.head.message or "") if stack.head else "",
                AUDIENCE[stack.access_level],
            ]
            for stack in self._stacks
        ]

    def _empty(self) -> str:
        if self._query:
            return f"no stack {self._where} matches {self._query!r}"
        return f"no stacks {self._where} yet; push the first one: ds.push('name', obj)"

    def _text(self) -> str:
        return _plain_table(_STACKS, self._rows()) if self._stacks else self._empty()

    def _html(self) -> str:
        return _html_table("", _STACKS, self._rows()) if self._stacks else f"<div>{escape(self._empty())}</div>"


class HeadMoved(_Rich):
    """A head that was set: from `old` to `new`."""

    def __init__(self, path: StackPath, old: Frame | None, new: Frame, user: str) -> None:
        self.old, self.new = old, new
        self._name = short_name(path, user)

    def _text(self) -> str:
        if self.old is None or self.old.id == self.new.id:
            return f"{self._name}: the head is frame {self.new.number}"
        return (
            f"{self._name}: the head moved from frame {self.old.number} to frame {self.new.number}; "
            f"to undo: ds.set_head({self._name!r}, {self.old.number})"
        )

    def _html(self) -> str:
        return f"<div>{escape(self._text())}</div>"


class Deleted(_Rich):
    """Something that was deleted."""

    def __init__(self, what: str) -> None:
        self._what = what

    def _text(self) -> str:
        return f"deleted {self._what}"

    def _html(self) -> str:
        return f"<div>{escape(self._text())}</div>"


def short_name(path: StackPath, user: str) -> str:
    """The name as `user` would write it: ``sales``, or ``/alice/sales`` where it is alice's."""
    return path.name if path.user == user else f"/{path}"


def size_text(length: int) -> str:
    """A number of bytes as people read it: ``12.3 MB``."""
    if length < 1000:
        return counted(length, "byte")
    size = float(length)
    for unit in ("kB", "MB", "GB", "TB"):
        size /= 1000
        if size < 999.5 or unit == "TB":
            break
    return f"{size:.3g} {unit}"


_HISTORY = ["frame", "time", "message", "from", "attachments", "size"]
_STACKS = ["stack", "frame", "time", "message", "who sees it"]


def _dropped(pushed: Pushed) -> list[dict[str, Any]]:
    if pushed.previous is None or not pushed.created:
        return []
    kept = [attachment.params for attachment in pushed.frame.attachments]
    old = [attachment.params for attachment in pushed.previous.attachments if attachment.params]
    return [params for params in old if params not in kept]


def _dropped_text(result: PushResult) -> str:
    shown = "; ".join(described(params) for params in result.dropped[:3])
    more = f" and {len(result.dropped) - 3} more" if len(result.dropped) > 3 else ""
    before = result.previous.number if result.previous else 0
    return (
        f"{result._name}: frame {result.number} no longer has {shown}{more}, which frame {before} had. "
        "A push makes a whole new frame: push all parts at once with by=[…] or ds.frame(…), "
        "or carry the others over with keep=True"
    )


def _shape(frame: Frame, previous: Frame | None) -> str:
    size = size_text(frame.length)
    if len(frame.attachments) != 1:
        return f"{len(frame.attachments)} attachments, {size}{_was_attachments(frame, previous)}"
    attachment = frame.attachments[0]
    shape = _table_shape(attachment)
    if shape is None:
        return f"{attachment.application or attachment.content_type}, {size}"
    return f"{shape}, {size}{_was_shape(shape, previous)}"


def _table_shape(attachment: Attachment) -> str | None:
    rows, columns = attachment.settings.get("rows"), attachment.settings.get("columns")
    if not isinstance(rows, int) or not isinstance(columns, int):
        return None
    return f"{counted(rows, 'row')} x {counted(columns, 'column')}"


def counted(number: int, noun: str) -> str:
    """A number with its noun: ``1 row``, ``5,000 rows``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _was_shape(shape: str, previous: Frame | None) -> str:
    if previous is None or len(previous.attachments) != 1:
        return ""
    before = _table_shape(previous.attachments[0])
    return f" (frame {previous.number}: {before})" if before and before != shape else ""


def _was_attachments(frame: Frame, previous: Frame | None) -> str:
    if previous is None or len(previous.attachments) == len(frame.attachments):
        return ""
    return f" (frame {previous.number}: {len(previous.attachments)})"


def _time(frame: Frame) -> str:
    return frame.time.astimezone().strftime("%Y-%m-%d %H:%M")


def _origin(frame: Frame) -> str:
    place = (frame.origin.notebook or "").rpartition("/")[2]
    return " ".join(part for part in (frame.origin.user, place) if part)


def _plain_table(header: list[str], rows: list[list[str]]) -> str:
    widths = [max(len(row[column]) for row in [header, *rows]) for column in range(len(header))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in [header, *rows]]
    return "\n".join(line.rstrip() for line in lines)


def _html_table(caption: str, header: list[str], rows: list[list[str]]) -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in header)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
