"""Passwords, kept as hashes by Argon2id (RFC 9106)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from dstack_jupyter.model.accounts import MAX_PASSWORD, MIN_PASSWORD
from dstack_jupyter.model.errors import InvalidValue

if TYPE_CHECKING:
    from argon2 import PasswordHasher


def hashed(password: str) -> str:
    """The hash of a password; raises `InvalidValue` for one that is too short."""
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise InvalidValue(f"a password has {MIN_PASSWORD} to {MAX_PASSWORD} characters; this one has {len(password)}")
    return _hasher().hash(password)


def is_right(password: str, kept: str | None) -> bool:
    """Whether it is the password. It takes as long where there is none, so that nobody learns which users there are."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(kept or _nobodys(), password[: MAX_PASSWORD + 1]) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _nobodys() -> str:
    return _hasher().hash("nobody has this password")
