"""A form that is sent twice has its effect once."""

from uuid import UUID

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from jobcentre import clock
from jobcentre.models.base import db, table_of, tenant
from jobcentre.models.clockwork import HandledRequest

_TABLE = table_of(HandledRequest)
_NOTE = insert(_TABLE).on_conflict_do_nothing().returning(HandledRequest.request_id)
_ANSWER = (
    update(_TABLE)
    .where(_TABLE.c.request_id == bindparam("of"), _TABLE.c.municipality_id == bindparam("area"))
    .values(result=bindparam("given"))
)


def seen_before(request_id: UUID, action: str) -> HandledRequest | None:
    """Note a request within the current transaction; return the earlier one when there was one.

    A second one that arrives while the first still works waits for its commit (the unique key makes it).
    """
    row = {"municipality_id": tenant(), "request_id": request_id, "action": action, "handled_at": clock.now()}
    if db.session.execute(_NOTE, row).scalar() is not None:
        return None
    return db.session.execute(select(HandledRequest).where(HandledRequest.request_id == request_id)).scalar_one()


def answer(request_id: UUID, result: str) -> None:
    """Keep what the request led to, for whoever sends it again."""
    db.session.execute(_ANSWER, {"of": request_id, "area": tenant(), "given": result})
