"""Booking, moving and cancelling: what is claimed, what is said, and what happens twice."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.claim import Claim
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.message import Message, MessageState
from jobcentre.rules.booking import CancelGround
from jobcentre.rules.refusals import Closed, NotAllowed, Refusal, SlotTaken, TooLate
from jobcentre.services import audit, availability, booking
from jobcentre.services.booking import State
from tests.builders import Town, a_citizen, a_staff, a_summons, hours

TUESDAY = datetime(2026, 11, 24, tzinfo=clock.ZONE)
WEDNESDAY = TUESDAY + timedelta(days=1)


def tuesday(hour: int, minute: int = 0) -> datetime:
    return TUESDAY.replace(hour=hour, minute=minute)


def pending() -> list[str]:
    rows = db.session.execute(select(Message.kind).where(Message.state == MessageState.PENDING).order_by(Message.id))
    return list(rows.scalars())


def the_meeting() -> Meeting:
    db.session.expire_all()
    return db.session.execute(select(Meeting)).scalar_one()


def test_a_booking_claims_the_time_and_writes_what_must_be_said(town: Town) -> None:
    summons = a_summons(town.centre)
    booked = booking.book(town.centre, summons.public_id, tuesday(10), uuid4(), audit.CITIZEN)
    meeting, claim = the_meeting(), db.session.execute(select(Claim)).scalar_one()
    assert (meeting.public_id, meeting.staff_id, meeting.sequence) == (booked, town.caseworker.id, 0)
    assert (claim.staff_id, claim.starts_at, claim.ends_at) == (meeting.staff_id, meeting.starts_at, meeting.ends_at)
    # the reminder of three days before would be in the past
    assert pending() == ["staff_confirmation", "confirmation", "reminder_hours"]
    assert booking.standing(town.centre, summons.public_id).state is State.BOOKED


def test_the_same_form_sent_twice_books_once(town: Town) -> None:
    summons, request = a_summons(town.centre), uuid4()
    first = booking.book(town.centre, summons.public_id, tuesday(10), request, audit.CITIZEN)
    assert booking.book(town.centre, summons.public_id, tuesday(10), request, audit.CITIZEN) == first
    assert len(pending()) == 3


def test_a_time_somebody_else_took_is_refused_and_nothing_is_left_behind(town: Town) -> None:
    first, second = a_summons(town.centre), a_summons(town.centre)
    booking.book(town.centre, first.public_id, tuesday(10), uuid4(), audit.CITIZEN)
    with pytest.raises(SlotTaken):
        booking.book(town.centre, second.public_id, tuesday(10), uuid4(), audit.CITIZEN)
    assert db.session.execute(select(Meeting.id)).scalars().all() == [the_meeting().id]
    assert booking.standing(town.centre, second.public_id).state is State.CHOOSE


def test_an_open_meeting_is_moved_not_booked_again(town: Town) -> None:
    summons = a_summons(town.centre)
    booking.book(town.centre, summons.public_id, tuesday(10), uuid4(), audit.CITIZEN)
    with pytest.raises(Closed):
        booking.book(town.centre, summons.public_id, tuesday(11), uuid4(), audit.CITIZEN)


def test_a_colleague_of_the_team_takes_it_when_the_first_is_busy(town: Town) -> None:
    colleague = a_staff(team=town.team, name="Jonas Holm")
    hours(colleague)
    for who in (town.caseworker, colleague):
        summons = a_summons(town.centre, a_citizen(town.centre, team_id=town.team.id))
        booking.book(town.centre, summons.public_id, tuesday(10), uuid4(), audit.CITIZEN)
        assert booking.standing(town.centre, summons.public_id).meeting.caseworker == who.name  # type: ignore[union-attr]


def test_a_move_keeps_uid_and_link_and_raises_the_sequence(town: Town) -> None:
    summons = a_summons(town.centre)
    booked = booking.book(town.centre, summons.public_id, tuesday(10), uuid4(), audit.CITIZEN)
    before = booking.standing(town.centre, summons.public_id).meeting
    booking.move(town.centre, booked, tuesday(13), uuid4(), audit.CITIZEN)
    after = booking.standing(town.centre, summons.public_id).meeting
    assert before
    assert after
    assert (after.uid, after.meeting_path, after.sequence) == (before.uid, before.meeting_path, 1)
    assert after.starts_at == tuesday(13)
    assert pending() == ["staff_moved", "moved", "reminder_hours"]
    assert tuesday(10) in availability.free_times(town.centre, summons.public_id).days[0].times


def test_a_move_that_loses_the_race_keeps_the_old_time(town: Town) -> None:
    mine, other = a_summons(town.centre), a_summons(town.centre)
    booked = booking.book(town.centre, mine.public_id, tuesday(10), uuid4(), audit.CITIZEN)
    booking.book(town.centre, other.public_id, tuesday(11), uuid4(), audit.CITIZEN)
    with pytest.raises(SlotTaken):
        booking.move(town.centre, booked, tuesday(11), uuid4(), audit.CITIZEN)
    kept = booking.standing(town.centre, mine.public_id).meeting
    assert kept
    assert (kept.starts_at, kept.sequence) == (tuesday(10), 0)
    assert db.session.execute(select(Claim.id).where(Claim.starts_at == tuesday(10))).scalar()


def test_moving_to_a_colleague_calls_it_off_for_the_first(town: Town) -> None:
    colleague = a_staff(team=town.team)
    hours(colleague)
    summons = a_summons(town.centre)
    booked = booking.book(town.centre, summons.public_id, tuesday(10), uuid4(), audit.CITIZEN)
    staff = audit.staff(colleague.id)
    booking.move(town.centre, booked, tuesday(10), uuid4(), staff, whom=colleague.id)
    rows = db.session.execute(
        select(Message.kind, Message.staff_id).where(
            Message.state == MessageState.PENDING, Message.staff_id.is_not(None)
        )
    ).all()
    assert {tuple(row) for row in rows} == {
        ("staff_confirmation", colleague.id),
        ("staff_cancelled", town.caseworker.id),
    }


def test_cancelling_frees_the_time_and_takes_back_what_was_to_be_said(town: Town) -> None:
    summons = a_summons(town.centre)
    booked = booking.book(town.centre, summons.public_id, tuesday(10), uuid4(), audit.CITIZEN)
    booking.cancel(town.centre, booked, CancelGround.ILLNESS, uuid4(), audit.CITIZEN)
    meeting = the_meeting()
    assert (meeting.status, meeting.sequence) == (MeetingStatus.CANCELLED, 1)
    assert db.session.execute(select(Claim.id)).scalar() is None
    assert pending() == ["staff_cancelled", "cancelled"]
    again = booking.book(town.centre, summons.public_id, tuesday(10), uuid4(), audit.CITIZEN)
    assert again != booked


@pytest.mark.parametrize(
    ("starts_at", "refusal"),
    [
        (datetime(2026, 11, 23, 10, tzinfo=clock.ZONE), TooLate),  # too soon
        (datetime(2026, 11, 22, 10, tzinfo=clock.ZONE), TooLate),  # past
        (datetime(2027, 3, 1, 10, tzinfo=clock.ZONE), TooLate),  # after the last day
        (datetime(2026, 11, 28, 10, tzinfo=clock.ZONE), NotAllowed),  # a Saturday
        (WEDNESDAY.replace(hour=8), SlotTaken),  # before hours
        (WEDNESDAY.replace(hour=10, minute=7), SlotTaken),  # off the grid
        (WEDNESDAY.replace(hour=14, minute=45), SlotTaken),  # would end after hours
    ],
)
def test_times_that_were_never_offered_are_refused(town: Town, starts_at: datetime, refusal: type[Refusal]) -> None:
    summons = a_summons(town.centre)
    with pytest.raises(refusal):
        booking.book(town.centre, summons.public_id, starts_at, uuid4(), audit.CITIZEN)
    assert pending() == []


def test_after_the_cut_off_only_staff_may_change(town: Town, centre: object) -> None:
    summons = a_summons(town.centre)
    staff = audit.staff(town.caseworker.id)
    soon = clock.now() + timedelta(hours=3)
    booked = booking.book(town.centre, summons.public_id, soon, uuid4(), staff, whom=town.caseworker.id)
    with pytest.raises(TooLate):
        booking.cancel(town.centre, booked, CancelGround.WORK, uuid4(), audit.CITIZEN)
    booking.cancel(town.centre, booked, CancelGround.MUNICIPALITY, uuid4(), staff)


def test_a_citizen_without_an_address_gets_no_message(town: Town) -> None:
    summons = a_summons(town.centre, a_citizen(town.centre, email=None))
    booking.book(town.centre, summons.public_id, tuesday(10), uuid4(), audit.CITIZEN)
    assert pending() == ["staff_confirmation"]
