"""The caseworker's own mail: the day each morning, a reminder before each meeting, the day in context."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from jobcentre import clock
from jobcentre.channels import Manner
from jobcentre.models.audit import AuditEntry
from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.message import Message, MessageState
from jobcentre.models.task import Task, TaskKind
from jobcentre.rules.booking import CancelGround
from jobcentre.rules.needs import NeedKind
from jobcentre.services import audit, booking, day_mail, days
from jobcentre.services.day_mail import Mails
from jobcentre.services.needs import Wanted
from tests.builders import Town, a_citizen, a_meeting, a_staff, a_summons, saved
from tests.services.asking import ask
from tests.services.post import Post, booked, deliver, mail, row, states, words

FRIDAY = datetime(2026, 11, 27, tzinfo=clock.ZONE)
Travel = Callable[[datetime], None]


def at(hour: int, minute: int = 0) -> datetime:
    return FRIDAY.replace(hour=hour, minute=minute)


def wants(town: Town, *, day: bool = True, reminder: bool = False) -> None:
    day_mail.choose(town.caseworker.id, Mails(day, reminder), uuid4(), audit.staff(town.caseworker.id))


def written(kind: str) -> list[Message]:
    db.session.expire_all()
    return list(db.session.execute(select(Message).where(Message.kind == kind).order_by(Message.id)).scalars())


def book(town: Town, hour: int, **person: str) -> UUID:
    return booked(town, at(hour), **person)[1]


class Ringing(Post):
    """A channel for which the quiet hours hold."""

    @property
    def manner(self) -> Manner:
        return Manner(wakes=True)


def test_the_quiet_hours_are_the_citizens(town: Town, travel: Travel) -> None:
    book(town, 10)
    ringing = Ringing()
    travel(at(6, 30))
    day_mail.write_all(town.centre)
    deliver(town.centre, ringing)
    assert clock.now() < at(7)  # when they end
    assert "staff_day" in ringing.kinds()


def test_each_morning_the_day_once(town: Town, post: Post, travel: Travel) -> None:
    book(town, 10, given_name="Ida")
    book(town, 13, given_name="Noah")
    a_staff(team=town.team)  # without meetings
    travel(at(6, 29))
    assert day_mail.write_all(town.centre) == "too early"
    travel(at(6, 30))
    assert day_mail.write_all(town.centre) == "days 1, reminders 0"
    day_mail.write_all(town.centre)
    assert len(written("staff_day")) == 1
    deliver(town.centre, post)
    letter = post.of("staff_day")
    assert letter.recipient == town.caseworker.email
    assert str(mail(letter)["Subject"]) == "Dine samtaler fredag den 27. november"
    lines = words(letter).splitlines()
    assert "Kl. 10.00 Ida Vestergaard" in lines
    assert "Kl. 13.00 Noah Vestergaard" in lines
    assert not [line for line in lines if "venter" in line or "Ikke mere" in line]
    assert "http://jobcentre.test/caseworker/" in lines


def test_what_is_new_moved_and_gone_since_the_last_working_morning(town: Town, post: Post, travel: Travel) -> None:
    for hour, name in ((10, "Gammel"), (11, "Flyttet"), (12, "Aflyst"), (13, "Udskudt")):
        book(town, hour, given_name=name)
    ids = {meeting.citizen.given_name: meeting.public_id for meeting in db.session.execute(select(Meeting)).scalars()}
    travel(at(9) - timedelta(days=1))
    staff = audit.staff(town.caseworker.id)
    booking.move(town.centre, ids["Flyttet"], at(9, 30), uuid4(), staff)
    booking.move(town.centre, ids["Udskudt"], at(13) + timedelta(days=3), uuid4(), staff)
    booking.cancel(town.centre, ids["Aflyst"], CancelGround.ILLNESS, uuid4(), staff)
    summons = a_summons(town.centre, a_citizen(town.centre, given_name="Ny"))
    booking.book(town.centre, summons.public_id, at(14), uuid4(), staff, whom=town.caseworker.id)
    ours = a_citizen(town.centre, caseworker_id=town.caseworker.id)
    for kind in (TaskKind.REPLY, TaskKind.BOUNCED):
        saved(Task(citizen_id=ours.id, kind=kind, created_at=clock.now()))
    deliver(town.centre, post)
    travel(at(8))
    day_mail.write_all(town.centre)
    deliver(town.centre, post)
    text = words(post.of("staff_day"))
    today, _, gone = text.partition("Ikke mere i dag:")
    assert [line for line in today.splitlines() if line.startswith("Kl.")] == [
        "Kl. 9.30 Flyttet Vestergaard (flyttet)",
        "Kl. 10.00 Gammel Vestergaard",
        "Kl. 14.00 Ny Vestergaard (ny)",
    ]
    assert [line for line in gone.splitlines() if line.startswith("Kl.")] == [
        "Kl. 12.00 Aflyst Vestergaard",
        "Kl. 13.00 Udskudt Vestergaard",
    ]
    assert "2 opgaver venter på dig." in text
    assert "syg" not in text.lower()


def test_a_day_that_has_emptied_is_not_told_of(town: Town, post: Post, travel: Travel) -> None:
    meeting = book(town, 10)
    travel(at(6, 30))
    day_mail.write_all(town.centre)
    booking.cancel(town.centre, meeting, CancelGround.MUNICIPALITY, uuid4(), audit.staff(town.caseworker.id))
    travel(at(8))
    deliver(town.centre, post)
    assert states()["staff_day"] is MessageState.VOID


def test_a_morning_caught_up_when_all_is_over_writes_nothing(town: Town, travel: Travel) -> None:
    book(town, 10)
    travel(at(16))
    assert day_mail.write_all(town.centre) == "days 0, reminders 0"


def test_nothing_for_who_wants_nothing_or_has_left(town: Town, post: Post, travel: Travel) -> None:
    book(town, 10)
    wants(town, day=False)
    travel(at(6, 30))
    assert day_mail.write_all(town.centre) == "days 0, reminders 0"
    wants(town, reminder=True)
    day_mail.write_all(town.centre)
    wants(town, day=False)  # said before it leaves
    travel(at(9, 30))
    deliver(town.centre, post)
    found = states()
    assert (found["staff_day"], found["staff_reminder"]) == (MessageState.VOID, MessageState.VOID)


def test_a_reminder_an_hour_before_with_the_rest_of_the_day(town: Town, post: Post, travel: Travel) -> None:
    wants(town, reminder=True)
    for hour, name in ((9, "Ida"), (11, "Noah"), (13, "Freja")):
        book(town, hour, given_name=name)
    assert written("staff_reminder") == []
    travel(at(6, 30))
    day_mail.write_all(town.centre)
    found = [(reminder.due_at, reminder.not_after) for reminder in written("staff_reminder")]
    assert found == [(at(hour - 1), at(hour)) for hour in (9, 11, 13)]
    travel(at(10))
    deliver(town.centre, post)
    letter = post.of("staff_reminder")  # the one at 9 is past
    text = words(letter)
    assert "Noah Vestergaard" in text
    assert "Kl. 13.00 Freja Vestergaard" in text
    assert "Ida" not in text
    assert "/caseworker/meetings/" in text
    assert row("staff_day").state is MessageState.SENT


def test_a_meeting_booked_moved_and_cancelled_the_same_day(town: Town, post: Post, travel: Travel) -> None:
    wants(town, reminder=True)
    travel(at(8))
    day_mail.write_all(town.centre)
    staff = audit.staff(town.caseworker.id)
    summons = a_summons(town.centre)
    meeting = booking.book(town.centre, summons.public_id, at(11), uuid4(), staff, whom=town.caseworker.id)
    booking.move(town.centre, meeting, at(14), uuid4(), staff)
    found = [(reminder.due_at, reminder.state) for reminder in written("staff_reminder")]
    assert found == [(at(10), MessageState.VOID), (at(13), MessageState.PENDING)]
    booking.cancel(town.centre, meeting, CancelGround.MUNICIPALITY, uuid4(), staff)
    travel(at(13))
    deliver(town.centre, post)
    assert not [kind for kind in post.kinds() if kind == "staff_reminder"]


def test_choosing_reminders_holds_for_the_meetings_of_today(town: Town, travel: Travel) -> None:
    book(town, 10)
    book(town, 13)
    travel(at(9, 30))
    wants(town, reminder=True)
    assert [reminder.due_at for reminder in written("staff_reminder")] == [at(12)]
    entry = db.session.execute(select(AuditEntry).where(AuditEntry.action == "staff.mails_chosen")).scalar_one()
    assert entry.facts == {"day": True, "reminder": True}


def test_choosing_what_is_chosen_leaves_no_entry(town: Town) -> None:
    wants(town)
    assert db.session.execute(select(AuditEntry).where(AuditEntry.action == "staff.mails_chosen")).first() is None


@pytest.mark.parametrize("kind", ["staff_confirmation", "staff_moved", "staff_cancelled"])
def test_what_a_caseworker_hears_of_a_meeting_shows_the_day_around_it(town: Town, post: Post, kind: str) -> None:
    book(town, 9, given_name="Ida")
    a_meeting(town.centre, town.caseworker, starts_at=at(12), status=MeetingStatus.CANCELLED)
    a_meeting(town.centre, a_staff(team=town.team), starts_at=at(12))
    deliver(town.centre, post)
    citizen = a_citizen(town.centre, given_name="Noah", caseworker_id=town.caseworker.id)
    summons, staff = a_summons(town.centre, citizen), audit.staff(town.caseworker.id)
    start = at(13) if kind == "staff_confirmation" else at(14)
    meeting = booking.book(town.centre, summons.public_id, start, uuid4(), staff, whom=town.caseworker.id)
    if kind == "staff_moved":
        booking.move(town.centre, meeting, at(13), uuid4(), staff)
    elif kind == "staff_cancelled":
        booking.cancel(town.centre, meeting, CancelGround.OTHER, uuid4(), staff)
    fresh = Post()
    deliver(town.centre, fresh)
    text = words(fresh.of(kind))
    lines = [line for line in text.splitlines() if line.startswith("Kl.")]
    assert lines == ["Kl. 9.00 Ida Vestergaard"]


def test_the_day_says_who_else_comes(town: Town, travel: Travel) -> None:
    wants(town)
    summons = a_summons(town.centre)
    a_meeting(town.centre, town.caseworker, summons, starts_at=at(10))
    for wanted in (Wanted(NeedKind.INTERPRETER, detail="ar"), Wanted(NeedKind.COMPANION)):
        ask(town, summons, wanted)
    known = a_citizen(town.centre, needs=["interpreter:so"])
    a_meeting(town.centre, town.caseworker, a_summons(town.centre, known), starts_at=at(11))
    assert [(one.interpreter, one.companion) for one in days.meetings(town.caseworker.id, FRIDAY.date())] == [
        (True, True),
        (True, False),
    ]
    travel(at(6, 30))
    day_mail.write_all(town.centre)
    post = Post()
    deliver(town.centre, post)
    said = words(post.of("staff_day"))
    assert f"{known.name}, tolk\r\n" in said
    assert ", tolk, en kommer med" in said
