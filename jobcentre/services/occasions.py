"""Occasions as rows: how one is found, locked and closed. Nothing here commits.

Whoever locks several rows of one case takes them in this order: occasion, summons, meeting.
"""

from uuid import UUID

from sqlalchemy import select, update

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.occasion import Occasion, Summons
from jobcentre.rules.refusals import Closed
from jobcentre.services.audit import Who
from jobcentre.services.visibility import people_of


def locked(public_id: UUID, who: Who, open_only: bool = True) -> tuple[Occasion, Citizen]:
    """Return an occasion, locked, and its person. ``Closed`` when there is none for ``who``, or it has ended."""
    row = db.session.execute(
        select(Occasion, Citizen)
        .join(Citizen, Citizen.id == Occasion.citizen_id)
        .where(Occasion.public_id == public_id, people_of(who))
        .with_for_update(of=Occasion)
        .execution_options(populate_existing=True)
    ).first()
    if row is None or (open_only and row.Occasion.closed_at is not None):
        raise Closed()
    return row.Occasion, row.Citizen


def open_of(citizen_id: int) -> Occasion | None:
    """Return the person's open occasion, the latest should there be two."""
    query = select(Occasion).where(Occasion.citizen_id == citizen_id, Occasion.closed_at.is_(None))
    latest = query.order_by(Occasion.created_at.desc(), Occasion.id.desc()).limit(1)
    return db.session.execute(latest.execution_options(populate_existing=True)).scalar()


def open_summons(occasion_id: int) -> Summons | None:
    """Return the open summons of an occasion, locked."""
    query = select(Summons).where(Summons.occasion_id == occasion_id, Summons.closed_at.is_(None)).with_for_update()
    return db.session.execute(query.execution_options(populate_existing=True)).scalar()


def close(occasion_id: int) -> None:
    """End an occasion and its open summons: the duty is met or dropped."""
    db.session.execute(update(Occasion).where(Occasion.id == occasion_id).values(closed_at=clock.now(), held=None))
    close_summons(occasion_id)


def close_summons(occasion_id: int) -> None:
    """End the open summons of an occasion, whose duty may go on under another."""
    db.session.execute(
        update(Summons)
        .where(Summons.occasion_id == occasion_id, Summons.closed_at.is_(None))
        .values(closed_at=clock.now())
    )
