"""What a push and a change answer: plain in a terminal, rich in a notebook."""

from __future__ import annotations

import warnings
from functools import cached_property
from html import escape
from typing import Any

from dstack_jupyter.client.changes import changes_between, in_one_line
from dstack_jupyter.client.links import Link
from dstack_jupyter.client.rich import Rich, counted, seen_by, short_name, size_text
from dstack_jupyter.model.diffs import FrameChanges
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.model.params import described
from dstack_jupyter.model.stacks import Attachment, Frame, Pushed


class PushResult(Rich):
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
        self._seen_by = seen_by(self.path, self.stack.access_level, user, self.stack.shared_with)
        self._name = short_name(self.path, user)

    @cached_property
    def changes(self) -> FrameChanges | None:
        """What changed since the head before, by hashes, settings and params.

        None where there was no head, or where no frame was made.
        """
        return changes_between(self.previous, self.frame) if self.created and self.previous is not None else None

    @property
    def number(self) -> int:
        """The number of the frame."""
        return self.frame.number

    @property
    def id(self) -> str:
        """The id of the frame."""
        return self.frame.id

    def _headline(self) -> str:
        place = f"{self._where}; {self._seen_by}"
        if not self.created:
            return f"{self._name}, unchanged since frame {self.number}, {place}"
        return f"{self._name}, frame {self.number}, {place}"

    def _facts(self) -> list[str]:
        facts = [_shape(self.frame)]
        if self.changes is not None:
            facts.append(in_one_line(self.changes))
        if self.dropped:
            facts.append(_dropped_text(self))
        return facts

    def _text(self) -> str:
        lines = [self._headline()]
        if self.changes is not None:
            lines.append(in_one_line(self.changes))
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


class HeadMoved(Rich):
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


class TagMoved(Rich):
    """A tag that was given to the frame `new`; `old` had it before, None where none did."""

    def __init__(self, path: StackPath, tag: str, old: Frame | None, new: Frame, user: str) -> None:
        self.tag, self.old, self.new = tag, old, new
        self._name = short_name(path, user)

    def _text(self) -> str:
        if self.old is None:
            undo = f"ds.untag({self._name!r}, {self.tag!r})"
            return f"{self._name}@{self.tag} is frame {self.new.number}; to undo: {undo}"
        if self.old.id == self.new.id:
            return f"{self._name}@{self.tag} is frame {self.new.number}, as it was"
        return (
            f"{self._name}@{self.tag} moved from frame {self.old.number} to frame {self.new.number}; "
            f"to undo: ds.tag({self._name!r}, {self.old.number}, {self.tag!r})"
        )

    def _html(self) -> str:
        return f"<div>{escape(self._text())}</div>"


class Untagged(Rich):
    """A tag that was taken from a frame."""

    def __init__(self, path: StackPath, tag: str, frame: Frame, user: str) -> None:
        self.tag, self.frame = tag, frame
        self._name = short_name(path, user)

    def _text(self) -> str:
        return (
            f"frame {self.frame.number} of {self._name} has the tag {self.tag} no more; "
            f"to undo: ds.tag({self._name!r}, {self.frame.number}, {self.tag!r})"
        )

    def _html(self) -> str:
        return f"<div>{escape(self._text())}</div>"


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


def _shape(frame: Frame) -> str:
    size = size_text(frame.length)
    if len(frame.attachments) != 1:
        return f"{len(frame.attachments)} attachments, {size}"
    attachment = frame.attachments[0]
    shape = _table_shape(attachment)
    if shape is None:
        return f"{attachment.application or attachment.content_type}, {size}"
    return f"{shape}, {size}"


def _table_shape(attachment: Attachment) -> str | None:
    rows, columns = attachment.settings.get("rows"), attachment.settings.get("columns")
    if not isinstance(rows, int) or not isinstance(columns, int):
        return None
    return f"{counted(rows, 'row')} x {counted(columns, 'column')}"
