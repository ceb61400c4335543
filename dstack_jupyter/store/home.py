"""The home folder of a user's store."""

from __future__ import annotations

import os
from pathlib import Path


def home_folder() -> Path:
    """``$DSTACK_HOME``, or ``~/.dstack``."""
    named = os.environ.get("DSTACK_HOME")
    return (Path(named).expanduser() if named else Path.home() / ".dstack").absolute()


def store_folder(home: Path | None = None) -> Path:
    """The part of a home folder that belongs to the store: ``<home>/store``."""
    return (home_folder() if home is None else home.expanduser().absolute()) / "store"
