"""How stacks and dashboards of elsewhere come into a store, whether from a file or from another store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from dstack_jupyter.client.backend import Backend
from dstack_jupyter.client.wholes.places import Places, placed_dashboard, placed_stack
from dstack_jupyter.model.errors import NotFound
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.model.stacks import Content
from dstack_jupyter.model.wholes import Adopted, WholeDashboard, WholeStack, contents_of


class Arrivals(NamedTuple):
    """What comes in, at its place here; `stacks` and `dashboards` are in the order of where they come from."""

    stacks: list[WholeStack]
    dashboards: list[WholeDashboard]

    def wanted(self, backend: Backend) -> list[Content]:
        """The contents of frames that can come in, which are those after the last here; the others are not read."""
        found: list[WholeStack] = []
        for stack in self.stacks:
            last = _last_number(backend, stack.path)
            new = tuple(frame for frame in stack.frames if frame.number > last)
            found.append(stack.model_copy(update={"frames": new}))
        return contents_of(found)

    def adopted(self, backend: Backend, uploaded: Mapping[str, Content]) -> Adopted:
        """Let all of it in; `uploaded` are contents as the store has them now, by their SHA-256."""
        return backend.adopt([_with(uploaded, one) for one in self.stacks], self.dashboards)


def placed(
    stacks: Sequence[WholeStack],
    dashboards: Sequence[WholeDashboard],
    user: str,
    *,
    into: str | None,
    rename: Mapping[str, str],
) -> Arrivals:
    """Put everything where it becomes the user's own."""
    places = Places(user, into, rename)
    of_stacks = places.of((one.path for one in stacks), "stack")
    of_boards = places.of((one.path for one in dashboards), "dashboard")
    places.check_all_used([*of_stacks, *of_boards])
    return Arrivals(
        [placed_stack(one, of_stacks) for one in stacks],
        [placed_dashboard(one, of_boards[one.path], of_stacks) for one in dashboards],
    )


def _last_number(backend: Backend, path: StackPath) -> int:
    try:
        return backend.whole_stack(path).last_number
    except NotFound:
        return 0


def _with(uploaded: Mapping[str, Content], stack: WholeStack) -> WholeStack:
    frames = []
    for frame in stack.frames:
        attachments = tuple(
            one.model_copy(update={"content": uploaded.get(one.content.sha256, one.content.identity)})
            for one in frame.attachments
        )
        frames.append(frame.model_copy(update={"attachments": attachments}))
    return stack.model_copy(update={"frames": tuple(frames)})
