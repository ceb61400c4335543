"""What Alembic runs: migrations on a connection whose transaction the store has begun and will end."""

from alembic import context

from dstack_jupyter.store.tables import Row

context.configure(connection=context.config.attributes["connection"], target_metadata=Row.metadata)
context.run_migrations()
