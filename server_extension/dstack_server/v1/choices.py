"""The choices among the attachments of a frame, as controls see them."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web

from dstack_jupyter.dashboards.choices import Choices
from dstack_server.v1.base import V1Handler
from dstack_server.v1.frames import frame_ref
from dstack_server.v1.operations import operation


class ChoicesHandler(V1Handler):
    """``stacks/{user}/{name}/-/frames/{frame}/choices``."""

    @operation("Look at what can be chosen among the attachments of a frame, and by which controls", answer=Choices)
    @web.authenticated
    @authorized
    async def get(self, user: str, name: str, ref: str) -> None:
        """Send the params with their labels, and the labels of each attachment."""
        from dstack_jupyter.dashboards.controls import choices_of

        path, session = self.path(user, name), await self.session()
        self.answer(await self.store.call(lambda: choices_of(session.frame(path, frame_ref(ref)).attachments)))
