"""The summons that holds for a person, as their page shows it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from jobcentre.models.base import db
from jobcentre.models.occasion import Summons


@dataclass(frozen=True, slots=True)
class SummonsView:
    """Its dates, both days inclusive; ``time_set_at`` is when a time was set for who had not chosen one."""

    issued_at: datetime
    book_by: date
    latest_on: date
    time_set_at: datetime | None


def open_summons(citizen_id: int) -> SummonsView | None:
    """Return the latest one that is open."""
    query = (
        select(Summons.issued_at, Summons.book_by, Summons.latest_on, Summons.time_set_at)
        .where(Summons.citizen_id == citizen_id, Summons.closed_at.is_(None))
        .order_by(Summons.id.desc())
        .limit(1)
    )
    row = db.session.execute(query).first()
    return None if row is None else SummonsView(*row)
