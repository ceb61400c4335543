"""Users, their tokens and sessions, and what they were permitted.

Releases of schema 2 do not know of permissions: they show less than they might, and may go on using the store.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Change the tables."""
    make_accounts()
    make_tokens()
    make_sign_ins()
    make_permissions("stack")
    make_permissions("dashboard")
    make_uploads()
    make_events()
    op.execute("UPDATE meta SET schema_number = 3, oldest_reader = 2")


def make_accounts() -> None:
    """Those who sign in."""
    op.create_table(
        "account",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password", sa.String()),
        sa.Column("is_admin", sa.Boolean(), nullable=False),
        sa.Column("is_disabled", sa.Boolean(), nullable=False),
        sa.Column("default_access_level", sa.String(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_account"),
    )


def make_tokens() -> None:
    """Secrets of clients, as hashes."""
    op.create_table(
        "token",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("stack_user", sa.String()),
        sa.Column("stack_name", sa.String()),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("expires", sa.DateTime()),
        sa.Column("last_used", sa.DateTime()),
        sa.PrimaryKeyConstraint("id", name="pk_token"),
        sa.UniqueConstraint("secret", name="uq_token_secret"),
        sa.ForeignKeyConstraint(["account"], ["account.name"], name="fk_token_account_account", ondelete="CASCADE"),
    )
    op.create_index("ix_token_account", "token", ["account"])


def make_sign_ins() -> None:
    """Sessions of browsers, and links that are good once to begin one."""
    op.create_table(
        "sign_in",
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("expires", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("secret", name="pk_sign_in"),
        sa.ForeignKeyConstraint(["account"], ["account.name"], name="fk_sign_in_account_account", ondelete="CASCADE"),
    )
    op.create_index("ix_sign_in_account", "sign_in", ["account"])


def make_permissions(of: str) -> None:
    """Who may see somebody else's stack or dashboard, or push to it."""
    table = f"{of}_permission"
    op.create_table(
        table,
        sa.Column(of, sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("permission", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("account", of, name=f"pk_{table}"),
        sa.ForeignKeyConstraint([of], [f"{of}.id"], name=f"fk_{table}_{of}_{of}", ondelete="CASCADE"),
    )
    op.create_index(f"ix_{table}_{of}", table, [of])


def make_uploads() -> None:
    """Contents that a user uploaded and has not pushed yet."""
    op.create_table(
        "uploaded",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("account", "content", name="pk_uploaded"),
        sa.ForeignKeyConstraint(
            ["content"], ["content.sha256"], name="fk_uploaded_content_content", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_uploaded_content", "uploaded", ["content"])
    op.create_index("ix_uploaded_since", "uploaded", ["since"])


def make_events() -> None:
    """What happened, written down by the database itself, so that no verb can forget it; the last ten thousand."""
    op.create_table(
        "event",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("stack", sa.Integer()),
        sa.Column("dashboard", sa.Integer()),
        sa.Column("frame", sa.Integer()),
        sa.Column("time", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_event"),
        sqlite_autoincrement=True,
    )
    for name, when, row, kind in EVENTS:
        columns = {"stack": "NULL", "dashboard": "NULL", "frame": "NULL", **row}
        op.execute(
            f"CREATE TRIGGER event_{name} AFTER {when} BEGIN INSERT INTO event (kind, stack, dashboard, frame, time) "
            f"VALUES ('{kind}', {columns['stack']}, {columns['dashboard']}, {columns['frame']}, {NOW}); END"
        )
    op.execute(
        "CREATE TRIGGER event_forgotten AFTER INSERT ON event WHEN new.seq % 1000 = 0 "
        "BEGIN DELETE FROM event WHERE seq <= new.seq - 10000; END"
    )


NOW = "strftime('%Y-%m-%d %H:%M:%f', 'now') || '000'"

_STAYS = "old.deleted IS NULL AND new.deleted IS NULL"
_GOES = "old.deleted IS NULL AND new.deleted IS NOT NULL"
_COMES = "old.deleted IS NOT NULL AND new.deleted IS NULL"
_STACK = {"stack": "new.id"}
_DASHBOARD = {"dashboard": "new.id"}
_OF_STACK = "access_level, description, readme, keep, keep_days"

EVENTS = (
    ("frame_new", "INSERT ON frame", {"stack": "new.stack", "frame": "new.seq"}, "frame.new"),
    (
        "head_moved",
        f"UPDATE OF head ON stack WHEN {_STAYS} AND new.head IS NOT old.head",
        {**_STACK, "frame": "new.head"},
        "head.moved",
    ),
    ("stack_changed", f"UPDATE OF {_OF_STACK} ON stack WHEN {_STAYS}", _STACK, "stack.changed"),
    ("tag_put", "INSERT ON tag", {"stack": "new.stack"}, "stack.changed"),
    ("tag_removed", "DELETE ON tag", {"stack": "old.stack"}, "stack.changed"),
    ("stack_shared", "INSERT ON stack_permission", {"stack": "new.stack"}, "stack.changed"),
    ("stack_deleted", f"UPDATE OF deleted ON stack WHEN {_GOES}", _STACK, "stack.deleted"),
    ("stack_restored", f"UPDATE OF deleted ON stack WHEN {_COMES}", _STACK, "stack.restored"),
    (
        "dashboard_changed",
        f"UPDATE OF head, access_level ON dashboard WHEN {_STAYS}",
        _DASHBOARD,
        "dashboard.changed",
    ),
    ("dashboard_shared", "INSERT ON dashboard_permission", {"dashboard": "new.dashboard"}, "dashboard.changed"),
    ("dashboard_deleted", f"UPDATE OF deleted ON dashboard WHEN {_GOES}", _DASHBOARD, "dashboard.deleted"),
    ("dashboard_restored", f"UPDATE OF deleted ON dashboard WHEN {_COMES}", _DASHBOARD, "dashboard.restored"),
)
"""The name of a trigger, when it fires, which rows it names, and the kind of the event."""
