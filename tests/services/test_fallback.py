"""What did not arrive goes on by another channel, and somebody hears of it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting
from jobcentre.models.message import Message, MessageState
from jobcentre.models.task import TaskKind
from jobcentre.rules.booking import CancelGround
from jobcentre.rules.reach import Medium
from jobcentre.services import audit, booking, fallback, messaging
from tests.builders import Town, an_exemption
from tests.services.post import FRIDAY
from tests.services.trail import actions
from tests.services.ways import bounced, channels, ended, message, summoned
from tests.services.ways import tasks as open_tasks

POST, LETTER, EMAIL, SMS, NEMSMS = Medium
DEAD, SENT, UNCERTAIN = MessageState.DEAD, MessageState.SENT, MessageState.UNCERTAIN
GONE = "recipient refused (550 5.1.1)"


def fail(centre: Centre, about: Message, why: TaskKind = TaskKind.BOUNCED) -> Message | None:
    written = fallback.failed(centre, about, why, clock.now())
    db.session.commit()
    return written


def person() -> Citizen:
    return db.session.execute(select(Citizen).execution_options(populate_existing=True)).scalar_one()


def test_no_mailbox_means_a_letter_at_once_that_says_the_same(town: Town) -> None:
    centre, citizen, summons = summoned(town)
    assert channels() == ["digital_post", "email", "sms"]
    dead = ended(POST, DEAD, "not registered")
    letter = fail(centre, dead)
    assert letter is not None
    assert letter.key == dead.key.removesuffix("digital_post") + "letter"
    assert (letter.replaces_id, letter.channel, letter.state) == (dead.id, "letter", MessageState.PENDING)
    assert (letter.due_at, letter.not_after) == (clock.now(), dead.not_after)
    assert (letter.citizen_id, letter.summons_id, letter.urgency) == (citizen.id, summons.id, dead.urgency)
    assert letter.public_id != dead.public_id
    assert open_tasks() == [], "who has no mailbox gets letters: nobody has to do anything"


def test_a_bounce_marks_the_address_and_needs_no_other_way_while_one_stands(town: Town) -> None:
    centre, citizen, _ = summoned(town)
    for left in (POST, SMS):
        ended(left, SENT)
    assert fail(centre, bounced(EMAIL, "5.1.1")) is None
    assert (person().email_refused, person().mobile_refused) == (citizen.email, None)
    assert open_tasks() == [("bounced", "email")]
    assert actions(citizen.id)[-2:] == ["address.refused", "task.opened"]
    assert not messaging.reach_of(centre, person()).person.email


def test_a_number_that_takes_no_sms_is_marked_and_the_states_sms_goes_instead(town: Town) -> None:
    centre, citizen, _ = summoned(town, SMS, NEMSMS)
    following = fail(centre, ended(SMS, DEAD, "unknown number"))
    assert following is not None
    assert following.channel == "nemsms"
    assert person().mobile_refused == citizen.mobile
    assert open_tasks() == [("bounced", "sms")]


def test_the_last_way_that_fails_makes_somebody_ring(town: Town) -> None:
    centre, _, _ = summoned(town, EMAIL)
    assert fail(centre, ended(EMAIL, DEAD, GONE)) is None
    assert open_tasks() == [("unreachable", "email")]


def test_a_server_that_is_down_for_days_is_nobodys_task_while_another_way_stands(town: Town) -> None:
    centre, _, _ = summoned(town, POST, EMAIL)
    assert fail(centre, ended(EMAIL, DEAD, "no connection to the mail server"), TaskKind.UNREACHABLE) is None
    assert (open_tasks(), person().email_refused) == ([], None)


@pytest.mark.parametrize("first", [EMAIL, SMS])
def test_two_copies_that_fail_one_after_the_other_lead_to_one_third(town: Town, first: Medium) -> None:
    centre, _, _ = summoned(town, EMAIL, SMS, NEMSMS)
    second = SMS if first is EMAIL else EMAIL
    reasons = {EMAIL: GONE, SMS: "unknown number"}
    assert fail(centre, ended(first, DEAD, reasons[first])) is None
    following = fail(centre, ended(second, DEAD, reasons[second]))
    assert following is not None
    assert following.channel == "nemsms"
    assert fail(centre, message(first)) is None, "told of once more, it has been replaced"
    assert channels() == ["email", "sms", "nemsms"]


def test_a_missing_receipt_of_what_binds_goes_on_by_letter(town: Town) -> None:
    centre, _, _ = summoned(town)
    following = fail(centre, ended(POST, SENT), TaskKind.RECEIPT_MISSING)
    assert following is not None
    assert following.channel == "letter"
    assert open_tasks() == [("receipt_missing", "digital_post")]
    assert fail(centre, message(POST)) is None
    assert channels().count("letter") == 1


def test_a_missing_receipt_of_company_is_nobodys_task(town: Town) -> None:
    centre, _, _ = summoned(town)
    assert fail(centre, ended(SMS, SENT), TaskKind.RECEIPT_MISSING) is None
    assert open_tasks() == []


def test_what_may_have_arrived_with_effect_is_a_persons_to_look_at(town: Town) -> None:
    centre, _, _ = summoned(town)
    assert fail(centre, ended(POST, UNCERTAIN, "cut off"), TaskKind.UNCERTAIN) is None
    assert open_tasks() == [("uncertain", "digital_post")]


def test_company_that_may_have_arrived_goes_on_when_it_was_all_there_was(town: Town) -> None:
    centre, _, _ = summoned(town, SMS, NEMSMS)
    following = fail(centre, ended(SMS, UNCERTAIN, "cut off"), TaskKind.UNCERTAIN)
    assert following is not None
    assert (following.channel, open_tasks()) == ("nemsms", [])


def test_a_letter_that_would_come_too_late_is_not_written(town: Town) -> None:
    centre, _, _ = summoned(town, POST, LETTER)
    dead = ended(POST, DEAD, "not registered")
    dead.not_after = clock.now() + timedelta(days=2)
    db.session.commit()
    assert fail(centre, dead) is None
    assert open_tasks() == [("unreachable", "digital_post")]


def a_booking(town: Town, *ways: Medium, **person: object) -> Centre:
    centre, _, summons = summoned(town, *ways, **person)
    booking.book(centre, summons.public_id, FRIDAY, uuid4(), audit.CITIZEN)
    return centre


def test_what_came_too_late_by_every_way_is_somebodys_task(town: Town) -> None:
    centre, _, _ = summoned(town, EMAIL, SMS)
    db.session.execute(update(Message).values(not_after=clock.now()))
    assert fail(centre, ended(EMAIL, MessageState.EXPIRED), TaskKind.UNREACHABLE) is None
    assert open_tasks() == []
    assert fail(centre, ended(SMS, MessageState.EXPIRED), TaskKind.UNREACHABLE) is None
    assert open_tasks() == [("unreachable", "sms")]


def test_what_is_no_longer_true_goes_nowhere_but_an_address_that_fails_is_told(town: Town) -> None:
    centre = a_booking(town, POST, LETTER, EMAIL)  # the summons is out of date once a time is booked
    assert fail(centre, ended(POST, DEAD, "not registered")) is None
    assert (channels(), open_tasks()) == (["digital_post", "email"], [])
    assert fail(centre, ended(EMAIL, DEAD, GONE)) is None
    assert open_tasks() == [("bounced", "email")]


def test_a_cancellation_that_reaches_nobody_is_somebodys_task(town: Town) -> None:
    centre = a_booking(town, EMAIL, SMS)
    meeting = db.session.execute(select(Meeting)).scalar_one()
    booking.cancel(centre, meeting.public_id, CancelGround.ILLNESS, uuid4(), audit.CITIZEN)
    assert fail(centre, ended(EMAIL, DEAD, "content refused (554)", "cancelled")) is None
    assert open_tasks() == [], "the SMS says so"
    assert fail(centre, ended(SMS, DEAD, "unknown number", "cancelled")) is None
    assert open_tasks() == [("unreachable", "sms")]


def test_a_reminder_goes_on_without_a_task_unless_an_address_fails(town: Town) -> None:
    centre = a_booking(town, EMAIL, SMS, NEMSMS)
    assert channels("reminder_days") == ["email", "sms"]
    ended(EMAIL, DEAD, "no connection to the mail server", "reminder_days")
    assert fail(centre, message(EMAIL, "reminder_days"), TaskKind.UNREACHABLE) is None
    following = fail(centre, ended(SMS, DEAD, "gave up", "reminder_days"), TaskKind.UNREACHABLE)
    assert following is not None
    assert (following.channel, open_tasks()) == ("nemsms", [])
    assert fail(centre, ended(NEMSMS, DEAD, "gave up", "reminder_days"), TaskKind.UNREACHABLE) is None
    assert open_tasks() == [], "a reminder is nobody's task"


def test_a_reminder_that_may_have_arrived_is_left(town: Town) -> None:
    centre = a_booking(town, SMS, NEMSMS)
    assert fail(centre, ended(SMS, UNCERTAIN, "cut off", "reminder_days"), TaskKind.UNCERTAIN) is None
    assert (channels("reminder_days"), open_tasks()) == (["sms"], [])


def test_who_is_exempt_by_now_and_has_heard_nothing_is_left_alone(town: Town) -> None:
    centre, citizen, _ = summoned(town, POST, LETTER)
    an_exemption(citizen)
    assert fail(centre, ended(POST, DEAD, "not registered")) is None
    assert (channels(), open_tasks()) == (["digital_post"], [])


@pytest.mark.parametrize(("sent_to", "marked"), [("den.gamle@example.dk", False), ("Den.Nye@Example.dk", True)])
def test_only_the_address_that_was_used_is_marked(town: Town, sent_to: str, marked: bool) -> None:
    """Somebody may have corrected it while the message was on its way."""
    centre, _, _ = summoned(town, EMAIL, SMS, email="den.nye@example.dk")
    pending = message(EMAIL)
    sealed = centre.keys.seal(sent_to.encode(), f"{pending.municipality_id}:message:{pending.key}:recipient")
    pending.recipient_sealed, pending.recipient_key = sealed.value, sealed.key
    fail(centre, bounced(EMAIL, "5.1.1"))
    assert person().email_refused == ("den.nye@example.dk" if marked else None)
    assert open_tasks() == ([("bounced", "email")] if marked else [])


def test_a_message_to_staff_has_no_other_way(town: Town) -> None:
    centre = a_booking(town)
    found = ended(EMAIL, DEAD, GONE, "staff_confirmation")
    assert fail(centre, found) is None
    assert open_tasks() == []


def test_an_answer_to_an_sms_has_no_other_way_but_its_number_is_marked(town: Town) -> None:
    centre, citizen, _ = summoned(town, EMAIL, SMS)
    now = clock.now()
    answer = Message(key="reply:1:1:sms_stopped:1:citizen-1:sms", kind="sms_stopped", channel="sms", due_at=now)
    answer.citizen_id, answer.created_at, answer.state, answer.failure = citizen.id, now, DEAD, "unknown number"
    db.session.add(answer)
    db.session.commit()
    assert fail(centre, answer) is None
    assert (channels("sms_stopped"), open_tasks()) == (["sms"], [("bounced", "sms")])


def test_nobody_is_called_twice_for_the_same(town: Town) -> None:
    centre, citizen, _ = summoned(town, EMAIL)
    dead = ended(EMAIL, DEAD, GONE)
    for _ in range(2):
        assert fail(centre, dead) is None
    assert open_tasks() == [("unreachable", "email")]
    assert actions(citizen.id).count("task.opened") == 1


def test_who_can_be_reached_by_nothing_is_a_task_when_there_is_something_to_say(town: Town) -> None:
    centre, citizen, summons = summoned(town, EMAIL, email=None)
    assert open_tasks() == [("unreachable", None)]
    booking.book(centre, summons.public_id, FRIDAY, uuid4(), audit.staff(town.caseworker.id))
    assert open_tasks() == [("unreachable", None)]
    assert actions(citizen.id).count("task.opened") == 1
