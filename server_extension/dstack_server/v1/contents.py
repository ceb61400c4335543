"""Contents by their hash, for those who may see a stack that shows them."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web

from dstack_jupyter.model.stacks import Pieces
from dstack_server.v1.base import V1Handler
from dstack_server.v1.operations import operation
from dstack_server.v1.streaming import Raw, RawHandler, disposition
from dstack_server.v1.uploads import BYTES, UploadHandler


class ContentHandler(UploadHandler, RawHandler):
    """``contents/{sha256}``."""

    @operation("Get the bytes of a content, or a range of them", media=(BYTES,), errors=(416,))
    @web.authenticated
    @authorized
    async def get(self, sha256: str) -> None:
        """Send the bytes."""
        session = await self.session()
        content = await self.store.call(lambda: session.content(sha256))
        await self.send_raw(session, Raw(content, BYTES, disposition(BYTES, sha256), is_pinned=True))


class PiecesHandler(V1Handler):
    """``contents/{sha256}/pieces``."""

    @operation("List the pieces of a content, by which another one may have the same bytes", answer=Pieces)
    @web.authenticated
    @authorized
    async def get(self, sha256: str) -> None:
        """Send them in their order."""
        session = await self.session()
        pieces = await self.store.call(lambda: session.pieces(session.content(sha256)))
        self.answer(Pieces(pieces=pieces))
