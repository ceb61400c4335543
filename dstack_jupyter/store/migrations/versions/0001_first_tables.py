"""The first tables: stacks, frames, contents in pieces, attachments, dashboards."""

import sqlalchemy as sa
from alembic import context, op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables, and note what the store is."""
    meta = make_meta()
    make_stacks()
    make_contents()
    make_dashboards()
    op.bulk_insert(meta, [{**context.config.attributes["identity"], "schema_number": 1, "oldest_reader": 1}])


def make_meta() -> sa.Table:
    """What the store is."""
    return op.create_table(
        "meta",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("schema_number", sa.Integer(), nullable=False),
        sa.Column("oldest_reader", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_meta"),
    )


def make_stacks() -> None:
    """Stacks and their frames."""
    op.create_table(
        "stack",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("access_level", sa.String(), nullable=False),
        sa.Column("description", sa.String()),
        sa.Column("readme", sa.String()),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("frames", sa.Integer(), nullable=False),
        sa.Column("head", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_stack"),
        sa.UniqueConstraint("user", "name", name="uq_stack_user_name"),
    )
    op.create_index("ix_stack_head", "stack", ["head"])
    op.create_table(
        "frame",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("stack", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("time", sa.DateTime(), nullable=False),
        sa.Column("message", sa.String()),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("origin", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_frame"),
        sa.UniqueConstraint("id", name="uq_frame_id"),
        sa.UniqueConstraint("stack", "number", name="uq_frame_stack_number"),
        sa.ForeignKeyConstraint(["stack"], ["stack.id"], name="fk_frame_stack_stack", ondelete="CASCADE"),
        sqlite_autoincrement=True,
    )


def make_contents() -> None:
    """Contents, the pieces they are cut into, and the attachments that show them."""
    op.create_table(
        "content",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_content"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "piece",
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("content", "position", name="pk_piece"),
        sa.ForeignKeyConstraint(["content"], ["content.sha256"], name="fk_piece_content_content", ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "attachment",
        sa.Column("frame", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("index", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("content_type", sa.String(), nullable=False),
        sa.Column("application", sa.String()),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("description", sa.String()),
        sa.PrimaryKeyConstraint("frame", "index", name="pk_attachment"),
        sa.ForeignKeyConstraint(["frame"], ["frame.seq"], name="fk_attachment_frame_frame", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["content"], ["content.sha256"], name="fk_attachment_content_content"),
    )
    op.create_index("ix_attachment_content", "attachment", ["content"])


def make_dashboards() -> None:
    """Dashboards and their revisions."""
    op.create_table(
        "dashboard",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("access_level", sa.String(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("head", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_dashboard"),
        sa.UniqueConstraint("user", "name", name="uq_dashboard_user_name"),
    )
    op.create_index("ix_dashboard_head", "dashboard", ["head"])
    op.create_table(
        "dashboard_revision",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("dashboard", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("spec", sa.JSON(), nullable=False),
        sa.Column("time", sa.DateTime(), nullable=False),
        sa.Column("author", sa.String()),
        sa.PrimaryKeyConstraint("seq", name="pk_dashboard_revision"),
        sa.UniqueConstraint("dashboard", "revision", name="uq_dashboard_revision_dashboard_revision"),
        sa.ForeignKeyConstraint(
            ["dashboard"], ["dashboard.id"], name="fk_dashboard_revision_dashboard_dashboard", ondelete="CASCADE"
        ),
        sqlite_autoincrement=True,
    )
