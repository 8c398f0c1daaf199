"""Occasions as rows: how one is found, locked and closed. Nothing here commits.

Whoever locks several rows of one case takes them in this order: occasion, summons, meeting.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select, update
from sqlalchemy.orm import aliased

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.occasion import Occasion, Summons
from jobcentre.rules import deadlines
from jobcentre.rules.eligibility import ReasonCode, too_old_on
from jobcentre.rules.packs import Pack
from jobcentre.rules.refusals import Closed
from jobcentre.services import held
from jobcentre.services.audit import Who
from jobcentre.services.visibility import people_of

ONE_DAY = timedelta(days=1)
# Obstacles to a duty; among the reasons of an occasion they say that it was withdrawn because of them.
LOST = tuple(
    code.value
    for code in (
        ReasonCode.NO_SPELL,
        ReasonCode.FUTURE,
        ReasonCode.ENDED,
        ReasonCode.NOT_YET,
        ReasonCode.ENDS_FIRST,
        ReasonCode.HOURS_UNKNOWN,
        ReasonCode.TOO_OLD,
        ReasonCode.TOO_OLD_SOON,
        ReasonCode.EXEMPT,
        ReasonCode.NOT_RELEVANT,
        ReasonCode.DEFERRED,
        ReasonCode.LEFT,
        ReasonCode.NOT_IN_FORCE,
    )
)


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
    """End the open summons of an occasion, whose duty may go on under another. Nothing is held for it any longer."""
    held.release_all(occasion_id)
    db.session.execute(
        update(Summons)
        .where(Summons.occasion_id == occasion_id, Summons.closed_at.is_(None))
        .values(closed_at=clock.now())
    )


def choose_anew(summons: Summons, birth_date: date, pack: Pack) -> dict[str, str]:
    """Give who has no time as many days to choose one as anybody has; return what the trail keeps."""
    last_day = min(summons.latest_on, too_old_on(birth_date, pack) - ONE_DAY)
    by = deadlines.book_anew_by(clock.today(), summons.book_by, last_day, pack)
    if by == summons.book_by:
        return {}
    summons.book_by = by
    return {"book_by": by.isoformat()}


def let_go() -> ColumnElement[bool]:
    """Whether the ``Occasion`` does not count as done, should its run go on.

    It was withdrawn by a sweep or with an override, and the reasons why stand behind those for which it was made; or it
    ended otherwise, and the one that was to follow it was withdrawn so.
    """
    follower = aliased(Occasion)
    awaited = exists().where(follower.after_id == Occasion.id, follower.after_id.is_not(None), _lost(follower))
    return or_(_lost(Occasion), awaited.correlate(Occasion))


def let_go_of(made: Sequence[Occasion]) -> set[int]:
    """Say the same of rows at hand, by their numbers; ``made`` are all of one person's."""
    gone = [one for one in made if any(reason["code"] in LOST for reason in one.reasons)]
    return {one.id for one in gone} | {one.after_id for one in gone if one.after_id is not None}


def is_put_off(occasion_id: int) -> bool:
    """Whether a withdrawn occasion was so for the sole reason that somebody put it off: it is made anew after that."""
    occasion = db.session.get_one(Occasion, occasion_id)
    return {reason["code"] for reason in occasion.reasons} & set(LOST) == {ReasonCode.DEFERRED.value}


def _lost(occasion: Any) -> ColumnElement[bool]:
    return or_(*(occasion.reasons.contains([{"code": code}]) for code in LOST))
