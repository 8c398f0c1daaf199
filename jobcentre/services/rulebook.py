"""Which rule pack the municipality of the session goes by, and since when."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, insert, or_, select, update

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db, tenant
from jobcentre.models.rule import RuleChoice
from jobcentre.rules.packs import Pack
from jobcentre.services.audit import Who


def in_use(centre: Centre, on: date | None = None) -> Pack | None:
    """Return the pack for a day (Copenhagen; today by default); ``None`` while none is chosen or its file is gone."""
    return centre.packs.get(name_in_use(on or clock.today()) or "")


def name_in_use(on: date, known_at: datetime | None = None) -> str | None:
    """Return the name of the pack for a day, as it was known at a moment, or else is known now."""
    known: ColumnElement[bool] = RuleChoice.withdrawn_at.is_(None)
    if known_at is not None:
        known = or_(known, RuleChoice.withdrawn_at > known_at) & (RuleChoice.chosen_at <= known_at)
    query = select(RuleChoice.pack).where(known, RuleChoice.from_on <= on)
    return db.session.execute(query.order_by(RuleChoice.from_on.desc(), RuleChoice.id.desc()).limit(1)).scalar()


def choose(name: str, from_on: date, who: Who) -> None:
    """Go by a pack from a day on; what was chosen for that same day is withdrawn. Does not commit."""
    now = clock.now()
    same = (RuleChoice.from_on == from_on) & RuleChoice.withdrawn_at.is_(None)
    db.session.execute(update(RuleChoice).where(same).values(withdrawn_at=now))
    chosen = {"pack": name, "from_on": from_on, "author_id": who.staff_id, "chosen_at": now}
    db.session.execute(insert(RuleChoice).values(municipality_id=tenant(), **chosen))
