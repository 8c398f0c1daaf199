"""Finding a municipality by its code: for commands, which come without a session."""

from sqlalchemy import select

from jobcentre.models.base import db
from jobcentre.models.municipality import Municipality


def codes() -> dict[str, int]:
    """Return the ids of all municipalities by code."""
    rows = db.session.execute(select(Municipality.code, Municipality.id).order_by(Municipality.code))
    return {row.code: row.id for row in rows}
