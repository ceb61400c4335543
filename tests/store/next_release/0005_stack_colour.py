"""What a next release may do: it adds, and this release still uses the store."""

import sqlalchemy as sa
from alembic import op

from dstack_jupyter.store.checkpoints import reach

revision = "0005"
down_revision = "0004"


def upgrade():
    op.add_column("stack", sa.Column("colour", sa.String()))
    reach("schema.half")
    op.create_table("colour", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("stack", sa.Integer()))
    op.execute("UPDATE meta SET schema_number = 5, oldest_reader = 2")
