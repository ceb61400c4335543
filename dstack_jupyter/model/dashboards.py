"""The spec of a dashboard: what a page shows, without saying how."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from dstack_jupyter.model.errors import InvalidValue
from dstack_jupyter.model.names import StackPath, check_name, check_user
from dstack_jupyter.model.pages import Page

MAX_TITLE = 500
MAX_DESCRIPTION = 20_000
MAX_CARDS = 200

Spec = TypeVar("Spec", "CardSpec", "DashboardSpec")


class CardSpec(BaseModel):
    """One card: the stack it shows, and how.

    `columns` is the width, 1 or 2 of the page's two columns. `split` names the params whose controls
    belong to this card alone even where other cards have params of the same name and type.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    stack: str
    title: str | None = Field(default=None, max_length=MAX_TITLE)
    description: str | None = Field(default=None, max_length=MAX_DESCRIPTION)
    columns: int = Field(default=1, ge=1, le=2)
    split: tuple[str, ...] = ()

    @property
    def path(self) -> StackPath:
        """The owner and the name of the stack."""
        user, _, name = self.stack.partition("/")
        return StackPath(user, name)

    @model_validator(mode="after")
    def _stack_is_a_path(self) -> CardSpec:
        user, _, name = self.stack.partition("/")
        check_user(user)
        check_name(name)
        return self


class DashboardSpec(BaseModel):
    """A page made of cards. A stack is on a page at most once."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    title: str = Field(min_length=1, max_length=MAX_TITLE)
    description: str | None = Field(default=None, max_length=MAX_DESCRIPTION)
    columns: int = Field(default=2, ge=1, le=2)
    cards: tuple[CardSpec, ...] = Field(default=(), max_length=MAX_CARDS)

    @model_validator(mode="after")
    def _a_stack_is_there_once(self) -> DashboardSpec:
        stacks = [card.stack for card in self.cards]
        twice = sorted({stack for stack in stacks if stacks.count(stack) > 1})
        if twice:
            raise InvalidValue(f"a stack can be on a dashboard once; {', '.join(twice)} is there twice")
        return self


def changed(spec: Spec, **fields: Any) -> Spec:
    """The spec with other fields; raises `InvalidValue` that names the first one that cannot be."""
    return checked(type(spec), **{**dict(spec), **fields})


def checked(kind: type[Spec], **fields: Any) -> Spec:
    """A spec of these fields; raises `InvalidValue` that names the first one that cannot be."""
    try:
        return kind(**fields)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place, ours = ".".join(map(str, first["loc"])), first.get("ctx", {}).get("error")
        raise InvalidValue(str(ours) if isinstance(ours, InvalidValue) else f"{place}: {first['msg']}") from None


class Dashboard(BaseModel):
    """A stored spec: `revision` counts from 1, each change adds one."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    user: str
    name: str
    revision: int
    time: datetime
    access_level: str
    spec: DashboardSpec

    @property
    def path(self) -> StackPath:
        """The owner and the name."""
        return StackPath(self.user, self.name)


class DashboardPage(Page):
    """A part of a list of dashboards."""

    dashboards: tuple[Dashboard, ...]
