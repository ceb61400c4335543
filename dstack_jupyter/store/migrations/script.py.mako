"""${message}.

Adds and never takes away. It ends with what the store is now: the number of this schema, and the oldest one whose
releases can still use the store after it.
"""

import sqlalchemy as sa
from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Change the tables."""
    ${upgrades if upgrades else "pass"}
    op.execute("UPDATE meta SET schema_number = ${up_revision}, oldest_reader = ${down_revision}")
