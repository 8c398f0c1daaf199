"""Waiting for an earlier time: who is told of a freed one, how often, and for how long."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.citizen import LeftGround
from jobcentre.models.waiting_list import WaitingEntry
from jobcentre.rules.refusals import Closed, Code, SlotTaken, TooLate
from jobcentre.rules.waiting_list import OfferAnswer, WaitEnd
from jobcentre.services import audit, availability, booking, waiting_list
from jobcentre.services.circles import Chooser
from jobcentre.services.waiting_list import Reply
from tests.builders import PACK, Town, a_citizen, a_meeting, a_staff, a_summons, hours
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


def test_a_freed_time_is_held_for_who_has_waited_longest(town: Town, travel: Travel) -> None:
    taken = other(town)
    first = waiter(town)
    travel(clock.now() + timedelta(minutes=1))
    waiter(town, LATE + timedelta(minutes=30))
    assert tick(town) == "offered 0, lapsed 0, withdrawn 0, over 0, failed 0", "what was free before is not wanted"
    free(town, taken)
    assert tick(town) == "offered 1, lapsed 0, withdrawn 0, over 0, failed 0"
    (offer,) = offers()
    assert (offer.summons_id, offer.starts_at, offer.staff_id) == (first.id, THURSDAY, town.caseworker.id)
    assert offer.expires_at == datetime(2026, 11, 23, 12, 15, tzinfo=clock.ZONE)
    (held,) = holds()
    assert (held.staff_id, held.starts_at, held.expires_at) == (town.caseworker.id, THURSDAY, offer.expires_at)
    (message,) = told(first)
    assert (message.channel, message.not_after, message.time_offer_id) == ("email", offer.expires_at, offer.id)
    assert tick(town) == "offered 0, lapsed 0, withdrawn 0, over 0, failed 0", "once"
    assert trail(first) == ["waiting.joined", "waiting.offered"]


def test_nobody_else_can_have_what_is_held(town: Town) -> None:
    taken, summons = other(town), waiter(town)
    free(town, taken)
    tick(town)
    stranger = a_summons(town.centre)
    pack, everybody = town.centre.packs[PACK], Chooser(None, None)
    assert availability.free_at(pack, everybody, THURSDAY) == ()
    with pytest.raises(SlotTaken):
        booking.book(town.centre, stranger.public_id, THURSDAY, uuid4(), audit.CITIZEN)
    reply(town, summons, offers()[0], Reply.KEEP)
    booking.book(town.centre, stranger.public_id, THURSDAY, uuid4(), audit.CITIZEN)
    sound()


def test_one_offer_a_day_three_in_all_and_never_the_same_time_twice(town: Town, travel: Travel) -> None:
    taken = [other(town, THURSDAY + timedelta(minutes=30 * n)) for n in range(5)]
    summons = waiter(town, LATE)
    for meeting in taken:
        free(town, meeting)
    made: list[datetime] = []
    for day in range(4):
        travel(datetime(2026, 11, 23, 10, tzinfo=clock.ZONE) + timedelta(days=day))
        for _ in range(3):
            tick(town)
            for offer in offers():
                if offer.answer is None:
                    made.append(offer.starts_at)
                    reply(town, summons, offer, Reply.KEEP)
    at_noon = THURSDAY + timedelta(hours=2)  # by Wednesday the two between are too near
    assert made == [THURSDAY, THURSDAY + timedelta(minutes=30), at_noon]
    assert entry(summons).ended_why is WaitEnd.USED_UP


def test_after_three_offers_the_waiting_ends(town: Town, travel: Travel) -> None:
    far = datetime(2026, 12, 2, 10, tzinfo=clock.ZONE)
    taken = [other(town, far + timedelta(minutes=30 * n)) for n in range(4)]
    summons = waiter(town, datetime(2026, 12, 11, 10, tzinfo=clock.ZONE))
    for meeting in taken:
        free(town, meeting)
    for day in range(3):
        travel(datetime(2026, 11, 23, 10, tzinfo=clock.ZONE) + timedelta(days=day))
        tick(town)
        travel(clock.now() + timedelta(hours=4))  # nobody answers
        tick(town)
    assert [offer.answer for offer in offers()] == [OfferAnswer.LAPSED] * 3
    assert entry(summons).ended_why is WaitEnd.USED_UP
    standing = booking.standing(town.centre, summons.public_id)
    assert waiting_list.place(town.centre, standing).position == "used_up"
    with pytest.raises(Closed) as refused:
        waiting_list.join(town.centre, summons.public_id, uuid4(), audit.CITIZEN)
    assert refused.value.code == Code.OFFERS_USED
    travel(datetime(2026, 11, 26, 10, tzinfo=clock.ZONE))
    assert tick(town).startswith("offered 0")


def test_what_is_over_is_ended_by_the_clock(town: Town, travel: Travel) -> None:
    summons = waiter(town, datetime(2026, 11, 27, 10, tzinfo=clock.ZONE))
    travel(datetime(2026, 11, 27, 9, 55, tzinfo=clock.ZONE))
    assert tick(town).endswith("over 0, failed 0")
    travel(datetime(2026, 11, 27, 10, tzinfo=clock.ZONE))
    assert tick(town).endswith("over 1, failed 0")
    assert entry(summons).ended_why is WaitEnd.GONE


def test_nobody_is_asked_at_night(town: Town, travel: Travel) -> None:
    taken, _summons = other(town, THURSDAY + timedelta(days=1)), waiter(town)
    free(town, taken)
    travel(datetime(2026, 11, 23, 22, tzinfo=clock.ZONE))
    assert tick(town).startswith("offered 0")
    travel(datetime(2026, 11, 24, 7, tzinfo=clock.ZONE))
    assert tick(town).startswith("offered 1")


def test_who_would_not_hear_of_it_is_passed_over(town: Town) -> None:
    taken, silent = other(town), waiter(town)
    silent.citizen.email = silent.citizen.mobile = None
    db.session.commit()
    second = waiter(town, LATE + timedelta(minutes=30))
    free(town, taken)
    tick(town)
    assert [offer.summons_id for offer in offers()] == [second.id]
    assert len(holds()) == 1


@pytest.mark.parametrize("lost", ["link", "gone"])
def test_who_cannot_come_to_their_page_is_passed_over(town: Town, lost: str) -> None:
    taken, summons = other(town), waiter(town)
    if lost == "link":
        summons.locked_at = clock.now()
    else:
        summons.citizen.left_on, summons.citizen.left_ground = clock.today(), LeftGround.DEAD
    db.session.commit()
    free(town, taken)
    assert tick(town).startswith("offered 0")


def test_two_freed_times_go_to_two_people(town: Town, travel: Travel) -> None:
    taken = [other(town), other(town, THURSDAY + timedelta(hours=1))]
    first = waiter(town)
    travel(clock.now() + timedelta(minutes=1))
    second = waiter(town, LATE + timedelta(minutes=30))
    for meeting in taken:
        free(town, meeting)
    assert tick(town).startswith("offered 2")
    found = [(offer.summons_id, offer.starts_at) for offer in offers()]
    assert found == [(first.id, THURSDAY), (second.id, THURSDAY + timedelta(hours=1))]


def test_the_own_caseworker_comes_before_the_colleagues(town: Town) -> None:
    mate = a_staff(team=town.team, name="Anna And")
    hours(mate)
    taken = [other(town), a_meeting(town.centre, mate, starts_at=THURSDAY)]
    summons = waiter(town, caseworker_id=mate.id)
    for meeting in taken:
        free(town, meeting)
    tick(town)
    (offer,) = offers()
    assert offer.staff_id == mate.id
    reply(town, summons, offer)
    assert meeting_of(summons).staff_id == mate.id


def test_only_who_has_a_meeting_that_can_still_be_moved_may_wait(town: Town, travel: Travel) -> None:
    without = a_summons(town.centre, a_citizen(town.centre))
    with pytest.raises(Closed):
        waiting_list.join(town.centre, without.public_id, uuid4(), audit.CITIZEN)
    summons = a_summons(town.centre)
    a_meeting(town.centre, town.caseworker, summons, starts_at=TUESDAY + timedelta(hours=1))
    with pytest.raises(TooLate):
        waiting_list.join(town.centre, summons.public_id, uuid4(), audit.CITIZEN)
    place = waiting_list.place(town.centre, booking.standing(town.centre, summons.public_id))
    assert place.position == "nowhere"
    assert db.session.query(WaitingEntry).count() == 0
