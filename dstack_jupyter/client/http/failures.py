"""The one place where an answer of a server, or the want of one, becomes an exception."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator
from typing import NamedTuple

import requests

from dstack_jupyter.client.http.addresses import Place
from dstack_jupyter.model.errors import (
    Conflict,
    DstackError,
    InvalidValue,
    NotAllowed,
    NotFound,
    NotSignedIn,
    ServerUnavailable,
    StoreFull,
)

LONGEST = 4000

_REDIRECTS = (301, 302, 303, 307, 308)

_OF_STATUS: dict[int, type[DstackError]] = {
    400: InvalidValue,
    401: NotSignedIn,
    403: NotAllowed,
    404: NotFound,
    409: Conflict,
    412: Conflict,
    413: InvalidValue,
    416: InvalidValue,
    422: InvalidValue,
    507: StoreFull,
}
"""What is raised where this release does not know the code of an answer."""

_TOKEN = "put a token there as 'token:' in the profile, in $DSTACK_TOKEN, or in a file that $DSTACK_TOKEN_FILE names"  # noqa: S105


class Refused(NamedTuple):
    """An answer that is none to the question."""

    status: int
    reason: str
    body: bytes


def refusal(response: requests.Response, place: Place, *, has_token: bool) -> DstackError:
    """The exception that an answer stands for, with the words of the server."""
    try:
        body = response.content
    except requests.exceptions.RequestException:
        body = b""
    return refusal_of(Refused(response.status_code, response.reason or "", body), place, has_token=has_token)


def is_ours(refused: Refused) -> bool:
    """Whether it is dstack that refuses."""
    return _said(refused) is not None


def refusal_of(refused: Refused, place: Place, *, has_token: bool) -> DstackError:
    """The exception that a refusal stands for, whoever sent the request."""
    said = _said(refused)
    if said is None:
        return _of_a_stranger(refused, place)
    message, code = said
    if refused.status == 405:
        return _too_old(place)
    kind = _known().get(code) or _OF_STATUS.get(refused.status, DstackError)
    if kind is NotSignedIn and not has_token:
        return NotSignedIn(f"{place} wants to know who you are: {_TOKEN}")
    return kind(message)


def no_answer(error: Exception, place: Place) -> ServerUnavailable:
    """What to say where no answer came, or only a part of one."""
    if isinstance(error, (requests.exceptions.SSLError, ssl.SSLError)):
        return ServerUnavailable(
            f"the certificate of {place} cannot be trusted: {_cause(error)}. Name the certificate of who signed it as "
            "'verify: /path/of/ca.pem' in the profile"
        )
    if isinstance(error, requests.exceptions.ProxyError):
        return ServerUnavailable(f"the proxy before {place} does not answer: {_cause(error)}. Look at $HTTPS_PROXY")
    if isinstance(error, (requests.exceptions.Timeout, TimeoutError)):
        return ServerUnavailable(f"{place} does not answer in time; is it busy? Try again later")
    return ServerUnavailable(f"{place} does not answer: {_cause(error)}. Is the address right, and the server running?")


def not_understood(place: Place) -> ServerUnavailable:
    """What to say of an answer that is no answer to the question."""
    return ServerUnavailable(
        f"{place} answers in a way that this dstack-jupyter does not know; install the same version here and there"
    )


def _too_old(place: Place) -> ServerUnavailable:
    return ServerUnavailable(f"the dstack at {place} cannot do this yet; install a newer dstack-jupyter there")


def _of_a_stranger(refused: Refused, place: Place) -> DstackError:
    status = f"{refused.status} {refused.reason}".strip()
    if refused.status in _REDIRECTS:
        return ServerUnavailable(f"{place} sends to another address ({status}); write that one in the profile")
    if refused.status in (502, 503, 504):
        return ServerUnavailable(f"the server behind {place} does not answer ({status}); try again later")
    if refused.status == 413:
        return ServerUnavailable(f"something before {place} refuses so many bytes at once ({status}); ask its keeper")
    if refused.status == 404:
        return ServerUnavailable(f"at {place} there is no dstack ({status}); is the address right?")
    return ServerUnavailable(
        f"what answers at {place} is not dstack ({status}); is the address right, or does a proxy want a sign-in?"
    )


def _said(refused: Refused) -> tuple[str, str] | None:
    """The message and the code, where the answer is one of dstack's."""
    try:
        body = json.loads(refused.body)
        message, code = body["message"], body["code"]
    except (ValueError, TypeError, KeyError):
        return None
    return (message[:LONGEST], code) if isinstance(message, str) and isinstance(code, str) else None


def _known() -> dict[str, type[DstackError]]:
    return {kind.code: kind for kind in _family(DstackError)}


def _family(kind: type[DstackError]) -> Iterator[type[DstackError]]:
    yield kind
    for one in kind.__subclasses__():
        if one.__module__ == DstackError.__module__:
            yield from _family(one)


def _cause(error: BaseException) -> str:
    """The innermost reason, which is the one that says something."""
    reason = getattr(error, "reason", None) or next(iter(error.args), None)
    if isinstance(reason, BaseException):
        return _cause(reason)
    inner = error.__cause__ or error.__context__
    if inner is not None and not isinstance(error, OSError):
        return _cause(inner)
    text = str(getattr(error, "strerror", None) or error)
    return text.rpartition("): ")[2][:300]
