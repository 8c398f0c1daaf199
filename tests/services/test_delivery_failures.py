"""What cannot be sent now is tried again, what never can be is a person's task, and nothing holds up the rest."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from jobcentre import clock
from jobcentre.channels import Outgoing, PermanentFailure, TemporaryFailure
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting
from jobcentre.models.message import Message, MessageState
from jobcentre.services import messaging
from tests.builders import Town, a_summons
from tests.services.post import FRIDAY, Post, at_once, booked, deliver, reach, row
from tests.services.ways import tasks

PENDING, SENT, VOID, EXPIRED, DEAD, UNCERTAIN = MessageState


def fail_with(failure: Exception) -> Callable[[Outgoing], None]:
    def before(outgoing: Outgoing) -> None:
        raise failure

    return before


def test_a_temporary_failure_is_tried_again_after_a_pause(
    town: Town, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(random, "uniform", lambda least, most: most)
    booked(town)
    post.before = fail_with(TemporaryFailure("busy"))
    assert deliver(town.centre, post) == {"postponed": 2}
    waiting = row("confirmation")
    assert (waiting.state, waiting.failure, waiting.attempts, waiting.lease) == (PENDING, "busy", 1, None)
    there = db.session.execute(select(func.clock_timestamp())).scalar_one()
    assert waiting.next_try_at is not None
    assert there - timedelta(seconds=5) < waiting.next_try_at <= there + timedelta(seconds=5)
    post.before = lambda outgoing: None
    assert deliver(town.centre, post) == {}
    at_once()
    assert deliver(town.centre, post) == {"sent": 2}


def test_pauses_grow_and_in_the_end_a_person_must_look(town: Town, post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    longest: list[float] = []

    def uniform(least: float, most: float) -> float:
        longest.append(most)
        return most

    monkeypatch.setattr(random, "uniform", uniform)
    summons = a_summons(town.centre)
    messaging.write(messaging.plan_summons(summons, reach(town.centre, summons)))
    db.session.commit()
    post.before = fail_with(TemporaryFailure("busy", certain=True))
    tries = town.centre.settings.delivery.max_attempts
    for _ in range(tries - 1):
        assert deliver(town.centre, post) == {"postponed": 1}
        at_once()
    assert deliver(town.centre, post) == {"dead": 1}
    assert longest == sorted(longest)
    assert (longest[0], len(longest), longest[-1]) == (5, tries - 1, 15 * 60)
    assert (row("summons").state, row("summons").failure) == (DEAD, "busy")
    at_once()
    assert deliver(town.centre, post) == {}


def test_what_may_have_got_through_is_not_sent_for_ever(town: Town, post: Post) -> None:
    """Each try may have been another copy: after some a person must look."""
    summons = a_summons(town.centre)
    messaging.write(messaging.plan_summons(summons, reach(town.centre, summons)))
    db.session.commit()
    copies: list[Outgoing] = []

    def cut_off(outgoing: Outgoing) -> None:
        copies.append(outgoing)
        raise TemporaryFailure("cut off while sending")

    post.before = cut_off
    for _ in range(post.manner.tries_in_doubt):
        assert deliver(town.centre, post) == {"postponed": 1}
        at_once()
    assert deliver(town.centre, post) == {"uncertain": 1}
    assert len(copies) == post.manner.tries_in_doubt
    assert {copy.content for copy in copies} == {copies[0].content}


def test_what_was_refused_is_kept_as_a_proof_of_what_was_tried(town: Town, post: Post) -> None:
    summons = a_summons(town.centre)
    messaging.write(messaging.plan_summons(summons, reach(town.centre, summons)))
    db.session.commit()
    post.before = fail_with(PermanentFailure("recipient refused (550)"))
    deliver(town.centre, post)
    refused = row("summons")
    assert (refused.state, refused.failed_at) == (DEAD, clock.now())
    assert None not in (refused.body_sealed, refused.recipient_sealed)


def test_a_pause_never_carries_a_message_past_its_use(
    town: Town, post: Post, travel: Callable[[datetime], None]
) -> None:
    booked(town)
    post.before = fail_with(TemporaryFailure("busy"))
    deliver(town.centre, post)
    travel(FRIDAY)
    at_once()
    post.before = lambda outgoing: None
    assert deliver(town.centre, post) == {"expired": 4}


def test_a_permanent_failure_is_a_persons_task_at_once(town: Town, post: Post) -> None:
    booked(town)

    def before(outgoing: Outgoing) -> None:
        if "citizen" in outgoing.key:
            raise PermanentFailure("550 no such user")

    post.before = before
    assert deliver(town.centre, post) == {"sent": 1, "dead": 1}
    assert (row("confirmation").state, row("confirmation").failure) == (DEAD, "550 no such user")


def without_address(person: Citizen, meeting: Meeting) -> None:
    person.email = None


def unusable_address(person: Citizen, meeting: Meeting) -> None:
    person.email = "emilie@example.dk, alle@example.dk"


def nameless(person: Citizen, meeting: Meeting) -> None:
    person.given_name = " "


def unreadable_link(person: Citizen, meeting: Meeting) -> None:
    meeting.token_sealed = b"x" * 40


def forgotten_key(person: Citizen, meeting: Meeting) -> None:
    meeting.token_key = "k0"


POISONS: list[tuple[Callable[[Citizen, Meeting], None], str]] = [
    (without_address, "dead"),
    (unusable_address, "dead"),
    (nameless, "dead"),
    (unreadable_link, "postponed"),
    (forgotten_key, "postponed"),
]


@pytest.mark.parametrize(("poison", "end"), POISONS)
def test_a_poisoned_row_does_not_hold_up_the_others(
    town: Town, post: Post, poison: Callable[[Citizen, Meeting], None], end: str
) -> None:
    booked(town, FRIDAY)
    meeting = db.session.execute(select(Meeting)).scalar_one()
    poison(meeting.citizen, meeting)
    db.session.commit()
    booked(town, FRIDAY + timedelta(hours=1))
    found = deliver(town.centre, post)
    assert (found["sent"], found[end]) == (3, 1)
    assert post.kinds().count("confirmation") == 1
    failure = db.session.execute(select(Message.failure).where(Message.failure.is_not(None))).scalar_one()
    assert "example.dk" not in str(failure)


def test_a_row_that_brings_every_process_down_comes_to_an_end(town: Town, post: Post) -> None:
    """Nobody lived to count its last try: whoever claims it once more counts for them."""
    booked(town)
    tries = town.centre.settings.delivery.max_attempts
    row("confirmation").attempts = tries
    db.session.commit()
    assert deliver(town.centre, post) == {"sent": 1, "dead": 1}
    assert tasks() == [("unreachable", "email")]


def test_a_kind_of_a_version_to_come_waits_for_it(town: Town, post: Post) -> None:
    booked(town)
    db.session.execute(update(Message).where(Message.kind == "confirmation").values(kind="of_tomorrow"))
    db.session.commit()
    assert deliver(town.centre, post) == {"sent": 1, "postponed": 1}


def test_a_channel_that_breaks_in_an_unknown_way_is_postponed(town: Town, post: Post) -> None:
    booked(town)
    post.before = fail_with(ZeroDivisionError("secret@example.dk"))
    assert deliver(town.centre, post) == {"postponed": 2}
    assert row("confirmation").failure == "ZeroDivisionError"


def test_a_second_try_sends_the_very_same_bytes(town: Town, post: Post, travel: Callable[[datetime], None]) -> None:
    """The first try got through, but nobody heard of it."""
    booked(town)
    attempts = Post()

    def cut(outgoing: Outgoing) -> None:
        attempts.taken.append(outgoing)
        raise TemporaryFailure("cut off after the end")

    post.before = cut
    deliver(town.centre, post)
    travel(clock.now() + timedelta(minutes=20))
    at_once()
    post.before = lambda outgoing: None
    deliver(town.centre, post)
    for kind in ("confirmation", "staff_confirmation"):
        assert attempts.of(kind) == post.of(kind)
