"""``config.yaml``: where it is, what it holds, and whether a project's own one may be used.

The format is that of dstack 2020: ``profiles: {<name>: {user, token, server, verify}}``; an entry with
``store: local`` is the store of this computer.
"""

from __future__ import annotations

import hashlib
import json
import os
import warnings
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dstack_jupyter.model.errors import ConfigurationError
from dstack_jupyter.store.disk import make_folder, make_parents
from dstack_jupyter.store.home import home_folder

DEFAULT = "default"
CONFIG_VARIABLE = "DSTACK_CONFIG"
SERVER_VARIABLE = "DSTACK_SERVER"


class Profile(BaseModel):
    """A local entry that says which store a client uses, and as whom.

    `verify` is whether the certificate of the server is checked, or the file with certificates to check it with.
    """

    model_config = ConfigDict(
        frozen=True, extra="ignore", defer_build=True, coerce_numbers_to_str=True, hide_input_in_errors=True
    )

    name: str
    user: str | None = None
    token: str | None = Field(default=None, repr=False)
    server: str | None = None
    verify: bool | str = True
    store: str | None = None

    @property
    def is_local(self) -> bool:
        """Whether this is the store of the home folder."""
        return self.store == "local"


def read_profile(name: str | None = None) -> Profile:
    """The profile of that name; None is ``default``, which without an entry is the local store."""
    path = config_path()
    entries = _entries(path)
    wanted = name or DEFAULT
    if wanted not in entries:
        if wanted == DEFAULT:
            return Profile(name=DEFAULT, store="local")
        known = ", ".join(sorted(map(str, entries))) or "no profiles"
        raise ConfigurationError(f"there is no profile {wanted!r} in {path}; it has {known}")
    return _usable(_profile(wanted, entries[wanted], path), path)


def remote_profiles() -> list[str]:
    """The names of the profiles that point to a server of another computer, in their order."""
    entries = _entries(config_path())
    return [str(name) for name, entry in entries.items() if isinstance(entry, dict) and _is_remote(entry.get("server"))]


def listed_profiles() -> list[Profile]:
    """All profiles, in their order; of one that cannot be read only the name is known."""
    path = config_path()
    return [_profile_or_name(str(name), entry, path) for name, entry in _entries(path).items()]


def config_path() -> Path:
    """The file that holds the profiles: ``$DSTACK_CONFIG``, a trusted project's, or the home folder's."""
    named = os.environ.get(CONFIG_VARIABLE)
    if named:
        return Path(named).expanduser()
    own = home_folder() / "config.yaml"
    project = _project_config()
    if project.is_file() and not (own.exists() and project.samefile(own)):
        if _is_trusted(project):
            return project
        _say_untrusted(project)
    return own


def trust_project_config() -> Path:
    """Consent to ``./.dstack/config.yaml`` of the working directory, as it is now.

    It decides where pushes go, so it is not used before you say so, and asks anew when it changes.
    """
    project = _project_config()
    if not project.is_file():
        raise ConfigurationError(f"there is no {project} to trust")
    trusted = {**_trusted(), str(project): _fingerprint(project)}
    record = _trust_record()
    make_parents(home_folder())
    make_folder(home_folder())
    make_folder(record.parent)
    written = record.with_suffix(f".{os.getpid()}")
    written.write_text(json.dumps(trusted, indent=1, sort_keys=True), encoding="utf-8")
    written.chmod(0o600)
    written.replace(record)
    return project


def _project_config() -> Path:
    return Path.cwd() / ".dstack" / "config.yaml"


def _trust_record() -> Path:
    return home_folder() / "store" / "trusted.json"


def _trusted() -> dict[str, str]:
    try:
        record = json.loads(_trust_record().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def _is_trusted(project: Path) -> bool:
    return _trusted().get(str(project)) == _fingerprint(project)


def _fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The file is read at every call, and the loader in C is ten times as fast where it is there."""

_said: set[Path] = set()


def _say_untrusted(project: Path) -> None:
    if project in _said:
        return
    _said.add(project)
    warnings.warn(
        f"{project} is not used: it decides where pushes go. If you trust it, say so once: ds.trust_project_config()",
        stacklevel=6,
    )


def _entries(path: Path) -> dict[str, Any]:
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - both are safe
    except FileNotFoundError:
        if os.environ.get(CONFIG_VARIABLE):
            raise ConfigurationError(f"${CONFIG_VARIABLE} names {path}, which is not there") from None
        return {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigurationError(f"{path} cannot be read: {error}; mend it or move it away") from error
    profiles = document.get("profiles") if isinstance(document, dict) else None
    if document is None or (isinstance(document, dict) and profiles is None):
        return {}
    if not isinstance(profiles, dict):
        raise ConfigurationError(f"{path} has no mapping 'profiles'; mend it or move it away")
    return profiles


def _is_remote(server: object) -> bool:
    try:
        host = urlsplit(str(server or "")).hostname
    except ValueError:
        return False
    return host not in (None, "localhost", "127.0.0.1", "::1")


def _profile(name: str, entry: Any, path: Path) -> Profile:
    try:
        return Profile(**{**entry, "name": name})
    except (TypeError, ValidationError) as error:
        raise ConfigurationError(f"profile {name!r} in {path} cannot be read: {error}") from error


def _profile_or_name(name: str, entry: Any, path: Path) -> Profile:
    try:
        return _profile(name, entry, path)
    except ConfigurationError:
        return Profile(name=name)


def _usable(profile: Profile, path: Path) -> Profile:
    if profile.store not in (None, "local"):
        raise ConfigurationError(f"profile {profile.name!r} in {path} has store: {profile.store}; write store: local")
    if profile.store is None and profile.server is None:
        raise ConfigurationError(
            f"profile {profile.name!r} in {path} has no 'server'; in 2020 that meant the dstack cloud, which is gone. "
            "Add 'server: http://…' for a server, or 'store: local' for the store of this computer"
        )
    return profile
