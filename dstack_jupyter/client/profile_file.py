"""Writing profiles into ``config.yaml``: what stands there stays, comments too."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from dstack_jupyter.client.config import CONFIG_VARIABLE, Profile
from dstack_jupyter.model.errors import ConfigurationError
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
    entries = _profiles(_document(_text(file or own_config_path())))
    return [_profile(str(name), entry) for name, entry in entries.items() if isinstance(entry, dict)]


def add_profile(name: str, entry: Mapping[str, str | bool]) -> Path:
    """Add a profile, and return the file; raises `ConfigurationError` where there is one of that name."""
    path = Path(os.path.realpath(own_config_path()))
    text = _text(path)
    document = _document(text)
    if name in _profiles(document):
        raise ConfigurationError(f"there is a profile {name!r} in {path} already; choose another name or remove it")
    wanted = {**document, "profiles": {name: dict(entry), **_profiles(document)}}
    _write(path, _with_entry(text, name, entry, wanted))
    return path


def _profile(name: str, entry: dict[str, Any]) -> Profile:
    try:
        return Profile(**{**entry, "name": name})
    except (TypeError, ValidationError) as error:
        raise ConfigurationError(f"profile {name!r} cannot be read: {error}") from error


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} cannot be read: {error}; mend it or move it away") from error


def _document(text: str) -> dict[str, Any]:
    try:
        document = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ConfigurationError(f"the file with the profiles is no YAML: {error}; mend it or move it away") from error
    if document is None:
        return {}
    if not isinstance(document, dict) or not isinstance(document.get("profiles") or {}, dict):
        raise ConfigurationError("the file with the profiles has no mapping 'profiles'; mend it or move it away")
    return document


def _profiles(document: Mapping[str, Any]) -> dict[str, Any]:
    return document.get("profiles") or {}


def _with_entry(text: str, name: str, entry: Mapping[str, Any], wanted: dict[str, Any]) -> str:
    """The text with an entry more; anew from `wanted`, without comments, where it is written in an unusual way."""
    lines = text.splitlines()
    at = next((number for number, line in enumerate(lines) if line.split("#")[0].rstrip() == "profiles:"), None)
    if at is None:
        lines += ["profiles:"]
        at = len(lines) - 1
    added = _lines(name, entry, _indent(lines[at + 1 :]))
    changed = "\n".join([*lines[: at + 1], *added, *lines[at + 1 :]]) + "\n"
    try:
        is_as_wanted = yaml.safe_load(changed) == wanted
    except yaml.YAMLError:
        is_as_wanted = False
    return changed if is_as_wanted else str(yaml.safe_dump(wanted, sort_keys=False, allow_unicode=True))


def _lines(name: str, entry: Mapping[str, Any], indent: str) -> list[str]:
    """JSON texts are YAML texts."""
    return [
        f"{indent}{json.dumps(name) if not name.isidentifier() else name}:",
        *(f"{indent * 2}{key}: {json.dumps(value)}" for key, value in entry.items()),
    ]


def _indent(following: list[str]) -> str:
    first = next((line for line in following if line.strip() and not line.lstrip().startswith("#")), "")
    return first[: len(first) - len(first.lstrip(" "))] or "  "


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
