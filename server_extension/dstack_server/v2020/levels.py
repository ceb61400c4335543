"""Who sees something: in 2020 `private` or not, later an access level."""

from __future__ import annotations

from dstack_jupyter.model.stacks import AccessLevel

_PRIVATE: dict[str, bool] = {"private": True, "public": False}


def is_private(level: str) -> bool | None:
    """What 2020 says of an access level; None is internal, of which it did not know."""
    return _PRIVATE.get(level)


def level_of(*, private: bool) -> AccessLevel:
    """The access level that 2020 calls private, or not."""
    return "private" if private else "public"


def level_asked(private: bool | None, access_level: AccessLevel | None) -> AccessLevel | None:
    """The access level that a request means; None where it means none."""
    if access_level is not None or private is None:
        return access_level
    return level_of(private=private)
