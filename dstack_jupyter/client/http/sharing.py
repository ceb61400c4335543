"""The verbs that share what a server has."""

from __future__ import annotations

from dstack_jupyter.client.http.addresses import dashboard_at, segment, stack_at
from dstack_jupyter.client.http.listing import listed
from dstack_jupyter.client.http.wire import Wire
from dstack_jupyter.model.accounts import Permission, Permissions, Permitted
from dstack_jupyter.model.dashboards import Dashboard
from dstack_jupyter.model.names import StackPath, check_user
from dstack_jupyter.model.stacks import AccessLevel


class HttpSharing:
    """Permissions of stacks and dashboards. Only the owner gives, takes and lists them."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def reaches_others(self) -> bool:
        """Whether anybody but the viewer can reach the store."""
        return True

    def of_stack(self, path: StackPath) -> list[Permitted]:
        """Who was permitted something with a stack."""
        return self._permitted(stack_at(path))

    def of_dashboard(self, path: StackPath) -> list[Permitted]:
        """Who was permitted something with a dashboard."""
        return self._permitted(dashboard_at(path))

    def permit_stack(self, path: StackPath, user: str, permission: Permission | None) -> list[Permitted]:
        """Give a user a permission in place of the one they had; None takes it away. Returns all there are now."""
        return self._permit(stack_at(path), user, permission)

    def permit_dashboard(self, path: StackPath, user: str, permission: Permission | None) -> list[Permitted]:
        """The same for a dashboard."""
        return self._permit(dashboard_at(path), user, permission)

    def open_dashboard(self, path: StackPath, level: AccessLevel) -> None:
        """Set the access level of a dashboard; that of a stack is `Backend.update_stack`'s."""
        self._wire.change("PATCH", dashboard_at(path), Dashboard, {"access_level": level})

    def _permit(self, thing: str, user: str, permission: Permission | None) -> list[Permitted]:
        method, body = ("DELETE", None) if permission is None else ("PUT", {"permission": permission})
        address = f"{thing}/permissions/{segment(check_user(user))}"
        return list(self._wire.change(method, address, Permissions, body).permitted)

    def _permitted(self, thing: str) -> list[Permitted]:
        return listed(self._wire, f"{thing}/permissions", Permissions, lambda page: page.permitted)[0]
