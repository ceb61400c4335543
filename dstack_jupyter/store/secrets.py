"""Secrets that prove who someone is: how they are made, recognised, and kept."""

from __future__ import annotations

import hashlib
import secrets
import string
import zlib

PREFIX = "dsk_"
"""Tokens begin with it, so that scanners find one that was published."""

_ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
_RANDOM, _CHECK = 33, 6
"""33 characters of 62 are 196 random bits; six hold a CRC-32 of what stands before them."""


def new_token() -> str:
    """The secret of a token."""
    body = PREFIX + "".join(secrets.choice(_ALPHABET) for _ in range(_RANDOM))
    return body + _checksum(body)


def new_secret() -> str:
    """The secret of a session or of a link."""
    return secrets.token_urlsafe(32)


def is_whole(token: str) -> bool:
    """Whether it is a token as it was made, without a missing or mistyped character."""
    body, check = token[:-_CHECK], token[-_CHECK:]
    return len(token) == len(PREFIX) + _RANDOM + _CHECK and token.startswith(PREFIX) and _checksum(body) == check


def fingerprint(secret: str) -> str:
    """What the store keeps of a secret. It is random and long, so that nobody finds it by trying."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


def _checksum(body: str) -> str:
    rest, digits = zlib.crc32(body.encode(errors="replace")), ""
    for _ in range(_CHECK):
        rest, digit = divmod(rest, len(_ALPHABET))
        digits = _ALPHABET[digit] + digits
    return digits
