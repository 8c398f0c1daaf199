"""What ends a hold, what cannot be held at all, and how a chosen time lives beside an offered one."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.claim import Claim
from jobcentre.models.meeting import Meeting
from jobcentre.models.occasion import Occasion, Summons
from jobcentre.models.waiting_list import TimeOffer, WaitingEntry
from jobcentre.rules import holds
from jobcentre.rules.booking import CancelGround
from jobcentre.rules.refusals import Closed, NotAllowed, SlotTaken, TooLate
from jobcentre.rules.withdrawal import Ground
from jobcentre.services import audit, booking, held, housekeeping, occasions, summoning
from jobcentre.services.booking import claims
from jobcentre.services.held import Held
from tests.builders import PACK, Town, a_meeting, a_summons
from tests.conftest import NOW
from tests.services.test_holds import Travel, at, book, claimed, hold, is_free


def test_cancelling_leaving_and_the_end_of_the_duty_give_it_back(town: Town) -> None:
    mine = a_summons(town.centre)
    meeting = book(town, mine, at(10))
    hold(town, mine, at(13))
    booking.cancel(town.centre, meeting.public_id, CancelGround.ILLNESS, uuid4(), audit.CITIZEN)
    assert claimed() == []
    hold(town, mine, at(13))
    held.let_go(mine.public_id)
    assert claimed() == []
    hold(town, mine, at(13))
    occasions.close(mine.occasion_id)
    db.session.commit()
    assert claimed() == []
    with pytest.raises(Closed):
        hold(town, mine, at(13))


def test_a_withdrawn_summons_holds_nothing(town: Town) -> None:
    mine = a_summons(town.centre)
    hold(town, mine, at(13))
    of = db.session.execute(select(Occasion.public_id).where(Occasion.id == mine.occasion_id)).scalar_one()
    summoning.withdraw(town.centre, of, Ground.FOUND_WORK, uuid4(), audit.staff(town.caseworker.id))
    assert claimed() == []


def test_a_time_set_for_them_by_hand_takes_the_place_of_what_they_look_at(town: Town) -> None:
    mine = a_summons(town.centre)
    hold(town, mine, at(10))
    meeting = book(town, mine, at(10), audit.staff(town.caseworker.id))
    assert claimed() == [(meeting.id, None, town.caseworker.id, at(10))]


@pytest.mark.parametrize(
    ("starts_at", "why"),
    [
        (NOW + timedelta(hours=1), TooLate),
        (datetime(2026, 11, 28, 10, tzinfo=clock.ZONE), NotAllowed),
        (datetime(2026, 12, 22, 10, tzinfo=clock.ZONE), TooLate),
        (datetime(2026, 11, 25, 10, 7, tzinfo=clock.ZONE), SlotTaken),
        (datetime(2026, 11, 25, 20, tzinfo=clock.ZONE), SlotTaken),
    ],
    ids=["too soon", "Saturday", "too late", "between the starts", "at night"],
)
def test_what_the_page_does_not_show_is_not_held(town: Town, starts_at: datetime, why: type[Exception]) -> None:
    with pytest.raises(why):
        hold(town, a_summons(town.centre), starts_at)
    assert claimed() == []


def test_a_replaced_link_holds_nothing(town: Town) -> None:
    mine = a_summons(town.centre)
    with pytest.raises(Closed):
        booking.hold(town.centre, mine.public_id, at(10), audit.by_link("00" * 8))
    with pytest.raises(Closed):
        booking.hold(town.centre, UUID(int=1), at(10), audit.CITIZEN)


def test_housekeeping_throws_the_dead_away_and_no_other(town: Town, travel: Travel) -> None:
    hold(town, a_summons(town.centre), at(10))
    travel(NOW + holds.LENGTH + housekeeping.HOLDS_KEPT + timedelta(minutes=1))
    hold(town, a_summons(town.centre), at(11))
    a_meeting(town.centre, town.caseworker, starts_at=at(13))
    assert "holds 1" in housekeeping.tidy(town.centre)
    assert [row[3] for row in claimed()] == [at(11), at(13)]


def an_offer(town: Town, summons: Summons, starts_at: datetime) -> TimeOffer:
    """Hold a time because it is offered to who has a later one."""
    meeting = a_meeting(town.centre, town.caseworker, summons, starts_at=at(14))
    entry = WaitingEntry(
        summons_id=summons.id, citizen_id=summons.citizen_id, meeting_id=meeting.id, created_at=clock.now()
    )
    db.session.add(entry)
    db.session.flush()
    offer = TimeOffer(
        waiting_entry_id=entry.id,
        summons_id=summons.id,
        staff_id=town.caseworker.id,
        starts_at=starts_at,
        made_at=clock.now(),
        expires_at=clock.now() + timedelta(hours=3),
    )
    db.session.add(offer)
    db.session.flush()
    pack = town.centre.packs[PACK]
    claims.hold_first(summons.id, starts_at, [town.caseworker.id], pack, offer.expires_at, offer.id)
    db.session.commit()
    return offer


def test_an_offered_time_stays_held_whatever_else_its_citizen_looks_at(town: Town) -> None:
    mine, other = a_summons(town.centre), a_summons(town.centre)
    offer = an_offer(town, mine, at(10))
    hold(town, mine, at(11))
    hold(town, mine, at(12))
    assert [row[3] for row in claimed()] == [at(10), at(12), at(14)]
    assert (is_free(town, mine, at(10)), is_free(town, other, at(10))) == (True, False)
    claims.release_offer(offer.id)
    db.session.commit()
    assert [row[3] for row in claimed()] == [at(12), at(14)]


def test_an_offered_time_that_is_chosen_by_hand_is_held_already(town: Town) -> None:
    mine = a_summons(town.centre)
    offer = an_offer(town, mine, at(10))
    assert hold(town, mine, at(10)) == Held(at(10), town.caseworker.id, offer.expires_at)
    meeting = db.session.execute(select(Meeting)).scalar_one()
    booking.move(town.centre, meeting.public_id, at(10), uuid4(), audit.CITIZEN)
    assert claimed() == [(meeting.id, None, town.caseworker.id, at(10))]


def test_a_time_that_lies_over_the_offered_one_can_be_chosen_and_moved_to(town: Town) -> None:
    """The page shows it, for what is their own is free to them: nobody is sent in a circle."""
    mine = a_summons(town.centre)
    an_offer(town, mine, at(10, 15))
    assert is_free(town, mine, at(10)), "shown"
    assert hold(town, mine, at(10)).starts_at == at(10, 15), "held as far as it is"
    assert booking.choice(town.centre, mine.public_id, at(10)).held_until is None
    meeting = db.session.execute(select(Meeting)).scalar_one()
    booking.move(town.centre, meeting.public_id, at(10), uuid4(), audit.CITIZEN)
    assert claimed() == [(meeting.id, None, town.caseworker.id, at(10))]


def test_an_offer_to_somebody_else_is_in_the_way_of_a_hold(town: Town) -> None:
    an_offer(town, a_summons(town.centre), at(10))
    with pytest.raises(SlotTaken):
        hold(town, a_summons(town.centre), at(10))


def test_the_buffer_is_held_with_the_time(town: Town) -> None:
    pack = town.centre.packs[PACK]
    hold(town, a_summons(town.centre), at(10))
    length = db.session.execute(select(func.max(Claim.ends_at - Claim.starts_at))).scalar_one()
    assert length == timedelta(minutes=pack.duration_minutes + pack.buffer_minutes)
