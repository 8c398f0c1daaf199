"""Who is summoned, held back, given a time and what evidence is kept, where colleagues share their times."""

from datetime import date, time, timedelta
from uuid import uuid4

from sqlalchemy import delete, select, update

from jobcentre.models.availability import WeeklyHours
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting
from jobcentre.models.occasion import Held, Summons
from jobcentre.models.offering import Offering
from jobcentre.models.staff import Staff
from jobcentre.rules.capacity import EVERYBODY, Group
from jobcentre.rules.fixing import Obstacle
from jobcentre.services import audit, availability, booking, summoning, sweep
from jobcentre.services.availability import Whose
from jobcentre.services.supply import capacity, offerings
from tests.builders import (
    PACK,
    Town,
    a_citizen,
    a_spell,
    a_staff,
    a_summons,
    an_occasion,
    hours,
)
from tests.services.test_circles import at, away, of_mette, offer, ole

__all__ = ["ole"]


def due_people(town: Town, number: int) -> list[Citizen]:
    made = [a_citizen(town.centre, caseworker_id=town.caseworker.id) for _ in range(number)]
    for person in made:
        a_spell(person)
    return made


def test_nobody_is_held_back_whom_the_page_would_show_colleagues_times(town: Town, ole: Staff) -> None:
    away(town.caseworker)
    (person,) = due_people(town, 1)
    assert sweep.sweep(town.centre).summary.startswith("summoned 1")
    summons = db.session.execute(select(Summons).where(Summons.citizen_id == person.id)).scalar_one()
    assert offer(town, summons).whose is Whose.INSTEAD
    noted = db.session.execute(select(Offering).where(Offering.summons_id == summons.id)).scalar_one()
    assert noted.times > 0, "evidence counts what the page shows"


def test_no_time_of_a_team_is_promised_twice(town: Town) -> None:
    """Three times in all, one of the caseworker's own and two of a colleague's; four people of that caseworker."""
    db.session.execute(update(WeeklyHours).values(weekday=1, starts=time(9), ends=time(9, 30)))
    db.session.execute(delete(WeeklyHours).where(WeeklyHours.id.not_in(_one_row())))
    db.session.commit()
    colleague = a_staff(team=town.team)
    hours(colleague, time(9), time(10), weekdays=(1,))
    away(town.caseworker, first=date(2026, 12, 1))
    away(colleague, first=date(2026, 12, 1))
    due_people(town, 4)
    result = sweep.sweep(town.centre)
    assert sorted(str(one.held) for one in result.people) == ["None", "None", "None", Held.NO_TIMES.value]
    (figures,) = sweep.sweep(town.centre, dry_run=True).figures
    assert (figures.team, figures.times, figures.short, figures.waiting) == (town.team.name, 3, 1, 3)


def _one_row() -> list[int]:
    return list(db.session.execute(select(WeeklyHours.id).order_by(WeeklyHours.id).limit(1)).scalars())


def test_a_held_time_counts_for_who_needs_one_and_not_twice(town: Town) -> None:
    """Who looks at a time has a summons, and needs one: the time is taken out once."""
    summons, pack = a_summons(town.centre), town.centre.packs[PACK]
    last = summons.latest_on
    before = capacity.supply(pack, last).meetings(EVERYBODY, last)
    booking.hold(town.centre, summons.public_id, at(10), audit.CITIZEN)
    assert capacity.supply(pack, last).meetings(EVERYBODY, last) == before
    room, _ = capacity.room(town.centre, pack, last)
    assert sum(room.take(Group(None, town.team.id), last) for _ in range(before + 1)) == before - 1


def test_a_time_is_set_with_ones_own_and_with_a_colleague_when_there_is_none(town: Town, ole: Staff) -> None:
    who = audit.staff(town.caseworker.id)
    given = {"caseworker_id": town.caseworker.id, "self_booking_exempt": True}
    for expected in (town.caseworker, ole):
        occasion = an_occasion(a_citizen(town.centre, **given))
        assert summoning.set_now(town.centre, occasion.public_id, uuid4(), who) is None
        meeting = db.session.execute(select(Meeting).order_by(Meeting.id.desc())).scalars().first()
        assert meeting is not None
        assert meeting.staff_id == expected.id
        away(town.caseworker)
    away(ole)
    occasion = an_occasion(a_citizen(town.centre, **given))
    assert summoning.set_now(town.centre, occasion.public_id, uuid4(), who) is Obstacle.NO_TIMES


def test_what_is_held_is_not_set_for_somebody_else(town: Town) -> None:
    """The first time after the notice is looked at by another citizen."""
    first = availability.free_times(town.centre, a_summons(town.centre).public_id, date(2026, 11, 30)).days[0].times[0]
    booking.hold(town.centre, a_summons(town.centre).public_id, first, audit.CITIZEN)
    occasion = an_occasion(a_citizen(town.centre))
    summoning.set_now(town.centre, occasion.public_id, uuid4(), audit.staff(town.caseworker.id))
    meeting = db.session.execute(select(Meeting)).scalar_one()
    assert meeting.starts_at - first == timedelta(minutes=30), "the next one of that day"


def test_evidence_counts_what_the_page_shows_first(town: Town, ole: Staff) -> None:
    summons = of_mette(town)
    known = capacity.supply(town.centre.packs[PACK], summons.latest_on)
    offerings.note_today(town.centre)
    noted = db.session.execute(select(Offering).where(Offering.summons_id == summons.id)).scalar_one()
    assert noted.times == known.offered(Group(town.caseworker.id), summons.latest_on).times
    assert noted.times < known.offered(Group(None, town.team.id), summons.latest_on).times
