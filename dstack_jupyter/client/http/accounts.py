"""Users of a server and their tokens."""

from __future__ import annotations

from typing import Any

from dstack_jupyter.client.http.addresses import segment
from dstack_jupyter.client.http.listing import listed
from dstack_jupyter.client.http.wire import Wire
from dstack_jupyter.model.accounts import TOKEN_DAYS, NewToken, Scope, SignInLink, Token, Tokens, User, Users
from dstack_jupyter.model.names import StackPath, check_user
from dstack_jupyter.model.stacks import AccessLevel


class HttpAccounts:
    """The verbs that concern users and tokens; `viewer` is who asks."""

    def __init__(self, wire: Wire, viewer: str) -> None:
        self._wire, self._viewer = wire, viewer

    def users(self) -> list[User]:
        """All users for an administrator, else the viewer alone."""
        return listed(self._wire, "users", Users, lambda page: page.users)[0]

    def user(self, name: str) -> User:
        """One user."""
        return self._wire.get(_at(name), User)

    def add_user(
        self,
        name: str,
        *,
        password: str | None = None,
        is_admin: bool = False,
        default_access_level: AccessLevel = "private",
    ) -> User:
        """Add a user; one without a password signs in by a link."""
        told = {"password": password, "is_admin": is_admin, "default_access_level": default_access_level}
        return self._wire.post("users", User, {"name": check_user(name), **told})

    def update_user(
        self,
        name: str,
        *,
        password: str | None = None,
        is_admin: bool | None = None,
        is_disabled: bool | None = None,
        default_access_level: AccessLevel | None = None,
    ) -> User:
        """Change what is not None. A new password signs the user out everywhere, a disabled user is nobody."""
        told: dict[str, Any] = {"password": password, "is_admin": is_admin, "is_disabled": is_disabled}
        told["default_access_level"] = default_access_level
        return self._wire.change("PATCH", _at(name), User, {key: one for key, one in told.items() if one is not None})

    def remove_user(self, name: str) -> None:
        """Remove a user who has nothing in the store; others can be disabled."""
        self._wire.do("DELETE", _at(name))

    def tokens(self, user: str | None = None) -> list[Token]:
        """The tokens of a user; None is the viewer."""
        return listed(self._wire, f"{_at(user or self._viewer)}/tokens", Tokens, lambda page: page.tokens)[0]

    def new_token(
        self,
        name: str,
        *,
        scope: Scope = "push",
        days: float | None = TOKEN_DAYS,
        stack: StackPath | None = None,
        user: str | None = None,
    ) -> NewToken:
        """Make a token; its secret is in the answer and nowhere else. With `days` None it does not expire."""
        told = {"name": name, "scope": scope, "days": days, "stack": None if stack is None else str(stack)}
        return self._wire.post(f"{_at(user or self._viewer)}/tokens", NewToken, told)

    def revoke_token(self, token_id: str) -> None:
        """Make a token worthless at once."""
        self._wire.do("DELETE", f"tokens/{segment(token_id)}")

    def link(self, name: str) -> SignInLink:
        """Make a link with which a user signs in once, without a password."""
        return self._wire.post(f"{_at(name)}/links", SignInLink)


def _at(name: str) -> str:
    return f"users/{segment(check_user(name))}"
