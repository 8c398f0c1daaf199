"""Finding people: the list with its tabs and standings, the search by name, and the one by number."""

from dataclasses import dataclass, replace
from typing import cast
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import aliased

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db, tenant
from jobcentre.models.citizen import Citizen, CitizenAlias
from jobcentre.models.staff import Staff
from jobcentre.rules import cpr
from jobcentre.rules import standing as rules
from jobcentre.rules.packs import Pack
from jobcentre.rules.standing import PersonStanding
from jobcentre.services import audit, rulebook
from jobcentre.services.audit import Who
from jobcentre.services.people.facts import facts_of
from jobcentre.services.people.rows import PersonRow, View, Wanted, lines, ranked
from jobcentre.services.visibility import people_of

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class PeoplePage:
    """A page of the list; ``counts`` and ``standings`` are those of everybody found by the same search."""

    rows: tuple[PersonRow, ...]
    view: View
    standing: PersonStanding | None
    counts: dict[View, int]
    standings: dict[PersonStanding, int]
    text: str
    page: int
    pages: int

    @property
    def total(self) -> int:
        return self.counts[self.view] if self.standing is None else self.standings.get(self.standing, 0)


def search(
    centre: Centre, text: str, view: View, page: int, who: Who, standing: PersonStanding | None = None
) -> PeoplePage:
    """Return one page of the people the reader may see, the most urgent first; commits the entries of the reading.

    ``text`` is part of a name; ``standing`` leaves only those who stand there, whatever the tab. Five statements,
    however many people.
    """
    pack, matching = rulebook.in_use(centre), _matching(text, who)
    wanted = Wanted(view=view, standing=standing, limit=PAGE, offset=(max(1, page) - 1) * PAGE)
    counts, ids = ranked(pack, matching, wanted)
    pages = max(1, -(-wanted.counted(counts) // PAGE))
    if page > pages:
        return search(centre, text, view, pages, who, standing)
    rows = lines(pack, ids)
    audit.record_many("citizen.listed", who, ids)
    db.session.commit()
    return PeoplePage(
        rows=rows,
        view=view,
        standing=standing,
        counts=counts.views,
        standings=counts.standings,
        text=text,
        page=max(1, page),
        pages=pages,
    )


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


def find_by_case(external_id: str, who: Who) -> UUID | None:
    """Return the person whom the case system knows by exactly this number, among those the reader may see.

    One it knew them by before, until two were merged, leads there too. Who is found is an entry; commits it.
    """
    before = select(CitizenAlias.citizen_id).where(CitizenAlias.external_id == external_id)
    query = select(Citizen.id, Citizen.public_id).where(
        or_(Citizen.external_id == external_id, Citizen.id.in_(before)),
        Citizen.merged_into_id.is_(None),
        people_of(who),
    )
    row = db.session.execute(query.order_by(Citizen.external_id != external_id).limit(1)).first()
    if row is None:
        return None
    audit.record("citizen.searched", who, row.id)
    db.session.commit()
    return cast(UUID, row.public_id)


def tasks(centre: Centre, who: Who, limit: int, mine_only: bool) -> tuple[int, tuple[PersonRow, ...]]:
    """Return how many of the reader's people need something, and the most urgent of them.

    ``mine_only`` leaves out people another caseworker is assigned to, unless that account is closed. Does not commit.
    """
    pack, condition = rulebook.in_use(centre), _matching("", who)
    if mine_only:
        other = aliased(Staff)  # an alias, or the statement around it would take the table for its own
        anothers = exists().where(other.id == Citizen.caseworker_id, other.active, other.id != who.staff_id)
        condition = condition & ~anothers
    wanted = Wanted(view=View.NEEDS, limit=limit)
    counts, ids = ranked(pack, condition, wanted)
    audit.record_many("citizen.listed", who, ids)
    return wanted.counted(counts), lines(pack, ids)


def standing_of(pack: Pack | None, citizen_id: int) -> PersonRow:
    """Return where one person stands under the pack in use, whatever tasks there are besides.

    The rule itself says it here; lists ask its twin in SQL.
    """
    (row,) = lines(pack, [citizen_id], with_tasks=False)
    facts = replace(facts_of(pack, [citizen_id])[citizen_id], tasks=frozenset())
    return replace(row, standing=rules.standing(facts, clock.now()))


def _matching(text: str, who: Who) -> ColumnElement[bool]:
    name = Citizen.given_name + " " + Citizen.family_name
    words = [name.icontains(word, autoescape=True) for word in text.split()]
    condition = people_of(who) & Citizen.merged_into_id.is_(None)
    for word in words:
        condition = condition & word
    return condition
