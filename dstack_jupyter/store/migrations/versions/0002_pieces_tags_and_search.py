"""Blobs that hold several pieces, deletion that can be undone, tags, inputs, and what searches look into.

A store of this schema may have contents whose pieces lie in blobs of other contents, which releases of schema 1
would not find: they may not use it any more.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Change the tables."""
    place_pieces()
    let_deletions_wait()
    count_attachments()
    make_tags()
    make_inputs()
    make_search()
    op.execute("UPDATE meta SET schema_number = 2, oldest_reader = 2")


def place_pieces() -> None:
    """Where in which blob a piece lies; until now each was a blob of its own."""
    op.add_column("piece", sa.Column("blob", sa.String(), nullable=False, server_default=""))
    op.add_column("piece", sa.Column("start", sa.BigInteger(), nullable=False, server_default="0"))
    op.execute("UPDATE piece SET blob = sha256")
    op.create_index("ix_piece_sha256", "piece", ["sha256"])
    op.create_index("ix_piece_blob", "piece", ["blob"])


def let_deletions_wait() -> None:
    """When something was deleted, and how many frames a stack keeps."""
    op.add_column("stack", sa.Column("deleted", sa.DateTime()))
    op.add_column("stack", sa.Column("keep", sa.Integer()))
    op.add_column("stack", sa.Column("keep_days", sa.Float()))
    op.add_column("frame", sa.Column("deleted", sa.DateTime()))
    op.add_column("dashboard", sa.Column("deleted", sa.DateTime()))


def count_attachments() -> None:
    """What lists say of a frame without its attachments."""
    op.add_column("frame", sa.Column("attachments", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("frame", sa.Column("length", sa.BigInteger(), nullable=False, server_default="0"))
    op.execute(
        "UPDATE frame SET (attachments, length) = (SELECT count(*), coalesce(sum(content.length), 0) FROM attachment "
        "JOIN content ON content.sha256 = attachment.content WHERE attachment.frame = frame.seq)"
    )


def make_tags() -> None:
    """Names of frames."""
    op.create_table(
        "tag",
        sa.Column("stack", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("frame", sa.Integer(), nullable=False),
        sa.Column("time", sa.DateTime(), nullable=False),
        sa.Column("user", sa.String()),
        sa.PrimaryKeyConstraint("stack", "name", name="pk_tag"),
        sa.ForeignKeyConstraint(["stack"], ["stack.id"], name="fk_tag_stack_stack", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["frame"], ["frame.seq"], name="fk_tag_frame_frame", ondelete="CASCADE"),
    )
    op.create_index("ix_tag_frame", "tag", ["frame"])


def make_inputs() -> None:
    """What was pulled before a frame was pushed."""
    op.create_table(
        "input",
        sa.Column("frame", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("position", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("store", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("frame", "position", name="pk_input"),
        sa.ForeignKeyConstraint(["frame"], ["frame.seq"], name="fk_input_frame_frame", ondelete="CASCADE"),
    )
    op.create_index("ix_input_source", "input", ["source"])


def make_search() -> None:
    """What stacks are found by, filled when the store is opened next, and the orders of lists."""
    op.create_table(
        "stack_text",
        sa.Column("stack", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("terms", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("stack", name="pk_stack_text"),
        sa.ForeignKeyConstraint(["stack"], ["stack.id"], name="fk_stack_text_stack_stack", ondelete="CASCADE"),
    )
    op.add_column("stack", sa.Column("searched", sa.String()))
    op.create_index("ix_stack_unsearched", "stack", ["id"], sqlite_where=sa.text("searched IS NULL"))
    op.create_index("ix_stack_folded", "stack", ["folded"])
    op.create_index("ix_stack_access_level", "stack", ["access_level"])
