"""What a far release may do: after it, only its own kind can read the store."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade():
    op.rename_table("frame", "revision")
    op.execute("UPDATE meta SET schema_number = 5, oldest_reader = 5")
