"""The verbs of a store that a server has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial

from dstack_jupyter.client.backend import FrameRef
from dstack_jupyter.client.http import messages
from dstack_jupyter.client.http.accounts import HttpAccounts
from dstack_jupyter.client.http.addresses import dashboard_at, frame_at, frame_word, segment, stack_at
from dstack_jupyter.client.http.cache import Cache
from dstack_jupyter.client.http.downloading import Downloads
from dstack_jupyter.client.http.held import HeldContents
from dstack_jupyter.client.http.keeping import HttpKeeping
from dstack_jupyter.client.http.listing import listed
from dstack_jupyter.client.http.offline import Answers
from dstack_jupyter.client.http.sharing import HttpSharing
from dstack_jupyter.client.http.uploading import HttpUpload, missing, send_alone
from dstack_jupyter.client.http.wire import Wire
from dstack_jupyter.model.accounts import Me
from dstack_jupyter.model.dashboards import Dashboard, DashboardPage, DashboardSpec
from dstack_jupyter.model.errors import NotFound
from dstack_jupyter.model.lineage import Lineage, checked_depth
from dstack_jupyter.model.names import StackPath, check_tag
from dstack_jupyter.model.stacks import (
    AccessLevel,
    Content,
    Frame,
    FramePage,
    FrameSummary,
    Moved,
    NewFrame,
    Piece,
    Pieces,
    Pull,
    Pushed,
    Stack,
    StackPage,
    StackSort,
)
from dstack_jupyter.model.wholes import Adopted, WholeDashboard, WholeStack


class HttpBackend:
    """The `Backend` of a profile with a server; may be used by several threads.

    Parameters
    ----------
    wire
        Sends the requests.
    cache
        Where contents and answers are kept.
    token
        What says who asks: answers are kept for each apart.
    """

    def __init__(self, wire: Wire, cache: Cache, token: str | None = None) -> None:
        self._wire = wire
        self._held = HeldContents(partial(send_alone, wire))
        self._downloads = Downloads(wire, cache)
        self._answers = Answers(wire, cache, token)

    def __repr__(self) -> str:
        return f"<HttpBackend {self._wire.place}>"

    @property
    def store_id(self) -> str:
        """The identity of the store."""
        return self._me.store

    @property
    def user(self) -> str:
        """Who the server says that we are; empty for one who has not signed in."""
        return self._me.user

    @property
    def where(self) -> str:
        """Where the store is, in words."""
        return f"at {self._wire.place}"

    @property
    def site(self) -> str | None:
        """The address of the pages of the server."""
        return self._wire.place.base

    @property
    def keeping(self) -> HttpKeeping:
        """The verbs that keep the store tidy."""
        return HttpKeeping(self._wire)

    @property
    def sharing(self) -> HttpSharing:
        """The verbs that share."""
        return HttpSharing(self._wire)

    @property
    def accounts(self) -> HttpAccounts:
        """The verbs that concern users and tokens."""
        return HttpAccounts(self._wire, self._me.user)

    def upload(self, *, to_push: bool = False) -> HttpUpload:
        """Begin to store some bytes; those of a small content that is `to_push` travel inside of the push."""
        return HttpUpload(self._wire, self._held if to_push else None)

    def read(self, content: Content) -> memoryview:
        """All bytes of a content, verified; `ContentDamaged` otherwise."""
        return self._downloads.read(content)

    def open(self, content: Content, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """The bytes ``[start, stop)`` of a content in chunks, each verified before it is handed out."""
        return self._downloads.open(content, start, stop)

    def missing(self, contents: Iterable[Content]) -> set[str]:
        """The SHA-256 of those contents whose bytes must be uploaded before the viewer can name them."""
        return missing(self._wire, [content.sha256 for content in contents])

    def note_upload(self, content: Content) -> None:
        """Nothing: a server notes what was uploaded by itself."""

    def push(
        self,
        path: StackPath,
        frame: NewFrame,
        *,
        access: AccessLevel | None = None,
        force: bool = False,
        keep: bool = False,
    ) -> Pushed:
        """Make the frame and move the head to it; its id makes it safe to ask twice."""
        named = [attachment.content for attachment in frame.attachments]
        options = {"access": access, "force": force, "keep": keep}
        body = {"frame": messages.new_frame(frame), "contents": messages.contents(self._held.of(named)), **options}
        pushed = self._wire.post(stack_at(path, "frames"), Pushed, body, again=True)
        self._held.let_go(named)
        return pushed

    def stacks(
        self,
        query: str = "",
        user: str | None = None,
        *,
        sort: StackSort = "time",
        limit: int | None = 100,
        after: str | None = None,
    ) -> StackPage:
        """A page of the stacks that have all that the query asks for; see `Backend.stacks`."""
        asked = {"q": query or None, "user": user, "sort": sort}
        found, following = listed(
            self._wire, "stacks", StackPage, lambda page: page.stacks, asked, limit=limit, after=after
        )
        return StackPage(stacks=tuple(found), next=following)

    def stack(self, path: StackPath) -> Stack:
        """One stack with its head."""
        return self._wire.get(stack_at(path), Stack)

    def frames(self, path: StackPath) -> list[Frame]:
        """All frames of a stack, newest first; one request for each."""
        return [self.frame(path, one.id) for one in self.history(path)]

    def history(self, path: StackPath) -> list[FrameSummary]:
        """What there is to say of each frame of a stack without its attachments, newest first."""
        return listed(self._wire, stack_at(path, "frames"), FramePage, lambda page: page.frames)[0]

    def frame(self, path: StackPath, ref: FrameRef = None) -> Frame:
        """One frame; None is the head. Without the server it is the one that was there when it was last reached."""
        return self._frame(path, ref)

    def frame_to_pull(self, path: StackPath, ref: FrameRef = None) -> Frame:
        """The same, for one who will `read` contents of it: small ones come with it."""

        def ask() -> bytes:
            pull = self._wire.get(frame_at(path, ref, "pull"), Pull)
            self._downloads.arrived.put(pull.contents)
            return pull.frame.model_dump_json().encode()

        return self._frame(path, ref, ask)

    def lineage(self, path: StackPath, ref: FrameRef = None, depth: int | None = None) -> Lineage:
        """What a frame was made from and what was made from it, as far as the viewer may know."""
        return self._wire.get(frame_at(path, ref, "lineage"), Lineage, {"depth": checked_depth(depth)})

    def set_head(self, path: StackPath, ref: FrameRef) -> tuple[Frame | None, Frame]:
        """Move the head; returns the old head and the new one."""
        body = {"frame": frame_word(path, ref)}
        moved = self._wire.change("PUT", stack_at(path, "head"), Moved, body)
        return moved.old, moved.new

    def tag(self, path: StackPath, ref: FrameRef, name: str) -> tuple[Frame | None, Frame]:
        """Give a frame a tag; returns the frame that had it before and the one that has it now."""
        body = {"frame": frame_word(path, ref)}
        moved = self._wire.change("PUT", stack_at(path, "tags", segment(check_tag(name))), Moved, body)
        return moved.old, moved.new

    def untag(self, path: StackPath, name: str) -> Frame:
        """Take a tag away; returns the frame that had it."""
        return self._wire.change("DELETE", stack_at(path, "tags", segment(name)), Frame)

    def update_stack(
        self,
        path: StackPath,
        *,
        access: AccessLevel | None = None,
        description: str | None = None,
        readme: str | None = None,
    ) -> Stack:
        """Change what is not None; an empty text clears."""
        given = {"access_level": access, "description": description, "readme": readme}
        body = {name: value for name, value in given.items() if value is not None}
        return self._wire.change("PATCH", stack_at(path), Stack, body)

    def delete_stack(self, path: StackPath) -> None:
        """Delete a stack and all its frames; `Keeping.restore_stack` undoes it."""
        self._wire.do("DELETE", stack_at(path))

    def delete_frame(self, path: StackPath, ref: FrameRef) -> Stack:
        """Delete a frame; the head, when it was that frame, moves to the newest one left."""
        return self._wire.change("DELETE", frame_at(path, ref), Stack)

    def dashboards(self, user: str | None = None) -> list[Dashboard]:
        """All dashboards, latest change first."""
        return list(self.dashboard_page(user=user, limit=None).dashboards)

    def dashboard_page(
        self,
        query: str = "",
        user: str | None = None,
        *,
        sort: StackSort = "time",
        limit: int | None = 100,
        after: str | None = None,
    ) -> DashboardPage:
        """A page of the dashboards that have all that the query asks for; see `Backend.dashboard_page`."""
        asked = {"q": query or None, "user": user, "sort": sort}
        found, following = listed(
            self._wire, "dashboards", DashboardPage, lambda page: page.dashboards, asked, limit=limit, after=after
        )
        return DashboardPage(dashboards=tuple(found), next=following)

    def dashboard(self, path: StackPath) -> Dashboard:
        """One dashboard, as it is now."""
        return self._wire.get(dashboard_at(path), Dashboard)

    def put_dashboard(self, path: StackPath, spec: DashboardSpec, *, revision: int | None = None) -> Dashboard:
        """Store a spec as the next revision, where it differs from the last; see `Backend.put_dashboard`."""
        body = {"spec": spec.model_dump(mode="json"), "revision": revision}
        return self._wire.change("PUT", dashboard_at(path), Dashboard, body)

    def delete_dashboard(self, path: StackPath) -> None:
        """Delete a dashboard; its stacks stay. `Keeping.restore_dashboard` undoes it."""
        self._wire.do("DELETE", dashboard_at(path))

    def pieces(self, content: Content) -> tuple[Piece, ...]:
        """How the bytes of a content are cut."""
        return self._wire.get(f"contents/{content.sha256}/pieces", Pieces).pieces

    def whole_stack(self, path: StackPath) -> WholeStack:
        """A stack with all that another store needs to have the same, but the bytes."""
        return self._wire.get(stack_at(path, "whole"), WholeStack)

    def whole_dashboard(self, path: StackPath) -> WholeDashboard:
        """A dashboard with all its revisions."""
        return self._wire.get(dashboard_at(path, "whole"), WholeDashboard)

    def adopt(self, stacks: Sequence[WholeStack], dashboards: Sequence[WholeDashboard] = ()) -> Adopted:
        """Take in stacks and dashboards of another store, all of them or none; safe to ask twice."""
        body = {"stacks": list(map(messages.whole, stacks)), "dashboards": list(map(messages.whole, dashboards))}
        return self._wire.post("adopt", Adopted, body, again=True)

    def _frame(self, path: StackPath, ref: FrameRef, ask: Callable[[], bytes] | None = None) -> Frame:
        what = f"{path.name}" if ref is None else f"frame {ref} of {path.name}"
        found = self._answers.get(frame_at(path, ref), Frame, says_so=what, ask=ask)
        if isinstance(ref, int) and found.number != ref:  # the number begins the id of another frame
            raise NotFound(f"{path.name} has no frame {ref}")
        return found

    @cached_property
    def _me(self) -> Me:
        return self._answers.get("me", Me)
