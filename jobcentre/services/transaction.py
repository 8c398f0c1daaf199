"""One unit of work: committed whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from jobcentre.models.base import db

# What a statement raises when the database is away, too busy, or refuses a connection.
UNREACHABLE = (OperationalError, InterfaceError, PoolTimeoutError)


@contextmanager
def transaction() -> Iterator[None]:
    """Commit at the end; roll back on any exception, so that whoever catches a refusal finds nothing half done."""
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
