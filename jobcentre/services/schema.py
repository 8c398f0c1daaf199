"""Whether the tables are what the models say, and what the service's role may do with them."""

from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, NullPool, create_engine, make_url, text

from jobcentre.models.base import Base


def faults(owner_url: str, migrations: Path) -> list[str]:
    """Return what is out of step: migrations not run, or models that differ from the tables."""
    head = ScriptDirectory(str(migrations)).get_current_head()
    with _engine(owner_url).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        if context.get_current_revision() != head:
            return [f"the database is not at migration {head}: run `jobcentre db upgrade`"]
        differences: list[Any] = compare_metadata(context, Base.metadata)
        return [f"the models and the tables differ: {difference}" for difference in differences]


def grant(owner_url: str, service_url: str) -> None:
    """Give the service's role what it needs of the owner's tables: reading and writing rows, no more."""
    role, owner = make_url(service_url).username, make_url(owner_url).username
    if role is None or role == owner:
        return
    engine = _engine(owner_url)
    name = engine.dialect.identifier_preparer.quote(role)
    with engine.begin() as connection:
        connection.execute(text(f"grant usage on schema public to {name}"))
        connection.execute(text(f"grant select, insert, update, delete on all tables in schema public to {name}"))
        connection.execute(text(f"grant usage on all sequences in schema public to {name}"))
        # what was done is written once: the service can neither change nor remove it
        connection.execute(text(f"revoke update, delete on audit_entry from {name}"))


def _engine(url: str) -> Engine:
    return create_engine(url, poolclass=NullPool)
