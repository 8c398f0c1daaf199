"""The database handle, the naming convention and the tenant filter.

Every table carries ``municipality_id``. A session belongs to one municipality (``scope``), and every ORM
statement is narrowed to it. A statement without a scope is refused instead of showing everybody.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID, uuid4
from weakref import WeakKeyDictionary

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    BigInteger,
    DateTime,
    Enum,
    ForeignKey,
    FromClause,
    Identity,
    MetaData,
    Table,
    Text,
    bindparam,
    event,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    ORMExecuteState,
    Session,
    mapped_column,
    registry,
    with_loader_criteria,
)
from sqlalchemy.sql import visitors

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
TENANT = "municipality_id"
EVERYBODY = "unscoped"


class Base(DeclarativeBase):
    """Declarative base; the type map sits in the registry because Flask-SQLAlchemy copies the class."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={
            datetime: DateTime(timezone=True),
            str: Text(),
            int: BigInteger(),
            dict[str, Any]: JSONB(),
            list[dict[str, Any]]: JSONB(),
        },
    )


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model  # Flask-SQLAlchemy's copy of the base: tables must hang on this one


class Numbered:
    """A table with a number of its own, counted by the database."""

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True, sort_order=-10)


class Public:
    """A row that addresses and sealed columns refer to by a random id, never by its number."""

    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True, sort_order=-9)


class Tenanted:
    """A row that belongs to one municipality and is never seen from another."""

    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id", ondelete="CASCADE"), sort_order=-8)


class TenantMissing(RuntimeError):
    """A statement was run, or a row written, without saying for which municipality."""


def table_of(model: type[Base]) -> Table:
    """Return a model's table, for statements that write rows past the ORM: they say the municipality themselves."""
    return cast(Table, model.__table__)


def choice(of: type[StrEnum], name: str = "") -> Enum:
    """Return a text column type that the database holds to the values of ``of``.

    ``name`` is the constraint's, where one table has two columns of the same kind.
    """
    return Enum(
        of,
        native_enum=False,
        create_constraint=True,
        length=40,
        name=name or of.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


@contextmanager
def scope(municipality_id: int) -> Iterator[None]:
    """Narrow everything the current session reads and writes to one municipality."""
    with _marked(municipality_id):
        yield


@contextmanager
def unscoped() -> Iterator[None]:
    """Let the current session see every municipality.

    Only for what cannot know one yet: looking up a link token, a login or a due message.
    """
    with _marked(EVERYBODY):
        yield


@contextmanager
def _marked(mark: int | str) -> Iterator[None]:
    session = db.session()
    before = session.info.get(TENANT)
    session.info[TENANT] = mark
    try:
        yield
    finally:
        session.info[TENANT] = before


def tenant() -> int:
    """Return the municipality of the current session; raise ``TenantMissing`` without one."""
    mark = db.session().info.get(TENANT)
    if not isinstance(mark, int):
        raise TenantMissing("no municipality has been chosen for this session")
    return mark


@event.listens_for(Session, "do_orm_execute")
def _narrow(state: ORMExecuteState) -> None:
    """Narrow every table a statement reads, also those that only a count, a condition or a subquery names."""
    if state.is_column_load or state.is_relationship_load or state.is_insert:
        return
    mark = state.session.info.get(TENANT)
    if mark == EVERYBODY:
        return
    if mark is None:
        if _names_tenants(state.statement):
            raise TenantMissing(f"{state.statement.__class__.__name__} without a municipality")
        return
    narrowed = _NARROWED.get(state.statement)
    if narrowed is None:
        narrowed = _NARROWED[state.statement] = state.statement.options(_CRITERIA)
    state.statement = narrowed


# The municipality is asked for when a statement runs and is no part of the statement, which may therefore be kept:
# narrowing takes longer than the database takes to answer. A statement that is not run again dies with its entry.
_CHOSEN = bindparam("tenant", callable_=tenant, type_=BigInteger())
_CRITERIA = with_loader_criteria(
    Tenanted, lambda cls: cls.municipality_id == _CHOSEN, include_aliases=True, track_closure_variables=False
)
_NARROWED: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()


def _names_tenants(statement: Any) -> bool:
    named: Iterator[Any] = (getattr(element, "table", element) for element in visitors.iterate(statement))
    return any(isinstance(table, FromClause) and TENANT in table.c for table in named)


@event.listens_for(Session, "before_flush")
def _stamp(session: Session, _context: object, _instances: object) -> None:
    """Mark new rows with the session's municipality, and refuse to write anybody else's."""
    mark = session.info.get(TENANT)
    for row in (*session.new, *session.dirty, *session.deleted):
        if not isinstance(row, Tenanted) or mark == EVERYBODY:
            continue
        if mark is None:
            raise TenantMissing(f"{type(row).__name__} written without a municipality")
        if row.municipality_id is None:
            row.municipality_id = mark
        if row.municipality_id != mark:
            raise TenantMissing(f"{type(row).__name__} belongs to another municipality")
