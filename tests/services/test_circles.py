"""Whose times somebody may choose: their caseworker's, the colleagues' when those are gone or asked for."""

from collections.abc import Callable
from datetime import date, datetime, time
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from jobcentre import clock
from jobcentre.models.availability import TimeOff
from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting
from jobcentre.models.occasion import Summons
from jobcentre.models.staff import Staff
from jobcentre.rules.refusals import SlotTaken
from jobcentre.services import audit, availability, booking
from jobcentre.services.availability import Offer, Whose
from jobcentre.services.booking import With
from jobcentre.services.circles import Circle
from tests.builders import (
    Town,
    a_citizen,
    a_meeting,
    a_staff,
    a_summons,
    a_team,
    hours,
    saved,
)

WEDNESDAY = date(2026, 11, 25)
OWN, COLLEAGUES = Circle.OWN, Circle.COLLEAGUES
Travel = Callable[[datetime], None]


def at(hour: int, minute: int = 0, on: date = WEDNESDAY) -> datetime:
    return datetime.combine(on, time(hour, minute), clock.ZONE)


@pytest.fixture
def ole(town: Town) -> Staff:
    """A colleague of the same team, there in the afternoon."""
    found = a_staff(team=town.team, name="Ole Vang")
    hours(found, time(13), time(17))
    return found


def of_mette(town: Town, **given: object) -> Summons:
    """Somebody whom the town's caseworker, there from nine to three, is assigned to."""
    return a_summons(town.centre, a_citizen(town.centre, caseworker_id=town.caseworker.id, **given))


def away(staff: Staff, first: date = date(2026, 11, 1), last: date = date(2027, 3, 1)) -> None:
    saved(TimeOff(staff_id=staff.id, starts_at=at(0, on=first), ends_at=at(0, on=last)))


def offer(town: Town, summons: Summons, circle: Circle = OWN, first: date | None = WEDNESDAY) -> Offer:
    return availability.free_times(town.centre, summons.public_id, first, circle)


def ends(found: Offer) -> tuple[str, str]:
    """The first and the last time of Wednesday."""
    times = next(day.times for day in found.days if day.date == WEDNESDAY)
    return f"{clock.local(times[0]):%H.%M}", f"{clock.local(times[-1]):%H.%M}"


def book(town: Town, summons: Summons, starts_at: datetime, circle: Circle = OWN) -> int:
    public_id = booking.book(town.centre, summons.public_id, starts_at, uuid4(), audit.CITIZEN, circle)
    return db.session.execute(select(Meeting.staff_id).where(Meeting.public_id == public_id)).scalar_one()


def test_ones_own_first_and_the_colleagues_when_asked(town: Town, ole: Staff) -> None:
    summons = of_mette(town)
    own, both = offer(town, summons), offer(town, summons, COLLEAGUES)
    assert (own.whose, ends(own)) == (Whose.OWN, ("09.00", "14.30"))
    assert (both.whose, ends(both)) == (Whose.COLLEAGUES, ("09.00", "16.30"))
    wednesday = next(day.times for day in both.days if day.date == WEDNESDAY)
    assert len(wednesday) == len(set(wednesday)), "a time of two people stands once"


def test_a_time_of_two_goes_to_ones_own_and_of_a_colleague_to_the_colleague(town: Town, ole: Staff) -> None:
    first, second, third = (of_mette(town) for _ in range(3))
    assert booking.choice(town.centre, first.public_id, at(14), COLLEAGUES).whom is With.OWN
    assert book(town, first, at(14), COLLEAGUES) == town.caseworker.id
    assert booking.choice(town.centre, second.public_id, at(14), COLLEAGUES).whom is With.COLLEAGUE
    with pytest.raises(SlotTaken):
        booking.choice(town.centre, second.public_id, at(14))
    assert book(town, second, at(14), COLLEAGUES) == ole.id
    with pytest.raises(SlotTaken):
        book(town, third, at(14), COLLEAGUES)


def test_who_did_not_ask_for_colleagues_gets_none(town: Town, ole: Staff) -> None:
    summons = of_mette(town)
    for act in (book, lambda *given: booking.hold(town.centre, summons.public_id, at(16), audit.CITIZEN)):
        with pytest.raises(SlotTaken):
            act(town, summons, at(16))


def test_when_ones_own_has_none_left_the_colleagues_come_by_themselves(town: Town, ole: Staff) -> None:
    away(town.caseworker)
    summons = of_mette(town)
    found = offer(town, summons)
    assert (found.whose, ends(found)) == (Whose.INSTEAD, ("13.00", "16.30"))
    assert booking.hold(town.centre, summons.public_id, at(16), audit.CITIZEN).staff_id == ole.id
    assert book(town, summons, at(16)) == ole.id


def test_one_time_left_is_not_none_wherever_it_lies(town: Town, ole: Staff) -> None:
    """On a page further on ones own has nothing, but at the beginning there is one."""
    away(town.caseworker, last=WEDNESDAY)
    away(town.caseworker, first=date(2026, 11, 26))
    summons = of_mette(town)
    later = offer(town, summons, first=date(2026, 12, 7))
    assert (later.whose, later.days) == (Whose.OWN, ())
    assert later.earlier is not None
    with pytest.raises(SlotTaken):
        book(town, summons, at(16))


def test_a_held_time_of_ones_own_is_one_that_is_left(town: Town, ole: Staff) -> None:
    away(town.caseworker, last=WEDNESDAY)
    saved(TimeOff(staff_id=town.caseworker.id, starts_at=at(9, 30), ends_at=at(0, on=date(2027, 3, 1))))
    mine, other = of_mette(town), of_mette(town)
    assert offer(town, mine).whose is Whose.OWN
    booking.hold(town.centre, mine.public_id, at(9), audit.CITIZEN)
    assert offer(town, mine).whose is Whose.OWN
    assert offer(town, other).whose is Whose.INSTEAD


def test_moving_goes_by_the_same_circle(town: Town, ole: Staff) -> None:
    summons = of_mette(town)
    meeting = a_meeting(town.centre, town.caseworker, summons, starts_at=at(10))
    with pytest.raises(SlotTaken):
        booking.move(town.centre, meeting.public_id, at(16), uuid4(), audit.CITIZEN)
    booking.hold(town.centre, summons.public_id, at(16), audit.CITIZEN, COLLEAGUES)
    booking.move(town.centre, meeting.public_id, at(16), uuid4(), audit.CITIZEN, COLLEAGUES)
    assert (meeting.staff_id, meeting.starts_at) == (ole.id, at(16))
    found = booking.choice(town.centre, summons.public_id, at(15, 30), COLLEAGUES)
    assert found is not None
    assert found.whom is With.SAME, "the one they know by now"


@pytest.mark.parametrize("circle", [OWN, COLLEAGUES])
def test_without_a_caseworker_there_is_nothing_to_say(town: Town, ole: Staff, circle: Circle) -> None:
    summons = a_summons(town.centre, a_citizen(town.centre, team_id=town.team.id))
    found = offer(town, summons, circle)
    assert (found.whose, ends(found)) == (Whose.ALL, ("09.00", "16.30"))
    assert booking.choice(town.centre, summons.public_id, at(9), circle).whom is With.SOMEBODY


def test_a_closed_account_is_no_caseworker(town: Town, ole: Staff) -> None:
    summons = of_mette(town, team_id=town.team.id)
    town.caseworker.active = False
    db.session.commit()
    found = offer(town, summons)
    assert (found.whose, ends(found)) == (Whose.ALL, ("13.00", "16.30"))
    assert book(town, summons, at(13)) == ole.id


def test_a_caseworker_alone_in_the_team_has_no_colleagues(town: Town) -> None:
    hours(a_staff(team=a_team()), time(13), time(17))
    a_staff(team=town.team)  # without hours
    summons = of_mette(town)
    assert offer(town, summons).whose is Whose.ALL
    assert offer(town, summons, COLLEAGUES).whose is Whose.ALL
    away(town.caseworker)
    assert (offer(town, summons).whose, offer(town, summons).days) == (Whose.ALL, ())


def test_the_colleagues_of_a_caseworker_without_a_team_are_all_but_no_neighbour(town: Town, neighbour: Town) -> None:
    db.session.execute(update(Staff).where(Staff.id == town.caseworker.id).values(team_id=None))
    db.session.commit()
    summons = of_mette(town, team_id=town.team.id)
    assert offer(town, summons).whose is Whose.ALL
    hours(a_staff(team=a_team()), time(13), time(17))
    assert offer(town, summons).whose is Whose.OWN
    assert ends(offer(town, summons, COLLEAGUES)) == ("09.00", "16.30")


def test_the_team_is_the_caseworkers_and_not_the_citizens(town: Town, ole: Staff) -> None:
    hours(a_staff(team=a_team()), time(18), time(19))
    summons = of_mette(town, team_id=a_team().id)
    assert ends(offer(town, summons, COLLEAGUES)) == ("09.00", "16.30")
