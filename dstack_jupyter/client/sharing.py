"""Share stacks and dashboards, and say who sees them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Protocol

from dstack_jupyter.client.backend import Backend
from dstack_jupyter.client.config import remote_profiles
from dstack_jupyter.client.links import Link, dashboard_link, stack_link
from dstack_jupyter.client.profiles import backend as open_backend
from dstack_jupyter.client.rich import AUDIENCE, Rich, enumerated, short_name
from dstack_jupyter.model.accounts import Permission, Permitted
from dstack_jupyter.model.errors import InvalidValue, NotFound
from dstack_jupyter.model.names import StackPath, parse_path
from dstack_jupyter.model.stacks import AccessLevel, checked_access

_WIDTH = {"private": 0, "internal": 1, "public": 2}


class Shared(Rich):
    """Who sees a stack or a dashboard now.

    Attributes
    ----------
    access_level
        Who sees it without a permission.
    permitted
        Whom its owner gave a permission.
    notes
        What else there is to know: that nobody else reaches the store, that cards show what others do not see.
    url
        The page that shows it, None where no server is running.
    """

    def __init__(
        self, name: str, access_level: str, permitted: Sequence[Permitted], link: Link | None, notes: Sequence[str]
    ) -> None:
        self.access_level, self.permitted, self.notes = access_level, list(permitted), list(notes)
        self.url = link.url if link else None
        self._name, self._href = name, link.href if link else None

    def _seen_by(self) -> str:
        pushers = [one.user for one in self.permitted if one.permission == "push"]
        pushing = f"; {enumerated(pushers)} may push to it" if pushers else ""
        if self.access_level != "private":
            return f"{AUDIENCE[self.access_level]} sees it{pushing}"
        if not self.permitted:
            return "only you see it"
        return f"{enumerated(['you', *(one.user for one in self.permitted)])} see it{pushing}"

    def _text(self) -> str:
        return "\n".join([f"{self._name}: {self._seen_by()}", *self.notes, *([self.url] if self.url else [])])

    def _html(self) -> str:
        name = escape(self._name)
        if self._href:
            name = f'<a href="{escape(self._href)}" target="_blank" rel="noopener">{name}</a>'
        notes = "".join(f'<div style="opacity:.75">{escape(note)}</div>' for note in self.notes)
        return f"<div>{name}: {escape(self._seen_by())}</div>{notes}"


class _Thing(Protocol):
    """What is shared."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def call(self) -> str:
        """How `ds.copy` names it."""

    def access_level(self) -> str:
        """Who sees it without a permission; `NotFound` where it is not there."""

    def permitted(self) -> list[Permitted]:
        """Whom its owner gave a permission."""

    def permit(self, user: str, permission: Permission | None) -> list[Permitted]:
        """Give a permission, or take it away."""

    def open_to(self, level: AccessLevel) -> None:
        """Set who sees it without a permission."""

    def link(self) -> Link | None:
        """The page that shows it."""

    def notes(self, level: str, user: str | None) -> list[str]:
        """What those who see it, of whom `user` is one, do not see."""


class _Stack:
    def __init__(self, backend: Backend, name: str) -> None:
        self._backend, self._path = backend, parse_path(name, backend.user)
        self.name = short_name(self._path, backend.user)
        self.call = repr(self.name)

    def access_level(self) -> str:
        return self._backend.stack(self._path).access_level

    def permitted(self) -> list[Permitted]:
        return self._backend.sharing.of_stack(self._path)

    def permit(self, user: str, permission: Permission | None) -> list[Permitted]:
        return self._backend.sharing.permit_stack(self._path, user, permission)

    def open_to(self, level: AccessLevel) -> None:
        self._backend.update_stack(self._path, access=level)

    def link(self) -> Link | None:
        return stack_link(self._path, self._backend)

    def notes(self, level: str, user: str | None) -> list[str]:
        return []


class _Dashboard:
    def __init__(self, backend: Backend, name: str) -> None:
        self._backend, self._path = backend, parse_path(name, backend.user)
        self.name = short_name(self._path, backend.user)
        self.call = f"dashboards=[{self.name!r}]"

    def access_level(self) -> str:
        return self._backend.dashboard(self._path).access_level

    def permitted(self) -> list[Permitted]:
        return self._backend.sharing.of_dashboard(self._path)

    def permit(self, user: str, permission: Permission | None) -> list[Permitted]:
        return self._backend.sharing.permit_dashboard(self._path, user, permission)

    def open_to(self, level: AccessLevel) -> None:
        self._backend.sharing.open_dashboard(self._path, level)

    def link(self) -> Link | None:
        return dashboard_link(self._path, self._backend)

    def notes(self, level: str, user: str | None) -> list[str]:
        """A card shows its stack to those alone who may see the stack."""
        own = [
            card.path for card in self._backend.dashboard(self._path).spec.cards if card.path.user == self._path.user
        ]
        hidden = [path.name for path in own if self._is_hidden(path, level, user)]
        if not hidden:
            return []
        stacks = f"stack {hidden[0]} is" if len(hidden) == 1 else f"stacks {enumerated(hidden)} are"
        if user is None:
            return [f"its {stacks} seen by fewer: ds.share({hidden[0]!r}, access={level!r})"]
        return [f"its {stacks} not shared with {user}: ds.share({hidden[0]!r}, {user!r})"]

    def _is_hidden(self, path: StackPath, level: str, user: str | None) -> bool:
        try:
            stack = self._backend.stack(path)
        except NotFound:
            return False
        if user is None:
            return _WIDTH[stack.access_level] < _WIDTH[level]
        return stack.access_level == "private" and user not in [
            one.user for one in self._backend.sharing.of_stack(path)
        ]


def share_stack(name: str, user: str | None, push: bool, access: AccessLevel | None, profile: str | None) -> Shared:
    """Do what ``ds.share`` says."""
    if push and user is None:
        raise InvalidValue(f"say who may push: ds.share({name!r}, 'ann', push=True)")
    backend = open_backend(profile)
    return _share(backend, _Stack(backend, name), user, "push" if push else "view", access)


def share_dashboard_named(name: str, user: str | None, access: AccessLevel | None, profile: str | None) -> Shared:
    """Do what ``ds.share_dashboard`` says."""
    backend = open_backend(profile)
    return _share(backend, _Dashboard(backend, name), user, "view", access)


def unshare_stack(name: str, user: str, profile: str | None) -> Shared:
    """Do what ``ds.unshare`` says."""
    backend = open_backend(profile)
    return _unshare(_Stack(backend, name), user)


def unshare_dashboard_named(name: str, user: str, profile: str | None) -> Shared:
    """Do what ``ds.unshare_dashboard`` says."""
    backend = open_backend(profile)
    return _unshare(_Dashboard(backend, name), user)


def _share(
    backend: Backend, thing: _Thing, user: str | None, permission: Permission, access: AccessLevel | None
) -> Shared:
    if user is not None and access is not None:
        raise InvalidValue(f"share {thing.name} with {user}, or with all by access={access!r}; one of them at a time")
    level = None if access is None else checked_access(access)
    thing.access_level()
    if user is not None:
        if user != backend.user and not backend.sharing.reaches_others():
            raise InvalidValue(
                f"nobody but you reaches the store {backend.where}, so {user} would not see {thing.name}; {_way(thing)}"
            )
        thing.permit(user, permission)
    elif level is not None:
        thing.open_to(level)
    notes = thing.notes(thing.access_level(), user) if user or level else []
    if level not in (None, "private") and not backend.sharing.reaches_others():
        notes.append(f"nobody but you reaches the store {backend.where} yet; {_way(thing)}")
    return _shared(thing, notes)


def _unshare(thing: _Thing, user: str) -> Shared:
    thing.permit(user, None)
    return _shared(thing, [])


def _shared(thing: _Thing, notes: Sequence[str]) -> Shared:
    return Shared(thing.name, thing.access_level(), thing.permitted(), thing.link(), notes)


def _way(thing: _Thing) -> str:
    """How others come to see it."""
    profiles = remote_profiles()
    to = profiles[0] if profiles else "team"
    where = "" if profiles else f", where {to} is a profile of config.yaml"
    return f"ds.copy({thing.call}, to={to!r}) brings it to a server{where}"
