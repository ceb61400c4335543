"""The status that a command ends with."""

from __future__ import annotations

from dstack_jupyter.model.errors import DstackError

DONE = 0
FAILED = 1
USAGE = 2
NOT_FOUND = 3
NOT_ALLOWED = 4
NO_SERVER = 5
CONFLICT = 6
NO_STORE = 7
INTERRUPTED = 130
BROKEN_PIPE = 141

MEANINGS: dict[int, str] = {
    DONE: "done",
    FAILED: "refused, or failed",
    USAGE: "wrong usage: a command, an option or a value that cannot be",
    NOT_FOUND: "not found, or not to be seen by you",
    NOT_ALLOWED: "not allowed, or not signed in",
    NO_SERVER: "the server cannot be reached",
    CONFLICT: "it is there already, or was changed meanwhile",
    NO_STORE: "the store cannot be opened, is full or is damaged",
    INTERRUPTED: "interrupted by Ctrl+C",
}

_STATUS: dict[str, int] = {
    "invalid_name": USAGE,
    "invalid_value": USAGE,
    "ambiguous_params": USAGE,
    "not_found": NOT_FOUND,
    "no_match": NOT_FOUND,
    "not_allowed": NOT_ALLOWED,
    "not_signed_in": NOT_ALLOWED,
    "server_unavailable": NO_SERVER,
    "conflict": CONFLICT,
    "changed": CONFLICT,
    "store_unavailable": NO_STORE,
    "store_too_new": NO_STORE,
    "store_full": NO_STORE,
    "content_damaged": NO_STORE,
}


def status_of(error: DstackError) -> int:
    """The status for what dstack refuses; `FAILED` where there is none of its own."""
    return _STATUS.get(error.code, FAILED)
