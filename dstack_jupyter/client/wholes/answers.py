"""What came into a store from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from dstack_jupyter.client.links import Link
from dstack_jupyter.client.rich import AUDIENCE, Rich, counted, seen_by, short_name
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.model.wholes import Adopted, AdoptedDashboard, AdoptedStack
from dstack_jupyter.store.words import frames_there

MOST_LINKS = 10
"""Of more stacks and dashboards than this, the pages are not shown."""


class Arrived(Rich):
    """What came in.

    Attributes
    ----------
    stacks, dashboards
        One answer for each: its path, whether it was made, and which frames or revisions came in.
    """

    _place = "here"

    def __init__(self, adopted: Adopted, user: str) -> None:
        self.stacks, self.dashboards = adopted.stacks, adopted.dashboards
        self._user = user

    @property
    def changed(self) -> bool:
        """Whether anything came in."""
        return any(one.created or one.numbers or one.tags for one in self.stacks) or any(
            one.revisions for one in self.dashboards
        )

    def _lines(self) -> list[str]:
        return [
            *(_of_stack(one, short_name(one.path, self._user), self._place) for one in self.stacks),
            *(_of_dashboard(one, short_name(one.path, self._user)) for one in self.dashboards),
        ]

    def _text(self) -> str:
        return "\n".join(self._lines())

    def _html(self) -> str:
        return "".join(f"<div>{escape(line)}</div>" for line in self._lines())


class Copied(Arrived):
    """What came into another store, and where it can be seen.

    Attributes
    ----------
    stacks, dashboards
        One answer for each: its path there, whether it was made, and which frames or revisions came in.
    urls
        The pages that show them, as far as a server is known.
    """

    _place = "there"

    def __init__(
        self, adopted: Adopted, user: str, profile: str, links: Mapping[tuple[str, StackPath], Link | None]
    ) -> None:
        super().__init__(adopted, user)
        self._profile, self._links = profile, list(links.values())
        self.urls = [link.url for link in self._links if link is not None]

    def _notes(self) -> Iterator[str]:
        """How others come to see what is new."""
        for verb, made in (("share", self.stacks), ("share_dashboard", self.dashboards)):
            new = next((short_name(one.path, self._user) for one in made if one.created), None)
            if new is not None:
                yield f"to let others see {new}: ds.{verb}({new!r}, access='internal', profile={self._profile!r})"

    def _text(self) -> str:
        lines = []
        for line, link in zip(self._lines(), self._links, strict=True):
            lines.append(line)
            if link is not None and len(self._links) <= MOST_LINKS:
                lines.append(f"  {link.url}")
        return "\n".join([*lines, *self._notes()])

    def _html(self) -> str:
        lines = []
        for line, link in zip(self._lines(), self._links, strict=True):
            page = f' <a href="{escape(link.href)}" target="_blank" rel="noopener">open</a>' if link else ""
            lines.append(f"<div>{escape(line)}{page}</div>")
        notes = (f'<div style="opacity:.75">{escape(note)}</div>' for note in self._notes())
        return "".join([*lines, *notes])


def _of_stack(one: AdoptedStack, name: str, place: str) -> str:
    came = frames_there(one.numbers) if one.numbers else "no frames" if one.created else "nothing new"
    parts = [f"{'new, ' if one.created else ''}{came}"]
    if one.numbers and one.there:
        parts.append(f"{counted(one.there, 'frame')} {'was' if one.there == 1 else 'were'} there")
    if one.tags and not one.created:
        parts.append(f"tagged {', '.join(one.tags)}")
    if one.left_out:
        parts.append(f"without {frames_there(one.left_out)}, deleted {place}")
    if one.tags_left:
        parts.append(f"{', '.join(one.tags_left)} stays as it is {place}")
    return f"{name}: {'; '.join(parts)}; {seen_by(one.path, one.access_level, one.user, one.shared_with)}"


def _of_dashboard(one: AdoptedDashboard, name: str) -> str:
    if one.created:
        return f"dashboard {name}: new; {AUDIENCE['private']}"
    return f"dashboard {name}: {counted(len(one.revisions), 'new revision') if one.revisions else 'nothing new'}"
