"""The day on which each person will reach the threshold, kept on the last spell of the run that gets there.

It is what the sweep and the forecast select by; the rules have the last word on the day. A decision of a person
(an override) does not move it. Nothing here commits.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import structlog
from sqlalchemy import ARRAY, BigInteger, ColumnElement, Date, and_, bindparam, func, inspect, or_, select, update

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import Base, db
from jobcentre.models.citizen import BenefitGroup, Citizen, Spell
from jobcentre.models.clockwork import ClockRun
from jobcentre.models.rule import RuleChoice
from jobcentre.rules import eligibility
from jobcentre.rules.civil import day_of
from jobcentre.rules.packs import Method, Pack
from jobcentre.services import rulebook
from jobcentre.services.verdicts import person_of

log = structlog.get_logger(__name__)
CHUNK = 1000
ROUND = 28  # nights in which everybody has been counted anew
LONGEST = timedelta(days=31)  # without a nightly run; after that everybody is counted anew
JOB = "sweep"


def project(centre: Centre, citizen_ids: Sequence[int] | None) -> int:
    """Count anew when these people, or all of the municipality, reach the threshold; return how many rows changed.

    Three statements for a thousand people, and no more than those in memory. Does not commit.
    """
    pack, changed = rulebook.in_use(centre), 0
    for chunk in _everybody() if citizen_ids is None else _chunks(sorted(set(citizen_ids))):
        changed += _project(pack, chunk)
    return changed


def foresee(centre: Centre, citizens: Mapping[int, Mapping[str, Any]], spells: Sequence[dict[str, Any]]) -> None:
    """Fill in the day in rows of spells about to be written, all the spells that these new people have."""
    pack, of = rulebook.in_use(centre), _grouped(spells, lambda row: row["citizen_id"])
    for row in spells:
        row["projected_on"] = None
    if pack is None:
        return
    for citizen_id, citizen in citizens.items():
        mine = of.get(citizen_id, [])
        rows = [SimpleNamespace(**row, id=number, withdrawn_at=None) for number, row in enumerate(mine)]
        number, day = _projected(pack, SimpleNamespace(**citizen), rows)
        if number is not None:
            mine[number]["projected_on"] = day


def refresh(centre: Centre) -> int:
    """Count anew for those whose day moves without any news of them; return how many rows changed.

    That is everybody when another rule has come into force since the last nightly run, or when there has been none for
    so long that too much has moved. Does not commit.
    """
    today, since = clock.today(), _last_run()
    if since is None:
        return project(centre, None)
    pack = rulebook.in_use(centre)
    new_rule = RuleChoice.withdrawn_at.is_(None), RuleChoice.from_on > since, RuleChoice.from_on <= today
    if db.session.execute(select(RuleChoice.id).where(*new_rule).limit(1)).scalar() is not None:
        return project(centre, None)
    query = select(Spell.citizen_id).where(Spell.withdrawn_at.is_(None), _moves(pack, since, today)).distinct()
    return project(centre, db.session.execute(query).scalars().all())


def check(centre: Centre) -> int:
    """Count a part of everybody anew, each person once in ``ROUND`` nights; return how many rows were wrong.

    There should be none: whatever changes a count is followed by a new one. Should that ever be forgotten somewhere,
    nobody is forgotten for good, and the log says so. Does not commit.
    """
    part = clock.today().toordinal() % ROUND
    query = select(Citizen.id).where(Citizen.id % ROUND == part, Citizen.merged_into_id.is_(None))
    wrong = project(centre, db.session.execute(query).scalars().all())
    if wrong:
        log.warning("projecting.wrong", count=wrong)
    return wrong


def _moves(pack: Pack | None, since: date, today: date) -> ColumnElement[bool]:
    """Spells that have begun or ended meanwhile, or whose run waits for hours that have not come."""
    begun = and_(Spell.started_on > since, Spell.started_on <= today)
    ended = and_(Spell.ended_on > since, Spell.ended_on <= today)
    counting = pack.counting if pack else {}
    by_hours = [group for group in BenefitGroup if group in counting and counting[group].method is Method.HOURS]
    tomorrow = today + timedelta(days=1)
    waits = and_(Spell.benefit_group.in_(by_hours), Spell.projected_on <= tomorrow)
    return or_(begun, ended, waits) if by_hours else or_(begun, ended)


def _last_run() -> date | None:
    """The day before that of the last nightly run that ended well; None when that is long ago."""
    done = ClockRun.job == JOB, ClockRun.ended_at.is_not(None), ClockRun.failed.is_(False)
    last = db.session.execute(select(func.max(ClockRun.tick)).where(*done)).scalar()
    since = day_of(last) - timedelta(days=1) if last else date.min
    return since if since >= clock.today() - LONGEST else None


def _project(pack: Pack | None, citizen_ids: Sequence[int]) -> int:
    live = Spell.citizen_id.in_(citizen_ids), Spell.withdrawn_at.is_(None)
    people = {row.id: row for row in db.session.execute(select(*_columns(Citizen)).where(Citizen.id.in_(citizen_ids)))}
    spells = db.session.execute(select(*_columns(Spell)).where(*live).order_by(Spell.started_on, Spell.id)).all()
    changed: dict[int, date | None] = {}
    for citizen_id, mine in _grouped(spells, lambda row: row.citizen_id).items():
        number, day = _projected(pack, people[citizen_id], mine) if pack else (None, None)
        for spell in mine:
            foreseen = day if spell.id == number else None
            if spell.projected_on != foreseen:
                changed[spell.id] = foreseen
    if changed:
        db.session.execute(_write(), {"ids": list(changed), "days": list(changed.values())})
    return len(changed)


def _projected(pack: Pack, citizen: Any, spells: Sequence[Any]) -> tuple[int | None, date | None]:
    verdict = eligibility.assess(person_of(citizen, spells, ()), pack, clock.today())
    return (verdict.spell_id, verdict.projected_on) if verdict.projected_on is not None else (None, None)


def _write() -> Any:
    """One statement for all rows: one each takes ten times as long."""
    ids, days = bindparam("ids", type_=ARRAY(BigInteger())), bindparam("days", type_=ARRAY(Date()))
    given = func.unnest(ids, days).table_valued("id", "day", name="given").render_derived()
    return (
        update(Spell)
        .where(Spell.id == given.c.id)
        .values(projected_on=given.c.day)
        .execution_options(synchronize_session=False)
    )


def _everybody() -> Iterator[Sequence[int]]:
    last = 0
    while True:
        query = select(Citizen.id).where(Citizen.id > last, Citizen.merged_into_id.is_(None))
        chunk = db.session.execute(query.order_by(Citizen.id).limit(CHUNK)).scalars().all()
        if not chunk:
            return
        yield chunk
        last = chunk[-1]


def _chunks(citizen_ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for first in range(0, len(citizen_ids), CHUNK):
        yield citizen_ids[first : first + CHUNK]


def _columns(model: type[Base]) -> list[Any]:
    """Every column by itself: rows take a fraction of what objects of the session take."""
    return [getattr(model, column.key) for column in inspect(model).column_attrs]


def _grouped(rows: Iterable[Any], of: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(of(row), []).append(row)
    return found
