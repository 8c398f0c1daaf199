"""A second try: the same bytes when the first may have got through, new words when it certainly has not."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from jobcentre.channels import Outgoing, TemporaryFailure
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting
from jobcentre.models.message import Message, MessageState
from jobcentre.rules.booking import CancelGround
from jobcentre.services import audit, booking, delivery, links
from jobcentre.services.delivery import senders
from tests.builders import Town, a_staff
from tests.services.post import FRIDAY, Post, at_once, booked, deliver, mail, posting, row, states, words

EXPIRED, SENT = MessageState.EXPIRED, MessageState.SENT
CUT = TemporaryFailure("cut off after the end")
REFUSED = TemporaryFailure("sender refused (550)", certain=True)


def failing(failure: BaseException, seen: Post) -> Callable[[Outgoing], None]:
    def before(outgoing: Outgoing) -> None:
        seen.taken.append(outgoing)
        raise failure

    return before


def tried(town: Town, post: Post, failure: BaseException) -> Post:
    """Deliver to a provider that fails like this; return what it saw."""
    seen = Post()
    post.before = failing(failure, seen)
    deliver(town.centre, post)
    at_once()
    post.before = lambda outgoing: None
    return seen


def another_municipality(town: Town) -> None:
    """All that a letter says of the sender has changed."""
    municipality = town.municipality
    municipality.email, municipality.phone, municipality.jobcentre = "ny@ny.example", "71 11 11 11", "Jobcenter Ny"
    db.session.commit()


def test_what_may_have_got_through_is_repeated_to_the_byte(town: Town, post: Post) -> None:
    booked(town)
    first = tried(town, post, CUT)
    another_municipality(town)
    town.caseworker.name = "Jonas Holm"
    db.session.commit()
    between = tried(town, post, REFUSED)  # this one certainly not, but the first may still have
    deliver(town.centre, post)
    for kind in ("confirmation", "staff_confirmation"):
        assert first.of(kind).content == between.of(kind).content == post.of(kind).content
    assert post.of("confirmation").sender == "ny@ny.example", "who may send today"
    kept = row("confirmation")
    assert kept.body_sealed
    place = f"{town.municipality.id}:message:{kept.key}:body"
    assert town.centre.keys.open(kept.body_sealed, kept.body_key or "", place) == post.of("confirmation").content


def test_a_process_that_died_is_followed_by_the_same_bytes(town: Town, post: Post) -> None:
    booked(town)
    centre, seen = posting(town.centre, post), Post()
    batch = delivery.claim(centre)
    post.before = failing(SystemExit(), seen)
    with pytest.raises(SystemExit):
        delivery.carry(centre, batch)
    db.session.rollback()
    another_municipality(town)
    post.before = lambda outgoing: None
    db.session.execute(update(Message).values(lease=None, leased_until=None))
    db.session.commit()
    deliver(town.centre, post)
    (lost,) = seen.taken
    (again,) = (outgoing for outgoing in post.taken if outgoing.key == lost.key)
    assert again.content == lost.content


def test_what_has_not_got_through_is_written_anew_from_what_was_mended(town: Town, post: Post) -> None:
    booked(town)
    first = tried(town, post, REFUSED)
    another_municipality(town)
    deliver(town.centre, post)
    letter = post.of("confirmation")
    assert "71 11 11 11" in words(letter)
    assert "ny@ny.example" in mail(letter)["From"]
    assert mail(letter)["Message-ID"] == mail(first.of("confirmation"))["Message-ID"]


def test_what_was_left_undone_in_time_is_written_anew(town: Town, post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    booked(town)
    monkeypatch.setattr(senders, "_hand_over", lambda *_: None)
    delivery.deliver_due(posting(town.centre, post))
    monkeypatch.undo()
    assert row("confirmation").body_sealed is None
    another_municipality(town)
    deliver(town.centre, post)
    assert "71 11 11 11" in words(post.of("confirmation"))


def another_address(town: Town, person: Citizen, meeting: Meeting) -> None:
    person.email = "ny@example.dk"


def another_link(town: Town, person: Citizen, meeting: Meeting) -> None:
    for column, value in links.sealed_token(town.centre, "meeting", meeting.public_id).items():
        setattr(meeting, column, value)


def a_lost_key(town: Town, person: Citizen, meeting: Meeting) -> None:
    db.session.execute(update(Message).values(body_key="k0"))


@pytest.mark.parametrize("change", [another_address, another_link, a_lost_key])
def test_a_copy_that_is_of_no_use_any_more_is_not_repeated(
    town: Town, post: Post, change: Callable[[Town, Citizen, Meeting], None]
) -> None:
    booked(town)
    tried(town, post, CUT)
    meeting = db.session.execute(select(Meeting)).scalar_one()
    change(town, meeting.citizen, meeting)
    another_municipality(town)
    deliver(town.centre, post)
    assert "71 11 11 11" in words(post.of("confirmation"))
    assert post.of("confirmation").recipient == meeting.citizen.email


def test_tries_come_closer_as_the_meeting_does(
    town: Town, post: Post, travel: Callable[[datetime], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(random, "uniform", lambda least, most: most)
    booked(town)
    deliver(town.centre, post)
    db.session.execute(update(Message).where(Message.kind == "reminder_hours").values(attempts=12))
    db.session.commit()
    pauses = []
    for left in (timedelta(hours=2), timedelta(minutes=20), timedelta(seconds=40), timedelta(milliseconds=1)):
        travel(FRIDAY - left)
        tried_once = delivery.deliver_due(posting(town.centre, broken()))
        assert tried_once.states["postponed"] == 1
        there = db.session.execute(select(func.clock_timestamp())).scalar_one()
        next_try_at = row("reminder_hours").next_try_at
        assert next_try_at is not None
        pauses.append(round((next_try_at - there).total_seconds()))
        at_once()
    assert pauses == [900, 300, 10, 1]


def broken() -> Post:
    return Post(before=failing(TemporaryFailure("busy", certain=True), Post()))


@pytest.mark.parametrize(("late", "state"), [(timedelta(minutes=29), SENT), (timedelta(minutes=30), EXPIRED)])
def test_that_a_meeting_is_off_is_of_use_until_its_end(
    town: Town, post: Post, travel: Callable[[datetime], None], late: timedelta, state: MessageState
) -> None:
    _, meeting = booked(town)
    deliver(town.centre, post)
    travel(FRIDAY - timedelta(minutes=1))
    staff = audit.staff(town.caseworker.id)
    booking.cancel(town.centre, meeting, CancelGround.MUNICIPALITY, uuid4(), staff)
    travel(FRIDAY + late)
    deliver(town.centre, post)
    assert (states()["cancelled"], states()["staff_cancelled"]) == (state, state)


def test_that_a_meeting_went_to_a_colleague_is_of_use_until_its_old_end(town: Town) -> None:
    colleague = a_staff(team=town.team)
    _, meeting = booked(town)
    later = FRIDAY + timedelta(hours=1)
    booking.move(town.centre, meeting, later, uuid4(), audit.staff(colleague.id), whom=colleague.id)
    assert row("staff_cancelled").not_after == FRIDAY + timedelta(minutes=30)
