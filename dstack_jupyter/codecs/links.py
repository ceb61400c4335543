"""Where the symbolic links of a folder lead."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

_MOST_LINKS = 40
"""Links that may be followed one after another, as operating systems do."""
_IS_WINDOWS = os.name == "nt"


def leading_out(links: Mapping[str, str]) -> str | None:
    """The first link that leads out of its folder, or in circles, told from the names alone; None where none does.

    `links` are all links of the folder: the target of each by its name, a path within the folder with slashes.
    """
    return next((name for name in links if _leads_out(name, links)), None)


def really_leading_out(links: Iterable[str], folder: Path) -> str | None:
    """The first link that leads out of the folder on this disk, which may take two names for one."""
    real = os.path.realpath(folder)
    return next((name for name in links if not Path(os.path.realpath(folder / name)).is_relative_to(real)), None)


def _leads_out(name: str, links: Mapping[str, str]) -> bool:
    waiting = name.split("/")[::-1]
    here: list[str] = []
    followed = 0
    while waiting:
        part = waiting.pop()
        if part == "..":
            if not here:
                return True
            here.pop()
            continue
        here.append(part)
        target = links.get("/".join(here))
        if target is None:
            continue
        followed += 1
        if followed > _MOST_LINKS or _is_absolute(target):
            return True
        here.pop()
        waiting += [step for step in reversed(_with_slashes(target).split("/")) if step not in ("", ".")]
    return False


def _is_absolute(target: str) -> bool:
    return _with_slashes(target).startswith("/") or (_IS_WINDOWS and ":" in target)


def _with_slashes(target: str) -> str:
    return target.replace("\\", "/") if _IS_WINDOWS else target
