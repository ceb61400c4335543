"""The calls of 2020 that this server has not, each with what there is instead."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from pydantic import BaseModel
from tornado import web

from dstack_server.v2020.base import Call
from dstack_server.v2020.errors import Refused


class Configuration(BaseModel):
    """What the server can do besides: run code in these languages, and send mail."""

    runtimes: list[str]
    email: bool


class ConfigurationCall(Call):
    """``config/info``."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Say that it runs no code and sends no mail."""
        self.tell(Configuration(runtimes=[], email=False))


class NotHere(Call):
    """Any of them."""

    instead = ""

    @web.authenticated
    @authorized
    async def get(self, *parts: str) -> None:
        """Say what there is instead."""
        raise Refused(404, self.instead)

    @web.authenticated
    @authorized
    async def post(self, *parts: str) -> None:
        """Say it too."""
        raise Refused(404, self.instead)


class JobsCall(NotHere):
    """``jobs``: code that the server ran by the clock."""

    instead = "no jobs are run here: let cron, papermill or jupyter-scheduler run a notebook that pushes"


class ApplicationsCall(NotHere):
    """``apps``: code that the server ran for its viewers."""

    instead = "no applications are run here: a dashboard with a cell of code in its notebook runs behind its page"


class CommentsCall(NotHere):
    """``stacks/comments``."""

    instead = "there are no comments here: write into the description or the readme of the stack"


class SupportCall(NotHere):
    """``support/submit``."""

    instead = "nobody reads messages here: ask whoever runs this server"
