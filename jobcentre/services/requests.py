"""A form that is sent twice has its effect once."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from jobcentre import clock
from jobcentre.models.base import db, table_of, tenant
from jobcentre.models.clockwork import HandledRequest
from jobcentre.rules.refusals import SentBefore

_TABLE = table_of(HandledRequest)
_NOTE = insert(_TABLE).on_conflict_do_nothing().returning(HandledRequest.request_id)
_ANSWER = (
    update(_TABLE)
    .where(_TABLE.c.request_id == bindparam("of"), _TABLE.c.municipality_id == bindparam("area"))
    .values(result=bindparam("given"))
)


def seen_before(request_id: UUID, action: str, *asked: Any) -> HandledRequest | None:
    """Note a request within the current transaction; return the earlier one when there was one.

    ``asked`` is whose matter it is and every value of the form; only a digest of it is kept. Give a value that must
    not be guessed from its digest (a CPR number, a password) as a keyed digest, or not at all. Raises ``SentBefore``
    when the id came with another action or other values before.
    A second one that arrives while the first still works waits for its commit (the unique key makes it).
    """
    area, digest = tenant(), _digest(action, asked)
    row = {"municipality_id": area, "request_id": request_id, "action": action, "asked": digest}
    if db.session.execute(_NOTE, {**row, "handled_at": clock.now()}).scalar() is not None:
        return None
    query = select(HandledRequest).where(HandledRequest.request_id == request_id)
    earlier: HandledRequest | None = db.session.execute(query.execution_options(populate_existing=True)).scalar()
    if earlier is None or (earlier.action, earlier.asked) != (action, digest):
        raise SentBefore()
    return earlier


def each(request_id: UUID, *asked: Any) -> UUID:
    """Return an id for what is typed into a page: other values by the same page are a request of their own.

    For forms that people fill in again after going back: there the id is that of the page they went back to. Both
    ``seen_before`` and ``answer`` are to be given it. ``asked`` is as in ``seen_before``.
    """
    return uuid5(request_id, _digest("each", asked).hex())


def answer(request_id: UUID, result: str) -> None:
    """Keep what the request led to, for whoever sends it again."""
    db.session.execute(_ANSWER, {"of": request_id, "area": tenant(), "given": result})


def _digest(action: str, asked: tuple[Any, ...]) -> bytes:
    text = json.dumps([action, *asked], default=_written, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).digest()


def _written(value: Any) -> str:
    """Write one value; the same moment is the same in every zone."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.hex() if isinstance(value, bytes) else str(value)
