"""What changed between two frames, as data that travels: every part of it is JSON, and as long as its limit at most."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from dstack_jupyter.model.stacks import TypedParams

Change = Literal["added", "removed", "changed", "same"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, defer_build=True)


class ColumnChange(_Part):
    """A column, or a level of the index, that is not as it was. `old` and `new` are its types, None where it is not."""

    name: str
    change: Literal["added", "removed", "type", "moved"]
    old: str | None = None
    new: str | None = None
    index: bool = False


class RowChange(_Part):
    """A row that was added, removed or changed.

    `old` and `new` are its cells below the headings, as the rows of a page have them; `cells` are the positions of
    those that differ. `old_row` and `new_row` count from 0.
    """

    change: Literal["added", "removed", "changed"]
    old_row: int | None = None
    new_row: int | None = None
    old: list[Any] | None = None
    new: list[Any] | None = None
    cells: list[int] = Field(default_factory=list)


class TableChanges(_Part):
    """Two tables. The counts are of all rows; `shown` has the first rows of each kind.

    `matched_by` says how rows were recognised: by a `key`, by the `index`, or by their `content`. `reordered` says
    that rows that are in both stand in another order. `cells` counts the changed cells of each column.
    """

    kind: Literal["table"] = "table"
    columns: list[ColumnChange]
    notes: list[str] = Field(default_factory=list)
    matched_by: Literal["key", "index", "content"]
    key: list[str] = Field(default_factory=list)
    old_rows: int
    new_rows: int
    added: int
    removed: int
    changed: int
    reordered: bool = False
    cells: dict[str, int] = Field(default_factory=dict)
    headings: list[str] = Field(default_factory=list)
    shown: list[RowChange] = Field(default_factory=list)


class TextChanges(_Part):
    """Two texts, as the lines of a unified diff; `more` counts the lines that are left out."""

    kind: Literal["text"] = "text"
    lines: list[str]
    added: int
    removed: int
    more: int = 0
    note: str | None = None


class CellChange(_Part):
    """A cell of a notebook; `old_cell` and `new_cell` count from 1. The outputs are summaries, where they differ."""

    change: Literal["added", "removed", "changed"]
    type: str
    old_cell: int | None = None
    new_cell: int | None = None
    source: TextChanges | None = None
    old_outputs: list[str] = Field(default_factory=list)
    new_outputs: list[str] = Field(default_factory=list)


class NotebookChanges(_Part):
    """Two notebooks; `more` counts the changed cells that are left out."""

    kind: Literal["notebook"] = "notebook"
    cells: list[CellChange]
    added: int
    removed: int
    changed: int
    more: int = 0


class Picture(_Part):
    """One side of a picture; the size is in pixels. `src` is a ``data:`` URL, None where it would be too long."""

    content_type: str
    length: int
    width: int | None = None
    height: int | None = None
    src: str | None = None


class PictureChanges(_Part):
    """Two pictures, to be seen side by side."""

    kind: Literal["picture"] = "picture"
    old: Picture
    new: Picture


class FigureChanges(_Part):
    """Two figures that are JSON: what draws them, where their JSON differs, and the JSON itself where it is short."""

    kind: Literal["figure"] = "figure"
    old: str
    new: str
    text: TextChanges
    old_figure: Any = None
    new_figure: Any = None


class ContentChanges(_Part):
    """Two contents of which no more is told than what they are."""

    kind: Literal["content"] = "content"
    old: str
    new: str


Changes = Annotated[
    TableChanges | TextChanges | NotebookChanges | PictureChanges | FigureChanges | ContentChanges,
    Field(discriminator="kind"),
]


class AttachmentSide(_Part):
    """An attachment as one of the two frames has it."""

    index: int
    content_type: str
    application: str | None = None
    sha256: str
    length: int
    rows: int | None = None
    columns: int | None = None


class AttachmentChange(_Part):
    """An attachment of either frame, told apart by its params.

    `columns` is what its settings say of its columns. `contents` is what differs in the bytes, where they were read;
    `note` says why they were not, or what else differs.
    """

    change: Change
    params: TypedParams = Field(default_factory=dict)
    old: AttachmentSide | None = None
    new: AttachmentSide | None = None
    columns: list[ColumnChange] = Field(default_factory=list)
    contents: Changes | None = None
    note: str | None = None


class FrameChanges(_Part):
    """What changed from frame `old` to frame `new` of a stack, by their numbers.

    `table` is there where the attachments are groups of one table: it is what changed in the whole of it.
    """

    old: int
    new: int
    attachments: list[AttachmentChange]
    notes: list[str] = Field(default_factory=list)
    table: TableChanges | None = None

    def of(self, change: Change) -> list[AttachmentChange]:
        """The attachments that were added, removed or changed, or are the same."""
        return [each for each in self.attachments if each.change == change]

    @property
    def is_same(self) -> bool:
        """Whether nothing changed."""
        return not self.notes and all(each.change == "same" for each in self.attachments)


__all__ = [
    "AttachmentChange",
    "AttachmentSide",
    "CellChange",
    "Change",
    "Changes",
    "ColumnChange",
    "ContentChanges",
    "FigureChanges",
    "FrameChanges",
    "NotebookChanges",
    "Picture",
    "PictureChanges",
    "RowChange",
    "TableChanges",
    "TextChanges",
]
