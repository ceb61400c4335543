"""Users of a store that several people share, the tokens that prove who they are, and what they are permitted."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from dstack_jupyter.model.pages import Page
from dstack_jupyter.model.stacks import AccessLevel

Scope = Literal["read", "push", "admin"]
"""What a token is good for; each scope holds those before it.

``read`` looks, ``push`` makes frames and changes what a stack shows, ``admin`` shares, deletes and administers.
"""

SCOPES: tuple[Scope, ...] = ("read", "push", "admin")

Permission = Literal["view", "push"]
"""What a user may do with a stack or dashboard of somebody else; to push is to view as well."""

TOKEN_DAYS = 90
MIN_PASSWORD, MAX_PASSWORD = 8, 1024
MAX_TOKEN_NAME = 100


class _Word(BaseModel):
    model_config = ConfigDict(frozen=True, defer_build=True)


class User(_Word):
    """Someone who signs in. `default_access_level` is that of their new stacks."""

    name: str
    is_admin: bool = False
    is_disabled: bool = False
    has_password: bool = False
    default_access_level: AccessLevel = "private"
    created: datetime


class Me(_Word):
    """Who is asking, and which store answers.

    Attributes
    ----------
    store
        The identity of the store.
    where
        Where it is, in words.
    user
        The asker's name; empty for one who has not signed in.
    owns_store
        Whether the store is the asker's own, on their own computer.
    scope
        What the token is good for that they came with.
    only
        The path of the one stack that it is good for, None where it is good for all.
    version
        The version of the library that answers.
    """

    store: str
    where: str
    user: str
    is_admin: bool = False
    owns_store: bool = False
    scope: Scope = "admin"
    only: str | None = None
    version: str


class Token(_Word):
    """What is known of a token; its secret is shown once, when it is made.

    `stack` is the path of the one stack that it is good for, None where it is good for all.
    """

    id: str
    user: str
    name: str = Field(max_length=MAX_TOKEN_NAME)
    scope: Scope
    stack: str | None = None
    created: datetime
    expires: datetime | None
    last_used: datetime | None = None


class NewToken(_Word):
    """A token that was just made, with its secret."""

    token: Token
    secret: str


class Permitted(_Word):
    """A user who was given a permission."""

    user: str
    permission: Permission
    since: datetime


class Permissions(Page):
    """Those who were permitted something with a stack or a dashboard."""

    permitted: tuple[Permitted, ...]


class Users(Page):
    """Users of a store."""

    users: tuple[User, ...]


class Tokens(Page):
    """Tokens of a user."""

    tokens: tuple[Token, ...]


class SignInLink(_Word):
    """The secret of a link with which a user signs in, once and until `expires`."""

    user: str
    secret: str
    expires: datetime
