"""What the interface of 2020 says of an error: its own codes and words, and ours as the `reason`."""

from __future__ import annotations

from tornado.web import HTTPError

from dstack_jupyter.model.errors import DstackError, InvalidName, InvalidValue, NotFound
from dstack_server.errors import words_of

BAD_CREDENTIALS = "bad credentials"
MALFORMED = "malformed request"


class Refused(HTTPError):
    """A refusal in words of 2020, with ours as the `reason`."""

    def __init__(self, status: int, message: str, why: str | None = None) -> None:
        super().__init__(status, "%s", message)
        self.message, self.why = message, why


class Refusal:
    """How an error is told: `status`, the `message` of 2020, and `reason`, ours where it says more."""

    def __init__(self, status: int, error: BaseException | None, noun: str) -> None:
        said = words_of(status, error)[0]
        self.status = 403 if status == 401 else status
        self.message = self._words(error, noun) or said
        self.reason = error.why if isinstance(error, Refused) else said

    def body(self) -> dict[str, str]:
        """The JSON of the answer."""
        told = {"message": self.message}
        if self.reason not in (None, self.message):
            told["reason"] = str(self.reason)
        return told

    def _words(self, error: BaseException | None, noun: str) -> str | None:
        if isinstance(error, Refused):
            return error.message
        if self.status == 403:
            return BAD_CREDENTIALS
        if isinstance(error, NotFound):
            return f"{noun} not found"
        is_ours = isinstance(error, DstackError)
        if isinstance(error, (InvalidName, InvalidValue)) or (self.status == 400 and not is_ours):
            return MALFORMED
        return None
