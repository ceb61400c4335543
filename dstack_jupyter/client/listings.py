"""Lists that show themselves as tables: the history of a stack, stacks, and codecs."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from importlib.metadata import PackageNotFoundError, version
from typing import overload

from dstack_jupyter.client.rich import Rich, counted, seen_by, short_name, size_text
from dstack_jupyter.codecs.base import Codec
from dstack_jupyter.model.stacks import FrameSummary, ListedStack, Stack, StackPage

_HISTORY = ["frame", "time", "message", "from", "attachments", "size"]
_STACKS = ["stack", "frame", "time", "message", "who sees it"]
_CODECS = ["codec", "what it takes", "what comes back", "libraries"]


class History(Rich, Sequence[FrameSummary]):
    """The frames of a stack, newest first."""

    header = _HISTORY

    def __init__(self, stack: Stack, frames: list[FrameSummary], user: str) -> None:
        self._stack, self._frames = stack, frames
        self._name = short_name(stack.path, user)

    @overload
    def __getitem__(self, index: int) -> FrameSummary: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[FrameSummary]: ...
    def __getitem__(self, index: int | slice) -> FrameSummary | Sequence[FrameSummary]:
        return self._frames[index]

    def __len__(self) -> int:
        return len(self._frames)

    def rows(self) -> list[list[str]]:
        """The cells of its table, in words."""
        head = self._stack.head.id if self._stack.head else None
        return [
            [
                _numbered(frame, head),
                _time(frame),
                frame.message or "",
                frame.origin.short,
                str(frame.attachment_count),
                size_text(frame.length),
            ]
            for frame in self._frames
        ]

    def _text(self) -> str:
        return f"{self._name}\n{plain_table(_HISTORY, self.rows())}"

    def _html(self) -> str:
        return html_table(self._name, _HISTORY, self.rows())


class Stacks(Rich, Sequence[ListedStack]):
    """Stacks that were found; `has_more` says that there are others beyond `limit`."""

    header = _STACKS

    def __init__(self, page: StackPage, user: str, where: str, query: str) -> None:
        self._stacks, self.has_more = page.stacks, page.next is not None
        self._user, self._where, self._query = user, where, query

    @overload
    def __getitem__(self, index: int) -> ListedStack: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[ListedStack]: ...
    def __getitem__(self, index: int | slice) -> ListedStack | Sequence[ListedStack]:
        return self._stacks[index]

    def __len__(self) -> int:
        return len(self._stacks)

    def rows(self) -> list[list[str]]:
        """The cells of its table, in words."""
        return [
            [
                short_name(stack.path, self._user),
                str(stack.head.number) if stack.head else "",
                _time(stack.head) if stack.head else "",
                (stack.head.message or "") if stack.head else "",
                seen_by(stack.path, stack.access_level, self._user, stack.shared_with),
            ]
            for stack in self._stacks
        ]

    def _empty(self) -> str:
        if self._query:
            return f"no stack {self._where} matches {self._query!r}"
        return f"no stacks {self._where} yet; push the first one: ds.push('name', obj)"

    def _text(self) -> str:
        if not self._stacks:
            return self._empty()
        return "\n".join([plain_table(_STACKS, self.rows()), *self.notes()])

    def _html(self) -> str:
        if not self._stacks:
            return f"<div>{escape(self._empty())}</div>"
        return html_table("", _STACKS, self.rows()) + "".join(f"<div>{escape(line)}</div>" for line in self.notes())

    def notes(self) -> list[str]:
        """What there is to say below the table."""
        if not self.has_more:
            return []
        shown = counted(len(self._stacks), "stack")
        return [f"these are the first {shown}; narrow the search, or list all: ds.stacks({self._query!r}, limit=None)"]


class Codecs(Rich, Sequence[Codec]):
    """Codecs, in the order in which they are asked."""

    header = _CODECS

    def __init__(self, codecs: list[Codec]) -> None:
        self._codecs = codecs

    @overload
    def __getitem__(self, index: int) -> Codec: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Codec]: ...
    def __getitem__(self, index: int | slice) -> Codec | Sequence[Codec]:
        return self._codecs[index]

    def __len__(self) -> int:
        return len(self._codecs)

    def rows(self) -> list[list[str]]:
        """The cells of its table, in words."""
        return [
            [
                codec.name,
                codec.supports or "(reads only)",
                getattr(codec, "gives", ""),
                ", ".join(map(_installed, getattr(codec, "libraries", ()))),
            ]
            for codec in self._codecs
        ]

    def _text(self) -> str:
        return plain_table(_CODECS, self.rows())

    def _html(self) -> str:
        return html_table("", _CODECS, self.rows())


def _installed(library: str) -> str:
    try:
        return f"{library} {version(library)}"
    except PackageNotFoundError:
        return f"{library} (not installed)"


def _numbered(frame: FrameSummary, head: str | None) -> str:
    named = [*(["head"] if frame.id == head else []), *frame.tags]
    return f"{frame.number} ({', '.join(named)})" if named else str(frame.number)


def _time(frame: FrameSummary) -> str:
    return frame.time.astimezone().strftime("%Y-%m-%d %H:%M")


def plain_table(header: list[str], rows: list[list[str]]) -> str:
    """A table in columns of equal width."""
    widths = [max(len(row[column]) for row in [header, *rows]) for column in range(len(header))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in [header, *rows]]
    return "\n".join(line.rstrip() for line in lines)


NUMBERS = {"attachments", "size", "frames", "as pushed", "takes alone"}
"""Columns that stand at the right; JupyterLab would put every one there."""

_TIMES = {"time", "when", "can be restored until"}


def _style(heading: str) -> str:
    at = "right" if heading in NUMBERS else "left"
    return f"text-align:{at}" + (";white-space:nowrap" if heading in NUMBERS | _TIMES else "")


def html_table(caption: str, header: list[str], rows: list[list[str]]) -> str:
    """A table in HTML; all cells are text."""
    styles = [_style(heading) for heading in header]
    head = _cells("th", header, styles)
    body = "".join(f"<tr>{_cells('td', row, styles)}</tr>" for row in rows)
    title = f'<caption style="text-align:left">{escape(caption)}</caption>' if caption else ""
    return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cells(tag: str, texts: list[str], styles: list[str]) -> str:
    cells = zip(texts, styles, strict=True)
    return "".join(f'<{tag} style="{style}">{escape(text)}</{tag}>' for text, style in cells)
