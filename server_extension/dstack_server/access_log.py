"""A line of JSON for each request, without anything that is secret: no query, no header, no body."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

from jupyter_server.prometheus.log_functions import prometheus_log_method
from tornado.web import RequestHandler

log = logging.getLogger("dstack.access")


def log_request(handler: RequestHandler) -> None:
    """What tornado calls when a request is over."""
    if log.isEnabledFor(logging.INFO):
        log.info("%s", json.dumps(line_of(handler), ensure_ascii=False))
    prometheus_log_method(handler)  # type: ignore[no-untyped-call]


def line_of(handler: RequestHandler) -> dict[str, object]:
    """Who asked for what, and what came of it; times are in milliseconds."""
    request, user = handler.request, getattr(handler, "_jupyter_current_user", None)
    return {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "address": request.remote_ip,
        "user": getattr(user, "username", None) or None,
        "method": request.method,
        "path": request.path,
        "status": handler.get_status(),
        "ms": round(1000 * request.request_time(), 1),
    }


def show(is_wanted: bool) -> None:
    """Write the lines to the standard error, or none."""
    log.setLevel(logging.INFO if is_wanted else logging.CRITICAL)
    log.propagate = False
    if is_wanted and not log.handlers:
        stream = logging.StreamHandler()
        stream.setFormatter(logging.Formatter("%(message)s"))
        log.addHandler(stream)
