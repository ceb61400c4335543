"""All calls of 2020: their addresses and what answers there."""

from __future__ import annotations

from typing import Any

from dstack_server.v1.templates import pattern_of
from dstack_server.v2020.administration import (
    CreateUserCall,
    DeleteUserCall,
    EditUserCall,
    ListUsersCall,
    ResetUserCall,
)
from dstack_server.v2020.cards import DeleteCardCall, InsertCardsCall, UpdateCardCall
from dstack_server.v2020.dashboards import (
    CreateDashboardCall,
    DashboardsCall,
    DeleteDashboardCall,
    OneDashboardCall,
    UpdateDashboardCall,
)
from dstack_server.v2020.files import FilesCall
from dstack_server.v2020.frames import AttachmentCall, FrameCall
from dstack_server.v2020.may_push import AccessCall
from dstack_server.v2020.not_here import ApplicationsCall, CommentsCall, ConfigurationCall, JobsCall, SupportCall
from dstack_server.v2020.permissions import AddPermissionCall, DeletePermissionCall
from dstack_server.v2020.pushing import PushCall
from dstack_server.v2020.sign_in import LoginCall, LogoutCall, PasswordCall, RegisterCall, ResetCall, VerifyCall
from dstack_server.v2020.stacks import CreateCall, DeleteCall, StackCall, StacksCall, UpdateCall
from dstack_server.v2020.users import ExistsCall, InfoCall, RememberCall, SettingsCall, TokenCall

ROOT = "dstack/api"
"""What a profile of a client of 2020 names, behind the address of the server."""

CALLS: tuple[tuple[str, type[Any]], ...] = (
    ("stacks/access", AccessCall),
    ("stacks/comments/{other}", CommentsCall),
    ("dashboards/create", CreateDashboardCall),
    ("dashboards/update", UpdateDashboardCall),
    ("dashboards/delete", DeleteDashboardCall),
    ("dashboards/cards/insert", InsertCardsCall),
    ("dashboards/cards/update", UpdateCardCall),
    ("dashboards/cards/delete", DeleteCardCall),
    ("dashboards/{user}", DashboardsCall),
    ("dashboards/{user}/{name}", OneDashboardCall),
    ("permissions/add", AddPermissionCall),
    ("permissions/delete", DeletePermissionCall),
    ("users/login", LoginCall),
    ("users/logout", LogoutCall),
    ("users/verify", VerifyCall),
    ("users/register", RegisterCall),
    ("users/reset", ResetCall),
    ("users/remember", RememberCall),
    ("users/info", InfoCall),
    ("users/exists/{other}", ExistsCall),
    ("users/update/token", TokenCall),
    ("users/update/settings", SettingsCall),
    ("users/update/password", PasswordCall),
    ("users/admin/list", ListUsersCall),
    ("users/admin/create", CreateUserCall),
    ("users/admin/reset", ResetUserCall),
    ("users/admin/edit", EditUserCall),
    ("users/admin/delete", DeleteUserCall),
    ("config/info", ConfigurationCall),
    ("support/submit", SupportCall),
    ("jobs", JobsCall),
    ("jobs/{name}", JobsCall),
    ("apps/{name}", ApplicationsCall),
    ("stacks/push", PushCall),
    ("stacks/create", CreateCall),
    ("stacks/update", UpdateCall),
    ("stacks/delete", DeleteCall),
    ("stacks/{user}", StacksCall),
    ("stacks/{user}/{name}", StackCall),
    ("frames/{user}/{name}/{frame}", FrameCall),
    ("attachs/{user}/{name}/{frame}/{index}", AttachmentCall),
    ("files/{user}/{name}/{frame}/{index}", FilesCall),
)
"""In the order in which they are tried."""


def routes_of_2020(*, is_alone: bool) -> list[tuple[str, type[Any]]]:
    """Patterns and handlers for the router; a server of its own answers at ``api`` too, as the one of 2020 did."""
    root = "(?:dstack/)?api" if is_alone else ROOT
    return [(f"{root}/{pattern_of(template)}", handler) for template, handler in CALLS]
