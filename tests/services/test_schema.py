"""The migrations, run on a fresh database, make exactly what the models say; and they go back."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import CheckConstraint, Engine, NullPool, create_engine, text

from jobcentre.application import create_app
from jobcentre.embedded import Embedded
from jobcentre.models.base import Base
from jobcentre.services import schema
from jobcentre.settings import ROOT, Settings

MIGRATIONS: Path = ROOT / "migrations"
CHECKS = """
select conrelid::regclass::text || '.' || conname from pg_constraint
where contype = 'c' and connamespace = 'public'::regnamespace
"""
NO_OVERLAP = (
    "EXCLUDE USING gist (int8range("
    "((staff_id * '4294967296'::bigint) + (EXTRACT(epoch FROM (starts_at AT TIME ZONE 'UTC'::text)))::bigint), "
    "((staff_id * '4294967296'::bigint) + (EXTRACT(epoch FROM (ends_at AT TIME ZONE 'UTC'::text)))::bigint)"
    ") WITH &&)"
)


@pytest.fixture(scope="module")
def fresh(postgres: Embedded, settings: Settings) -> Iterator[Settings]:
    """Settings on a database of their own, without a single table."""
    admin = create_engine(postgres.dsn("postgres", "postgres"), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("create database fresh owner owner"))
    url = postgres.dsn("owner", "fresh")
    yield replace(settings, database=replace(settings.database, url=url, owner_url=url))
    with admin.connect() as connection:
        connection.execute(text("drop database fresh with (force)"))


@pytest.fixture
def engine(fresh: Settings) -> Iterator[Engine]:
    made = create_engine(fresh.database.url, poolclass=NullPool)
    yield made
    made.dispose()


def names(engine: Engine, query: str) -> set[str]:
    with engine.connect() as connection:
        return set(connection.execute(text(query)).scalars())


def left(engine: Engine) -> set[str]:
    """Tables, functions, types and sequences of our own."""
    return (
        names(engine, "select tablename from pg_tables where schemaname = 'public'")
        | names(engine, "select proname from pg_proc where pronamespace = 'public'::regnamespace")
        | names(engine, "select typname from pg_type where typnamespace = 'public'::regnamespace")
        | names(engine, "select sequencename from pg_sequences where schemaname = 'public'")
    )


def test_up_down_and_up_again(fresh: Settings, engine: Engine) -> None:
    with create_app(fresh).app_context():
        assert schema.faults(fresh.database.url, MIGRATIONS) == [
            f"the database is not at migration {head()}: run `jobcentre db upgrade`"
        ]
        upgrade()
        assert schema.faults(fresh.database.url, MIGRATIONS) == []
        before = left(engine)
        downgrade(revision="base")
        assert left(engine) <= {"alembic_version", "_alembic_version"}
        upgrade()
        assert (schema.faults(fresh.database.url, MIGRATIONS), left(engine)) == ([], before)


def head() -> str:
    return max(path.stem for path in (MIGRATIONS / "versions").glob("*.py"))[:4]


def test_a_column_too_many_is_seen(fresh: Settings, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("alter table team add column colour text"))
    (fault,) = schema.faults(fresh.database.url, MIGRATIONS)
    assert "colour" in fault
    with engine.begin() as connection:
        connection.execute(text("alter table team drop column colour"))


def test_what_forbids_double_booking_is_there(engine: Engine) -> None:
    """Alembic never compares exclusion constraints."""
    query = "select pg_get_constraintdef(oid) from pg_constraint where conname = 'ex_claim_no_overlap'"
    assert names(engine, query) == {NO_OVERLAP}


def test_every_check_is_there_under_its_name(engine: Engine) -> None:
    """Alembic does not compare these either, and a later migration finds them by name."""
    spelled = engine.dialect.identifier_preparer.format_constraint
    wanted = {
        f"{table.name}.{spelled(constraint)}"
        for table in Base.metadata.sorted_tables
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }
    assert names(engine, CHECKS) == wanted


def test_danish_names_stand_in_danish_order(engine: Engine) -> None:
    words = ["Zeuthen", "Aagaard", "Ågård", "Ærø", "Østergaard", "andersen", "Bach", "Abel"]
    query = text('select word from unnest(cast(:words as text[])) word order by danish_order(word) collate "C", word')
    with engine.connect() as connection:
        found = connection.execute(query, {"words": words}).scalars().all()
    assert found[:4] == ["Abel", "andersen", "Bach", "Zeuthen"]
    assert found[4:6] == ["Ærø", "Østergaard"]
    assert set(found[6:]) == {"Aagaard", "Ågård"}
