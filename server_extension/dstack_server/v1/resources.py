"""All resources of v1: their addresses, as the OpenAPI document writes them, and what answers there."""

from __future__ import annotations

from typing import Any

from dstack_server.v1.accounts import LinksHandler, TokenHandler, TokensHandler, UserHandler, UsersHandler
from dstack_server.v1.attachments import AttachmentContentHandler, AttachmentHandler
from dstack_server.v1.choices import ChoicesHandler
from dstack_server.v1.contents import ContentHandler, PiecesHandler
from dstack_server.v1.dashboards import (
    DashboardHandler,
    DashboardNotebookHandler,
    DashboardRestoreHandler,
    DashboardsHandler,
)
from dstack_server.v1.diffs import DiffHandler
from dstack_server.v1.events import EventsHandler
from dstack_server.v1.frames import (
    FrameHandler,
    FrameRestoreHandler,
    FramesHandler,
    HeadHandler,
    LineageHandler,
    PullHandler,
    TagHandler,
)
from dstack_server.v1.health import HealthHandler
from dstack_server.v1.keeping import DeletedHandler, GcHandler, UsageHandler, VerifyHandler
from dstack_server.v1.me import MeHandler
from dstack_server.v1.openapi_handler import OpenApiHandler
from dstack_server.v1.permissions import (
    DashboardPermissionHandler,
    DashboardPermissionsHandler,
    StackPermissionHandler,
    StackPermissionsHandler,
)
from dstack_server.v1.rows import RowsHandler
from dstack_server.v1.stacks import StackHandler, StackRestoreHandler, StacksHandler
from dstack_server.v1.table_summary import TableHandler
from dstack_server.v1.templates import pattern_of
from dstack_server.v1.uploads import CutsHandler, MissingContentsHandler
from dstack_server.v1.wholes import AdoptHandler, WholeDashboardHandler, WholeStackHandler

BASE = "dstack/api/v1"

_FRAME = "stacks/{user}/{name}/-/frames/{frame}"
_ATTACHMENT = f"{_FRAME}/attachments/{{index}}"

RESOURCES: tuple[tuple[str, type[Any]], ...] = (
    ("openapi.json", OpenApiHandler),
    ("health", HealthHandler),
    ("me", MeHandler),
    ("events", EventsHandler),
    ("stacks", StacksHandler),
    ("stacks/{user}/{name}/-", StackHandler),
    ("stacks/{user}/{name}/-/restore", StackRestoreHandler),
    ("stacks/{user}/{name}/-/whole", WholeStackHandler),
    ("stacks/{user}/{name}/-/frames", FramesHandler),
    (_FRAME, FrameHandler),
    (f"{_FRAME}/pull", PullHandler),
    (f"{_FRAME}/restore", FrameRestoreHandler),
    ("stacks/{user}/{name}/-/head", HeadHandler),
    ("stacks/{user}/{name}/-/tags/{tag}", TagHandler),
    (f"{_FRAME}/lineage", LineageHandler),
    (f"{_FRAME}/diff", DiffHandler),
    (f"{_FRAME}/choices", ChoicesHandler),
    (_ATTACHMENT, AttachmentHandler),
    (f"{_ATTACHMENT}/content", AttachmentContentHandler),
    (f"{_ATTACHMENT}/rows", RowsHandler),
    (f"{_ATTACHMENT}/table", TableHandler),
    ("dashboards", DashboardsHandler),
    ("dashboards/{user}/{name}/-", DashboardHandler),
    ("dashboards/{user}/{name}/-/notebook", DashboardNotebookHandler),
    ("dashboards/{user}/{name}/-/whole", WholeDashboardHandler),
    ("contents/{sha256}", ContentHandler),
    ("contents/{sha256}/pieces", PiecesHandler),
    ("dashboards/{user}/{name}/-/restore", DashboardRestoreHandler),
    ("stacks/{user}/{name}/-/permissions", StackPermissionsHandler),
    ("stacks/{user}/{name}/-/permissions/{other}", StackPermissionHandler),
    ("dashboards/{user}/{name}/-/permissions", DashboardPermissionsHandler),
    ("dashboards/{user}/{name}/-/permissions/{other}", DashboardPermissionHandler),
    ("users", UsersHandler),
    ("users/{other}", UserHandler),
    ("users/{other}/tokens", TokensHandler),
    ("users/{other}/links", LinksHandler),
    ("tokens/{id}", TokenHandler),
    ("adopt", AdoptHandler),
    ("deleted", DeletedHandler),
    ("usage", UsageHandler),
    ("gc", GcHandler),
    ("verify", VerifyHandler),
    ("contents/missing", MissingContentsHandler),
    ("contents/{sha256}/cuts", CutsHandler),
)
"""In the order in which they are tried."""


def v1_routes() -> list[tuple[str, type[Any]]]:
    """Patterns and handlers for the router."""
    return [(rf"{BASE}/{pattern_of(template)}", handler) for template, handler in RESOURCES]
