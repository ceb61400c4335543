"""Writing profiles into ``config.yaml``: what stands there stays, comments too."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from dstack_jupyter.client.config import CONFIG_VARIABLE, Profile
from dstack_jupyter.client.profile_text import (
    document_of,
    profiles_of,
    with_changed_entry,
    with_entry,
    without_entry,
)
from dstack_jupyter.model.errors import ConfigurationError, NotFound
from dstack_jupyter.store.disk import make_folder, make_parents
from dstack_jupyter.store.home import home_folder


def own_config_path() -> Path:
    """The file that profiles are written to: ``$DSTACK_CONFIG``, or the home folder's; never a project's."""
    named = os.environ.get(CONFIG_VARIABLE)
    return Path(named).expanduser() if named else home_folder() / "config.yaml"


def written_profile(name: str, file: Path | None = None) -> Profile | None:
    """The profile of that name in the file that profiles are written to, or None."""
    return next((profile for profile in written_profiles(file) if profile.name == name), None)


def written_profiles(file: Path | None = None) -> list[Profile]:
    """The profiles of the file that they are written to, or of another, in their order."""
    entries = written_entries(file)
    return [_profile(str(name), entry) for name, entry in entries.items() if isinstance(entry, dict)]


def written_entries(file: Path | None = None) -> dict[str, Any]:
    """The entries of the file as they stand there, by their names."""
    return profiles_of(document_of(_text(file or own_config_path())))


def written_entry(name: str, file: Path | None = None) -> dict[str, Any]:
    """One of the entries; raises `NotFound` where there is none of that name."""
    entries = written_entries(file)
    if not isinstance(entries.get(name), dict):
        known = ", ".join(sorted(map(str, entries))) or "no profiles"
        raise NotFound(f"there is no profile {name!r} in {file or own_config_path()}; it has {known}")
    return dict(entries[name])


def add_profile(name: str, entry: Mapping[str, str | bool], file: Path | None = None) -> Path:
    """Add a profile, and return the file; raises `ConfigurationError` where there is one of that name."""
    path = _real(file)
    text = _text(path)
    if name in profiles_of(document_of(text)):
        raise ConfigurationError(f"there is a profile {name!r} in {path} already; choose another name or remove it")
    _write(path, with_entry(text, name, entry))
    return path


def put_profile(name: str, entry: Mapping[str, str | bool], file: Path | None = None) -> Path:
    """Add a profile, or make it another, and return the file."""
    path = _real(file)
    text = _text(path)
    change = with_changed_entry if name in profiles_of(document_of(text)) else with_entry
    _write(path, change(text, name, entry))
    return path


def remove_profile(name: str, file: Path | None = None) -> Path:
    """Take a profile away, and return the file; raises `NotFound` where there is none of that name."""
    written_entry(name, file)
    path = _real(file)
    _write(path, without_entry(_text(path), name))
    return path


def _real(file: Path | None) -> Path:
    """The file itself, where the path is a link to it."""
    return Path(os.path.realpath((file or own_config_path()).expanduser()))


def _profile(name: str, entry: dict[str, Any]) -> Profile:
    try:
        return Profile(**{**entry, "name": name})
    except (TypeError, ValidationError) as error:
        raise ConfigurationError(f"profile {name!r} cannot be read: {error}") from error


def _text(path: Path) -> str:
    try:
        return path.expanduser().read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} cannot be read: {error}; mend it or move it away") from error


def _write(path: Path, text: str) -> None:
    if path.parent == Path(os.path.realpath(home_folder())):
        make_parents(path.parent)
        make_folder(path.parent)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be written: {error}") from error
