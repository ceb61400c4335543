"""What changed between two frames, by what is known without reading their contents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dstack_jupyter.client.rich import counted, size_text
from dstack_jupyter.codecs.comparing.tables.schema import Heading, column_changes, numbered
from dstack_jupyter.model.diffs import AttachmentChange, AttachmentSide, ColumnChange, FrameChanges
from dstack_jupyter.model.params import described
from dstack_jupyter.model.stacks import Attachment, Frame
from dstack_jupyter.store.revising import signature

NAMED = 4
"""Columns, or sets of params, that a line names."""

Pair = tuple[Attachment | None, Attachment | None]


def changes_between(old: Frame, new: Frame) -> FrameChanges:
    """What changed from one frame to another: by hashes, settings and params alone."""
    return FrameChanges(
        old=old.number,
        new=new.number,
        attachments=[attachment_change(*pair) for pair in paired(old.attachments, new.attachments)],
        notes=_notes(old, new),
    )


def paired(old: Iterable[Attachment], new: Iterable[Attachment]) -> list[Pair]:
    """The attachments of two frames that have the same params, in the order of the new frame; then those that left."""
    before = {signature(attachment.params): attachment for attachment in old}
    pairs: list[Pair] = [(before.pop(signature(attachment.params), None), attachment) for attachment in new]
    return [*pairs, *((attachment, None) for attachment in before.values())]


def attachment_change(old: Attachment | None, new: Attachment | None) -> AttachmentChange:
    """What is known of an attachment that stands in one frame or in both."""
    either = new or old
    return AttachmentChange(
        change="added" if old is None else "removed" if new is None else "same" if _is_same(old, new) else "changed",
        params={} if either is None else either.params,
        old=_side(old),
        new=_side(new),
        columns=_columns(old, new) if old is not None and new is not None else [],
        note=_note(old, new) if old is not None and new is not None else None,
    )


def in_one_line(changes: FrameChanges) -> str:
    """The changes as a push says them: ``since frame 3: +100 rows, new column gdp``."""
    return f"since frame {changes.old}: {', '.join([*_facts(changes), *changes.notes])}"


def column_words(columns: Sequence[ColumnChange]) -> list[str]:
    """Changes of columns, each in words: ``new column gdp``, ``price is float64 (was int64)``."""
    what = {True: "level of the index", False: "column"}
    words = [
        *_named("new {}", [each for each in columns if each.change == "added"], what),
        *_named("no {}", [each for each in columns if each.change == "removed"], what),
    ]
    retyped = [f"{each.name} is {each.new} (was {each.old})" for each in columns if each.change == "type"]
    words += [*retyped[:NAMED], *([f"{len(retyped) - NAMED} more types"] if len(retyped) > NAMED else [])]
    moved = [each.name for each in columns if each.change == "moved"]
    return [*words, *([f"{_listed(moved)} moved"] if moved else [])]


def _named(words: str, columns: Sequence[ColumnChange], what: dict[bool, str]) -> list[str]:
    texts = []
    for index, noun in what.items():
        names = [each.name for each in columns if each.index is index]
        if names:
            texts.append(f"{words.format(noun + ('s' if len(names) > 1 and not index else ''))} {_listed(names)}")
    return texts


def _facts(changes: FrameChanges) -> list[str]:
    if changes.is_same:
        return ["the same"]
    if len(changes.attachments) == 1 and changes.attachments[0].change != "added":
        return _facts_of_one(changes.attachments[0])
    return _facts_of_many(changes)


def _facts_of_many(changes: FrameChanges) -> list[str]:
    facts: list[str] = []
    for change in ("changed", "added", "removed"):
        found = changes.of(change)
        if found:
            noun = counted(len(found), "attachment") if not facts else f"{len(found):,}"
            named = _listed([described(each.params) for each in found if each.params], mark="; ")
            facts.append(f"{noun} {change}{named and f' ({named})'}")
    more = _more_rows(changes.attachments)
    return [*facts, *([f"{more} in all"] if more else [])]


def _more_rows(attachments: Sequence[AttachmentChange]) -> str | None:
    """By how many rows the tables grew together; None where they did not, or where one is no table."""
    old = [each.old.rows for each in attachments if each.old is not None]
    new = [each.new.rows for each in attachments if each.new is not None]
    known = [rows for rows in (*old, *new) if rows is not None]
    if len(known) < len(old) + len(new):
        return None
    return _more(sum(known[len(old) :]) - sum(known[: len(old)]), "row")


def _more(number: int, noun: str) -> str | None:
    """``+100 rows``; None for no more and no fewer."""
    return f"{'+' if number > 0 else '-'}{counted(abs(number), noun)}" if number else None


def _facts_of_one(one: AttachmentChange) -> list[str]:
    if one.change == "same" or one.old is None or one.new is None:
        return ["the same content"]
    facts = [one.note] if one.note else []
    if one.old.rows is None or one.new.rows is None:
        new, old = size_text(one.new.length), size_text(one.old.length)
        return facts or [f"other content, {new}" + ("" if new == old else f" (was {old})")]
    rows = _more(one.new.rows - one.old.rows, "row")
    # Where the settings do not name all columns, their number is what is known.
    number = _more((one.new.columns or 0) - (one.old.columns or 0), "column")
    columns = column_words(one.columns) or ([number] if number else [])
    return [*facts, *([rows] if rows else []), *columns] or ["same shape, other values"]


def _listed(names: Sequence[str], mark: str = ", ") -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return mark.join(names[:NAMED]) + more


def _is_same(old: Attachment, new: Attachment) -> bool:
    return old.content.sha256 == new.content.sha256 and kind_of(old) == kind_of(new)


def kind_of(attachment: Attachment | AttachmentSide) -> str:
    """Who reads it, else what the bytes are."""
    return attachment.application or attachment.content_type


def _note(old: Attachment, new: Attachment) -> str | None:
    notes = []
    if kind_of(old) != kind_of(new):
        notes.append(f"is {kind_of(new)} (was {kind_of(old)})")
    if old.description != new.description:
        notes.append("another description")
    return ", ".join(notes) or None


def _notes(old: Frame, new: Frame) -> list[str]:
    if signature(old.params) == signature(new.params):
        return []
    return [f"the frame's params are {described(new.params) or 'none'} (were {described(old.params) or 'none'})"]


def _side(attachment: Attachment | None) -> AttachmentSide | None:
    if attachment is None:
        return None
    return AttachmentSide(
        index=attachment.index,
        content_type=attachment.content_type,
        application=attachment.application,
        sha256=attachment.content.sha256,
        length=attachment.content.length,
        rows=_count(attachment, "rows"),
        columns=_count(attachment, "columns"),
    )


def _count(attachment: Attachment, name: str) -> int | None:
    number = attachment.settings.get(name)
    return number if isinstance(number, int) else None


def _columns(old: Attachment, new: Attachment) -> list[ColumnChange]:
    before, after = _schema(old), _schema(new)
    return [] if before is None or after is None else column_changes(before, after)


def _schema(attachment: Attachment) -> dict[object, Heading] | None:
    """The columns by what the settings say; None where they do not name all of them."""
    schema = attachment.settings.get("schema")
    if not isinstance(schema, list) or len(schema) != _count(attachment, "columns"):
        return None
    if not all(isinstance(each, dict) and {"name", "type"} <= each.keys() for each in schema):
        return None
    headings = [Heading(str(each["name"]), str(each["type"])) for each in schema]
    return dict(zip(numbered(heading.name for heading in headings), headings, strict=True))
