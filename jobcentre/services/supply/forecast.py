"""How many people will reach the threshold, week by week and team by team, against the times that are free."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, and_, case, exists, func, literal_column, or_, select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen, Spell
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.municipality import Team
from jobcentre.models.occasion import Occasion, Summons
from jobcentre.models.override import Override
from jobcentre.rules import forecast
from jobcentre.rules.capacity import Group, Supply
from jobcentre.rules.forecast import Forecast
from jobcentre.rules.overrides import NOT_TO_SUMMON
from jobcentre.rules.packs import AgeDay, Pack
from jobcentre.services import rulebook
from jobcentre.services.audit import Who
from jobcentre.services.supply import capacity
from jobcentre.services.visibility import people_of, teams_of

NEVER = date.max  # an override without an end
_DAY = literal_column("1", Integer)  # days are added to a date as a number


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamForecast:
    """One team's weeks. Without ``public_id``: the people who belong to no team, against everybody's times."""

    public_id: UUID | None
    name: str | None
    forecast: Forecast


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """The teams a reader sees, by name, under the rule in use today."""

    pack: Pack
    teams: tuple[TeamForecast, ...]


def look_ahead(centre: Centre, who: Who) -> Outlook | None:
    """Return the forecast of 26 weeks; ``None`` while no rule is chosen.

    A change of the rule that is chosen for a later day is not foreseen. Seven statements, however many
    teams there are.
    """
    pack, today = rulebook.in_use(centre), clock.today()
    if pack is None:
        return None
    teams: list[Any] = [*db.session.execute(select(Team).where(teams_of(who)).order_by(Team.name)).scalars()]
    waiting, people = _waiting(who), _reaching(pack, today, who)
    if None in waiting or any(team_id is None for team_id, _monday in people):
        teams.append(None)
    known = capacity.supply(pack, forecast.last_day(today))
    return Outlook(pack=pack, teams=tuple(_team(team, pack, known, waiting, people) for team in teams))


def _team(
    team: Team | None, pack: Pack, known: Supply, waiting: Counter[int | None], people: Counter[tuple[int | None, date]]
) -> TeamForecast:
    team_id, today = team.id if team else None, known.first
    times = forecast.by_week(today, partial(known.meetings, Group.of(None, team_id)))
    arrivals = {monday: number for (of, monday), number in people.items() if of == team_id}
    overdue = sum(number for monday, number in arrivals.items() if monday < forecast.monday_of(today))
    return TeamForecast(
        public_id=team.public_id if team else None,
        name=team.name if team else None,
        forecast=forecast.forecast(today, waiting[team_id] + overdue, arrivals, times, pack.latest_after_days),
    )


def _waiting(who: Who) -> Counter[int | None]:
    """Count those who have a duty and no time yet, by team."""
    booked = exists().where(
        Summons.occasion_id == Occasion.id,
        Meeting.summons_id == Summons.id,
        Meeting.status == MeetingStatus.CONFIRMED,
    )
    rows = db.session.execute(
        select(Citizen.team_id, func.count(Citizen.id.distinct()).label("number"))
        .join(Occasion, Occasion.citizen_id == Citizen.id)
        .where(people_of(who), Occasion.closed_at.is_(None), ~booked)
        .group_by(Citizen.team_id)
    )
    return Counter({row.team_id: row.number for row in rows})


def _reaching(pack: Pack, today: date, who: Who) -> Counter[tuple[int | None, date]]:
    """Count those who will be due, by team and Monday; who is due already counts in the week it was reached."""
    due = _due_on()
    last = forecast.last_day(today)
    monday = func.date_trunc("week", due)
    done = exists().where(Occasion.citizen_id == Citizen.id, Occasion.due_on >= Spell.started_on)
    rows = db.session.execute(
        select(Citizen.team_id, monday, func.count(Citizen.id.distinct()))
        .join(Spell, Spell.citizen_id == Citizen.id)
        .where(people_of(who), Spell.withdrawn_at.is_(None), Spell.projected_on.is_not(None))
        .where(or_(Spell.ended_on.is_(None), Spell.ended_on > due), due <= last, ~done)
        .where(Citizen.merged_into_id.is_(None), or_(Citizen.left_on.is_(None), Citizen.left_on > due))
        .where(_young_enough(pack, due))
        .group_by(Citizen.team_id, monday)
    )
    return Counter({(team_id, on.date()): number for team_id, on, number in rows})


def _due_on() -> ColumnElement[Any]:
    """The day on which somebody becomes due: when the threshold is reached, or what puts it off has ended."""
    ends = func.coalesce(Override.until_on + _DAY, NEVER)
    standing = and_(Override.ended_at.is_(None), Override.kind.in_(NOT_TO_SUMMON), ends > clock.today())
    stopped = (
        select(func.max(ends))
        .where(Override.citizen_id == Citizen.id, standing, Override.from_on <= Spell.projected_on)
        .correlate(Citizen, Spell)
        .scalar_subquery()
    )
    return func.greatest(Spell.projected_on, func.coalesce(stopped, Spell.projected_on))


def _young_enough(pack: Pack, due: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether the person is still under the age limit when the interview could be held."""
    limit = Citizen.birth_date + func.make_interval(pack.age_limit)
    first = case((due < NEVER, due + literal_column(str(pack.days_to_book), Integer)), else_=due)
    return limit > (first if pack.age_measured_on is AgeDay.INTERVIEW else due)
