"""Frames that come piece by piece, and links to single files.

Releases of schema 3 know of neither. Their collections take what a draft alone names, and the draft awaits it again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Change the tables."""
    make_drafts()
    make_parts()
    make_links()
    op.execute("UPDATE meta SET schema_number = 4, oldest_reader = 2")


def make_drafts() -> None:
    """Frames on their way."""
    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("is_owner", sa.Boolean(), nullable=False),
        sa.Column("frame", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("size", sa.Integer()),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_draft"),
        sa.UniqueConstraint("account", "frame", name="uq_draft_account_frame"),
    )


def make_parts() -> None:
    """Their attachments; `secret` is the hash of the one with which the bytes may be uploaded."""
    op.create_table(
        "draft_part",
        sa.Column("draft", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("index", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("content", sa.String()),
        sa.Column("secret", sa.String()),
        sa.Column("expires", sa.DateTime()),
        sa.PrimaryKeyConstraint("draft", "index", name="pk_draft_part"),
        sa.UniqueConstraint("secret", name="uq_draft_part_secret"),
        sa.ForeignKeyConstraint(["draft"], ["draft.id"], name="fk_draft_part_draft_draft", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["content"], ["content.sha256"], name="fk_draft_part_content_content", ondelete="SET NULL"
        ),
    )
    op.create_index("ix_draft_part_content", "draft_part", ["content"])


def make_links() -> None:
    """Secrets that are good to get one attachment."""
    op.create_table(
        "file_link",
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("account", sa.String()),
        sa.Column("is_owner", sa.Boolean(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("frame", sa.String(), nullable=False),
        sa.Column("index", sa.Integer(), nullable=False),
        sa.Column("expires", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("secret", name="pk_file_link"),
    )
    op.create_index("ix_file_link_expires", "file_link", ["expires"])
