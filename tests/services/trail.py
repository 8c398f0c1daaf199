"""The audit trail as a test reads it: everything, in the order in which it was written."""

from sqlalchemy import select

from jobcentre.models.audit import AuditEntry
from jobcentre.models.base import db


def entries(citizen_id: int | None = None) -> list[AuditEntry]:
    """The entries about one citizen, or all of the municipality."""
    query = select(AuditEntry).order_by(AuditEntry.id).execution_options(populate_existing=True)
    if citizen_id is not None:
        query = query.where(AuditEntry.citizen_id == citizen_id)
    return list(db.session.execute(query).scalars())


def actions(citizen_id: int | None = None) -> list[str]:
    """What was done."""
    return [entry.action for entry in entries(citizen_id)]
