"""Offers in two processes at once, beside citizens who book and answer, and killed on the way."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from flask import Flask

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.rules.refusals import Refusal, SlotTaken
from jobcentre.rules.waiting_list import OfferAnswer
from jobcentre.services import audit, booking, messaging, waiting_list
from jobcentre.services.waiting_list import Reply
from tests.builders import Town, a_summons
from tests.services.counting import statements
from tests.services.test_endings_race import at_once
from tests.services.waiters import (
    LATE,
    THURSDAY,
    entry,
    free,
    holds,
    meeting_of,
    offers,
    other,
    reply,
    sound,
    tick,
    told,
    waiter,
)

PEOPLE, TIMES, ROUNDS = 6, 3, 4
HALF = timedelta(minutes=30)
Travel = Callable[[datetime], None]


def test_two_processes_offer_each_time_once_and_to_who_has_waited_longest(
    app: Flask, town: Town, travel: Travel
) -> None:
    taken = [other(town, THURSDAY + HALF * n) for n in range(TIMES)]
    people = []
    for n in range(PEOPLE):
        travel(clock.now() + timedelta(minutes=1))
        people.append(waiter(town, LATE + HALF * n).id)
    for meeting in taken:
        free(town, meeting)
    db.session.rollback()
    run = lambda: waiting_list.offer_freed_times(town.centre)  # noqa: E731
    ended = at_once(app, town, run, run)
    assert all(isinstance(one, str) and one.endswith("failed 0") for one in ended), ended
    made = offers()
    assert [offer.summons_id for offer in made] == people[:TIMES]
    assert sorted(offer.starts_at for offer in made) == [THURSDAY + HALF * n for n in range(TIMES)]
    assert len(holds()) == TIMES
    sound()


def test_booking_the_freed_time_at_the_very_moment_gives_it_to_one(app: Flask, town: Town) -> None:
    for number in range(ROUNDS):
        at = THURSDAY + HALF * number
        taken, summons, rival = other(town, at), waiter(town, LATE + HALF * number), a_summons(town.centre).public_id
        free(town, taken)
        db.session.rollback()
        ended = at_once(
            app,
            town,
            lambda of=rival, at=at: booking.book(town.centre, of, at, uuid4(), audit.CITIZEN),  # type: ignore[misc]
            lambda: waiting_list.offer_freed_times(town.centre),
        )
        assert [type(one) for one in ended if isinstance(one, Exception)] in ([], [SlotTaken])
        booked = not any(isinstance(one, SlotTaken) for one in ended)
        assert len(holds()) == (0 if booked else 1)
        sound()
        waiting_list.leave(summons.public_id, uuid4(), audit.CITIZEN)


def test_saying_yes_while_it_lapses_is_one_or_the_other(app: Flask, town: Town, travel: Travel) -> None:
    taken, summons = other(town), waiter(town)
    free(town, taken)
    tick(town)
    offer = offers()[0]
    travel(offer.expires_at)
    summons_id, offer_id = summons.public_id, offer.public_id
    db.session.rollback()
    ended = at_once(
        app,
        town,
        lambda: waiting_list.answer(town.centre, summons_id, offer_id, Reply.TAKE, uuid4(), audit.CITIZEN),
        lambda: waiting_list.offer_freed_times(town.centre),
    )
    assert len([one for one in ended if isinstance(one, Refusal)]) == 1
    assert (offers()[0].answer, meeting_of(summons).starts_at) == (OfferAnswer.LAPSED, LATE)


@pytest.mark.parametrize("rival", ["move", "stop", "take"])
def test_two_answers_at_once_leave_one_truth(app: Flask, town: Town, rival: str) -> None:
    for number in range(ROUNDS):
        late = LATE + HALF * number
        taken, summons = other(town, THURSDAY + HALF * number), waiter(town, late)
        free(town, taken)
        tick(town)
        offer, meeting = offers()[-1], meeting_of(summons)
        of, offer_id, meeting_id = summons.public_id, offer.public_id, meeting.public_id
        elsewhere = datetime(2026, 12, 8, 10, tzinfo=clock.ZONE) + HALF * number
        db.session.rollback()

        def answer(what: Reply, of: object = of, offer_id: object = offer_id) -> None:
            waiting_list.answer(town.centre, of, offer_id, what, uuid4(), audit.CITIZEN)  # type: ignore[arg-type]

        rivals: dict[str, Callable[[], object]] = {
            "move": lambda of=meeting_id, at=elsewhere: booking.move(town.centre, of, at, uuid4(), audit.CITIZEN),  # type: ignore[misc]
            "stop": lambda: answer(Reply.STOP),
            "take": lambda: answer(Reply.TAKE),
        }
        ended = at_once(app, town, lambda: answer(Reply.TAKE), rivals[rival])
        assert [one for one in ended if isinstance(one, Exception) and not isinstance(one, Refusal)] == []
        taken_it = offers()[-1].answer is OfferAnswer.ACCEPTED
        assert holds() == []
        assert entry(summons).ended_at is not None
        assert meeting_of(summons).starts_at in (offer.starts_at, late, elsewhere)
        if rival == "take":
            assert taken_it
        sound()


def test_killed_before_the_message_nothing_is_held_and_the_next_tick_does_it(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken, summons = other(town), waiter(town)
    free(town, taken)

    def dies(*_given: object) -> None:
        raise SystemExit

    monkeypatch.setattr(messaging, "write", dies)
    with pytest.raises(SystemExit):
        tick(town)
    monkeypatch.undo()
    db.session.rollback()
    assert (offers(), holds(), told(summons)) == ([], [], [])
    assert tick(town).startswith("offered 1")
    assert (len(offers()), len(holds()), len(told(summons))) == (1, 1, 1)


def test_killed_between_two_people_the_rest_is_done_the_next_time(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = [other(town), other(town, THURSDAY + HALF)]
    waiter(town), waiter(town, LATE + HALF)
    for meeting in taken:
        free(town, meeting)
    real, calls = messaging.write, iter(range(9))

    def dies(plans: object) -> None:
        real(plans)  # type: ignore[arg-type]
        if next(calls) == 1:
            raise SystemExit

    monkeypatch.setattr(messaging, "write", dies)
    with pytest.raises(SystemExit):
        tick(town)
    monkeypatch.undo()
    db.session.rollback()
    assert len(offers()) == len(holds()) == 1, "whole or not at all"
    assert tick(town).startswith("offered 1")
    assert len(offers()) == len(holds()) == 2
    sound()


def test_one_persons_failure_holds_up_nobody(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = [other(town), other(town, THURSDAY + HALF)]
    first, second = waiter(town), waiter(town, LATE + HALF)
    for meeting in taken:
        free(town, meeting)
    real = messaging.plan_offer

    def broken(offer: object, meeting: object, reach: object) -> object:
        if getattr(meeting, "summons_id", None) == first.id:
            raise RuntimeError
        return real(offer, meeting, reach)  # type: ignore[arg-type]

    monkeypatch.setattr(messaging, "plan_offer", broken)
    assert tick(town) == "offered 1, lapsed 0, withdrawn 0, over 0, failed 1"
    assert [offer.summons_id for offer in offers()] == [second.id]
    assert len(holds()) == 1


def test_statements_do_not_grow_with_people_who_do_not_wait(town: Town) -> None:
    waiter(town)
    tick(town)
    with statements() as few:
        tick(town)
    for n in range(8):
        other(town, datetime(2026, 12, 9, 9, tzinfo=clock.ZONE) + HALF * n)
        a_summons(town.centre)
    with statements() as many:
        tick(town)
    assert len(many) == len(few) < 12


def test_statements_grow_little_with_who_waits_in_vain(town: Town) -> None:
    waiter(town)
    with statements() as few:
        tick(town)
    for n in range(1, 6):
        waiter(town, LATE + HALF * n)
    with statements() as many:
        tick(town)
    assert len(many) == len(few), "those of one circle look at its times together"


def test_answering_twice_with_two_forms_says_that_it_is_gone(town: Town) -> None:
    taken, summons = other(town), waiter(town)
    free(town, taken)
    tick(town)
    offer = offers()[0]
    reply(town, summons, offer)
    with pytest.raises(Refusal):
        reply(town, summons, offer)
    assert meeting_of(summons).starts_at == THURSDAY
