"""What is still true when its time comes is sent, what is not is void, what comes too late is expired."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, update

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting
from jobcentre.models.message import Message, MessageState
from jobcentre.models.occasion import Summons
from jobcentre.rules.booking import CancelGround
from jobcentre.services import audit, booking, delivery, messaging, summoning, sweep
from jobcentre.services.wording import composing
from jobcentre.services.wording.subject import Subject
from tests.builders import Town, a_citizen, a_spell, a_staff, hours
from tests.services.post import FRIDAY, Post, account_link, booked, deliver, invitation, posting, row, states

TUESDAY = datetime(2026, 11, 24, 10, tzinfo=clock.ZONE)

PENDING, SENT, VOID, EXPIRED, DEAD, UNCERTAIN = MessageState


def cancel(town: Town, meeting: UUID) -> None:
    booking.cancel(town.centre, meeting, CancelGround.WORK, uuid4(), audit.CITIZEN)


def test_both_sides_hear_of_a_booking_and_reminders_wait(town: Town, post: Post) -> None:
    booked(town)
    assert deliver(town.centre, post) == {"sent": 2}
    assert set(post.kinds()) == {"confirmation", "staff_confirmation"}
    assert states()["reminder_days"] is states()["reminder_hours"] is PENDING
    sent = row("confirmation")
    assert (sent.sent_at, sent.reference is not None, sent.lease, sent.leased_until) == (clock.now(), True, None, None)
    assert deliver(town.centre, post) == {}


def test_each_reminder_leaves_at_its_time(town: Town, post: Post, travel: Callable[[datetime], None]) -> None:
    booked(town)
    deliver(town.centre, post)
    for moment, kind in (
        (FRIDAY - timedelta(days=3), "reminder_days"),
        (FRIDAY - timedelta(hours=2), "reminder_hours"),
    ):
        travel(moment - timedelta(seconds=1))
        assert deliver(town.centre, post) == {}
        travel(moment)
        assert deliver(town.centre, post) == {"sent": 1}
        assert post.kinds()[-1] == kind


def test_after_a_standstill_only_the_last_reminder_leaves(
    town: Town, post: Post, travel: Callable[[datetime], None]
) -> None:
    booked(town)
    deliver(town.centre, post)
    travel(FRIDAY - timedelta(hours=1))
    assert deliver(town.centre, post) == {"sent": 1, "expired": 1}
    assert (states()["reminder_days"], states()["reminder_hours"]) == (EXPIRED, SENT)


@pytest.mark.parametrize("late", [timedelta(0), timedelta(minutes=5), timedelta(days=30)])
def test_nothing_about_a_meeting_leaves_once_it_has_begun(
    town: Town, post: Post, travel: Callable[[datetime], None], late: timedelta
) -> None:
    booked(town)
    travel(FRIDAY + late)
    assert deliver(town.centre, post) == {"expired": 4}
    assert post.taken == []


def test_a_summons_makes_sense_until_the_last_day(town: Town, post: Post, travel: Callable[[datetime], None]) -> None:
    a_spell(a_citizen(town.centre))
    a_spell(a_citizen(town.centre))
    sweep.sweep(town.centre)
    one = update(Message).where(Message.id == select(func.min(Message.id)).scalar_subquery())
    travel(datetime(2026, 12, 21, 23, 59, tzinfo=clock.ZONE))
    db.session.execute(one.values(due_at=clock.now() + timedelta(minutes=1)))
    db.session.commit()
    assert deliver(town.centre, post) == {"sent": 1}
    travel(datetime(2026, 12, 22, 0, 0, tzinfo=clock.ZONE))
    assert deliver(town.centre, post) == {"expired": 1}


def test_a_cancelled_meeting_is_neither_confirmed_nor_recalled(town: Town, post: Post) -> None:
    _, meeting = booked(town)
    cancel(town, meeting)
    assert deliver(town.centre, post) == {"sent": 2}
    assert set(post.kinds()) == {"cancelled", "staff_cancelled"}


def test_after_a_move_only_the_new_time_is_announced_and_recalled(
    town: Town, post: Post, travel: Callable[[datetime], None]
) -> None:
    _, meeting = booked(town)
    booking.move(town.centre, meeting, FRIDAY + timedelta(hours=3), uuid4(), audit.CITIZEN)
    deliver(town.centre, post)
    travel(FRIDAY - timedelta(days=3))
    assert deliver(town.centre, post) == {}
    travel(FRIDAY - timedelta(days=3) + timedelta(hours=3))
    deliver(town.centre, post)
    assert set(post.kinds()) == {"moved", "staff_moved", "reminder_days"}


CHANGES: dict[str, Callable[[Town, UUID, UUID], object]] = {
    "cancelled": lambda town, summons, meeting: cancel(town, meeting),
    "moved": lambda town, summons, meeting: booking.move(
        town.centre, meeting, FRIDAY + timedelta(hours=1), uuid4(), audit.CITIZEN
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_in_the_last_moment_is_seen_before_sending(town: Town, post: Post, change: str) -> None:
    """The rows are leased already when the meeting changes."""
    summons, meeting = booked(town)
    centre = posting(town.centre, post)
    batch = delivery.claim(centre)
    CHANGES[change](town, summons, meeting)
    assert delivery.carry(centre, batch).states == {"void": 2}
    assert post.taken == []


def test_a_change_while_the_words_are_being_written_is_seen_as_well(
    town: Town, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    booked(town)
    prepare = composing.prepare

    def meanwhile(centre: Centre, subject: Subject) -> composing.Prepared:
        db.session.execute(update(Message).values(state=VOID))
        return prepare(centre, subject)

    monkeypatch.setattr(composing, "prepare", meanwhile)
    assert deliver(town.centre, post) == {"void": 2}
    assert post.taken == []


def test_a_row_that_is_untrue_but_was_not_taken_back_becomes_void(town: Town, post: Post) -> None:
    """Truth is read from the meeting, not from the row."""
    booked(town)
    db.session.execute(update(Meeting).values(sequence=Meeting.sequence + 1))
    db.session.commit()
    assert deliver(town.centre, post) == {"void": 2}


def test_a_summons_is_void_once_a_time_is_booked_or_the_duty_has_ended(town: Town, post: Post) -> None:
    people = [a_citizen(town.centre) for _ in range(3)]
    for person in people:
        a_spell(person)
    sweep.sweep(town.centre)
    first, second, _ = db.session.execute(select(Summons).order_by(Summons.id)).scalars()
    booking.book(town.centre, first.public_id, FRIDAY, uuid4(), audit.CITIZEN)
    summoning.close(second.occasion_id)
    db.session.commit()
    deliver(town.centre, post)
    assert post.kinds().count("summons") == 1
    assert post.of("summons").recipient == people[2].email


def test_a_renewed_link_takes_back_the_summons_that_is_on_its_way(town: Town, post: Post) -> None:
    a_spell(a_citizen(town.centre))
    sweep.sweep(town.centre)
    summons = db.session.execute(select(Summons)).scalar_one()
    centre = posting(town.centre, post)
    batch = delivery.claim(centre)
    summoning.renew_link(town.centre, summons.public_id, uuid4(), audit.staff(town.caseworker.id))
    assert delivery.carry(centre, batch).states == {"void": 1}
    assert deliver(town.centre, post) == {"sent": 1}


def test_an_account_link_leaves_while_it_works(town: Town, post: Post, travel: Callable[[datetime], None]) -> None:
    for _ in range(2):
        link = account_link(town)
        messaging.write([messaging.plan_account(link)])
    link.used_at = clock.now()
    db.session.commit()
    assert deliver(town.centre, post) == {"sent": 1, "void": 1}
    messaging.write([messaging.plan_account(account_link(town))])
    db.session.commit()
    travel(clock.now() + timedelta(hours=24))
    assert deliver(town.centre, post) == {"void": 1}


def test_a_meeting_handed_over_is_called_off_for_the_first_at_its_old_time(town: Town, post: Post) -> None:
    colleague = a_staff(team=town.team, name="Jonas Holm")
    hours(colleague)
    _, meeting = booked(town, TUESDAY)
    deliver(town.centre, post)
    staff, later = audit.staff(colleague.id), TUESDAY + timedelta(days=1)
    booking.move(town.centre, meeting, later, uuid4(), staff, whom=colleague.id)
    again = Post()
    deliver(town.centre, again)
    assert set(again.kinds()) == {"staff_cancelled", "staff_confirmation", "moved"}
    called_off, asked = again.of("staff_cancelled"), again.of("staff_confirmation")
    assert (called_off.recipient, asked.recipient) == (town.caseworker.email, colleague.email)
    method, event = invitation(called_off)
    assert (method, event.start, event.end, event["SEQUENCE"]) == (
        "CANCEL", TUESDAY, TUESDAY + timedelta(minutes=30), 1,
    )  # fmt: skip
    method, event = invitation(asked)
    assert (method, event.start, event["SEQUENCE"]) == ("REQUEST", later, 1)
    assert event["UID"] == invitation(post.of("confirmation"))[1]["UID"]


def test_a_former_caseworker_hears_that_it_is_off_even_when_it_moves_on(town: Town, post: Post) -> None:
    colleague, third = a_staff(team=town.team), a_staff(team=town.team)
    _, meeting = booked(town)
    deliver(town.centre, post)
    who, again = audit.staff(colleague.id), Post()
    for hour, keeper in enumerate((colleague, third, third)):
        later = FRIDAY + timedelta(hours=hour)
        booking.move(town.centre, meeting, later, uuid4(), who, whom=keeper.id)
    booking.cancel(town.centre, meeting, CancelGround.MUNICIPALITY, uuid4(), who)
    deliver(town.centre, again)
    off = {outgoing.recipient: invitation(outgoing)[1] for outgoing in again.taken if "staff_" in outgoing.key}
    assert set(off) == {town.caseworker.email, colleague.email, third.email}
    assert {event["SEQUENCE"] for event in off.values()} == {4}
    assert off[town.caseworker.email].start == FRIDAY


def test_who_gets_a_meeting_back_does_not_hear_that_it_is_off(town: Town, post: Post) -> None:
    colleague = a_staff(team=town.team)
    _, meeting = booked(town)
    deliver(town.centre, post)
    who, again = audit.staff(colleague.id), Post()
    for keeper in (colleague, town.caseworker):
        booking.move(town.centre, meeting, FRIDAY, uuid4(), who, whom=keeper.id)
    deliver(town.centre, again)
    told = {outgoing.key.split(":")[3]: outgoing.recipient for outgoing in again.taken if "staff_" in outgoing.key}
    assert told["staff_confirmation"] == town.caseworker.email
    assert told["staff_cancelled"] == colleague.email
