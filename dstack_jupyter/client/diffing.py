"""What changed between two frames, their contents included."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeGuard

from dstack_jupyter.client.backend import Backend, FrameRef
from dstack_jupyter.client.changes import Pair, changes_between, paired
from dstack_jupyter.client.diffs import Diff
from dstack_jupyter.client.profiles import backend as open_backend
from dstack_jupyter.client.pulling import StoredAttachment, no_match
from dstack_jupyter.client.rich import short_name
from dstack_jupyter.codecs.base import Stored
from dstack_jupyter.model.diffs import AttachmentChange, FrameChanges
from dstack_jupyter.model.errors import InvalidValue, NoMatch, UnsupportedObject
from dstack_jupyter.model.names import StackPath, parse_path
from dstack_jupyter.model.params import Params, described, matches
from dstack_jupyter.model.stacks import Attachment, Frame

if TYPE_CHECKING:
    from dstack_jupyter.codecs.comparing.base import Comparison, How
    from dstack_jupyter.codecs.comparing.tables.comparison import TableComparison
    from dstack_jupyter.codecs.comparing.tables.side import Side

MAX_CONTENTS = 500
"""Contents of a frame that are read to be compared; of the others it is said whether they are the same."""

Reader = Callable[[Attachment], Stored]


@dataclass(frozen=True)
class Compared:
    """Two frames that were compared.

    Attributes
    ----------
    old, new
        The two frames, with the attachments that were asked for.
    pairs
        Their attachments, by params.
    contents
        What was compared, by the number of the pair.
    table
        The whole tables, where the attachments are groups of one.
    """

    old: Frame
    new: Frame
    pairs: list[Pair]
    contents: dict[int, Comparison] = field(default_factory=dict)
    table: TableComparison | None = None

    def changes(self, limit: int) -> FrameChanges:
        """What changed as data; `limit` is for each part of it."""
        known = changes_between(self.old, self.new)
        attachments = [self._with_contents(number, each, limit) for number, each in enumerate(known.attachments)]
        table = None if self.table is None else self.table.changes(limit)
        return known.model_copy(update={"attachments": attachments, "table": table})

    def tables(self) -> list[tuple[Params, TableComparison]]:
        """The tables that were compared, and the params of their attachments."""
        if self.table is not None:
            return [({}, self.table)]
        return [
            (_params_of(self.pairs[number]), comparison)
            for number, comparison in self.contents.items()
            if _is_table(comparison)
        ]

    def narrowed(self, params: Params) -> Compared:
        """What was compared of those attachments that have the params."""
        old, new = _narrowed(self.old, params), _narrowed(self.new, params)
        numbers = [number for number, pair in enumerate(self.pairs) if matches(_params_of(pair), params)]
        if not numbers:
            raise NoMatch(f"no attachment of frame {self.old.number} or {self.new.number} has {described(params)}")
        contents = {at: self.contents[number] for at, number in enumerate(numbers) if number in self.contents}
        return Compared(old, new, [self.pairs[number] for number in numbers], contents, self.table)

    def _with_contents(self, number: int, change: AttachmentChange, limit: int) -> AttachmentChange:
        if number in self.contents:
            return change.model_copy(update={"contents": self.contents[number].changes(limit)})
        if change.change != "changed" or self.table is not None:
            return change
        notes = [change.note, f"not read: only the first {MAX_CONTENTS} contents are compared"]
        return change.model_copy(update={"note": ", ".join(note for note in notes if note)})


def diff_named(
    stack: str,
    old: FrameRef,
    new: FrameRef,
    *,
    key: Any,
    tolerance: float,
    params: Params,
    profile: str | None,
) -> Diff:
    """Do what ``ds.diff`` says."""
    backend = open_backend(profile)
    path = parse_path(stack, backend.user)
    before, after = frames_to_compare(backend, path, old, new)
    if not any(matches(each.params, params) for frame in (before, after) for each in frame.attachments):
        raise NoMatch(no_match(path, after, params))

    def read(attachment: Attachment) -> Stored:
        return StoredAttachment(backend, attachment)

    compared = compare_frames(before, after, read, key=key, tolerance=tolerance, params=params)
    return Diff(short_name(path, backend.user), compared)


def compare_frames(
    old: Frame, new: Frame, read: Reader, *, key: Any = None, tolerance: float = 0, params: Params | None = None
) -> Compared:
    """Compare those attachments of two frames that have the params; `read` gives the bytes of one.

    Attachments with the same params are compared with each other. A table that a push with `by=` cut into groups is
    compared as the one table it was.

    Raises `InvalidValue` for a key that does not tell the rows of a table apart.
    """
    old, new = _narrowed(old, params or {}), _narrowed(new, params or {})
    pairs = paired(old.attachments, new.attachments)
    changed = [number for number, each in enumerate(changes_between(old, new).attachments) if each.change == "changed"]
    how = _how(key, tolerance)
    table = _whole_table(old, new, read, how)
    if table is not None:
        return Compared(old, new, pairs, table=table)
    contents = {number: _compared(pairs[number], read, how) for number in changed[:MAX_CONTENTS]}
    if how.key and contents and not any(map(_is_table, contents.values())):
        raise InvalidValue(
            "key= tells the rows of tables apart, and no attachment that changed is a table; leave it out"
        )
    return Compared(old, new, pairs, contents)


def frames_to_compare(backend: Backend, path: StackPath, old: FrameRef, new: FrameRef) -> tuple[Frame, Frame]:
    """The frames that are meant; a new one left out is the head, an old one left out the one before it."""
    after = backend.frame(path, new)
    if old is not None:
        return backend.frame(path, old), after
    before = next((frame for frame in backend.history(path) if frame.number < after.number), None)
    if before is None:
        raise InvalidValue(
            f"there is no frame of {short_name(path, backend.user)} before frame {after.number} to compare it with; "
            "name two frames, or push again first"
        )
    return backend.frame(path, before.id), after


def _narrowed(frame: Frame, params: Params) -> Frame:
    found = tuple(each for each in frame.attachments if matches(each.params, params))
    return frame.model_copy(update={"attachments": found})


def _how(key: Any, tolerance: float) -> How:
    from dstack_jupyter.codecs.comparing.base import How

    if not tolerance >= 0:
        raise InvalidValue(f"tolerance is a number that is 0 or more, not {tolerance!r}")
    return How(tuple(key) if isinstance(key, list) else () if key is None else (key,), tolerance)


def _compared(pair: Pair, read: Reader, how: How) -> Comparison:
    from dstack_jupyter.codecs.comparing.registry import compare

    old, new = (read(attachment) for attachment in pair if attachment is not None)
    return compare(old, new, how)


def _params_of(pair: Pair) -> Params:
    return next((attachment.params for attachment in pair if attachment is not None), {})


def _is_table(comparison: Comparison) -> TypeGuard[TableComparison]:
    from dstack_jupyter.codecs.comparing.tables.comparison import TableComparison

    return isinstance(comparison, TableComparison)


def _whole_table(old: Frame, new: Frame, read: Reader, how: How) -> TableComparison | None:
    """The comparison of the tables that two frames hold in groups; None where they do not, or where all is the same."""
    from dstack_jupyter.codecs.comparing.tables.comparer import compare_tables

    most = max(len(frame.attachments) for frame in (old, new))
    if not 1 < most <= MAX_CONTENTS or changes_between(old, new).is_same:
        return None
    sides = [_side(frame.attachments, read) for frame in (old, new)]
    return None if sides[0] is None or sides[1] is None else compare_tables(sides[0], sides[1], how)


def _side(attachments: Sequence[Attachment], read: Reader) -> Side | None:
    """The table that the attachments are together."""
    from dstack_jupyter.codecs.comparing.tables.side import Side
    from dstack_jupyter.codecs.groups import together
    from dstack_jupyter.codecs.tables.reading import is_table, read_table

    try:
        if len(attachments) == 1 and is_table(attachments[0].content_type):
            return Side(*read_table(read(attachments[0])))
        if attachments and all("by" in attachment.settings for attachment in attachments):
            flat = together([read(attachment) for attachment in attachments])
            return Side(flat.table, flat.envelope)
    except (InvalidValue, UnsupportedObject):
        pass  # groups of several tables are compared one by one
    return None
