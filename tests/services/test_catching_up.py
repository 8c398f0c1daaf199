"""Who was not reached is written to as soon as a way leads there."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.message import Message, MessageState
from jobcentre.models.occasion import Summons
from jobcentre.models.task import TaskKind
from jobcentre.rules.reach import Medium
from jobcentre.services import audit, booking, contacting, fallback, tasks
from jobcentre.services.contacting import Way
from jobcentre.services.register import people_edit
from tests.builders import Town, a_spell, an_exemption
from tests.services.post import FRIDAY
from tests.services.trail import actions
from tests.services.ways import bounced, ended, message, summoned
from tests.services.ways import tasks as open_tasks

POST, LETTER, EMAIL, SMS, NEMSMS = Medium
DEAD, SENT, PENDING = MessageState.DEAD, MessageState.SENT, MessageState.PENDING


def changed(centre: Centre, citizen: Citizen, **columns: Any) -> None:
    db.session.execute(update(Citizen).where(Citizen.id == citizen.id).values(**columns))
    booking.catch_up(centre, [citizen.id])
    db.session.commit()


def pending(kind: str) -> list[str]:
    """The channels by which something waits to be said."""
    query = select(Message.channel).where(Message.kind == kind, Message.state == PENDING).order_by(Message.id)
    return list(db.session.execute(query).scalars())


def bounced_summons(town: Town, *ways: Medium) -> tuple[Centre, Citizen, Summons]:
    centre, citizen, summons = summoned(town, *ways)
    fallback.failed(centre, bounced(EMAIL, "5.1.1"), TaskKind.BOUNCED, clock.now())
    db.session.commit()
    return centre, citizen, summons


def test_a_summons_that_bounced_is_sent_to_the_new_address(town: Town) -> None:
    centre, citizen, _ = bounced_summons(town, EMAIL)
    assert (pending("summons"), open_tasks()) == ([], [("unreachable", "email")])
    changed(centre, citizen, email="ny@example.dk")
    assert (pending("summons"), open_tasks()) == (["email"], [])
    assert actions(citizen.id)[-1] == "task.done"
    changed(centre, citizen, email="nyere@example.dk")
    assert pending("summons") == ["email"], "it waits, and goes where the citizen is then"


def test_another_way_is_as_good(town: Town) -> None:
    centre, citizen, _ = summoned(town, EMAIL, SMS, mobile=None)
    fallback.failed(centre, bounced(EMAIL, "5.1.1"), TaskKind.BOUNCED, clock.now())
    changed(centre, citizen, mobile="+4520000001")
    assert pending("summons") == ["sms"]
    assert open_tasks() == [], "there is nothing more to be done than was"


@pytest.mark.parametrize("left", [POST, SMS])
def test_who_was_reached_otherwise_is_not_told_again(town: Town, left: Medium) -> None:
    centre, citizen, _ = bounced_summons(town, POST, EMAIL, SMS)
    ended(left, SENT)
    db.session.execute(update(Message).where(Message.state == PENDING).values(state=MessageState.VOID))
    changed(centre, citizen, email="ny@example.dk")
    assert (pending("summons"), open_tasks()) == ([], [])


def test_an_address_that_is_no_better_brings_nothing(town: Town) -> None:
    centre, citizen, _ = bounced_summons(town, EMAIL)
    changed(centre, citizen, mobile="+4520000001")
    assert (pending("summons"), open_tasks()) == ([], [("unreachable", "email")])


@pytest.mark.parametrize(
    "now",
    [
        {"closed_at": True},
        {"locked_at": True},
        {"book_by": timedelta(days=-1)},
    ],
)
def test_a_summons_by_which_nothing_can_be_chosen_is_not_sent(town: Town, now: dict[str, Any]) -> None:
    centre, citizen, _ = bounced_summons(town, EMAIL)
    moments = {name: clock.today() + value if name == "book_by" else clock.now() for name, value in now.items()}
    db.session.execute(update(Summons).values(**moments))
    changed(centre, citizen, email="ny@example.dk")
    assert pending("summons") == []


def test_who_is_exempt_or_need_not_choose_is_not_called(town: Town) -> None:
    centre, citizen, _ = bounced_summons(town, EMAIL)
    exemption = an_exemption(citizen)
    changed(centre, citizen, email="ny@example.dk")
    db.session.delete(exemption)
    changed(centre, citizen, email="nyere@example.dk", self_booking_exempt=True)
    assert pending("summons") == []


def test_a_summons_nobody_was_sent_stays_one(town: Town) -> None:
    """Staff made it to book for the person."""
    centre, citizen, _ = summoned(town, EMAIL)
    db.session.execute(Message.__table__.delete())  # type: ignore[attr-defined]
    changed(centre, citizen, email="ny@example.dk")
    assert pending("summons") == []


def a_meeting(town: Town, *ways: Medium) -> tuple[Centre, Citizen]:
    centre, citizen, summons = summoned(town, *ways)
    booking.book(centre, summons.public_id, FRIDAY, uuid4(), audit.CITIZEN)
    return centre, citizen


def test_a_confirmation_that_bounced_is_sent_to_the_new_address_and_the_reminders_once(town: Town) -> None:
    centre, citizen = a_meeting(town, EMAIL)
    fallback.failed(centre, bounced(EMAIL, "5.1.1", "confirmation"), TaskKind.BOUNCED, clock.now())
    db.session.commit()
    changed(centre, citizen, email="ny@example.dk")
    assert (pending("confirmation"), pending("reminder_days")) == (["email"], ["email"])
    assert message(EMAIL, "confirmation").key.split(":")[4] == "2"


def test_who_gets_a_mailbox_is_told_of_the_meeting(town: Town) -> None:
    centre, citizen, summons = summoned(town, POST, email=None, mobile=None, digital_post_exempt=True)
    booking.book(centre, summons.public_id, FRIDAY, uuid4(), audit.CITIZEN)
    assert open_tasks() == [("unreachable", None)]
    changed(centre, citizen, digital_post_exempt=False)
    assert (pending("confirmation"), pending("reminder_hours")) == (["digital_post"], ["digital_post"])
    assert open_tasks() == []


def test_a_summons_that_reached_nobody_is_written_as_soon_as_a_way_is_open(town: Town) -> None:
    centre, citizen, _ = summoned(town, SMS, mobile=None)
    assert open_tasks() == [("unreachable", None)]
    changed(centre, citizen, mobile="+4520000001")
    assert (pending("summons"), open_tasks()) == (["sms"], [])


@pytest.mark.parametrize(
    ("column", "value", "way"),
    [("email", "ny@example.dk", EMAIL), ("mobile", "+4520000001", SMS), ("digital_post_exempt", "no", POST)],
)
def test_what_is_corrected_by_hand_opens_a_way(town: Town, column: str, value: str, way: Medium) -> None:
    """And so does what a file brings: both are written by the same hand."""
    nowhere = {"email": None, "mobile": None, "digital_post_exempt": True, "team": town.team}
    centre, citizen, _ = summoned(town, POST, EMAIL, SMS, **nowhere)
    a_spell(citizen)
    who = audit.staff(town.caseworker.id)
    assert (pending("summons"), open_tasks()) == ([], [("unreachable", None)])
    form = people_edit.filled(citizen.public_id, who)
    assert form is not None
    form = replace(form, person={**form.person, column: value})
    assert people_edit.save(centre, citizen.public_id, form, uuid4(), who) == citizen.public_id
    assert (pending("summons"), open_tasks()) == ([way.value], [])


def test_a_way_that_was_given_up_is_used_again(town: Town) -> None:
    centre, citizen, _ = bounced_summons(town, EMAIL)
    who, pressed = audit.staff(town.caseworker.id), uuid4()
    assert [contacting.resume(centre, citizen.public_id, Way.EMAIL, pressed, who) for _ in range(2)] == [True, True]
    assert not contacting.resume(centre, citizen.public_id, Way.EMAIL, uuid4(), who)
    assert (pending("summons"), open_tasks()) == (["email"], [])
    assert actions(citizen.id)[-2:] == ["address.retried", "task.done"]


def test_sms_is_wanted_again(town: Town) -> None:
    centre, citizen, _ = summoned(town, SMS, sms_stopped_at=clock.now())
    assert contacting.resume(centre, citizen.public_id, Way.SMS, uuid4(), audit.staff(town.caseworker.id))
    db.session.refresh(citizen)
    assert citizen.sms_stopped_at is None
    assert actions(citizen.id) == ["citizen.sms_started"]
    assert tasks.of(citizen.id) == []


def test_nobody_who_is_not_there(town: Town) -> None:
    assert not contacting.resume(town.centre, uuid4(), Way.SMS, uuid4(), audit.staff(town.caseworker.id))


def test_an_address_that_is_used_again_gets_the_reminders_to_come(town: Town) -> None:
    """Of a meeting that the citizen knows of by another way already."""
    centre, citizen, summons = summoned(town, POST, EMAIL)
    db.session.execute(update(Citizen).values(email_refused=citizen.email))
    db.session.commit()
    booking.book(centre, summons.public_id, FRIDAY, uuid4(), audit.CITIZEN)
    db.session.execute(update(Message).where(Message.kind == "confirmation").values(state=SENT, sent_at=clock.now()))
    db.session.commit()
    assert "email" not in pending("reminder_days")
    who = audit.staff(town.caseworker.id)
    assert contacting.resume(centre, citizen.public_id, Way.EMAIL, uuid4(), who)
    assert pending("reminder_days")[-1] == pending("reminder_hours")[-1] == "email"
    assert pending("confirmation") == [], "what has arrived is not said again"
