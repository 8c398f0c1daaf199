"""The summons that holds for a person, as their page shows it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, select

from jobcentre.models.base import db
from jobcentre.models.occasion import Summons
from jobcentre.models.waiting_list import TimeOffer, WaitingEntry


@dataclass(frozen=True, slots=True)
class SummonsView:
    """Its dates, both days inclusive; ``time_set_at`` is when a time was set for who had not chosen one.

    ``waits_since`` is there for who waits for an earlier time; ``offers`` counts those that were offered.
    """

    issued_at: datetime
    book_by: date
    latest_on: date
    time_set_at: datetime | None
    waits_since: datetime | None
    offers: int


def open_summons(citizen_id: int) -> SummonsView | None:
    """Return the latest one that is open."""
    open_entry = and_(WaitingEntry.summons_id == Summons.id, WaitingEntry.ended_at.is_(None))
    made = select(func.count(TimeOffer.id)).where(TimeOffer.summons_id == Summons.id).scalar_subquery()
    query = (
        select(Summons.issued_at, Summons.book_by, Summons.latest_on, Summons.time_set_at)
        .add_columns(WaitingEntry.created_at, made)
        .outerjoin(WaitingEntry, open_entry)
        .where(Summons.citizen_id == citizen_id, Summons.closed_at.is_(None))
        .order_by(Summons.id.desc())
        .limit(1)
    )
    row = db.session.execute(query).first()
    return None if row is None else SummonsView(*row)
