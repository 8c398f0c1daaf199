"""What stands in a message: the right words, the right invitation, the permanent links."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from email import message_from_bytes
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from sqlalchemy import select

from jobcentre import clock
from jobcentre.channels import Outgoing
from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting
from jobcentre.models.message import Message
from jobcentre.models.occasion import Summons
from jobcentre.rules.booking import CancelGround
from jobcentre.services import audit, booking, links, sweep
from jobcentre.services.wording.composing import mail as written
from jobcentre.services.wording.subject import load
from tests.builders import Town, a_citizen, a_spell, a_summons
from tests.services.post import Post, deliver, invitation, mail, words

FRIDAY = datetime(2026, 11, 27, 10, tzinfo=clock.ZONE)


def booked(town: Town, starts_at: datetime = FRIDAY, **person: Any) -> UUID:
    summons = a_summons(town.centre, a_citizen(town.centre, **person))
    return booking.book(town.centre, summons.public_id, starts_at, uuid4(), audit.CITIZEN)


def sent(town: Town) -> Post:
    post = Post()
    deliver(town.centre, post)
    return post


def sent_at(town: Town, moment: datetime) -> Post:
    with time_machine.travel(moment, tick=False):
        return sent(town)


def the_links(town: Town) -> tuple[str, str]:
    meeting = db.session.execute(select(Meeting)).scalar_one()
    base = town.centre.settings.service.base_url
    tokens = links.token_of(town.centre, meeting), links.token_of(town.centre, meeting.summons)
    return f"{base}/m/{tokens[0]}", f"{base}/b/{tokens[1]}"


@pytest.mark.parametrize("kind", ["confirmation", "staff_confirmation"])
def test_an_invitation_is_a_request_with_the_time_and_the_link(town: Town, kind: str) -> None:
    booked(town)
    post, (meeting_url, _) = sent(town), the_links(town)
    method, event = invitation(post.of(kind))
    assert (method, event["SEQUENCE"], str(event["STATUS"])) == ("REQUEST", 0, "CONFIRMED")
    assert (event.start, event.end) == (FRIDAY, FRIDAY + timedelta(minutes=30))
    meeting = db.session.execute(select(Meeting)).scalar_one()
    room = f"{town.centre.settings.service.base_url}/caseworker/meetings/{meeting.public_id}/room"
    place = meeting_url if kind == "confirmation" else room
    assert (str(event["LOCATION"]), str(event["URL"]), str(event["CONFERENCE"])) == (place, place, place)
    assert place in str(event["DESCRIPTION"])
    receiver = post.of(kind).recipient
    assert str(event["ATTENDEE"]).lower() == f"mailto:{receiver}"
    assert str(event["ORGANIZER"]).lower() == "mailto:jobcenter@eksempel.example"
    stamp = db.session.execute(select(Message.created_at).where(Message.kind == kind)).scalar_one()
    assert stamp.astimezone(UTC) == event.DTSTAMP


def test_the_citizens_token_is_not_in_the_caseworkers_mail(town: Town) -> None:
    booked(town)
    letter = sent(town).of("staff_confirmation")
    for link in the_links(town):
        assert link.rpartition("/")[2] not in words(letter) + str(invitation(letter)[1].to_ical())


def test_book_move_move_cancel_is_one_event_that_grows_older(town: Town) -> None:
    meeting = booked(town)
    posts = [sent(town)]
    for hours in (1, 2):
        booking.move(town.centre, meeting, FRIDAY + timedelta(hours=hours), uuid4(), audit.CITIZEN)
        posts.append(sent(town))
    booking.cancel(town.centre, meeting, CancelGround.ILLNESS, uuid4(), audit.CITIZEN)
    posts.append(sent(town))
    wanted = [("REQUEST", 0, 0), ("REQUEST", 1, 1), ("REQUEST", 2, 2), ("CANCEL", 3, 2)]
    for side in ("citizen-", "staff-"):
        letters = [next(letter for letter in post.taken if side in letter.key) for post in posts]
        events = [invitation(letter) for letter in letters]
        found = [(method, event["SEQUENCE"], (event.start - FRIDAY) // timedelta(hours=1)) for method, event in events]
        assert found == wanted
        assert len({event["UID"] for _, event in events}) == 1
        assert str(events[-1][1]["STATUS"]) == "CANCELLED"
        assert len({mail(letter)["Message-ID"] for letter in letters}) == 4


def test_a_cancellation_does_not_say_why(town: Town) -> None:
    """The ground may be about health."""
    meeting = booked(town)
    booking.cancel(town.centre, meeting, CancelGround.ILLNESS, uuid4(), audit.CITIZEN)
    for letter in sent(town).taken:
        text = words(letter) + invitation(letter)[1].to_ical().decode()
        assert not [word for word in ("syg", "ill", "sick") if f" {word}" in text.lower()]


def test_a_summons_tells_what_it_must(town: Town) -> None:
    a_spell(a_citizen(town.centre))
    sweep.sweep(town.centre)
    letter = sent(town).of("summons")
    summons = db.session.execute(select(Summons)).scalar_one()
    text = " ".join(words(letter).split())
    url = f"{town.centre.settings.service.base_url}/b/{links.token_of(town.centre, summons)}"
    for wanted in (url, "tirsdag den 1. december", "mandag den 21. december", "70 10 10 10", "19. juni 2021"):
        assert wanted in text
    assert "text/calendar" not in [part.get_content_type() for part in mail(letter).walk()]


@pytest.mark.parametrize(
    ("kind", "before", "language", "wanted"),
    [
        ("reminder_days", timedelta(days=3), "da", ["Hej Emilie", "Fredag den 27. november ", "kl. 10.00", "kl. 6.00"]),
        ("reminder_days", timedelta(days=3), "en", ["Hi Emilie", "Friday 27 November", "10:00", "6:00"]),
        ("reminder_hours", timedelta(hours=2), "da", ["Din samtale begynder om lidt", "kl. 10.00", "10 minutter"]),
        (
            "reminder_hours",
            timedelta(hours=2),
            "en",
            ["Your interview begins in a little while", "10:00", "10 minutes"],
        ),
    ],
)
def test_a_reminder_says_the_time_in_the_readers_language(
    town: Town, kind: str, before: timedelta, language: str, wanted: list[str]
) -> None:
    booked(town, language=language)
    sent(town)
    letter = sent_at(town, FRIDAY - before).of(kind)
    text = " ".join(words(letter).split())
    for part in (*wanted, the_links(town)[0]):
        assert part in text
    assert mail(letter)["Content-Language"] == language
    assert "text/calendar" not in [part.get_content_type() for part in mail(letter).walk()]


@pytest.mark.parametrize(
    ("meets_on", "due_on"),
    [
        (date(2026, 10, 27), date(2026, 10, 24)),  # a day of 25 hours between
        (date(2026, 11, 27), date(2026, 11, 24)),
    ],
)
def test_three_days_before_is_the_same_time_of_the_clock(town: Town, meets_on: date, due_on: date) -> None:
    starts_at, due_at = (datetime.combine(day, time(10), tzinfo=clock.ZONE) for day in (meets_on, due_on))
    with time_machine.travel(starts_at - timedelta(days=10), tick=False):
        summons = a_summons(town.centre)
        staff = audit.staff(town.caseworker.id)
        booking.book(town.centre, summons.public_id, starts_at, uuid4(), staff, whom=town.caseworker.id)
    planned = db.session.execute(select(Message.due_at).where(Message.kind == "reminder_days")).scalar_one()
    assert planned == due_at


def test_composed_again_later_it_is_the_same_message(town: Town) -> None:
    booked(town)
    rows = db.session.execute(select(Message.id).where(Message.due_at <= clock.now())).scalars().all()

    def composed() -> list[Outgoing]:
        return [written.compose(town.centre, load(row)) for row in rows]

    first = composed()
    with time_machine.travel(clock.now() + timedelta(hours=3), tick=False):
        assert composed() == first


def test_the_letter_is_from_the_mailbox_that_is_read(town: Town) -> None:
    booked(town)
    post = sent(town)
    for letter in post.taken:
        message = message_from_bytes(letter.content)
        assert "jobcenter@eksempel.example" in message["From"]
        assert letter.sender == "jobcenter@eksempel.example"
        assert message["Auto-Submitted"] == "auto-generated"


def long_name(town: Town) -> UUID:
    return booked(town, given_name="Ægir-Åse Øllegård", family_name="von der Lühe-Ćwikliński " * 3)


def crooked_name(town: Town) -> UUID:
    return booked(town, given_name='Eva" <alle@example.dk>,\r\nBcc: x@example.dk', family_name="O'Hara; N:1,2\\")


@pytest.mark.parametrize("person", [long_name, crooked_name])
def test_any_name_travels_safely(town: Town, person: Callable[[Town], UUID]) -> None:
    person(town)
    letter = sent(town).of("confirmation")
    message = mail(letter)
    assert [address.addr_spec for address in message["To"].addresses] == [letter.recipient]
    assert message["Bcc"] is None
    assert invitation(letter)[1]["UID"]
