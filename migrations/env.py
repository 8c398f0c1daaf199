"""Runs migrations as the owner of the tables, with limits on how long it may wait and work."""

from alembic import context
from flask import current_app
from sqlalchemy import create_engine, pool

from jobcentre.models.base import Base

LIMITS = "-c lock_timeout=5s -c statement_timeout=15min -c timezone=UTC"


def run() -> None:
    engine = create_engine(
        current_app.config["OWNER_URL"], poolclass=pool.NullPool, connect_args={"options": LIMITS, "connect_timeout": 3}
    )
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=Base.metadata, compare_type=True)
        with context.begin_transaction():
            context.run_migrations()


run()
