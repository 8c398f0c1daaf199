"""A time is held while its citizen checks the choice: from everybody else, for a while, one for each."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.claim import Claim
from jobcentre.models.meeting import Meeting
from jobcentre.models.occasion import Summons
from jobcentre.rules import holds
from jobcentre.rules.booking import CancelGround
from jobcentre.rules.refusals import SlotTaken
from jobcentre.services import audit, availability, booking, held
from jobcentre.services.circles import Chooser
from jobcentre.services.held import Held
from tests.builders import PACK, Town, a_meeting, a_staff, a_summons, hours
from tests.conftest import NOW

WEDNESDAY = date(2026, 11, 25)
Travel = Callable[[datetime], None]


def at(hour: int, minute: int = 0) -> datetime:
    return datetime.combine(WEDNESDAY, datetime.min.time(), clock.ZONE) + timedelta(hours=hour, minutes=minute)


def hold(town: Town, summons: Summons, starts_at: datetime) -> Held:
    return booking.hold(town.centre, summons.public_id, starts_at, audit.CITIZEN)


def book(town: Town, summons: Summons, starts_at: datetime, who: audit.Who = audit.CITIZEN) -> Meeting:
    named = () if who is audit.CITIZEN else (town.caseworker.id,)
    public_id = booking.book(town.centre, summons.public_id, starts_at, uuid4(), who, *named)
    return db.session.execute(select(Meeting).where(Meeting.public_id == public_id)).scalar_one()


def is_free(town: Town, summons: Summons, starts_at: datetime) -> bool:
    days = availability.free_times(town.centre, summons.public_id, WEDNESDAY).days
    return any(starts_at in day.times for day in days)


def claimed() -> list[tuple[int | None, int | None, int, datetime]]:
    """Every claim: whose meeting, whose hold, with whom, when."""
    found = select(Claim.meeting_id, Claim.summons_id, Claim.staff_id, Claim.starts_at).order_by(Claim.starts_at)
    return [(row.meeting_id, row.summons_id, row.staff_id, row.starts_at) for row in db.session.execute(found)]


def test_a_held_time_is_free_to_its_citizen_and_taken_to_everybody_else(town: Town) -> None:
    mine, other = a_summons(town.centre), a_summons(town.centre)
    found = hold(town, mine, at(10))
    assert found == held.held(mine.id) == Held(at(10), town.caseworker.id, NOW + holds.LENGTH)
    assert (is_free(town, mine, at(10)), is_free(town, other, at(10))) == (True, False)
    with pytest.raises(SlotTaken):
        book(town, other, at(10))
    with pytest.raises(SlotTaken):
        hold(town, other, at(10))
    with pytest.raises(SlotTaken):
        book(town, other, at(10), audit.staff(town.caseworker.id))


def test_staff_see_it_as_taken_on_their_page_too(town: Town) -> None:
    hold(town, a_summons(town.centre), at(10))
    chooser = Chooser(town.caseworker.id, None)
    page = availability.page_of_times(town.centre.packs[PACK], chooser, WEDNESDAY, WEDNESDAY)
    assert at(10) not in page.days[0].times
    assert at(10, 30) in page.days[0].times


def test_it_dies_by_itself_and_the_dead_one_is_in_nobodys_way(town: Town, travel: Travel) -> None:
    mine, other = a_summons(town.centre), a_summons(town.centre)
    hold(town, mine, at(10))
    travel(NOW + holds.LENGTH - timedelta(seconds=1))
    assert not is_free(town, other, at(10))
    travel(NOW + holds.LENGTH)
    assert held.held(mine.id) is None
    assert is_free(town, other, at(10))
    taken = book(town, other, at(10))
    assert claimed() == [(taken.id, None, town.caseworker.id, at(10))]
    with pytest.raises(SlotTaken):
        book(town, mine, at(10))


def test_after_it_has_run_out_the_time_is_booked_all_the_same_if_it_is_free(town: Town, travel: Travel) -> None:
    mine = a_summons(town.centre)
    hold(town, mine, at(10))
    travel(NOW + timedelta(hours=1))
    meeting = book(town, mine, at(10))
    assert claimed() == [(meeting.id, None, town.caseworker.id, at(10))]


def test_a_dead_one_that_only_touches_the_wanted_time_makes_way_as_well(town: Town, travel: Travel) -> None:
    """Staff may set a time between the starts of the page."""
    hold(town, a_summons(town.centre), at(10))
    hold(town, a_summons(town.centre), at(10, 30))
    travel(NOW + holds.LENGTH)
    other = a_summons(town.centre)
    meeting = book(town, other, at(10, 15), audit.staff(town.caseworker.id))
    assert claimed() == [(meeting.id, None, town.caseworker.id, at(10, 15))]


def test_choosing_another_time_gives_the_first_one_back(town: Town) -> None:
    mine, other = a_summons(town.centre), a_summons(town.centre)
    for starts_at in (at(10), at(11), at(11)):
        hold(town, mine, starts_at)
    assert claimed() == [(None, mine.id, town.caseworker.id, at(11))]
    assert is_free(town, other, at(10))


def test_a_refused_choice_leaves_the_one_before_held(town: Town) -> None:
    mine, other = a_summons(town.centre), a_summons(town.centre)
    hold(town, mine, at(10))
    hold(town, other, at(11))
    with pytest.raises(SlotTaken):
        hold(town, mine, at(11))
    assert held.held(mine.id) == Held(at(10), town.caseworker.id, NOW + holds.LENGTH)


def test_the_same_choice_again_is_held_for_as_long_anew(town: Town, travel: Travel) -> None:
    mine = a_summons(town.centre)
    hold(town, mine, at(10))
    travel(NOW + timedelta(minutes=4))
    assert hold(town, mine, at(10)).expires_at == NOW + timedelta(minutes=4) + holds.LENGTH


def test_booking_takes_the_held_time_with_whom_it_was_held(town: Town) -> None:
    """Somebody with a lower number becomes free meanwhile; the page has said another name."""
    colleague = a_staff(team=town.team)
    hours(colleague)
    before = a_meeting(town.centre, town.caseworker, starts_at=at(10))
    mine = a_summons(town.centre)
    assert hold(town, mine, at(10)).staff_id == colleague.id
    booking.cancel(town.centre, before.public_id, CancelGround.ILLNESS, uuid4(), audit.CITIZEN)
    meeting = book(town, mine, at(10))
    assert (meeting.staff_id, claimed()) == (colleague.id, [(meeting.id, None, colleague.id, at(10))])


def test_booking_another_time_than_the_held_one_gives_that_back(town: Town) -> None:
    mine = a_summons(town.centre)
    hold(town, mine, at(10))
    meeting = book(town, mine, at(13))
    assert claimed() == [(meeting.id, None, town.caseworker.id, at(13))]


def test_moving_holds_the_new_time_beside_the_old_and_swaps_them_in_one(town: Town) -> None:
    mine, other = a_summons(town.centre), a_summons(town.centre)
    meeting = book(town, mine, at(10))
    hold(town, mine, at(13))
    assert [row[3] for row in claimed()] == [at(10), at(13)]
    assert not is_free(town, other, at(13))
    booking.move(town.centre, meeting.public_id, at(13), uuid4(), audit.CITIZEN)
    assert claimed() == [(meeting.id, None, town.caseworker.id, at(13))]


def test_a_move_that_loses_keeps_the_old_time(town: Town, travel: Travel) -> None:
    mine, other = a_summons(town.centre), a_summons(town.centre)
    meeting = book(town, mine, at(10))
    hold(town, mine, at(13))
    travel(NOW + holds.LENGTH)
    book(town, other, at(13))
    with pytest.raises(SlotTaken):
        booking.move(town.centre, meeting.public_id, at(13), uuid4(), audit.CITIZEN)
    assert (meeting.id, None, town.caseworker.id, at(10)) in claimed()
