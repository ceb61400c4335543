"""What an export and an import answer."""

from __future__ import annotations

from html import escape
from pathlib import Path

from dstack_jupyter.client.archives.manifest import Manifest
from dstack_jupyter.client.rich import AUDIENCE, Rich, counted, short_name, size_text
from dstack_jupyter.model.wholes import Adopted, AdoptedDashboard, AdoptedStack
from dstack_jupyter.store.words import frames_there


class Exported(Rich):
    """An archive that was written.

    Attributes
    ----------
    path
        The file.
    length
        Its bytes.
    stacks, dashboards
        What is in it, by path.
    """

    def __init__(self, path: Path, length: int, manifest: Manifest, user: str) -> None:
        self.path, self.length = path, length
        self.stacks = [one.path for one in manifest.stacks]
        self.dashboards = [one.path for one in manifest.dashboards]
        self._frames = sum(len(one.frames) for one in manifest.stacks)
        self._user = user

    def _text(self) -> str:
        parts = [counted(len(self.stacks), "stack"), counted(self._frames, "frame")]
        if self.dashboards:
            parts.append(counted(len(self.dashboards), "dashboard"))
        return f"{self.path}: {', '.join(parts)}, {size_text(self.length)}"

    def _html(self) -> str:
        names = ", ".join(short_name(path, self._user) for path in (*self.stacks, *self.dashboards))
        return f'<div>{escape(self._text())}</div><div style="opacity:.75">{escape(names)}</div>'


class Imported(Rich):
    """What came in from an archive.

    Attributes
    ----------
    stacks, dashboards
        One answer for each of the archive: its path, whether it was made, and which frames or revisions came in.
    """

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
            *(_of_stack(one, short_name(one.path, self._user)) for one in self.stacks),
            *(_of_dashboard(one, short_name(one.path, self._user)) for one in self.dashboards),
        ]

    def _text(self) -> str:
        return "\n".join(self._lines())

    def _html(self) -> str:
        return "".join(f"<div>{escape(line)}</div>" for line in self._lines())


def _of_stack(one: AdoptedStack, name: str) -> str:
    came = frames_there(one.numbers) if one.numbers else "no frames" if one.created else "nothing new"
    parts = [f"{'new, ' if one.created else ''}{came}"]
    if one.numbers and one.there:
        parts.append(f"{counted(one.there, 'frame')} {'was' if one.there == 1 else 'were'} there")
    if one.tags and not one.created:
        parts.append(f"tagged {', '.join(one.tags)}")
    if one.left_out:
        parts.append(f"without {frames_there(one.left_out)}, deleted here")
    if one.tags_left:
        parts.append(f"{', '.join(one.tags_left)} stays as it is here")
    return f"{name}: {'; '.join(parts)}; {AUDIENCE[one.access_level]}"


def _of_dashboard(one: AdoptedDashboard, name: str) -> str:
    if one.created:
        return f"dashboard {name}: new; {AUDIENCE['private']}"
    return f"dashboard {name}: {counted(len(one.revisions), 'new revision') if one.revisions else 'nothing new'}"
