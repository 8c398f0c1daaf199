"""An earlier time that was offered: taken, declined, unanswered, stopped, or overtaken by a change of the meeting."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.meeting import MeetingStatus
from jobcentre.models.message import Message
from jobcentre.models.waiting_list import WaitingEntry
from jobcentre.rules.booking import CancelGround
from jobcentre.rules.refusals import Closed, Code, Refusal
from jobcentre.rules.waiting_list import OfferAnswer, WaitEnd
from jobcentre.services import audit, availability, booking, waiting_list
from jobcentre.services.circles import Chooser
from jobcentre.services.waiting_list import Reply
from tests.builders import PACK, Town, a_meeting, a_summons
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
    trail,
    waiter,
)

Travel = Callable[[datetime], None]
TUESDAY = datetime(2026, 11, 24, 9, tzinfo=clock.ZONE)


def test_taking_it_moves_the_meeting_and_costs_no_move(town: Town) -> None:
    taken, summons = other(town), waiter(town)
    before = meeting_of(summons)
    uid, sequence = before.uid, before.sequence
    free(town, taken)
    tick(town)
    request, (offer,) = uuid4(), offers()
    for _ in range(2):  # a form that is sent twice
        waiting_list.answer(town.centre, summons.public_id, offer.public_id, Reply.TAKE, request, audit.CITIZEN)
    meeting = meeting_of(summons)
    assert (meeting.uid, meeting.starts_at, meeting.sequence) == (uid, THURSDAY, sequence + 1)
    assert (meeting.moves, meeting.moved_from) == (0, LATE)
    kinds = db.session.execute(select(Message.kind).where(Message.meeting_id == meeting.id)).scalars().all()
    assert sorted(kinds) == ["earlier_time", "moved", "reminder_days", "reminder_hours", "staff_moved"]
    assert offers()[0].answer is OfferAnswer.ACCEPTED
    assert entry(summons).ended_why is WaitEnd.TAKEN
    assert holds() == []
    assert trail(summons) == ["waiting.joined", "waiting.offered", "meeting.moved", "waiting.taken"]
    sound()


def test_who_has_no_moves_left_may_still_come_earlier(town: Town) -> None:
    taken, summons = other(town), waiter(town)
    meeting_of(summons).moves = 3
    db.session.commit()
    free(town, taken)
    tick(town)
    reply(town, summons, offers()[0])
    assert (meeting_of(summons).starts_at, meeting_of(summons).moves) == (THURSDAY, 3)


def test_the_time_given_up_for_it_goes_to_the_next(town: Town, travel: Travel) -> None:
    taken, first = other(town), waiter(town)
    second = waiter(town, LATE + timedelta(days=7))
    free(town, taken)
    tick(town)
    reply(town, first, offers()[0])
    tick(town)
    assert [(offer.summons_id, offer.starts_at) for offer in offers()] == [(first.id, THURSDAY), (second.id, LATE)]


def test_saying_no_frees_it_for_the_next_and_costs_one_of_three(town: Town, travel: Travel) -> None:
    taken, first = other(town), waiter(town)
    travel(clock.now() + timedelta(minutes=1))
    second = waiter(town, LATE + timedelta(minutes=30))
    free(town, taken)
    tick(town)
    reply(town, first, offers()[0], Reply.KEEP)
    assert offers()[0].answer is OfferAnswer.DECLINED
    assert holds() == []
    assert (meeting_of(first).starts_at, entry(first).ended_at) == (LATE, None)
    tick(town)
    assert [offer.summons_id for offer in offers()] == [first.id, second.id]


def test_unanswered_it_lapses_and_the_old_time_stands(town: Town, travel: Travel) -> None:
    taken, first = other(town), waiter(town)
    free(town, taken)
    tick(town)
    offer = offers()[0]
    travel(offer.expires_at)
    with pytest.raises(Closed) as refused:
        reply(town, first, offer)
    assert refused.value.code == Code.OFFER_GONE
    assert meeting_of(first).starts_at == LATE
    pack, everybody = town.centre.packs[PACK], Chooser(None, None)
    assert availability.free_at(pack, everybody, THURSDAY) == (town.caseworker.id,), "free at once, by itself"
    assert tick(town) == "offered 0, lapsed 1, withdrawn 0, over 0, failed 0", "today's offer has been made"
    assert (offers()[0].answer, holds()) == (OfferAnswer.LAPSED, [])
    with pytest.raises(Closed):
        reply(town, first, offers()[0])
    reply(town, first, offers()[0], Reply.KEEP)  # not to want what is gone is no fault
    assert trail(first)[-1] == "waiting.lapsed"


def test_stopping_ends_it_and_frees_what_is_held(town: Town) -> None:
    taken, summons = other(town), waiter(town)
    free(town, taken)
    tick(town)
    reply(town, summons, offers()[0], Reply.STOP)
    assert (entry(summons).ended_why, offers()[0].answer, holds()) == (WaitEnd.STOPPED, OfferAnswer.DECLINED, [])
    assert [message.state for message in told(summons)] == ["void"]
    assert tick(town).startswith("offered 0")
    assert trail(summons)[-1] == "waiting.left"


def test_leaving_by_the_receipt_frees_it_too_and_joining_again_goes_on_counting(town: Town) -> None:
    taken, summons = other(town), waiter(town)
    free(town, taken)
    tick(town)
    for _ in range(2):
        waiting_list.leave(summons.public_id, uuid4(), audit.CITIZEN)
    assert (entry(summons).ended_why, holds()) == (WaitEnd.STOPPED, [])
    for _ in range(2):
        waiting_list.join(town.centre, summons.public_id, uuid4(), audit.CITIZEN)
    assert db.session.query(WaitingEntry).count() == 2
    assert THURSDAY in entry(summons).known_starts, "it is free now, and was not wanted"


@pytest.mark.parametrize("change", ["moved", "cancelled", "moved by staff"])
def test_a_change_of_the_meeting_ends_waiting_and_offer_with_it(town: Town, change: str) -> None:
    taken, summons = other(town), waiter(town)
    free(town, taken)
    tick(town)
    meeting, who = meeting_of(summons), audit.staff(town.caseworker.id)
    if change == "cancelled":
        booking.cancel(town.centre, meeting.public_id, CancelGround.ILLNESS, uuid4(), audit.CITIZEN)
    else:
        by = who if change == "moved by staff" else audit.CITIZEN
        booking.move(town.centre, meeting.public_id, LATE + timedelta(minutes=30), uuid4(), by)
    assert (entry(summons).ended_why, offers()[0].answer) == (WaitEnd.GONE, OfferAnswer.WITHDRAWN)
    assert holds() == []
    assert [message.state for message in told(summons)] == ["void"]
    with pytest.raises(Closed):
        reply(town, summons, offers()[0])
    sound()


def test_moving_onto_the_very_time_that_is_held_is_a_move_like_any(town: Town) -> None:
    taken, summons = other(town), waiter(town)
    free(town, taken)
    tick(town)
    booking.move(town.centre, meeting_of(summons).public_id, THURSDAY, uuid4(), audit.CITIZEN)
    assert (meeting_of(summons).starts_at, meeting_of(summons).moves, holds()) == (THURSDAY, 1, [])
    sound()


def test_who_was_to_hold_it_may_have_gone_meanwhile(town: Town) -> None:
    taken, summons = other(town), waiter(town)
    free(town, taken)
    tick(town)
    town.caseworker.active = False
    db.session.commit()
    with pytest.raises(Closed) as refused:
        reply(town, summons, offers()[0])
    assert refused.value.code == Code.OFFER_GONE
    assert (offers()[0].answer, holds(), meeting_of(summons).starts_at) == (OfferAnswer.WITHDRAWN, [], LATE)
    assert waiting_list.open_offer(summons.public_id) is None


def test_nobody_answers_for_somebody_else(town: Town) -> None:
    taken, summons = other(town), waiter(town)
    stranger = a_summons(town.centre)
    a_meeting(town.centre, town.caseworker, stranger, starts_at=LATE + timedelta(hours=1))
    free(town, taken)
    tick(town)
    with pytest.raises(Closed):
        reply(town, stranger, offers()[0])
    reply(town, stranger, offers()[0], Reply.STOP)
    assert (offers()[0].answer, meeting_of(summons).starts_at) == (None, LATE)


def test_a_replaced_link_answers_nothing(town: Town) -> None:
    taken, summons = other(town), waiter(town)
    free(town, taken)
    tick(town)
    old = audit.by_link("00" * 8)
    with pytest.raises(Refusal):
        waiting_list.answer(town.centre, summons.public_id, offers()[0].public_id, Reply.TAKE, uuid4(), old)
    with pytest.raises(Refusal):
        waiting_list.leave(summons.public_id, uuid4(), old)
    assert meeting_of(summons).status is MeetingStatus.CONFIRMED
    assert (meeting_of(summons).starts_at, offers()[0].answer) == (LATE, None)
