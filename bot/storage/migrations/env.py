"""What Alembic runs to migrate; `bot.storage.database` hands it the connection."""

from __future__ import annotations

import logging

from alembic import context

from bot.storage.tables import METADATA

logging.getLogger("alembic").setLevel(logging.WARNING)  # it tells of every start
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=True,  # on SQLite too: the transaction has already begun
)
with context.begin_transaction():
    context.run_migrations()
