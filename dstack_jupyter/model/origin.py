"""Where a frame came from, as it travels and as it is read."""

from __future__ import annotations

from html import escape

from pydantic import BaseModel, ConfigDict, Field

_SHORT_COMMIT = 7
_CHANGES = {None: "", False: "", True: ", and changes that were not committed"}


class Origin(BaseModel):
    """Where a frame came from; what is not known is None.

    Attributes
    ----------
    user, host
        Who pushed, and the name of the computer.
    notebook, cell
        The path of the notebook when its kernel was started, and the execution count of the cell.
    script
        The path of the program, where it was none of a notebook.
    file
        The path of the file that was pushed from JupyterLab, below the folder of its server.
    commit, dirty
        The git commit that the notebook or script was at, and whether files differed from it.
    python, platform
        The version of Python, and what it ran on.
    packages
        The versions of the packages that were imported.
    """

    model_config = ConfigDict(frozen=True, defer_build=True)

    user: str | None = None
    host: str | None = None
    notebook: str | None = None
    cell: int | None = None
    script: str | None = None
    file: str | None = None
    commit: str | None = None
    dirty: bool | None = None
    python: str | None = None
    platform: str | None = None
    packages: dict[str, str] = Field(default_factory=dict)

    @property
    def short(self) -> str:
        """The origin in a few words: ``ann sales.ipynb [12] 1a2b3c4+``; the plus says that files had changed."""
        place = (self.notebook or self.script or self.file or "").replace("\\", "/").rpartition("/")[2]
        commit = f"{self.commit[:_SHORT_COMMIT]}{'+' if self.dirty else ''}" if self.commit else ""
        return " ".join(
            part for part in (printable(self.user or ""), printable(place), self._cell, printable(commit)) if part
        )

    def __str__(self) -> str:
        facts = self._facts()
        width = max((len(label) for label, _ in facts), default=0)
        return "\n".join(f"{label.ljust(width)}  {text}" for label, text in facts) or "nothing is known"

    def __repr__(self) -> str:
        return f"<Origin: {self.short or 'not known'}>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        rows = [f"<tr><th>{label}</th><td>{escape(text)}</td></tr>" for label, text in self._facts()]
        table = f"<table>{''.join(rows)}</table>" if rows else f"<div>{self}</div>"
        return {"text/plain": str(self), "text/html": table}

    @property
    def _cell(self) -> str:
        return "" if self.cell is None else f"[{self.cell}]"

    def _facts(self) -> list[tuple[str, str]]:
        packages = ", ".join(f"{name} {version}" for name, version in sorted(self.packages.items()))
        facts = {
            "user": self.user,
            "host": self.host,
            "notebook": f"{self.notebook or ''} {self._cell}".strip(),
            "script": self.script,
            "file": self.file,
            "git": f"commit {self.commit}{_CHANGES[self.dirty]}" if self.commit else "",
            "Python": ", ".join(part for part in (self.python, self.platform) if part),
            "packages": packages,
        }
        return [(label, printable(text)) for label, text in facts.items() if text]


def printable(text: str) -> str:
    """The text in one line, where whatever would move the cursor of a terminal is a question mark."""
    return "".join(char if char.isprintable() else "?" for char in text)
