"""Times that are held for a citizen: read, let go, and tidied away. A hold that has run out is as good as none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, CursorResult, delete, select

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.claim import Claim
from jobcentre.models.occasion import Summons
from jobcentre.services.transaction import transaction

CHOSEN = Claim.time_offer_id.is_(None)  # by the citizen, on the page of times; the others were offered to them


@dataclass(frozen=True, slots=True)
class Held:
    """A time that nobody else can take until ``expires_at``, and with whom it would be."""

    starts_at: datetime
    staff_id: int
    expires_at: datetime


def held(summons_id: int) -> Held | None:
    """Return the time that is held while its citizen checks the choice."""
    return _one(Claim.summons_id == summons_id, CHOSEN)


def offered(summons_id: int, starts_at: datetime, ends_at: datetime, staff_ids: Sequence[int]) -> Held | None:
    """Return a time that is held because it was offered to the citizen, if it lies over a stretch of one of these."""
    over = Claim.starts_at < ends_at, Claim.ends_at > starts_at
    return _one(Claim.summons_id == summons_id, ~CHOSEN, *over, Claim.staff_id.in_(staff_ids))


def let_go(summons_public_id: UUID) -> None:
    """Free what is held for a citizen who leaves. Commits."""
    with transaction():
        _delete(CHOSEN, Claim.summons_id.in_(select(Summons.id).where(Summons.public_id == summons_public_id)))


def release_hold(summons_id: int) -> None:
    """Free the time that is held while its citizen checks the choice. Does not commit."""
    _delete(CHOSEN, Claim.summons_id == summons_id)


def release_all(occasion_id: int) -> None:
    """Free what is held for the citizen of a duty that has ended. Does not commit."""
    _delete(CHOSEN, Claim.summons_id.in_(select(Summons.id).where(Summons.occasion_id == occasion_id)))


def release_offer(time_offer_id: int) -> None:
    """Free the time that is held because it was offered. Does not commit."""
    _delete(Claim.time_offer_id == time_offer_id)


def forget_expired(before: datetime) -> int:
    """Delete holds that ran out before a moment, and return how many. Does not commit."""
    return _delete(Claim.expires_at < before)


def _one(*conditions: ColumnElement[bool]) -> Held | None:
    query = select(Claim.starts_at, Claim.staff_id, Claim.expires_at)
    row = db.session.execute(query.where(*conditions, Claim.expires_at > clock.now())).first()
    return Held(row.starts_at, row.staff_id, row.expires_at) if row and row.expires_at else None


def _delete(*conditions: ColumnElement[bool]) -> int:
    """Delete holds. One that is locked has run out and is being deleted by whoever wants its time."""
    ids = select(Claim.id).where(*conditions).order_by(Claim.id).with_for_update(skip_locked=True)
    statement = delete(Claim).where(Claim.id.in_(ids)).execution_options(synchronize_session=False)
    return cast("CursorResult[Any]", db.session.execute(statement)).rowcount
