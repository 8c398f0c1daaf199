"""What is written down to be said: the right rows, once, in the transaction that makes them necessary."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting
from jobcentre.models.message import Message, MessageState
from jobcentre.services import audit, booking, messaging
from tests.builders import PACK, Town, a_citizen, a_meeting, a_summons, saved
from tests.services.counting import statements
from tests.services.post import reach, tell

FRIDAY = datetime(2026, 11, 27, 10, tzinfo=clock.ZONE)


def planned(town: Town, starts_at: datetime, *, reachable: bool = True, change: Any = messaging.BOOKED) -> Meeting:
    meeting = a_meeting(town.centre, town.caseworker, starts_at=starts_at)
    if not reachable:
        meeting.citizen.email = None
    tell(town.centre, meeting, change)
    db.session.commit()
    return meeting


def rows() -> list[Message]:
    db.session.expire_all()
    return list(db.session.execute(select(Message).order_by(Message.id)).scalars())


def test_a_booking_is_announced_at_once_and_recalled_twice(town: Town) -> None:
    planned(town, FRIDAY)
    found = {row.kind: (row.due_at, row.not_after) for row in rows()}
    days, hours = FRIDAY - timedelta(days=3), FRIDAY - timedelta(hours=2)
    assert found == {
        "staff_confirmation": (clock.now(), FRIDAY),
        "confirmation": (clock.now(), FRIDAY),
        "reminder_days": (days, hours),  # from then on the next one says the same
        "reminder_hours": (hours, FRIDAY),
    }


@pytest.mark.parametrize(
    ("ahead", "reminders"),
    [
        (timedelta(days=3, minutes=1), ["reminder_days", "reminder_hours"]),
        (timedelta(days=3), ["reminder_hours"]),
        (timedelta(hours=2, minutes=1), ["reminder_hours"]),
        (timedelta(hours=2), []),
        (timedelta(minutes=1), []),
    ],
)
def test_a_reminder_that_would_be_past_is_not_written(town: Town, ahead: timedelta, reminders: list[str]) -> None:
    planned(town, clock.now() + ahead)
    assert [row.kind for row in rows() if row.kind.startswith("reminder")] == reminders


def test_who_cannot_be_reached_gets_no_row_but_the_caseworker_does(town: Town) -> None:
    planned(town, FRIDAY, reachable=False)
    assert [row.kind for row in rows()] == ["staff_confirmation"]


def test_a_cancellation_is_not_recalled(town: Town) -> None:
    planned(town, FRIDAY, change=messaging.CANCELLED)
    assert [row.kind for row in rows()] == ["staff_cancelled", "cancelled"]


def test_a_key_says_about_what_which_version_what_and_to_whom(town: Town) -> None:
    meeting = planned(town, FRIDAY)
    assert {row.key for row in rows()} == {
        f"meeting:{meeting.id}:0:staff_confirmation:1:staff-{town.caseworker.id}:email",
        f"meeting:{meeting.id}:0:confirmation:1:citizen-{meeting.citizen_id}:email",
        f"meeting:{meeting.id}:0:reminder_days:1:citizen-{meeting.citizen_id}:email",
        f"meeting:{meeting.id}:0:reminder_hours:1:citizen-{meeting.citizen_id}:email",
    }


def test_what_is_written_already_stays_as_it_is(town: Town) -> None:
    meeting = planned(town, FRIDAY)
    before = [(row.id, row.key, row.due_at) for row in rows()]
    meeting.starts_at, meeting.ends_at = FRIDAY + timedelta(hours=1), FRIDAY + timedelta(hours=2)
    messaging.write(
        messaging.plan_change(meeting, messaging.BOOKED, town.centre.packs[PACK], reach(town.centre, meeting))
    )
    db.session.rollback()
    assert [(row.id, row.key, row.due_at) for row in rows()] == before


def test_writing_many_is_one_statement_and_writing_none_is_none(town: Town) -> None:
    people = [a_summons(town.centre) for _ in range(5)]
    with statements() as seen:
        messaging.write(plan for one in people for plan in messaging.plan_summons(one, reach(town.centre, one)))
        messaging.write([])
    assert len([one for one in seen if one.startswith("INSERT")]) == 1
    db.session.commit()
    assert len(rows()) == 5


def test_nothing_is_said_of_what_was_rolled_back(town: Town) -> None:
    summons = a_summons(town.centre)
    messaging.write(messaging.plan_summons(summons, reach(town.centre, summons)))
    db.session.rollback()
    assert rows() == []


def test_taking_back_leaves_what_was_sent(town: Town) -> None:
    summons = a_summons(town.centre)
    meeting = booking.book(town.centre, summons.public_id, FRIDAY, uuid4(), audit.CITIZEN)
    for row in rows():
        if row.kind == "confirmation":
            row.state = MessageState.SENT
    db.session.commit()
    booking.move(town.centre, meeting, FRIDAY + timedelta(hours=1), uuid4(), audit.CITIZEN)
    states = {(row.kind, row.sequence): row.state.value for row in rows()}
    assert states == {
        ("confirmation", 0): "sent",
        ("staff_confirmation", 0): "void",
        ("reminder_days", 0): "void",
        ("reminder_hours", 0): "void",
        ("moved", 1): "pending",
        ("staff_moved", 1): "pending",
        ("reminder_days", 1): "pending",
        ("reminder_hours", 1): "pending",
    }


@pytest.mark.parametrize("both", [True, False])
def test_a_message_has_exactly_one_receiver(town: Town, both: bool) -> None:
    ids = {"citizen_id": a_citizen(town.centre).id, "staff_id": town.caseworker.id} if both else {}
    now = clock.now()
    with pytest.raises(IntegrityError):
        saved(Message(key="k", kind="summons", channel="email", due_at=now, created_at=now, **ids))
    db.session.rollback()
