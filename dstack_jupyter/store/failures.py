"""What SQLite and the operating system say when they fail, in words that say what to do."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from json import JSONDecodeError
from pathlib import Path

from pydantic import ValidationError

from dstack_jupyter.model.errors import DstackError, InvalidValue, StoreFull, StoreUnavailable

_FULL = frozenset(code for name in ("ENOSPC", "EDQUOT", "EFBIG") if (code := getattr(errno, name, None)) is not None)

_ELSEWHERE = "set DSTACK_HOME to a folder"


@contextmanager
def explained(place: Path) -> Iterator[None]:
    """Turn what fails inside into `StoreUnavailable` that names `place`."""
    try:
        yield
    except DstackError:
        raise
    except OSError as error:
        raise of_system(error, place) from error
    except sqlite3.Error as error:
        raise of_sqlite(error, place) from error
    except UnicodeEncodeError as error:
        raise InvalidValue(f"a text has a character that is half of one: {error.object!r:.80}") from error
    except (JSONDecodeError, UnicodeDecodeError, ValidationError) as error:
        raise _damaged(place, f"{type(error).__name__} in a row") from error


def of_system(error: OSError, place: Path) -> StoreUnavailable:
    """A failure of the operating system at a file or folder of the store."""
    reason = error.strerror or str(error)
    if error.errno in _FULL:
        return _full(place, reason)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return _denied(place, reason)
    return StoreUnavailable(
        f"the store cannot use {place} ({reason}); check the disk, or {_ELSEWHERE} on another one and try again"
    )


def of_sqlite(error: BaseException, place: Path) -> StoreUnavailable:
    """A failure of SQLite at the database of the store."""
    code = getattr(error, "sqlite_errorcode", None) or 0
    explain = _BY_EXACT_CODE.get(code) or _BY_CODE.get(code & 0xFF) or _other
    return explain(place, str(error))


def of_locks(error: OSError, place: Path) -> StoreUnavailable:
    """A file system that cannot lock files."""
    reason = error.strerror or os.strerror(error.errno or 0)
    return StoreUnavailable(
        f"files cannot be locked at {place} ({reason}), so programs would overwrite each other's pushes; "
        f"{_ELSEWHERE} on a local disk"
    )


def _full(place: Path, reason: str) -> StoreUnavailable:
    return StoreFull(
        f"there is no room left at {place} ({reason}), and nothing was stored; "
        f"free some space, or {_ELSEWHERE} on another disk"
    )


def _denied(place: Path, reason: str) -> StoreUnavailable:
    return StoreUnavailable(
        f"the store may not use {place} ({reason}); correct its permissions, or {_ELSEWHERE} that you can write"
    )


def _busy(place: Path, reason: str) -> StoreUnavailable:
    return StoreUnavailable(f"{place} is in use by another program for too long ({reason}); end it and try again")


def _damaged(place: Path, reason: str) -> StoreUnavailable:
    return StoreUnavailable(
        f"{place} is damaged ({reason}); put back a copy of it from a backup or from the folder 'copies' beside it, "
        "or move it away to begin a new store; contents in the folder 'blobs' are not touched by this"
    )


def _other(place: Path, reason: str) -> StoreUnavailable:
    return StoreUnavailable(f"the store cannot use {place} ({reason})")


_BY_CODE = {
    sqlite3.SQLITE_FULL: _full,
    sqlite3.SQLITE_BUSY: _busy,
    sqlite3.SQLITE_LOCKED: _busy,
    sqlite3.SQLITE_CORRUPT: _damaged,
    sqlite3.SQLITE_NOTADB: _damaged,
    sqlite3.SQLITE_READONLY: _denied,
    sqlite3.SQLITE_PERM: _denied,
    sqlite3.SQLITE_AUTH: _denied,
    sqlite3.SQLITE_CANTOPEN: _denied,
}

_BY_EXACT_CODE = {
    # SQLite calls only ENOSPC full; a used-up quota and a limit on the size of files are these.
    sqlite3.SQLITE_IOERR_WRITE: _full,
    sqlite3.SQLITE_IOERR_SHMSIZE: _full,
    sqlite3.SQLITE_IOERR_TRUNCATE: _full,
}
