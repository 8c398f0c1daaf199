"""Finding people: the list with its tabs, the search by name, and the one by number."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select, true
from sqlalchemy.orm import aliased

from jobcentre.centre import Centre
from jobcentre.models.base import db, tenant
from jobcentre.models.citizen import Citizen
from jobcentre.models.staff import Staff
from jobcentre.rules import cpr
from jobcentre.services import audit
from jobcentre.services.audit import Who
from jobcentre.services.people import standing
from jobcentre.services.people.situation import Situation, situation
from jobcentre.services.people.standing import OF_TASK, PersonStanding
from jobcentre.services.visibility import people_of

PAGE = 50


class View(StrEnum):
    """The tabs of the list."""

    ALL = "all"
    WITHOUT_TIME = "without_time"
    BOOKED = "booked"
    NEEDS = "needs"


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line. ``at`` is the moment the standing is about; what to do about it needs the other public ids.

    ``limited_to`` is the caseworker whose times alone the person may choose: the assigned one, while there.
    ``channel`` is that of the most urgent task; ``more`` is how many tasks there are that the standing does not say.
    """

    public_id: UUID
    name: str
    caseworker: str | None
    limited_to: str | None
    standing: PersonStanding
    deadline: date | None
    at: datetime | None
    meeting: UUID | None
    summons: UUID | None
    occasion: UUID | None
    channel: str | None
    more: int


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A page of the list; ``counts`` are those of all tabs for the same search."""

    rows: tuple[PersonRow, ...]
    view: View
    counts: dict[View, int]
    text: str
    page: int
    pages: int

    @property
    def total(self) -> int:
        return self.counts[self.view]


def search(text: str, view: View, page: int, who: Who) -> PeoplePage:
    """Return one page of the people the reader may see, the most urgent first; commits the entries of the reading.

    ``text`` is part of a name. Three statements, however many people.
    """
    found = situation()
    matching = _matching(text, who)
    counts = _counts(found, matching)
    pages = max(1, -(-counts[view] // PAGE))
    page = min(max(1, page), pages)
    rows = db.session.execute(_rows(found, matching, view).limit(PAGE).offset((page - 1) * PAGE)).all()
    audit.record_many("citizen.listed", who, [row.id for row in rows])
    db.session.commit()
    return PeoplePage(tuple(_row(row) for row in rows), view, counts, text, page, pages)


def find_by_number(centre: Centre, text: str, who: Who) -> UUID | None:
    """Return the person with this CPR number among those the reader may see; commits the entry of the search.

    A search that finds nobody is an entry too. Raises ``ValueError`` when ``text`` is no number of a person.
    """
    digits = cpr.parse(text).digits
    query = select(Citizen.id, Citizen.public_id).where(
        Citizen.cpr_index == centre.keys.blind(digits, f"{tenant()}:cpr"), people_of(who)
    )
    row = db.session.execute(query).first()
    audit.record("citizen.searched", who, row.id if row else None)
    db.session.commit()
    return row.public_id if row else None


def tasks(who: Who, limit: int, mine_only: bool) -> tuple[int, tuple[PersonRow, ...]]:
    """Return how many of the reader's people need something, and the most urgent of them.

    ``mine_only`` leaves out people another caseworker is assigned to, unless that account is closed. Does not commit.
    """
    found = situation()
    condition = people_of(who)
    if mine_only:
        other = aliased(Staff)  # an alias, or the statement around it would take the table for its own
        anothers = exists().where(other.id == Citizen.caseworker_id, other.active, other.id != who.staff_id)
        condition = condition & ~anothers
    total: int = db.session.execute(
        _joined(found, select(func.count())).where(condition, standing.needs(found).is_not(None))
    ).scalar_one()
    rows = db.session.execute(_rows(found, condition, View.NEEDS).limit(limit)).all()
    audit.record_many("citizen.listed", who, [row.id for row in rows])
    return total, tuple(_row(row) for row in rows)


def standing_of(citizen_id: int) -> PersonRow:
    """Return where one person stands, whatever tasks there are besides."""
    found = situation()
    query = _rows(found, Citizen.id == citizen_id, View.ALL, with_tasks=False)
    return _row(db.session.execute(query).one())


def _matching(text: str, who: Who) -> ColumnElement[bool]:
    name = Citizen.given_name + " " + Citizen.family_name
    words = [name.icontains(word, autoescape=True) for word in text.split()]
    condition = people_of(who)
    for word in words:
        condition = condition & word
    return condition


def _tab(found: Situation, view: View) -> ColumnElement[bool]:
    return {
        View.ALL: true(),
        View.WITHOUT_TIME: found.without_time,
        View.BOOKED: found.booked,
        View.NEEDS: standing.needs(found).is_not(None),
    }[view]


def _counts(found: Situation, matching: ColumnElement[bool]) -> dict[View, int]:
    columns = [func.count().filter(_tab(found, view)).label(view.value) for view in View]
    row = db.session.execute(_joined(found, select(*columns)).where(matching)).one()
    return {view: getattr(row, view.value) for view in View}


def _joined(found: Situation, query: Any) -> Any:
    query = query.select_from(Citizen)
    for table, condition in found.joins:
        query = query.outerjoin(table, condition)
    return query


def _rows(found: Situation, matching: ColumnElement[bool], view: View, with_tasks: bool = True) -> Any:
    verdict = standing.standing(found, with_tasks)
    query = select(
        Citizen.id,
        Citizen.public_id,
        Citizen.given_name,
        Citizen.family_name,
        Staff.name.label("caseworker"),
        Staff.active,
        verdict.label("standing"),
        standing.deadline(found).label("deadline"),
        standing.since(found).label("at"),
        found.meeting.c.public_id.label("meeting"),
        found.summons.c.public_id.label("summons"),
        standing.occasion(found).label("occasion"),
        found.task.c.channel,
        func.coalesce(found.task.c.number, 0).label("tasks"),
    )
    return (
        _joined(found, query)
        .outerjoin(Staff, Staff.id == Citizen.caseworker_id)
        .where(matching, _tab(found, view))
        .order_by(
            standing.rank(verdict),
            standing.deadline(found),
            standing.since(found),
            Citizen.family_name,
            Citizen.given_name,
            Citizen.id,
        )
    )


def _row(row: Any) -> PersonRow:
    said = PersonStanding(row.standing)
    return PersonRow(
        public_id=row.public_id,
        name=f"{row.given_name} {row.family_name}",
        caseworker=row.caseworker,
        limited_to=row.caseworker if row.active else None,
        standing=said,
        deadline=row.deadline,
        at=row.at,
        meeting=row.meeting,
        summons=row.summons,
        occasion=row.occasion,
        channel=row.channel,
        more=row.tasks - (row.tasks > 0 and said in OF_TASK.values()),
    )
