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
