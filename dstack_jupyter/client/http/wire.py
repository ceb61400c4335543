"""Requests to one server: a pool of connections, who asks, and what is sent again when a connection breaks."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.cookiejar import DefaultCookiePolicy
from typing import Protocol, TypeVar

import requests
from pydantic import BaseModel, ValidationError
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from requests.utils import get_environ_proxies

from dstack_jupyter._version import __version__
from dstack_jupyter.client.http import failures
from dstack_jupyter.client.http.addresses import Place
from dstack_jupyter.model.errors import InvalidValue, NotFound, ServerUnavailable

Model = TypeVar("Model", bound=BaseModel)

CONNECT, ANSWER, LONG_ANSWER = 10.0, 120.0, 3600.0
"""Seconds to wait: for a connection, for an answer, and for one that takes long work."""

PAUSES = (0.1, 0.4, 1.0)
"""Seconds before what is safe to repeat is sent again."""

JSON = "application/json"
_BUSY = (429, 502, 503, 504)
_POOL = 16


class Body(Protocol):
    """Bytes that can be sent more than once."""

    def __iter__(self) -> Iterator[bytes]:
        """Chunks, from the beginning."""

    def __len__(self) -> int:
        """How many bytes there are."""


class Wire:
    """Sends requests and returns answers that are no refusals; may be used by several threads.

    Parameters
    ----------
    place
        The server.
    token
        What says who asks; None asks as nobody.
    verify
        Whether the certificate of the server is checked, or the file with certificates to check it with.
    """

    def __init__(self, place: Place, token: str | None, verify: bool | str = True) -> None:
        self.place = place
        self._token, self._verify = token, certificates() if verify is True else verify
        self._session, self._process = _new_session(place), os.getpid()

    def get(self, address: str, model: type[Model], query: Mapping[str, object] | None = None) -> Model:
        """The model that an address answers with."""
        return self.parsed(self.send("GET", address, query=query).content, model)

    def post(
        self, address: str, model: type[Model], body: object = None, *, wait: float = ANSWER, again: bool = False
    ) -> Model:
        """Post JSON; unless `again`, what it does may not be done twice."""
        return self.parsed(self.send("POST", address, body=encoded(body or {}), wait=wait, again=again).content, model)

    def change(self, method: str, address: str, model: type[Model], body: object = None) -> Model:
        """Change something by PUT, PATCH or DELETE."""
        text = None if body is None else encoded(body)
        return self.parsed(self.send(method, address, body=text, again=False).content, model)

    def do(self, method: str, address: str, body: object = None) -> None:
        """Change something; the answer has nothing to say."""
        self.send(method, address, body=None if body is None else encoded(body), again=False)

    def parsed(self, text: bytes, model: type[Model]) -> Model:
        """The model of a JSON answer."""
        try:
            return model.model_validate_json(text)
        except ValidationError:
            raise failures.not_understood(self.place) from None

    def send(
        self,
        method: str,
        address: str,
        *,
        query: Mapping[str, object] | None = None,
        body: bytes | Body | None = None,
        headers: Mapping[str, str] | None = None,
        stream: bool = False,
        wait: float = ANSWER,
        again: bool = True,
    ) -> requests.Response:
        """Send a request until an answer comes; raises the `DstackError` that a refusal stands for.

        With `again` it is sent once more where the connection breaks or the server is busy, which must be harmless.
        """
        given = {name: value for name, value in (query or {}).items() if value is not None}
        for pause in (*PAUSES, None):
            try:
                response = self._own_session().request(
                    method,
                    self.place.api + address,
                    params={name: str(value) for name, value in given.items()},
                    data=body,
                    headers={**({"Content-Type": JSON} if isinstance(body, bytes) else {}), **(headers or {})},
                    auth=_Bearer(self._token),
                    timeout=(CONNECT, wait),
                    verify=self._verify,
                    allow_redirects=False,
                    stream=stream,
                )
            except requests.exceptions.RequestException as error:
                if pause is None or not (again or _was_not_sent(error)) or not _may_pass(error):
                    raise failures.no_answer(error, self.place) from error
            else:
                if pause is None or not again or not _is_busy(response):
                    return self._checked(response)
                response.close()
            time.sleep(pause)
        raise AssertionError("the last turn returns or raises")

    @contextmanager
    def stream(self, address: str, headers: Mapping[str, str]) -> Iterator[requests.Response]:
        """An answer whose body is read as it comes; a break of it is a `ServerUnavailable`."""
        from urllib3.exceptions import HTTPError

        response = self.send("GET", address, headers={**headers, "Accept-Encoding": "identity"}, stream=True)
        try:
            yield response
        except (HTTPError, requests.exceptions.RequestException, OSError) as error:
            raise failures.no_answer(error, self.place) from error
        finally:
            response.close()

    def _own_session(self) -> requests.Session:
        """The connections of this process: those of its parent are not a forked child's to use."""
        if self._process != os.getpid():
            self._session, self._process = _new_session(self.place), os.getpid()
        return self._session

    def _checked(self, response: requests.Response) -> requests.Response:
        if response.status_code < 300:
            return response
        with response:
            try:
                response.content  # noqa: B018 - the words of a refusal, also of an answer that is streamed
            except requests.exceptions.RequestException as error:
                raise failures.no_answer(error, self.place) from error
            raise failures.refusal(response, self.place, has_token=self._token is not None)


def encoded(value: object) -> bytes:
    """JSON that a strict reader takes; models are written as they travel."""
    plain = value.model_dump(mode="json") if isinstance(value, BaseModel) else value
    try:
        return json.dumps(plain, allow_nan=False).encode()
    except ValueError as error:
        raise InvalidValue(f"this cannot be sent: {error}") from None


def is_there(wire: Wire, address: str) -> requests.Response | None:
    """What the server says of an address by HEAD; None where it knows of nothing there."""
    try:
        return wire.send("HEAD", address)
    except (NotFound, ServerUnavailable):
        return None


class _Bearer(AuthBase):
    """Says who asks. That there is one, even without a token, keeps passwords of ``.netrc`` out of requests."""

    def __init__(self, token: str | None) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token is not None:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request


def _new_session(place: Place) -> requests.Session:
    session = requests.Session()
    session.proxies = dict(get_environ_proxies(place.api, no_proxy=None))
    session.trust_env = False  # it was asked just now; requests would ask it again for each request
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.headers["User-Agent"] = f"dstack-jupyter/{__version__}"
    adapter = HTTPAdapter(pool_connections=_POOL, pool_maxsize=_POOL)
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    return session


def certificates() -> bool | str:
    """Whose certificates are trusted: a file that the environment names, else the usual ones."""
    return os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or True


def _was_not_sent(error: requests.exceptions.RequestException) -> bool:
    from urllib3.exceptions import MaxRetryError, NewConnectionError

    reason = error.args[0] if error.args else None
    return isinstance(error, requests.exceptions.ConnectTimeout) or (
        isinstance(reason, MaxRetryError) and isinstance(reason.reason, NewConnectionError)
    )


def _may_pass(error: requests.exceptions.RequestException) -> bool:
    """Whether it may go well at another time."""
    passing = (
        requests.exceptions.ConnectionError,
        requests.exceptions.Timeout,
        requests.exceptions.ChunkedEncodingError,
    )
    return isinstance(error, passing) and not isinstance(error, requests.exceptions.SSLError)


def _is_busy(response: requests.Response) -> bool:
    """Whether something before the server asks to come again; what dstack itself says is an answer."""
    return response.status_code in _BUSY and "json" not in response.headers.get("Content-Type", "")
