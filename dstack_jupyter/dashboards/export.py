"""The page of a dashboard as one HTML file with all its contents, for people without a server."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dstack_jupyter.client.backend import Backend
from dstack_jupyter.client.progress import Progress
from dstack_jupyter.client.pulling import StoredAttachment
from dstack_jupyter.client.rich import size_text
from dstack_jupyter.codecs.base import Stored
from dstack_jupyter.dashboards.assets import CARD_MODULE, PAGE_MODULE, PAGE_STYLE, asset, compressed
from dstack_jupyter.dashboards.drawing_modules import modules_of
from dstack_jupyter.dashboards.notebook_file import replace_file
from dstack_jupyter.dashboards.page import page_from
from dstack_jupyter.dashboards.reading import BoardContents, CardContents
from dstack_jupyter.dashboards.render import rendered
from dstack_jupyter.model.errors import InvalidValue, UnsupportedObject
from dstack_jupyter.model.stacks import Attachment

if TYPE_CHECKING:
    from dstack_jupyter.codecs.rows import TableRows

LARGEST = 3

_UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9}

_POLICY = (
    "default-src 'none'; script-src {starter} blob:; style-src 'unsafe-inline'; img-src data: blob:; "
    "font-src data:; connect-src data: blob:; media-src blob:; frame-src data: blob:; "
    "base-uri 'none'; form-action 'none'"
)
_STARTER = """\
const modules = [...document.querySelectorAll("script[data-dstack-module]")].map(async (script) => {
  const packed = Uint8Array.from(atob(script.textContent), (char) => char.charCodeAt(0));
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const module = new Blob([await new Response(unpacked).arrayBuffer()], { type: "text/javascript" });
  return [script.dataset.dstackModule, URL.createObjectURL(module)];
});
globalThis.dstackModules = Object.fromEntries(await Promise.all(modules));
await import(globalThis.dstackModules["page.js"]);
"""


def export_page(backend: Backend, contents: BoardContents, path: Path, max_size: str | int) -> Path:
    """Write the page to a file; it works by itself, with the network closed.

    Raises `InvalidValue` when the file would be larger than `max_size`, in bytes or as ``"100 MB"``.
    """
    limit = bytes_of(max_size)
    target = path.expanduser()
    if target.suffix == "":
        target = target.with_name(f"{target.name}.html")
    html = page_file(backend, contents, limit)
    replace_file(target, html)
    return target


def page_file(backend: Backend, contents: BoardContents, limit: int) -> bytes:
    """The HTML of the file."""
    embedded, names = _embedded(backend, contents, limit)
    modules = {name: _base64(compressed(name)) for name in (PAGE_MODULE, CARD_MODULE, *sorted(names))}
    html = rendered(
        "export.html.j2",
        page=page_from(contents),
        policy=_POLICY.format(starter=f"'sha256-{_base64(hashlib.sha256(_STARTER.encode()).digest())}'"),
        style=asset(PAGE_STYLE).decode().replace("</", "<\\/"),
        modules=modules,
        contents=json.dumps(embedded),
        starter=_STARTER,
    ).encode()
    if len(html) > limit:
        raise _too_large(contents, limit)
    return html


def bytes_of(size: str | int) -> int:
    """A size in bytes, from a number or from a text such as ``"100 MB"``."""
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([KMG]?)B?\s*", str(size).upper())
    if found is None:
        raise InvalidValue(f"max_size is a number of bytes or a text such as '100 MB', not {size!r}")
    return int(float(found[1]) * _UNITS[found[2]])


def _embedded(backend: Backend, contents: BoardContents, limit: int) -> tuple[dict[str, Mapping[str, Any]], set[str]]:
    """The contents by hash, and the names of the modules that draw them."""
    embedded: dict[str, Mapping[str, Any]] = {}
    modules: set[str] = set()
    left = limit
    attachments = {each.content.sha256: each for card in contents.cards for each in card.attachments}
    with Progress(len(attachments), "attachments", "exporting") as progress:
        for sha256, attachment in attachments.items():
            content = backend.read(attachment.content)
            modules |= modules_of(attachment, content)
            embedded[sha256] = _entry(backend, attachment, content)
            left -= len(embedded[sha256]["base64"])
            if left < 0:
                raise _too_large(contents, limit)
            progress.advance(1)
    return embedded, modules


def _entry(backend: Backend, attachment: Attachment, content: memoryview) -> Mapping[str, Any]:
    """A content as the page finds it; a table is all its rows, since a browser cannot read the stored form."""
    from dstack_jupyter.codecs.tables.reading import is_table

    if is_table(attachment.content_type):
        try:
            rows = _all_rows(StoredAttachment(backend, attachment))
        except (UnsupportedObject, InvalidValue):
            pass  # the page says of bytes that are no table what it says of them with a server
        else:
            return {"encoding": "gzip", "base64": _packed(rows.model_dump_json().encode()), "rows": True}
    return {"encoding": "gzip", "base64": _packed(content)}


def _all_rows(table: Stored) -> TableRows:
    from dstack_jupyter.codecs.rows import MAX_LIMIT, read_rows

    whole = read_rows(table, limit=MAX_LIMIT)
    while len(whole.rows) < whole.total:
        whole.rows.extend(read_rows(table, offset=len(whole.rows), limit=MAX_LIMIT).rows)
    return whole


def _packed(content: bytes | memoryview) -> str:
    return _base64(gzip.compress(content, mtime=0))


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def _too_large(contents: BoardContents, limit: int) -> InvalidValue:
    sizes = {card.spec.stack: _length(card) for card in contents.cards}
    largest = sorted(sizes, key=lambda stack: -sizes[stack])[:LARGEST]
    listed = ", ".join(f"{stack} ({size_text(sizes[stack])})" for stack in largest)
    return InvalidValue(
        f"the file would be larger than {size_text(limit)}; the largest cards are {listed}. "
        "Take a card off, push less, or allow more: max_size='500 MB'"
    )


def _length(card: CardContents) -> int:
    return sum({each.content.sha256: each.content.length for each in card.attachments}.values())
