"""What one viewer can do with the store. Every verb asks `access` first."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from dstack_jupyter._version import __version__
from dstack_jupyter.model.accounts import Me
from dstack_jupyter.model.errors import Changed, Conflict, InvalidName, NotFound
from dstack_jupyter.model.events import Event
from dstack_jupyter.model.lineage import Lineage
from dstack_jupyter.model.names import StackPath, check_tag, checked_path
from dstack_jupyter.model.stacks import (
    AccessLevel,
    Content,
    Frame,
    FramePage,
    FrameSummary,
    NewFrame,
    Piece,
    Pushed,
    Stack,
    StackChanges,
    StackPage,
    StackSort,
    checked_access,
)
from dstack_jupyter.model.wholes import Adopted, WholeDashboard, WholeStack
from dstack_jupyter.store import access as rules
from dstack_jupyter.store import (
    contents,
    deleting,
    events,
    frames,
    listing,
    searching,
    stacks,
    summaries,
    tags,
    wholes,
)
from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.accounts import Accounts
from dstack_jupyter.store.adopting import adopt
from dstack_jupyter.store.blobs import BlobUpload
from dstack_jupyter.store.changing import change
from dstack_jupyter.store.contents import may_name
from dstack_jupyter.store.dashboard_session import DashboardSession
from dstack_jupyter.store.database import Transaction
from dstack_jupyter.store.drafts import Drafts
from dstack_jupyter.store.frames import OneAttachment
from dstack_jupyter.store.keeping import Keeping
from dstack_jupyter.store.lineage import lineage_of
from dstack_jupyter.store.pushing import push, require_push
from dstack_jupyter.store.refs import FrameRef, begins_an_id, seq_of
from dstack_jupyter.store.sharing import Sharing
from dstack_jupyter.store.stacks import StackRow
from dstack_jupyter.store.words import no_tag, spoken

if TYPE_CHECKING:
    from dstack_jupyter.store.store import Store

Made = TypeVar("Made")
Whole = TypeVar("Whole", WholeStack, WholeDashboard)


class Session(DashboardSession):
    """The verbs of the store for a viewer; it is cheap, holds no connection and may be used by several threads.

    It is the `Backend` of the client, and raises nothing but `DstackError`.
    """

    def __init__(self, store: Store, viewer: Viewer) -> None:
        super().__init__(store, viewer)
        self._blobs = store.blobs

    @property
    def store_id(self) -> str:
        """The identity of the store."""
        return self._store.id

    @property
    def user(self) -> str:
        """The viewer's name; empty for one who has not signed in."""
        return self._viewer.name or ""

    @property
    def where(self) -> str:
        """Where the store is."""
        return self._store.where

    @property
    def site(self) -> str | None:
        """None: no server is between."""
        return None

    @property
    def keeping(self) -> Keeping:
        """The verbs that keep the store tidy."""
        return Keeping(self._store, self._viewer)

    @property
    def sharing(self) -> Sharing:
        """The verbs that share."""
        return Sharing(self._database, self._viewer)

    @property
    def accounts(self) -> Accounts:
        """The verbs that concern users and tokens."""
        return Accounts(self._database, self._viewer)

    @property
    def drafts(self) -> Drafts:
        """The verbs that concern frames which come piece by piece."""
        return Drafts(self._store, self._viewer)

    def upload(self, *, to_push: bool = False) -> BlobUpload:
        """Begin to store some bytes."""
        rules.require_upload(self._viewer)
        return self._blobs.upload()

    def me(self) -> Me:
        """Who the viewer is to this store."""
        viewer = self._viewer
        return Me(
            store=self.store_id,
            where=self.where,
            user=self.user,
            is_admin=viewer.is_admin,
            owns_store=viewer.owns_store,
            scope=viewer.scope,
            only=None if viewer.only is None else str(viewer.only),
            version=__version__,
        )

    def content(self, sha256: str) -> Content:
        """A content by its hash, for one who may see a stack that shows it."""
        with self._database.reading() as transaction:
            return contents.shown_to(transaction, self._viewer, sha256)

    def read(self, content: Content) -> memoryview:
        """All bytes of a content, verified; `ContentDamaged` otherwise."""
        return self._blobs.read(self._shown(content))

    def read_with(self, content: Content, decode: Callable[[memoryview], Made]) -> Made:
        """What `decode` makes of all bytes, which are verified before it is returned, and not before it is called."""
        return self._blobs.read_with(self._shown(content), decode)

    def open(self, content: Content, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """The bytes ``[start, stop)`` of a content in chunks, each verified before it is handed out."""
        return self._blobs.open(self._shown(content), start, stop)

    def has(self, sha256: str) -> bool:
        """Whether the viewer may name this content in a push without its bytes."""
        with self._database.reading() as transaction:
            return may_name(transaction, self._viewer, sha256)

    def missing(self, contents: Iterable[Content]) -> set[str]:
        """The SHA-256 of those contents that the viewer may not name in a push without their bytes."""
        wanted = {content.sha256 for content in contents}
        with self._database.reading() as transaction:
            return {one for one in wanted if not may_name(transaction, self._viewer, one)}

    def length_of(self, sha256: str) -> int | None:
        """How many bytes a content has, None for one that the viewer may not name without its bytes."""
        with self._database.reading() as transaction:
            is_there = may_name(transaction, self._viewer, sha256)
            return contents.length_of(transaction, sha256) if is_there else None

    def note_upload(self, content: Content) -> None:
        """Let a later push of the viewer name a content by its hash, which `upload` just made."""
        rules.require_upload(self._viewer)
        with self._database.writing() as transaction:
            contents.require_contents(transaction, self._blobs, self._viewer, [content])
            contents.note_upload(transaction, self._viewer, content, datetime.now(UTC))

    def push(
        self,
        path: StackPath,
        frame: NewFrame,
        *,
        access: AccessLevel | None = None,
        force: bool = False,
        keep: bool = False,
    ) -> Pushed:
        """Make the frame and move the head to it, in one step; see `Backend.push`."""
        return push(
            self._database, self._blobs, self._viewer, checked_path(path), frame, access=access, force=force, keep=keep
        )

    def require_push(self, path: StackPath) -> None:
        """Raise `NotAllowed` unless the viewer may push to the stack, which need not be there."""
        with self._database.reading() as transaction:
            require_push(transaction, self._viewer, path, stacks.find(transaction, self._viewer, path))

    def stacks(
        self,
        query: str = "",
        user: str | None = None,
        *,
        sort: StackSort = "time",
        limit: int | None = 100,
        after: str | None = None,
        is_shared: bool = False,
        is_public: bool = False,
    ) -> StackPage:
        """A page of the stacks that have all that the query asks for; see `Backend.stacks`.

        With `is_shared` those of others that they permitted the viewer, with `is_public` those that everybody may see.
        """
        with self._database.reading() as transaction:
            listed = partial(listing.page, transaction, self._viewer, query, user=user)
            return listed(sort=sort, limit=limit, after=after, is_shared=is_shared, is_public=is_public)

    def stack(self, path: StackPath) -> Stack:
        """One stack with its head."""
        with self._database.reading() as transaction:
            return stacks.whole(transaction, stacks.require(transaction, self._viewer, checked_path(path)))

    def stacks_at(self, paths: Iterable[StackPath]) -> dict[StackPath, Stack]:
        """Those stacks with their heads that are there for the viewer, by their paths."""
        with self._database.reading() as transaction:
            rows = {path: stacks.find(transaction, self._viewer, checked_path(path)) for path in dict.fromkeys(paths)}
            return {path: stacks.whole(transaction, row) for path, row in rows.items() if row is not None}

    def frames(self, path: StackPath) -> list[Frame]:
        """All frames of a stack, newest first."""
        with self._database.reading() as transaction:
            row = stacks.require(transaction, self._viewer, checked_path(path))
            found = frames.OF_STACK.load(transaction, stack=row.id)
        return [found[seq] for seq in sorted(found, reverse=True)]

    def history(self, path: StackPath) -> list[FrameSummary]:
        """What there is to say of each frame of a stack without its attachments, newest first."""
        with self._database.reading() as transaction:
            return summaries.of_stack(transaction, stacks.require(transaction, self._viewer, checked_path(path)).id)

    def history_page(self, path: StackPath, limit: int, after: str | None = None) -> FramePage:
        """A part of the history; `after` is the `next` of the part before."""
        with self._database.reading() as transaction:
            row = stacks.require(transaction, self._viewer, checked_path(path))
            return summaries.page(transaction, row.id, limit, after)

    def frame(self, path: StackPath, ref: FrameRef = None) -> Frame:
        """One frame; None is the head."""
        with self._database.reading() as transaction:
            row = stacks.require(transaction, self._viewer, checked_path(path))
            return self._frame(transaction, row, path, ref)[1]

    def frame_to_pull(self, path: StackPath, ref: FrameRef = None) -> Frame:
        """The same: contents are here already."""
        return self.frame(path, ref)

    def attachment(self, path: StackPath, ref: FrameRef, index: int) -> OneAttachment:
        """One attachment of a frame; its `attachment` is None where the frame has none at the index."""
        with self._database.reading() as transaction:
            row = stacks.require(transaction, self._viewer, checked_path(path))
            return frames.attachment_at(transaction, self._seq(transaction, row, path, ref), index)

    def file_link(self, path: StackPath, ref: FrameRef, index: int) -> str:
        """A secret with which an attachment may be got for a while, by whoever has it, as if the viewer asked."""
        return self._store.file_links.make(self._viewer, checked_path(path), self.frame(path, ref).id, index)

    def lineage(self, path: StackPath, ref: FrameRef = None, depth: int | None = None) -> Lineage:
        """What a frame was made from and what was made from it, as far as the viewer may know."""
        with self._database.reading() as transaction:
            row = stacks.require(transaction, self._viewer, checked_path(path))
            _, shown = self._frame(transaction, row, path, ref)
            return lineage_of(transaction, self._viewer, self.store_id, shown.id, depth)

    def set_head(self, path: StackPath, ref: FrameRef) -> tuple[Frame | None, Frame]:
        """Move the head; returns the old head and the new one."""
        with self._database.writing() as transaction:
            row = self._require_own(transaction, "change", path)
            seq, new = self._frame(transaction, row, path, ref)
            old = None if row.head is None else frames.BY_SEQ.load(transaction, seq=row.head)[row.head]
            if seq != row.head:
                stacks.set_head(transaction, row, seq)
                searching.note(transaction, row, new)
            return old, new

    def tag(self, path: StackPath, ref: FrameRef, name: str) -> tuple[Frame | None, Frame]:
        """Give a frame a tag; returns the frame that had it before and the one that has it now."""
        checked = check_tag(name)
        with self._database.writing() as transaction:
            row = self._require_own(transaction, "change", path)
            seq, new = self._frame(transaction, row, path, ref)
            before = tags.find(transaction, row.id, checked)
            if before == seq:
                return new, new
            if begins_an_id(transaction, row, checked):
                raise InvalidName(f"{checked} begins the id of a frame of {path.name}; choose another tag")
            old = None if before is None else self._by_seq(transaction, before)
            tags.put(transaction, row.id, checked, seq, datetime.now(UTC), self._viewer.name)
            searching.noted(transaction, row, anew=old is None)
            return old, self._by_seq(transaction, seq)

    def untag(self, path: StackPath, name: str) -> Frame:
        """Take a tag away; returns the frame that had it."""
        with self._database.writing() as transaction:
            row = self._require_own(transaction, "change", path)
            seq = tags.find(transaction, row.id, unicodedata.normalize("NFC", name))
            if seq is None:
                raise NotFound(
                    no_tag(spoken(checked_path(path), self._viewer), name, tags.of_stack(transaction, row.id))
                )
            tags.remove(transaction, row.id, unicodedata.normalize("NFC", name))
            searching.noted(transaction, row, anew=True)
            return self._by_seq(transaction, seq)

    def update_stack(
        self,
        path: StackPath,
        *,
        access: AccessLevel | None = None,
        description: str | None = None,
        readme: str | None = None,
    ) -> Stack:
        """Change what is not None; an empty text clears."""
        texts = {"description": description, "readme": readme}
        values: dict[str, str | None] = {name: text or None for name, text in texts.items() if text is not None}
        if access is not None:
            values["access_level"] = checked_access(access)
        action: rules.Action = "change" if access is None else "share"
        with self._database.writing() as transaction:
            row = self._require_own(transaction, action, path)
            return searching.noted(transaction, stacks.update(transaction, self._viewer, row, values))

    def change_stack(
        self, path: StackPath, changes: StackChanges, is_expected: Callable[[Stack], bool] = lambda _: True
    ) -> Stack:
        """Change all that is given in one step, where the stack is still what the change is based on.

        Raises `Changed` where `is_expected` says of the stack as it is now that it is not.
        """
        shares = changes.access_level is not None
        with self._database.writing() as transaction:
            row = self._require_own(transaction, "share" if shares else "change", path)
            if not is_expected(stacks.whole(transaction, row)):
                raise Changed(f"{spoken(checked_path(path), self._viewer)} was changed meanwhile; look at it again")
            return searching.noted(transaction, change(transaction, self._viewer, row, changes))

    def make_stack(self, path: StackPath, access: AccessLevel) -> Stack:
        """Make a stack that has no frames yet; raises `Conflict` where it is there."""
        checked, level = checked_path(path), checked_access(access)
        with self._database.writing() as transaction:
            rules.require(self._viewer, "push to", checked)
            if stacks.find(transaction, self._viewer, checked) is not None:
                raise Conflict(f"there is a stack {spoken(checked, self._viewer)} already")
            row = stacks.add(transaction, checked, level, datetime.now(UTC))
            return searching.noted(transaction, row, anew=True)

    def delete_stack(self, path: StackPath) -> None:
        """Delete a stack and all its frames; `Keeping.restore_stack` undoes it."""
        with self._database.writing() as transaction:
            deleting.delete_stack(transaction, self._require_own(transaction, "delete", path), datetime.now(UTC))

    def delete_frame(self, path: StackPath, ref: FrameRef) -> Stack:
        """Delete a frame; the head, when it was that frame, moves to the newest one left.

        `Keeping.restore_frame` undoes it.
        """
        with self._database.writing() as transaction:
            row = self._require_own(transaction, "change", path)
            seq, gone = self._frame(transaction, row, path, ref)
            left = deleting.delete_frame(transaction, row, seq, datetime.now(UTC))
            return searching.noted(transaction, left, anew=bool(gone.tags))

    def pieces(self, content: Content) -> tuple[Piece, ...]:
        """How the bytes of a content are cut."""
        shown = self._shown(content)
        with self._database.reading() as transaction:
            return wholes.pieces_of(transaction, shown)

    def last_event(self) -> int:
        """The id of the last thing that happened in the store."""
        with self._database.reading() as transaction:
            return events.last(transaction)

    def events(self, after: int) -> list[Event]:
        """What happened since, to what the viewer may know of."""
        with self._database.reading() as transaction:
            return events.after(transaction, self._viewer, after)

    def whole_stack(self, path: StackPath) -> WholeStack:
        """A stack with all that another store needs to have the same, but the bytes."""
        with self._database.reading() as transaction:
            row = stacks.require(transaction, self._viewer, checked_path(path))
            return wholes.whole_stack(transaction, self._viewer, self.store_id, row)

    def adopt(self, stacks: Sequence[WholeStack], dashboards: Sequence[WholeDashboard] = ()) -> Adopted:
        """Take in stacks and dashboards of another store, in one step; see `Backend.adopt`."""
        wholes, boards = [_placed(one) for one in stacks], [_placed(one) for one in dashboards]
        return adopt(self._database, self._blobs, self._viewer, wholes, boards)

    def _require_own(self, transaction: Transaction, action: rules.Action, path: StackPath) -> StackRow:
        checked = checked_path(path)
        row = stacks.require(transaction, self._viewer, checked)
        rules.require(self._viewer, action, checked)
        return row

    def _frame(self, transaction: Transaction, row: StackRow, path: StackPath, ref: FrameRef) -> tuple[int, Frame]:
        seq = self._seq(transaction, row, path, ref)
        return seq, self._by_seq(transaction, seq)

    def _seq(self, transaction: Transaction, row: StackRow, path: StackPath, ref: FrameRef) -> int:
        return seq_of(transaction, row, ref, spoken(checked_path(path), self._viewer))

    def _by_seq(self, transaction: Transaction, seq: int) -> Frame:
        return frames.BY_SEQ.load(transaction, seq=seq)[seq]

    def _shown(self, content: Content) -> Content:
        """A content for those who may see it; where its pieces lie, only the owner of the store may say."""
        if rules.sees_everything(self._viewer):
            return content
        with self._database.reading() as transaction:
            if not contents.is_shown_to(transaction, self._viewer, content.sha256):
                raise NotFound(f"there is no content {content.sha256} in a stack that you can see")
        return content.identity


def _placed(whole: Whole) -> Whole:
    return whole.model_copy(update=checked_path(whole.path)._asdict())
