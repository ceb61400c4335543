"""What the client needs of a store, whether it opens it itself or reaches it over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

from dstack_jupyter.model.accounts import TOKEN_DAYS, NewToken, Permission, Permitted, Scope, SignInLink, Token, User
from dstack_jupyter.model.dashboards import Dashboard, DashboardPage, DashboardSpec
from dstack_jupyter.model.keeping import GRACE_DAYS, Collected, Deletion, Usage, Verified
from dstack_jupyter.model.lineage import Lineage
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.model.stacks import (
    AccessLevel,
    Content,
    Frame,
    FrameSummary,
    NewFrame,
    Piece,
    Pushed,
    Stack,
    StackPage,
    StackSort,
)
from dstack_jupyter.model.wholes import Adopted, WholeDashboard, WholeStack

FrameRef = int | str | None
"""A frame of a stack: None is the head, an int its number, a str its id, the beginning of it, or a tag."""


class Upload(Protocol):
    """Bytes on their way into the store: a binary sink, sealed by `finish`."""

    def write(self, chunk: bytes | memoryview, /) -> int:
        """Take some bytes."""

    def cut(self) -> None:
        """Hint that what follows may be the same in another content, or not, on its own."""

    def finish(self) -> Content:
        """Make the bytes durable and return their identity."""

    def discard(self) -> None:
        """Forget the bytes; harmless after `finish`."""


class Keeping(Protocol):
    """The verbs that keep a store tidy, for one viewer."""

    def deleted(self) -> list[Deletion]:
        """What the viewer deleted and can restore, latest first."""

    def restore_stack(self, path: StackPath, to: StackPath | None = None) -> Stack:
        """Bring back the stack of that name that was deleted last, by its name or as `to`."""

    def restore_frame(self, path: StackPath, ref: int | str) -> tuple[Stack, Frame]:
        """Bring back a deleted frame; the head stays, unless there was none."""

    def restore_dashboard(self, path: StackPath, to: StackPath | None = None) -> Dashboard:
        """Bring back the dashboard of that name that was deleted last, by its name or as `to`."""

    def retain(self, path: StackPath, *, keep: int | None = None, keep_days: float | None = None) -> tuple[Stack, int]:
        """Set how many frames a stack keeps; returns it and how many frames were deleted for it now."""

    def gc(self, grace_days: float = GRACE_DAYS, *, dry_run: bool = False) -> Collected:
        """Take away for good what was deleted `grace_days` ago, and the bytes that nothing names any more."""

    def usage(self) -> Usage:
        """What takes the room.

        One who does not own the store is told of their own stacks, and an administrator also what all users take.
        """

    def verify(self, share: float = 1.0, report: Callable[[int, int], None] | None = None) -> Verified:
        """Check the structure of the store, and the bytes of a share of its contents, 1.0 for all.

        `report` is called with how many bytes are read and how many there are to read.
        """


class Sharing(Protocol):
    """The verbs that share stacks and dashboards, for one viewer. Only the owner gives, takes and lists permissions."""

    def reaches_others(self) -> bool:
        """Whether anybody but the viewer can reach the store."""

    def of_stack(self, path: StackPath) -> list[Permitted]:
        """Who was permitted something with a stack."""

    def of_dashboard(self, path: StackPath) -> list[Permitted]:
        """Who was permitted something with a dashboard."""

    def permit_stack(self, path: StackPath, user: str, permission: Permission | None) -> list[Permitted]:
        """Give a user a permission in place of the one they had; None takes it away. Returns all there are now."""

    def permit_dashboard(self, path: StackPath, user: str, permission: Permission | None) -> list[Permitted]:
        """The same for a dashboard."""

    def open_dashboard(self, path: StackPath, level: AccessLevel) -> None:
        """Set the access level of a dashboard; that of a stack is `Backend.update_stack`'s."""


class Accounts(Protocol):
    """The verbs that concern users and their tokens, for one viewer."""

    def users(self) -> list[User]:
        """All users for an administrator, else the viewer alone."""

    def user(self, name: str) -> User:
        """One user."""

    def add_user(
        self,
        name: str,
        *,
        password: str | None = None,
        is_admin: bool = False,
        default_access_level: AccessLevel = "private",
    ) -> User:
        """Add a user; one without a password signs in by a link."""

    def update_user(
        self,
        name: str,
        *,
        password: str | None = None,
        is_admin: bool | None = None,
        is_disabled: bool | None = None,
        default_access_level: AccessLevel | None = None,
    ) -> User:
        """Change what is not None. A new password signs the user out everywhere, a disabled user is nobody."""

    def remove_user(self, name: str) -> None:
        """Remove a user who has nothing in the store; others can be disabled."""

    def tokens(self, user: str | None = None) -> list[Token]:
        """The tokens of a user; None is the viewer."""

    def new_token(
        self,
        name: str,
        *,
        scope: Scope = "push",
        days: float | None = TOKEN_DAYS,
        stack: StackPath | None = None,
        user: str | None = None,
    ) -> NewToken:
        """Make a token; its secret is in the answer and nowhere else. With `days` None it does not expire."""

    def revoke_token(self, token_id: str) -> None:
        """Make a token worthless at once."""

    def link(self, name: str) -> SignInLink:
        """Make a link with which a user signs in once, without a password."""


class Backend(Protocol):
    """The verbs of a store for one viewer. Every refusal is a `DstackError`."""

    @property
    def store_id(self) -> str:
        """The identity of the store, the same for everyone who reaches it."""

    @property
    def user(self) -> str:
        """Who is asking: the owner of names written without a user."""

    @property
    def where(self) -> str:
        """Where the store is, in words: ``on this computer``."""

    @property
    def site(self) -> str | None:
        """The address of the server through which it is reached, with a slash at its end; None where there is none."""

    @property
    def keeping(self) -> Keeping:
        """The verbs that keep the store tidy."""

    @property
    def sharing(self) -> Sharing:
        """The verbs that share."""

    @property
    def accounts(self) -> Accounts:
        """The verbs that concern users and their tokens."""

    def upload(self, *, to_push: bool = False) -> Upload:
        """Begin to store some bytes; those that are `to_push` need not be stored before the push that names them."""

    def read(self, content: Content) -> memoryview:
        """All bytes of a content, verified."""

    def open(self, content: Content, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """The bytes ``[start, stop)`` of a content in chunks, each verified before it is handed out."""

    def missing(self, contents: Iterable[Content]) -> set[str]:
        """The SHA-256 of those contents whose bytes must be uploaded before the viewer can name them."""

    def note_upload(self, content: Content) -> None:
        """Let a later call name a content that `upload` made, for a day, though nothing is made of it now."""

    def push(
        self,
        path: StackPath,
        frame: NewFrame,
        *,
        access: AccessLevel | None = None,
        force: bool = False,
        keep: bool = False,
    ) -> Pushed:
        """Make the frame and move the head to it, in one step.

        A frame identical to the head (contents, types, params and, if given, message) is not made unless
        `force`. `keep` carries over those attachments of the head whose params the frame does not have.
        `access` is for a stack that is new; None is private.
        """

    def stacks(
        self,
        query: str = "",
        user: str | None = None,
        *,
        sort: StackSort = "time",
        limit: int | None = 100,
        after: str | None = None,
    ) -> StackPage:
        """A page of the stacks that have all that the query asks for; `ds.stacks` says what that may be.

        Sorted by time, those with the newest head come first and those without frames last. `after` is the `next` of
        the page before; a stack that is pushed to meanwhile moves to the front and is not listed twice.
        """

    def stack(self, path: StackPath) -> Stack:
        """One stack with its head."""

    def frames(self, path: StackPath) -> list[Frame]:
        """All frames of a stack, newest first."""

    def history(self, path: StackPath) -> list[FrameSummary]:
        """What there is to say of each frame of a stack without its attachments, newest first."""

    def frame(self, path: StackPath, ref: FrameRef = None) -> Frame:
        """One frame."""

    def frame_to_pull(self, path: StackPath, ref: FrameRef = None) -> Frame:
        """The same, for one who will `read` contents of it: they may come with it."""

    def lineage(self, path: StackPath, ref: FrameRef = None, depth: int | None = None) -> Lineage:
        """What a frame was made from and what was made from it, up to `depth` steps away.

        Frames of stacks that the viewer may not know of are left out; as inputs they are counted.
        """

    def set_head(self, path: StackPath, ref: FrameRef) -> tuple[Frame | None, Frame]:
        """Move the head; returns the old head and the new one."""

    def tag(self, path: StackPath, ref: FrameRef, name: str) -> tuple[Frame | None, Frame]:
        """Give a frame a tag; returns the frame that had it before and the one that has it now."""

    def untag(self, path: StackPath, name: str) -> Frame:
        """Take a tag away; returns the frame that had it."""

    def update_stack(
        self,
        path: StackPath,
        *,
        access: AccessLevel | None = None,
        description: str | None = None,
        readme: str | None = None,
    ) -> Stack:
        """Change what is not None; an empty text clears."""

    def delete_stack(self, path: StackPath) -> None:
        """Delete a stack and all its frames; `Keeping.restore_stack` undoes it."""

    def delete_frame(self, path: StackPath, ref: FrameRef) -> Stack:
        """Delete a frame; the head, when it was that frame, moves to the newest one left.

        `Keeping.restore_frame` undoes it.
        """

    def dashboards(self, user: str | None = None) -> list[Dashboard]:
        """All dashboards, latest change first."""

    def dashboard_page(
        self,
        query: str = "",
        user: str | None = None,
        *,
        sort: StackSort = "time",
        limit: int | None = 100,
        after: str | None = None,
    ) -> DashboardPage:
        """A page of the dashboards whose path, title and description have every word of the query.

        `after` is the `next` of the page before; a dashboard that is changed meanwhile moves to the front and is not
        listed twice.
        """

    def dashboard(self, path: StackPath) -> Dashboard:
        """One dashboard, as it is now."""

    def put_dashboard(self, path: StackPath, spec: DashboardSpec, *, revision: int | None = None) -> Dashboard:
        """Store a spec as the next revision. An equal spec makes none.

        With `revision`, the one that the change is based on (0: there must be none), another change in
        between is a `Conflict`.
        """

    def delete_dashboard(self, path: StackPath) -> None:
        """Delete a dashboard; its stacks stay. `Keeping.restore_dashboard` undoes it."""

    def pieces(self, content: Content) -> tuple[Piece, ...]:
        """How the bytes of a content are cut: runs that follow each other, which other contents may have too."""

    def whole_stack(self, path: StackPath) -> WholeStack:
        """A stack with all that another store needs to have the same, but the bytes."""

    def whole_dashboard(self, path: StackPath) -> WholeDashboard:
        """A dashboard with all its revisions."""

    def adopt(self, stacks: Sequence[WholeStack], dashboards: Sequence[WholeDashboard] = ()) -> Adopted:
        """Take in stacks and dashboards of another store, all of them or none.

        Their paths say where they come to, and must be the viewer's own. Frames keep their ids, numbers, times and
        origins. What is there already is passed over; a stack or dashboard that went on differently here is a
        `Conflict`. New ones are private. The contents of frames that are not there were uploaded before.
        """


__all__ = ["Backend", "FrameRef", "Keeping", "Sharing", "Upload"]
