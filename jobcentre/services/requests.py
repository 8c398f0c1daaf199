"""A form that is sent twice has its effect once."""

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from jobcentre import clock
from jobcentre.models.base import db, tenant
from jobcentre.models.clockwork import HandledRequest


def seen_before(request_id: UUID, action: str) -> HandledRequest | None:
    """Note a request within the current transaction; return the earlier one when there was one.

    A second one that arrives while the first still works waits for its commit (the unique key makes it).
    """
    noted = db.session.execute(
        insert(HandledRequest)
        .values(municipality_id=tenant(), request_id=request_id, action=action, handled_at=clock.now())
        .on_conflict_do_nothing()
        .returning(HandledRequest.request_id)
    ).scalar()
    if noted is not None:
        return None
    return db.session.execute(select(HandledRequest).where(HandledRequest.request_id == request_id)).scalar_one()


def answer(request_id: UUID, result: str) -> None:
    """Keep what the request led to, for whoever sends it again."""
    db.session.execute(update(HandledRequest).where(HandledRequest.request_id == request_id).values(result=result))
