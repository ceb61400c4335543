"""The git commit that a notebook or script is at, where git is installed and the file is in a repository."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from pathlib import Path
from typing import NamedTuple

FRESH = 5.0
"""For how many seconds an answer of git is good; longer where git is slow, so that a loop of pushes is not."""

PATIENCE = 2.0
"""How many seconds an answer may take."""

_SLOWNESS = 20
_COMMIT = re.compile(r"[0-9a-f]{40,64}")

_QUIETLY = ("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}")
"""The repository may be another's: git must start no program that its configuration names."""

_ELSEWHERE = ("GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_NAMESPACE")
"""What a hook of git tells the programs that it starts, which is about another repository."""


class Checkout(NamedTuple):
    """A commit, and whether files differ from it; what is not known is None."""

    commit: str | None = None
    dirty: bool | None = None


_answers: dict[Path, tuple[float, Checkout]] = {}


def checkout_of(file: Path) -> Checkout:
    """The checkout that a file is in."""
    good_until, answer = _answers.get(file, (0.0, Checkout()))
    begun = time.monotonic()
    if begun < good_until:
        return answer
    answer = _asked(file)
    ended = time.monotonic()
    _answers[file] = (ended + max(FRESH, _SLOWNESS * (ended - begun)), answer)
    return answer


def _asked(file: Path) -> Checkout:
    commit = (_git(file.parent, "rev-parse", "--verify", "HEAD") or "").strip()
    if not _COMMIT.fullmatch(commit):
        return Checkout()
    if _git(file.parent, "ls-files", "--error-unmatch", "--", file.name) is None:
        is_ignored = _git(file.parent, "check-ignore", "--quiet", "--", file.name) is not None
        return Checkout() if is_ignored else Checkout(commit, dirty=True)
    # Within a submodule git would follow the configuration of that one too.
    changes = _git(file.parent, "status", "--porcelain", "--untracked-files=no", "--ignore-submodules=dirty")
    return Checkout(commit, None if changes is None else bool(changes))


def _git(folder: Path, *arguments: str) -> str | None:
    """What git says, None where it is not installed, fails or takes too long."""
    program = shutil.which("git")
    if program is None:
        return None
    environment = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE}
    try:
        answer = subprocess.run(  # noqa: S603
            [program, *_QUIETLY, *arguments],
            cwd=folder,
            env={**environment, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
            check=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return answer.stdout.decode(errors="replace")
