"""What is said of a store that is kept tidy."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from dstack_jupyter.model.names import StackPath
from dstack_jupyter.model.pages import Page

GRACE_DAYS = 7.0
"""For how many days what was deleted can be restored, unless the one who collects says otherwise."""


class _Word(BaseModel):
    model_config = ConfigDict(frozen=True, defer_build=True)


class Deletion(_Word):
    """Something that was deleted and can be restored; `until` is when a collection may take it for good.

    `number` is that of a frame, `frames` how many a stack has.
    """

    kind: Literal["stack", "frame", "dashboard"]
    user: str
    name: str
    number: int | None = None
    frames: int | None = None
    time: datetime
    until: datetime

    @property
    def path(self) -> StackPath:
        """The owner and the name."""
        return StackPath(self.user, self.name)


class Deletions(Page):
    """What was deleted and can be restored, latest first."""

    deleted: tuple[Deletion, ...]


class Collected(_Word):
    """What a collection took away for good, or would take where it is not done.

    `bytes` are those of the files that go: blobs, uploads that were given up, and copies of what was pulled.
    `rewritten` blobs were copied without what nothing needs; a later collection takes the old ones, and a dry run does
    not foresee it. `retired` counts frames that their stacks do not keep any more; they are deleted now, to be taken
    later.
    """

    is_done: bool
    stacks: int
    frames: int
    dashboards: int
    contents: int
    blobs: int
    rewritten: int = 0
    copies: int
    bytes: int
    retired: int


class StackUsage(_Word):
    """What a stack takes.

    `pushed` is the sum of all that its frames hold, `own` what nothing else holds, and would be free without it.
    """

    user: str
    name: str
    frames: int
    pushed: int
    own: int

    @property
    def path(self) -> StackPath:
        """The owner and the name."""
        return StackPath(self.user, self.name)


class Usage(_Word):
    """What takes the room on the disk, in bytes; each byte is counted once, in one of the fields beside `stacks`.

    `users` has what stacks of one user alone hold, `shared` what stacks of several users hold. `deleted` can be
    restored, `unnamed` is what nothing names any more, `partly` are such bytes in blobs of which others are needed.
    `database` is everything else in the folder of the store, and `copies` what was pulled as files.
    """

    stacks: tuple[StackUsage, ...]
    users: dict[str, int]
    shared: int = 0
    deleted: int = 0
    unnamed: int = 0
    partly: int = 0
    arriving: int = 0
    copies: int = 0
    database: int = 0

    @property
    def total(self) -> int:
        """All bytes."""
        parts = (self.shared, self.deleted, self.unnamed, self.partly, self.arriving, self.copies, self.database)
        return sum(self.users.values()) + sum(parts)


class Verified(_Word):
    """What was found out about a store. It is whole where there are no `problems`, each a sentence.

    `contents` and `bytes` were read and compared with their hashes. `unnamed` blobs are harmless: nothing needs them,
    and a collection takes them.
    """

    problems: tuple[str, ...]
    contents: int
    bytes: int
    unnamed: int


class Backup(_Word):
    """What a backup holds. It is whole where there are no `problems`, each a sentence.

    `bytes` are those of its blobs and of its database, `copied` blobs and `copied_bytes` what it did not hold before.
    """

    place: str
    store: str
    owner: str
    time: datetime
    schema_number: int
    blobs: int
    bytes: int
    copied: int = 0
    copied_bytes: int = 0
    problems: tuple[str, ...] = ()


class Restored(_Word):
    """What a store was restored to: how it was at `time`. `replaced` is the copy of the database that was there."""

    home: str
    store: str
    owner: str
    time: datetime
    blobs: int
    bytes: int
    replaced: str | None = None
    problems: tuple[str, ...] = ()
