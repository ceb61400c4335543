"""What an export and an import answer."""

from __future__ import annotations

from html import escape
from pathlib import Path

from dstack_jupyter.client.archives.manifest import Manifest
from dstack_jupyter.client.rich import Rich, counted, short_name, size_text
from dstack_jupyter.client.wholes.answers import Arrived


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


class Imported(Arrived):
    """What came in from an archive."""
