"""A form that is sent twice has its effect once, also when both arrive at the same moment."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, insert, select, text

from jobcentre import clock
from jobcentre.models.base import db, scope
from jobcentre.models.clockwork import HandledRequest
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.municipality import Team
from jobcentre.rules.attendance import Outcome
from jobcentre.rules.booking import CancelGround
from jobcentre.rules.refusals import SentBefore
from jobcentre.services import attendance, audit, booking, requests
from jobcentre.services.hours import HoursRow
from jobcentre.services.transaction import transaction
from tests.builders import Town, a_meeting, a_summons

DAY = datetime(2026, 11, 25, 10, tzinfo=clock.ZONE)


def test_the_second_finds_what_the_first_led_to(town: Town) -> None:
    request = uuid4()
    with transaction():
        assert requests.seen_before(request, "book") is None
        requests.answer(request, "the meeting")
    with transaction():
        earlier = requests.seen_before(request, "book")
        assert earlier
        assert (earlier.action, earlier.result) == ("book", "the meeting")


@pytest.mark.parametrize(
    ("action", "asked"),
    [("move", (DAY,)), ("book", (DAY + timedelta(days=1),)), ("book", ()), ("book", (DAY, None)), ("book", (None,))],
)
def test_the_same_form_with_something_else_in_it_is_refused(town: Town, action: str, asked: tuple[object, ...]) -> None:
    request = uuid4()
    with transaction():
        requests.seen_before(request, "book", DAY)
    with pytest.raises(SentBefore), transaction():
        requests.seen_before(request, action, *asked)


def test_the_same_values_are_the_same_however_they_are_written(town: Town) -> None:
    request, row = uuid4(), HoursRow(1, time(9), time(12))
    for zone, form in ((clock.ZONE, {"a": "1", "b": "2"}), (UTC, {"b": "2", "a": "1"})):
        with transaction():
            seen = requests.seen_before(request, "form", DAY.astimezone(zone), form, [row], Outcome.ABSENT, b"1")
            assert bool(seen) == (zone is UTC)


def test_the_form_of_another_municipality_is_refused(town: Town, neighbour: Town) -> None:
    request = uuid4()
    with scope(neighbour.municipality.id), transaction():
        requests.seen_before(request, "book")
    with pytest.raises(SentBefore), transaction():
        requests.seen_before(request, "book")


def test_nothing_of_the_form_can_be_read_in_the_note_of_it(town: Town) -> None:
    with transaction():
        requests.seen_before(uuid4(), "person", {"given_name": "Unikke"})
    assert "Unikke" not in str(db.session.execute(text("select * from handled_request")).all())


def test_an_outcome_is_not_corrected_by_the_form_that_gave_it(town: Town) -> None:
    before = clock.now() - timedelta(hours=1)
    meeting, request = a_meeting(town.centre, town.caseworker, starts_at=before), uuid4()
    who = audit.staff(town.caseworker.id)
    attendance.record(town.centre, meeting.public_id, Outcome.ABSENT, "", request, who)
    with pytest.raises(SentBefore):
        attendance.record(town.centre, meeting.public_id, Outcome.ATTENDED, "", request, who)
    assert db.session.execute(select(Meeting.outcome)).scalar_one() is Outcome.ABSENT


def test_a_cancellation_with_the_request_of_a_move_is_no_cancellation(town: Town) -> None:
    summons, request = a_summons(town.centre), uuid4()
    meeting = booking.book(town.centre, summons.public_id, DAY, uuid4(), audit.CITIZEN)
    booking.move(town.centre, meeting, DAY + timedelta(hours=1), request, audit.CITIZEN)
    with pytest.raises(SentBefore):
        booking.cancel(town.centre, meeting, CancelGround.OTHER, request, audit.CITIZEN)
    assert db.session.execute(select(Meeting.status)).scalar_one() is MeetingStatus.CONFIRMED


def refused(work: Callable[[], object]) -> None:
    """Do something in a transaction that fails afterwards."""

    def half() -> None:
        with transaction():
            work()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()


def test_what_was_refused_may_be_sent_again(town: Town) -> None:
    """The note of it goes with the rest of the transaction."""
    request = uuid4()
    refused(lambda: requests.seen_before(request, "book"))
    with transaction():
        assert requests.seen_before(request, "book") is None


def test_a_failure_leaves_nothing_half_done(town: Town) -> None:
    refused(lambda: db.session.execute(insert(Team).values(name="Halv", municipality_id=town.municipality.id)))
    assert db.session.execute(select(Team.id).where(Team.name == "Halv")).all() == []


def test_two_at_the_same_moment_have_one_effect(town: Town, app: Flask) -> None:
    request, municipality_id, start = uuid4(), town.municipality.id, threading.Barrier(6)
    answers: list[str | None] = []

    def send(n: int) -> None:
        with app.app_context(), scope(municipality_id):
            start.wait(10)
            with transaction():
                if earlier := requests.seen_before(request, "team"):
                    answers.append(earlier.result)
                    return
                db.session.add(Team(name=f"Hold {n}"))
                requests.answer(request, f"Hold {n}")
                answers.append(f"Hold {n}")

    threads = [threading.Thread(target=send, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(answers) == 6
    assert len(set(answers)) == 1
    made = select(func.count(Team.id)).where(Team.name.startswith("Hold"))
    assert db.session.execute(made).scalar_one() == 1
    assert db.session.execute(select(func.count()).select_from(HandledRequest)).scalar_one() == 1
