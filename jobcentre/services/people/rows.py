"""Where people stand, read from the database: how many stand where, the most urgent of them, and a line for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, func, null, select, true, union_all

from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.staff import Staff
from jobcentre.rules.needs import NeedKind
from jobcentre.rules.packs import Pack
from jobcentre.rules.standing import RANK, STOPS, PersonStanding
from jobcentre.services import asked
from jobcentre.services.people import standing as standings
from jobcentre.services.people.past import of
from jobcentre.services.people.situation import situation
from jobcentre.services.people.standing import OF_LEFT, OF_TASK

FEW = 1000  # so many are looked up by name; for more it is faster to read everybody's rows


class View(StrEnum):
    """The tabs of the list."""

    ALL = "all"
    WITHOUT_TIME = "without_time"
    BOOKED = "booked"
    NEEDS = "needs"


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line. ``at`` is the moment the standing is about; what to do about it needs the other public ids.

    ``day`` is that of a standing which is about one: the last of what stops a summons (none: no end), the first away,
    the one on which the threshold was reached.
    ``limited_to`` is the caseworker whose times alone the person may choose: the assigned one, while there.
    ``asked`` is what the person asks for that nobody has seen to.
    ``channel`` is that of the most urgent task; ``more`` is how many tasks there are that the standing does not say.
    """

    public_id: UUID
    name: str
    caseworker: str | None
    limited_to: str | None
    standing: PersonStanding
    deadline: date | None
    at: datetime | None
    day: date | None
    meeting: UUID | None
    summons: UUID | None
    occasion: UUID | None
    channel: str | None
    more: int
    asked: tuple[NeedKind, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Whom a list shows, by tab or by standing, and which stretch of it."""

    view: View
    standing: PersonStanding | None = None
    limit: int
    offset: int = 0

    def counted(self, counts: "Counts") -> int:
        """How many there are."""
        return counts.views[self.view] if self.standing is None else counts.standings.get(self.standing, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many people stand where, and how many each tab shows."""

    standings: dict[PersonStanding, int]
    views: dict[View, int]


def ranked(pack: Pack | None, matching: ColumnElement[bool], wanted: Wanted) -> tuple[Counts, list[int]]:
    """Return the counts of all who match, and the numbers of those wanted, the most urgent first. Two statements."""
    few = list(db.session.execute(select(Citizen.id).where(matching).limit(FEW + 1)).scalars())
    among = few if len(few) <= FEW else None
    judged = _judged(pack, among)
    there = true() if among is not None else judged.c.id.in_(select(Citizen.id).where(matching))
    order = (judged.c.rank, judged.c.deadline, judged.c.at, judged.c.family_name, judged.c.given_name, judged.c.id)
    page = (
        select(judged.c.id, func.row_number().over(order_by=order).label("place"))
        .where(there, _shows(judged, wanted))
        .order_by("place")
        .limit(wanted.limit)
        .offset(wanted.offset)
        .subquery()
    )
    tabs = [func.count().filter(_tab(judged, view)).label(view.value) for view in View]
    nothing = [null() for _ in View]
    counts = select(judged.c.rank.label("number"), null().label("place"), *tabs).where(there).group_by(judged.c.rank)
    rows = db.session.execute(union_all(counts, select(page.c.id, page.c.place, *nothing))).all()
    of_all = [row for row in rows if row.place is None]
    standing = {standings.of(row.number): row.all for row in of_all}
    views = {view: sum(getattr(row, view.value) for row in of_all) for view in View}
    places = sorted((row.place, row.number) for row in rows if row.place is not None)
    return Counts(standings=standing, views=views), [number for _place, number in places]


def lines(pack: Pack | None, ids: Sequence[int], with_tasks: bool = True) -> tuple[PersonRow, ...]:
    """Return a line for each of these people, in this order. One statement."""
    found = situation(pack, among=list(ids))
    query = select(
        Citizen.id,
        Citizen.public_id,
        Citizen.given_name,
        Citizen.family_name,
        Staff.name.label("caseworker"),
        Staff.active,
        standings.standing(found, with_tasks).label("rank"),
        standings.deadline(found).label("deadline"),
        standings.since(found).label("at"),
        found.meeting.c.public_id.label("meeting"),
        found.summons.c.public_id.label("summons"),
        func.coalesce(found.occasion.c.public_id, found.latest.c.public_id).label("occasion"),
        found.task.c.channel,
        func.coalesce(found.task.c.number, 0).label("tasks"),
        Citizen.left_on,
        found.stop.c.until_on,
        found.spell.c.reached_on,
        asked.unseen_kinds(Citizen.id).label("asked"),
    )
    joined = found.join(query).outerjoin(Staff, Staff.id == Citizen.caseworker_id)
    rows = {row.id: row for row in db.session.execute(joined.where(of(Citizen.id, list(ids))))}
    return tuple(_row(rows[number]) for number in ids)


def _judged(pack: Pack | None, among: list[int] | None) -> CTE:
    """The standing of these people, or of everybody: by whom they are sought is asked afterwards.

    A search by half a name has the database expect a handful of rows; it then reads all tables again for each.
    """
    found = situation(pack, among)
    query = select(
        Citizen.id,
        Citizen.family_name,
        Citizen.given_name,
        standings.standing(found).label("rank"),
        standings.deadline(found).label("deadline"),
        standings.since(found).label("at"),
        found.without_time.label("without_time"),
        found.booked.label("booked"),
    )
    return cast(CTE, found.join(query).where(of(Citizen.id, among)).cte("judged").prefix_with("MATERIALIZED"))


def _tab(judged: CTE, view: View) -> ColumnElement[bool]:
    return {
        View.ALL: true(),
        View.WITHOUT_TIME: judged.c.without_time,
        View.BOOKED: judged.c.booked,
        View.NEEDS: standings.in_need(judged.c.rank),
    }[view]


def _shows(judged: CTE, wanted: Wanted) -> ColumnElement[bool]:
    return _tab(judged, wanted.view) if wanted.standing is None else judged.c.rank == RANK[wanted.standing]


def _row(row: Any) -> PersonRow:
    said = standings.of(row.rank)
    return PersonRow(
        public_id=row.public_id,
        name=f"{row.given_name} {row.family_name}",
        caseworker=row.caseworker,
        limited_to=row.caseworker if row.active else None,
        standing=said,
        deadline=row.deadline,
        at=row.at,
        day=_day(said, row),
        meeting=row.meeting,
        summons=row.summons,
        occasion=row.occasion,
        channel=row.channel,
        more=row.tasks - (row.tasks > 0 and said in OF_TASK.values()),
        asked=tuple(NeedKind(kind) for kind in row.asked or ()),
    )


def _day(said: PersonStanding, row: Any) -> date | None:
    if said in STOPS.values():
        day = row.until_on
    elif said in OF_LEFT.values():
        day = row.left_on
    else:
        day = row.reached_on if said is PersonStanding.DUE else None
    return cast("date | None", day)
