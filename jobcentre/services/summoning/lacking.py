"""What stands against summoning somebody: nothing to write with, nobody to write to, no time to choose."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db, tenant
from jobcentre.models.citizen import Citizen
from jobcentre.models.municipality import Municipality
from jobcentre.models.occasion import Held
from jobcentre.models.staff import Staff
from jobcentre.rules import deadlines
from jobcentre.rules.capacity import Group, Supply
from jobcentre.rules.civil import MIDNIGHT, moment_of
from jobcentre.rules.eligibility import too_old_on
from jobcentre.rules.overrides import OverrideKind
from jobcentre.rules.packs import Pack
from jobcentre.services import messaging, overriding
from jobcentre.services.supply import capacity
from jobcentre.services.wording import summons_facts
from jobcentre.texts.kinds import Kind

_SOME_URL = "https://"  # a link there will be; which one is of no matter before it is made


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why somebody cannot be summoned. ``fields`` names what is empty, where that is why."""

    held: Held
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Office:
    """What is the same for everybody who is summoned in one go: the sender, and who works there by number.

    ``teams`` says in which team each of them is.
    """

    municipality: Municipality
    staff: Mapping[int, str]
    teams: Mapping[int, int | None]

    def group_of(self, citizen: Citizen) -> Group:
        """Return among whom somebody finds a time in the end: the caseworker's team, else their own, else everybody."""
        return Group(None, self.teams.get(citizen.caseworker_id or 0, citizen.team_id))


def office() -> Office:
    """Read it; two statements."""
    rows = db.session.execute(select(Staff.id, Staff.name, Staff.team_id).where(Staff.active)).all()
    sender = db.session.get_one(Municipality, tenant(), populate_existing=True)
    return Office(sender, {row.id: row.name for row in rows}, {row.id: row.team_id for row in rows})


def last_day(pack: Pack, citizen: Citizen) -> date:
    """Return the last day on which the interview of somebody summoned today may be held."""
    return deadlines.last_day(clock.today(), pack, too_old_on(citizen.birth_date, pack))


def leaves_time(pack: Pack, citizen: Citizen) -> bool:
    """Whether somebody summoned today is young enough for long enough."""
    return deadlines.leaves_time(clock.today(), pack, too_old_on(citizen.birth_date, pack))


def against(centre: Centre, pack: Pack, citizen: Citizen, of: Office, books_not: bool | None = None) -> Obstacle | None:
    """Return what stands against summoning a person today, free times left out.

    ``books_not``: whether somebody else chooses the time, where it is known; without it, it is read.
    """
    if fields := _empty_fields(pack, citizen, of):
        return Obstacle(Held.INCOMPLETE, fields)
    if overriding.no_self_booking(citizen) if books_not is None else books_not:
        return Obstacle(Held.NO_SELF_BOOKING)
    if not messaging.reach_of(centre, citizen).routes(Kind.SUMMONS, moment_of(last_day(pack, citizen), MIDNIGHT)):
        return Obstacle(Held.NO_ADDRESS)
    return None if leaves_time(pack, citizen) else Obstacle(Held.NO_TIMES)


def why_not(centre: Centre, pack: Pack, citizen: Citizen, known: Supply) -> Obstacle | None:
    """Return why one person cannot be summoned today; one free time is enough for somebody called by hand."""
    found = against(centre, pack, citizen, office())
    if found is not None:
        return found
    group = capacity.group_of(known, citizen.caseworker_id, citizen.team_id)
    return None if known.offered(group, last_day(pack, citizen)).times else Obstacle(Held.NO_TIMES)


def books_not(citizen: Citizen) -> bool:
    """Say the same as ``overriding.no_self_booking`` of a person whose overrides have been read."""
    today = clock.today()
    return citizen.self_booking_exempt or any(
        one.kind is OverrideKind.NO_SELF_BOOKING
        and one.ended_at is None
        and one.from_on <= today
        and (one.until_on is None or one.until_on >= today)
        for one in citizen.overrides
    )


def _empty_fields(pack: Pack, citizen: Citizen, of: Office) -> tuple[str, ...]:
    today = clock.today()
    facts = summons_facts.of_summons(
        of.municipality,
        citizen,
        pack,
        caseworker=of.staff.get(citizen.caseworker_id or 0, of.municipality.jobcentre),
        language=citizen.language,
        booking_url=_SOME_URL,
        days=(deadlines.book_by(today, pack), last_day(pack, citizen)),
    )
    return summons_facts.empty_fields(of.municipality, facts)
