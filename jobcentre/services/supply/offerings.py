"""Evidence of what somebody could choose among: noted when the summons is issued, and daily until a time is chosen.

Only counts are kept, with the first and the last time: enough to show that there was a choice, and how much of one.
Where a caseworker is assigned it is theirs, as the page shows them; what colleagues have besides, one tap away, is not
counted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db, table_of, tenant
from jobcentre.models.occasion import Summons
from jobcentre.models.offering import Offering
from jobcentre.rules.capacity import Group, Supply
from jobcentre.rules.civil import MIDNIGHT, moment_of
from jobcentre.rules.eligibility import too_old_on
from jobcentre.services.supply import capacity, waiting
from jobcentre.services.transaction import transaction

_INSERT = insert(table_of(Offering))
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Choice:
    """One summons, whose times its page shows first, and until when (inclusive)."""

    summons_id: int
    group: Group
    until_on: date


@dataclass(frozen=True, slots=True)
class Offer:
    """What could be chosen at a moment."""

    at: datetime
    until_on: date
    times: int
    first_at: datetime | None
    last_at: datetime | None


def note(choices: Iterable[Choice], known: Supply) -> int:
    """Keep what each of these can choose among now, and return how many were noted. Does not commit."""
    rows = [_row(choice, known) for choice in choices]
    if rows:
        db.session.execute(_INSERT, rows)
    return len(rows)


def note_today(centre: Centre) -> int:
    """Note today's choice of every open summons without a meeting, once a day however often it is called. Commits.

    A few statements for each rule pack, however many people there are.
    """
    with transaction():
        noted, needing = _noted_today(), waiting.who_needs_a_time()
        by_pack: dict[str, list[Any]] = {}
        for row in needing:
            if row.id not in noted and row.pack in centre.packs:
                by_pack.setdefault(row.pack, []).append(row)
        return sum(_note_all(centre, name, rows) for name, rows in by_pack.items())


def of_person(citizen_id: int) -> tuple[Offer, ...]:
    """Return everything one person was offered, the newest first."""
    query = select(Offering).join(Summons, Summons.id == Offering.summons_id).where(Summons.citizen_id == citizen_id)
    rows = db.session.execute(query.order_by(Offering.at.desc(), Offering.id.desc())).scalars()
    return tuple(Offer(row.at, row.until_on, row.times, row.first_at, row.last_at) for row in rows)


def _note_all(centre: Centre, name: str, rows: Sequence[Any]) -> int:
    pack = centre.packs[name]
    known = capacity.supply(pack, max(row.latest_on for row in rows))
    return note(
        (
            Choice(
                row.id,
                capacity.shown_first(known, row.caseworker_id, row.team_id),
                min(row.latest_on, too_old_on(row.birth_date, pack) - _DAY),
            )
            for row in rows
        ),
        known,
    )


def _noted_today() -> set[int]:
    since = moment_of(clock.today(), MIDNIGHT)
    query = select(Offering.summons_id).join(Summons, Summons.id == Offering.summons_id)
    return set(db.session.execute(query.where(Summons.closed_at.is_(None), Offering.at >= since)).scalars())


def _row(choice: Choice, known: Supply) -> dict[str, Any]:
    offered = known.shown(choice.group, choice.until_on)
    return {
        "municipality_id": tenant(),
        "summons_id": choice.summons_id,
        "at": clock.now(),
        "until_on": choice.until_on,
        "times": offered.times,
        "first_at": offered.first_at,
        "last_at": offered.last_at,
    }
