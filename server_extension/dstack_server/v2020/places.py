"""The absolute addresses that answers hold."""

from __future__ import annotations

from urllib.parse import quote

from jupyter_server.utils import url_path_join

from dstack_jupyter.model.names import StackPath
from dstack_server.base import DstackHandler


def root_of(handler: DstackHandler) -> str:
    """The address of the server as its client reaches it: as it is configured to be shown, else as it was asked."""
    server = handler.dstack.serverapp
    if server is not None and server.custom_display_url:
        return handler.dstack.url
    return f"{handler.request.protocol}://{handler.request.host}{handler.base_url}"


def file_url(root: str, path: StackPath, frame: str, index: int, code: str) -> str:
    """Where the bytes of one attachment go in, or come out."""
    place = (quote(part, safe="") for part in (frame, str(index)))
    return f"{url_path_join(root, 'dstack/api/files', quote(path.user), quote(path.name), *place)}?code={code}"
