"""The one place where an error becomes an HTTP status and a JSON body."""

from __future__ import annotations

from http import HTTPStatus

from tornado.web import HTTPError

from dstack_jupyter.model.errors import DstackError

STATUS_OF_CODE = {
    "not_found": 404,
    "no_match": 404,
    "not_signed_in": 401,
    "not_allowed": 403,
    "invalid_name": 400,
    "invalid_value": 400,
    "ambiguous_params": 400,
    "conflict": 409,
    "changed": 412,
    "unsupported_object": 422,
    "content_damaged": 500,
    "configuration": 500,
    "store_unavailable": 503,
    "store_too_new": 503,
    "store_full": 507,
    "server_unavailable": 502,
}

CODE_OF_STATUS = {
    400: "invalid_value",
    401: "not_signed_in",
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    409: "conflict",
    411: "length_required",
    412: "changed",
    413: "too_large",
    415: "unsupported_media_type",
    416: "range_not_satisfiable",
    422: "content_damaged",
}

UNEXPECTED = "the server met an error that it did not expect; its log says more"


def status_of(error: BaseException | None) -> int:
    """The HTTP status of an error; 500 for one that is not of our family."""
    if isinstance(error, HTTPError):
        return error.status_code
    codes = [getattr(cls, "code", None) for cls in type(error).__mro__]
    return next((STATUS_OF_CODE[code] for code in codes if code in STATUS_OF_CODE), 500)


def words_of(status: int, error: BaseException | None) -> tuple[str, str]:
    """The message and the code of an answer with this status."""
    if isinstance(error, DstackError):
        return str(error), error.code
    code = CODE_OF_STATUS.get(status, "error")
    if isinstance(error, HTTPError):
        return _message_of(error) or _phrase(status), code
    return (UNEXPECTED if status == 500 else _phrase(status)), code


def _message_of(error: HTTPError) -> str:
    if not error.log_message:
        return ""
    return error.log_message % error.args if error.args else error.log_message


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "error"
