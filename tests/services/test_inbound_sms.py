"""SMS from citizens: STOP and START are done at once, AFLYS begins a cancellation and never finishes one."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.channels.incoming import IncomingText
from jobcentre.models.base import db, scope
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.message import Message, MessageState
from jobcentre.models.reply import Reply, ReplyKind
from jobcentre.rules.access import SMS_ANSWERS_PER_NUMBER, SMS_PER_NUMBER
from jobcentre.rules.reach import Medium
from jobcentre.services import inbound, messaging
from jobcentre.texts.kinds import Kind
from tests.builders import Town, a_citizen, a_meeting, a_summons, a_town
from tests.conftest import NOW
from tests.services.trail import actions
from tests.services.ways import summoned, with_ways
from tests.services.ways import tasks as open_tasks

NUMBER = "+4520000000"
_events = count(1)


@pytest.fixture
def wired(town: Town) -> Centre:
    """The town's centre with e-mail and SMS."""
    return with_ways(town.centre, Medium.EMAIL, Medium.SMS)


def write(centre: Centre, text: str, sender: str = NUMBER, event: str = "") -> bool:
    came = IncomingText(event_id=event or f"t{next(_events)}", sender=sender, text=text, at=clock.now())
    return inbound.receive_sms(centre, came)


def answers() -> list[str]:
    """The kinds of the SMS written in answer, in order."""
    query = select(Message.kind).where(Message.kind.startswith("sms_")).order_by(Message.id)
    return list(db.session.execute(query).scalars())


def kinds() -> list[ReplyKind]:
    return list(db.session.execute(select(Reply.kind).order_by(Reply.id)).scalars())


def person(citizen: Citizen) -> Citizen:
    return db.session.get_one(Citizen, citizen.id, populate_existing=True)


@pytest.mark.parametrize("text", ["STOP", "stop sms", "Stop!", " stop. "])
def test_stop_stops_and_is_confirmed(town: Town, wired: Centre, text: str) -> None:
    citizen = a_citizen(wired)
    assert write(wired, text)
    assert person(citizen).sms_stopped_at == clock.now()
    assert (kinds(), answers(), open_tasks()) == ([ReplyKind.STOP], ["sms_stopped"], [])
    assert actions(citizen.id) == ["reply.received", "citizen.sms_stopped"]


def test_start_starts_again(town: Town, wired: Centre) -> None:
    citizen = a_citizen(wired, sms_stopped_at=NOW - timedelta(days=1))
    assert write(wired, "Start")
    assert person(citizen).sms_stopped_at is None
    assert (kinds(), answers()) == ([ReplyKind.START], ["sms_started"])


def test_after_a_stop_what_binds_goes_on_and_courtesy_does_not(town: Town) -> None:
    centre, citizen, _ = summoned(town, Medium.SMS, email=None, digital_post_exempt=True)
    write(centre, "STOP")
    reach = messaging.reach_of(centre, person(citizen))
    assert reach.routes(Kind.CONFIRMATION, None) == (Medium.SMS,)
    assert reach.routes(Kind.REMINDER_DAYS, None) == ()


def test_who_has_stopped_keeps_the_first_date(town: Town, wired: Centre) -> None:
    citizen = a_citizen(wired, sms_stopped_at=NOW - timedelta(days=1))
    write(wired, "STOP")
    assert person(citizen).sms_stopped_at == NOW - timedelta(days=1)
    assert "citizen.sms_stopped" not in actions(citizen.id)


def booked(town: Town, starts_at: datetime = NOW + timedelta(days=2)) -> Meeting:
    return a_meeting(town.centre, town.caseworker, a_summons(town.centre), starts_at=starts_at)


@pytest.mark.parametrize("text", ["AFLYS", "aflys", "Aflys mit møde", "afbud"])
def test_aflys_is_answered_with_the_link_and_cancels_nothing(town: Town, wired: Centre, text: str) -> None:
    meeting = booked(town)
    assert write(wired, text)
    assert (kinds(), answers(), open_tasks()) == ([ReplyKind.CANCEL], ["sms_cancel"], [])
    answer = db.session.execute(select(Message).where(Message.kind == "sms_cancel")).scalar_one()
    assert (answer.meeting_id, answer.summons_id) == (meeting.id, meeting.summons_id)
    assert (answer.citizen_id, answer.channel, answer.sequence) == (meeting.citizen_id, "sms", meeting.sequence)
    assert answer.not_after == clock.now() + timedelta(hours=4)
    db.session.refresh(meeting)
    assert meeting.status is MeetingStatus.CONFIRMED


def test_aflys_with_a_reason_is_read_by_somebody_too(town: Town, wired: Centre) -> None:
    booked(town)
    write(wired, "Aflys, jeg er blevet syg i dag")
    assert (kinds(), answers(), open_tasks()) == ([ReplyKind.CANCEL], ["sms_cancel"], [("reply", "sms")])


@pytest.mark.parametrize("when", ["none", "too late", "over", "cancelled"])
def test_aflys_where_nothing_can_be_cancelled_is_for_a_person(town: Town, wired: Centre, when: str) -> None:
    if when == "none":
        a_citizen(wired)
    else:
        meeting = booked(town, {"too late": NOW + timedelta(hours=1), "over": NOW - timedelta(days=1)}.get(when, NOW))
        meeting.status = MeetingStatus.CANCELLED if when == "cancelled" else meeting.status
        db.session.commit()
    write(wired, "AFLYS")
    assert (kinds(), answers(), open_tasks()) == ([ReplyKind.ANSWER], ["sms_unknown"], [("reply", "sms")])


def test_other_words_are_for_a_person_and_answered_once_a_day(
    town: Town, wired: Centre, travel: Callable[[datetime], None]
) -> None:
    a_citizen(wired)
    for text in ("Hvornår er det?", "Hallo?", "Er der nogen?"):
        assert write(wired, text)
    assert (kinds(), answers(), open_tasks()) == ([ReplyKind.ANSWER] * 3, ["sms_unknown"], [("reply", "sms")])
    travel(NOW + timedelta(days=1))
    write(wired, "Hallo igen")
    assert answers() == ["sms_unknown"] * 2


def test_the_same_sms_a_second_time_has_no_effect(town: Town, wired: Centre) -> None:
    citizen = a_citizen(wired)
    write(wired, "STOP", event="same")
    write(wired, "START")
    assert write(wired, "STOP", event="same")
    assert person(citizen).sms_stopped_at is None
    assert kinds() == [ReplyKind.STOP, ReplyKind.START]
    assert answers() == ["sms_stopped", "sms_started"]


def test_a_number_that_is_nobodys_is_nobody(town: Town, wired: Centre) -> None:
    a_citizen(wired)
    assert not write(wired, "STOP", sender="+4530000000")
    assert not write(wired, "STOP", sender="")
    assert kinds() == []


def an_sms(citizen: Citizen, sent_at: datetime) -> Message:
    found = Message(
        key=f"sms:{citizen.id}:{sent_at:%d%H}", kind="reminder_days", channel="sms", citizen_id=citizen.id,
        due_at=sent_at, created_at=sent_at, state=MessageState.SENT, sent_at=sent_at,
    )  # fmt: skip
    db.session.add(found)
    db.session.commit()
    return found


def test_of_several_people_with_one_number_the_last_written_to_answers(town: Town, wired: Centre) -> None:
    mother, son = a_citizen(wired), a_citizen(wired)
    about = an_sms(son, NOW - timedelta(hours=2))
    an_sms(mother, NOW - timedelta(hours=3))
    write(wired, "Jeg kommer")
    reply = db.session.execute(select(Reply)).scalar_one()
    assert (reply.citizen_id, reply.message_id) == (son.id, about.id)


def test_a_telephone_that_wants_no_sms_wants_none_for_anybody(town: Town, wired: Centre) -> None:
    mother, son = a_citizen(wired), a_citizen(wired)
    an_sms(son, NOW)
    write(wired, "STOP")
    assert person(mother).sms_stopped_at == person(son).sms_stopped_at == NOW
    assert kinds() == [ReplyKind.STOP]


def test_several_people_nobody_has_written_to_are_not_guessed_at(town: Town, wired: Centre) -> None:
    a_citizen(wired)
    a_citizen(wired)
    assert not write(wired, "Hej")


def test_an_sms_of_long_ago_is_hardly_what_is_answered(town: Town, wired: Centre) -> None:
    an_sms(a_citizen(wired), NOW - timedelta(days=15))
    write(wired, "Hej")
    assert db.session.execute(select(Reply.message_id)).scalar_one() is None


def test_the_municipality_that_wrote_last_is_answered(town: Town, wired: Centre) -> None:
    other = a_town(wired)
    here = a_citizen(wired)
    with scope(other.municipality.id):
        there = a_citizen(wired)
        an_sms(there, NOW)
    an_sms(here, NOW - timedelta(hours=1))
    write(wired, "STOP")
    assert person(here).sms_stopped_at is None
    with scope(other.municipality.id):
        assert person(there).sms_stopped_at == NOW


def test_somebody_who_writes_without_end_is_answered_a_few_times(town: Town, wired: Centre) -> None:
    citizen = a_citizen(wired)
    taken = [write(wired, "START" if n % 2 else "hej") for n in range(SMS_PER_NUMBER.tries + 3)]
    assert taken == [True] * SMS_PER_NUMBER.tries + [False] * 3
    assert len(answers()) <= SMS_ANSWERS_PER_NUMBER.tries
    assert write(wired, "STOP")  # always
    assert person(citizen).sms_stopped_at is not None


def test_where_no_sms_are_sent_nothing_is_answered(town: Town) -> None:
    citizen = a_citizen(town.centre)
    assert write(town.centre, "STOP")
    assert person(citizen).sms_stopped_at is not None
    assert answers() == []
