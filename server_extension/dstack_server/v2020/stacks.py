"""Stacks: the list of a user's, one of them, and what its owner does with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_server.auth.decorator import authorized
from pydantic import BaseModel, model_validator
from tornado import web

from dstack_jupyter.model.accounts import Permitted
from dstack_jupyter.model.errors import Conflict, InvalidName, NotAllowed, NotFound
from dstack_jupyter.model.names import StackPath, checked_path
from dstack_jupyter.model.stacks import AccessLevel, StackChanges
from dstack_server.v2020.answers import StackAnswer, StackLine, stack_answer, stack_line
from dstack_server.v2020.base import Call
from dstack_server.v2020.errors import Refused
from dstack_server.v2020.levels import level_asked, level_of
from dstack_server.v2020.names import check_new_name, path_of

if TYPE_CHECKING:
    from dstack_jupyter.store.session import Session


class StackNamed(BaseModel):
    """A stack by its owner and its name."""

    user: str
    name: str


class NewStack(StackNamed):
    """A stack to make, without any frame."""

    private: bool


class Update(BaseModel):
    """What is to change of a stack, ``user/name``; an empty `readme` clears it."""

    stack: str
    private: bool | None = None
    access_level: AccessLevel | None = None
    head: str | None = None
    readme: str | None = None

    @model_validator(mode="after")
    def _changes_something(self) -> Update:
        if not self.model_fields_set & {"private", "access_level", "head", "readme"}:
            raise ValueError("say what is to change: private, head or readme")
        return self

    @property
    def level(self) -> AccessLevel | None:
        """The access level that is asked for."""
        return level_asked(self.private, self.access_level)


class StacksAnswer(BaseModel):
    """A list of stacks."""

    stacks: list[StackLine]


class OneStack(BaseModel):
    """One stack."""

    stack: StackAnswer


class StacksCall(Call):
    """``stacks/{user}``."""

    @web.authenticated
    @authorized
    async def get(self, user: str) -> None:
        """Send those that the asker may see, newest head first; to the user, also what others shared with them."""
        session = await self.session()
        self.tell(StacksAnswer(stacks=await self.store.call(lambda: _lines(session, user))))


class StackCall(Call):
    """``stacks/{user}/{name}``."""

    @web.authenticated
    @authorized
    async def get(self, user: str, name: str) -> None:
        """Send the stack with its head and the list of its frames."""
        path, session, folder = self.path(user, name), await self.session(), await self.store_folder()
        self.tell(OneStack(stack=await self.store.call(lambda: _whole(session, folder, path))))


class CreateCall(Call):
    """``stacks/create``."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Make a stack without frames; private is private."""
        new, session = self.taken(NewStack), await self.session()
        path, level = self.path(new.user, new.name), level_of(private=new.private)
        try:
            await self.store.call(lambda: _made(session, path, level))
        except Conflict as error:
            raise Refused(400, "stack already exists", str(error)) from error
        self.tell()


class UpdateCall(Call):
    """``stacks/update``."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Change who sees it, what it shows and what it says of itself."""
        update, session = self.taken(Update), await self.session()
        await self.store.call(lambda: _changed(session, update))
        self.tell()


class DeleteCall(Call):
    """``stacks/delete``."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Delete it; it can be restored for a while, by v1 and by Python."""
        named, session = self.taken(StackNamed), await self.session()
        path = self.path(named.user, named.name)
        await self.store.call(lambda: session.delete_stack(path))
        self.tell()


def _lines(session: Session, user: str) -> list[StackLine]:
    own = session.stacks(user=user, limit=None).stacks
    found = [stack_line(one, _permitted(session, one.path)) for one in own]
    if user == session.user:
        found += [stack_line(one, None) for one in session.sharing.stacks_for_viewer()]
    return sorted(found, key=lambda line: line.head.timestamp if line.head else -1, reverse=True)


def _permitted(session: Session, path: StackPath) -> list[Permitted] | None:
    """Who was permitted something, for the owner; None for others."""
    if session.user != path.user:
        return None
    try:
        return session.sharing.of_stack(path)
    except NotAllowed:  # the token may not share
        return None


def _whole(session: Session, folder: Path, path: StackPath) -> StackAnswer:
    stack = session.stack(path)
    return stack_answer(session, folder, stack, _permitted(session, path))


def _made(session: Session, path: StackPath, level: AccessLevel) -> None:
    session.require_push(path)
    check_new_name(path.name)
    session.make_stack(path, level)


def _changed(session: Session, update: Update) -> None:
    path = checked_path(path_of(update.stack))
    stack = session.stack(path)
    if update.head is not None:
        _check_frame(session, stack.path, update.head)
    given = {"access_level": update.level} if update.level is not None else {}
    changes = StackChanges(**given, **({} if update.readme is None else {"readme": update.readme or None}))
    if changes.model_fields_set:
        session.change_stack(path, changes)
    if update.head is not None:
        session.set_head(path, update.head)


def _check_frame(session: Session, path: StackPath, frame: str) -> None:
    try:
        session.frame(path, frame)
    except (NotFound, InvalidName) as error:
        raise Refused(404, "frame not found", str(error)) from error
