"""A lineage as a tree: what a frame was made from, and what was made from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime
from html import escape
from itertools import groupby
from typing import NamedTuple

from dstack_jupyter.client.backend import FrameRef
from dstack_jupyter.client.naming import frame_named
from dstack_jupyter.client.profiles import backend as open_backend
from dstack_jupyter.client.rich import Rich, counted, short_name
from dstack_jupyter.model.lineage import Lineage, LineageFrame
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.model.origin import printable

SHOWN = 100
"""How many lines of each half of a tree are shown."""
NEIGHBOURS = 2
"""How many lines beside each other are shown that stand above already."""


def lineage_of(name: str, frame: FrameRef, depth: int | None, profile: str | None) -> LineageNode:
    """Do what ``ds.lineage`` says."""
    backend = open_backend(profile)
    path, ref = frame_named(name, frame, backend.user)
    found = backend.lineage(path, ref, depth)
    return LineageNode(_Relatives(found, backend.user), found.frame)


class _Relatives:
    """The frames of a lineage, and who is whose input."""

    def __init__(self, lineage: Lineage, user: str) -> None:
        self.lineage, self.user = lineage, user
        self.frames = {frame.id: frame for frame in lineage.frames}
        self.inputs: dict[str, list[str]] = defaultdict(list)
        self.used_by: dict[str, list[str]] = defaultdict(list)
        for source, made in lineage.links:
            self.inputs[made].append(source)
            self.used_by[source].append(made)


class _Line(NamedTuple):
    depth: int
    text: str
    is_repeated: bool = False


class LineageNode(Rich):
    """A frame of a lineage, which shows itself with its relatives.

    Attributes
    ----------
    path, number, id
        The frame.
    time, message
        Of its push; None where it is not there.
    is_there
        Whether the frame is in the store that was asked.
    is_of_another_store
        Whether it was pulled from another store.
    hidden_inputs
        How many of its inputs you cannot see.
    """

    def __init__(self, relatives: _Relatives, frame_id: str) -> None:
        self._relatives = relatives
        self._frame: LineageFrame = relatives.frames[frame_id]
        self.path: StackPath = self._frame.path
        self.number: int = self._frame.number
        self.id: str = self._frame.id
        self.time: datetime | None = self._frame.time
        self.message: str | None = self._frame.message
        self.is_there: bool = self._frame.is_there
        self.is_of_another_store: bool = self._frame.store != relatives.lineage.store
        self.hidden_inputs: int = self._frame.hidden_inputs

    @property
    def inputs(self) -> list[LineageNode]:
        """What was pulled before it was pushed, in that order."""
        return [LineageNode(self._relatives, one) for one in self._relatives.inputs[self.id]]

    @property
    def used_by(self) -> list[LineageNode]:
        """What was pushed after it was pulled, newest first."""
        return [LineageNode(self._relatives, one) for one in self._relatives.used_by[self.id]]

    @property
    def lineage(self) -> Lineage:
        """All frames of the lineage, as a model that is JSON."""
        return self._relatives.lineage

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LineageNode) and self._frame == other._frame

    def __hash__(self) -> int:
        return hash(self.id)

    def _text(self) -> str:
        lines = [self._label()]
        for title, body in self._halves():
            lines += [title, *(f"{'  ' * line.depth}{line.text}" for line in body)]
        return "\n".join(lines)

    def _html(self) -> str:
        halves = "".join(f"<div>{escape(title)}</div>{_nested(body)}" for title, body in self._halves())
        return f"<div><strong>{escape(self._label())}</strong></div>{halves}"

    def _halves(self) -> Iterator[tuple[str, list[_Line]]]:
        made_from, used_by = self._lines(_inputs), self._lines(_used_by)
        yield ("made from" if made_from else "made from nothing that is known"), made_from
        yield ("used by" if used_by else "used by nothing that is known"), used_by
        if not self._relatives.lineage.is_whole:
            yield "there are more, further away", []

    def _lines(self, step: Callable[[LineageNode], list[LineageNode]]) -> list[_Line]:
        """The tree below this frame. A frame that has several places in it is opened at the first."""
        lines: list[_Line] = []
        opened: set[str] = set()
        waiting: list[tuple[int, LineageNode]] = [(0, self)]
        while waiting:
            depth, node = waiting.pop()
            is_new = node.id not in opened
            opened.add(node.id)
            below = step(node) if is_new else []
            if depth and is_new:
                lines.append(_Line(depth, node._label()))
            elif depth:
                lines.append(_Line(depth, f"{node._label()} (see above)", is_repeated=True))
            if step is _inputs and is_new and node.hidden_inputs:
                lines.append(_Line(depth + 1, f"{counted(node.hidden_inputs, 'input')} that you cannot see"))
            waiting += [(depth + 1, each) for each in reversed(below)]
        lines = list(_gathered(lines))
        more = len(lines) - SHOWN
        return [*lines[:SHOWN], _Line(1, f"and {counted(more, 'more line')}")] if more > 0 else lines

    def _label(self) -> str:
        name = f"{short_name(self.path, self._relatives.user)}, frame {self.number}"
        if self.time is None:
            return f"{name}, {'of another store' if self.is_of_another_store else 'deleted'}"
        message = f": {printable(self.message)}" if self.message else ""
        return f"{name}, {self.time.astimezone():%Y-%m-%d %H:%M}{message}"


def _gathered(lines: list[_Line]) -> Iterator[_Line]:
    """The lines, with one in place of many neighbours that all stand above already."""
    for (depth, is_repeated), run in groupby(lines, lambda line: (line.depth, line.is_repeated)):
        neighbours = list(run)
        if is_repeated and len(neighbours) > NEIGHBOURS:
            yield _Line(depth, f"{len(neighbours)} frames that stand above")
        else:
            yield from neighbours


def _inputs(node: LineageNode) -> list[LineageNode]:
    return node.inputs


def _used_by(node: LineageNode) -> list[LineageNode]:
    return node.used_by


def _nested(lines: list[_Line]) -> str:
    """Lists in lists, without a function that calls itself: a line of daily revisions is a thousand deep."""
    html, depth = "", 0
    for line in lines:
        html += "<ul>" * (line.depth - depth) + "</li></ul>" * (depth - line.depth)
        html += ("</li>" if 0 < line.depth <= depth else "") + f"<li>{escape(line.text)}"
        depth = line.depth
    return html + "</li></ul>" * depth
