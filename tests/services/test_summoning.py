"""Summoning by hand: who was held back, a new link, and a new duty after one that came to nothing."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.message import Message, MessageState
from jobcentre.models.occasion import Held, Occasion, Summons
from jobcentre.rules.refusals import Closed, TooLate
from jobcentre.services import audit, booking, links, summoning
from jobcentre.services.summoning import Called, Way
from tests.builders import Town, a_citizen, a_meeting, a_staff, a_summons, a_team, an_occasion
from tests.services.post import Post, deliver, invitation, words


def who(town: Town) -> audit.Who:
    return audit.staff(town.caseworker.id)


def messages() -> list[tuple[str, str]]:
    db.session.expire_all()
    rows = db.session.execute(select(Message.kind, Message.state).order_by(Message.id))
    return [(row.kind, row.state.value) for row in rows]


def summonses() -> list[Summons]:
    db.session.expire_all()
    return list(db.session.execute(select(Summons).order_by(Summons.id)).scalars())


def test_who_was_held_back_is_summoned_by_hand_once_it_can_be_done(town: Town) -> None:
    occasion = an_occasion(a_citizen(town.centre), held=Held.NO_ADDRESS)
    called = summoning.issue_now(town.centre, occasion.public_id, uuid4(), who(town))
    assert called.way is Way.SUMMONED
    assert [summons.public_id for summons in summonses()] == [called.summons]
    assert messages() == [("summons", "pending")]
    assert occasion.held is None


def test_who_cannot_be_sent_a_summons_stays_held_and_it_is_said_why(town: Town) -> None:
    occasion = an_occasion(a_citizen(town.centre, email=None), held=Held.NO_TIMES)
    called = summoning.issue_now(town.centre, occasion.public_id, uuid4(), who(town))
    assert called == Called(occasion.public_id, None, Way.HELD, Held.NO_ADDRESS)
    assert (summonses(), messages()) == ([], [])


def test_nobody_is_summoned_in_the_name_of_a_municipality_without_a_telephone(town: Town) -> None:
    town.municipality.phone = " "
    occasion = an_occasion(a_citizen(town.centre), held=Held.NO_TIMES)
    called = summoning.issue_now(town.centre, occasion.public_id, uuid4(), who(town))
    assert (called.held, summonses()) == (Held.INCOMPLETE, [])


def test_a_summons_that_staff_book_for_is_called_quiet(town: Town) -> None:
    occasion = an_occasion(a_citizen(town.centre, email=None), held=Held.NO_ADDRESS)
    summons = summoning.issue_to_book(town.centre, occasion.public_id, uuid4(), who(town))
    called = summoning.issue_now(town.centre, occasion.public_id, uuid4(), who(town))
    assert called == Called(occasion.public_id, summons, Way.QUIET, None)


def test_without_a_single_time_nobody_is_summoned(town: Town) -> None:
    lonely = a_citizen(town.centre, caseworker_id=a_staff(team=a_team()).id)
    occasion = an_occasion(lonely)
    called = summoning.issue_now(town.centre, occasion.public_id, uuid4(), who(town))
    db.session.expire_all()
    assert (called.held, occasion.held, summonses()) == (Held.NO_TIMES, Held.NO_TIMES, [])


def test_summoned_twice_is_summoned_once(town: Town) -> None:
    occasion, request = an_occasion(a_citizen(town.centre)), uuid4()
    found = {
        summoning.issue_now(town.centre, occasion.public_id, each, who(town)).summons
        for each in (request, request, uuid4())
    }
    assert found == {summons.public_id for summons in summonses()}
    assert messages() == [("summons", "pending")]


def test_a_duty_that_has_ended_is_not_summoned_to(town: Town) -> None:
    occasion = an_occasion(a_citizen(town.centre), closed_at=clock.now())
    for public_id in (occasion.public_id, uuid4()):
        with pytest.raises(Closed):
            summoning.issue_now(town.centre, public_id, uuid4(), who(town))


def test_after_an_absence_a_further_duty_with_a_link_of_its_own(town: Town) -> None:
    first = a_summons(town.centre)
    former = first.occasion
    with pytest.raises(Closed):
        summoning.summon_again(town.centre, former.public_id, uuid4(), who(town))
    summoning.close(former.id)
    db.session.commit()
    request = uuid4()
    again = {summoning.summon_again(town.centre, former.public_id, request, who(town)).occasion for _ in range(2)}
    second = db.session.execute(select(Occasion).where(Occasion.public_id == again.pop())).scalar_one()
    assert again == set()
    assert (second.nth, second.episode, second.due_on) == (2, former.episode, date(2026, 11, 23))
    old, new = summonses()
    assert old.closed_at is not None
    assert new.occasion_id == second.id
    assert links.token_of(town.centre, old) != links.token_of(town.centre, new)


def test_a_renewed_link_is_sent_once_and_what_waits_with_the_old_is_taken_back(town: Town) -> None:
    occasion, request = an_occasion(a_citizen(town.centre)), uuid4()
    summons = summoning.issue_now(town.centre, occasion.public_id, uuid4(), who(town)).summons
    assert summons
    for _ in range(2):
        summoning.renew_link(town.centre, summons, request, who(town))
    assert messages() == [("summons", "void"), ("summons", "pending")]
    summoning.renew_link(town.centre, summons, uuid4(), who(town))
    assert [state for _, state in messages()] == ["void", "void", "pending"]


def test_a_renewed_link_keeps_the_dates_and_the_meeting(town: Town) -> None:
    summons = a_summons(town.centre)
    starts_at = clock.now() + timedelta(days=2)
    booking.book(town.centre, summons.public_id, starts_at, uuid4(), audit.CITIZEN)
    before = booking.standing(town.centre, summons.public_id)
    summoning.renew_link(town.centre, summons.public_id, uuid4(), who(town))
    after = booking.standing(town.centre, summons.public_id)
    assert before.meeting
    assert after.meeting
    assert replace(after.meeting, meeting_path=before.meeting.meeting_path) == before.meeting
    assert replace(after, mark=before.mark, meeting=before.meeting) == before


def test_the_link_of_an_ended_summons_is_not_renewed(town: Town) -> None:
    summons = a_summons(town.centre, closed_at=clock.now())
    with pytest.raises(Closed):
        summoning.renew_link(town.centre, summons.public_id, uuid4(), who(town))
    assert MessageState.PENDING.value not in [state for _, state in messages()]


def test_who_has_a_time_already_gets_the_new_link_with_the_confirmation(town: Town) -> None:
    summons, post = a_summons(town.centre), Post()
    booking.book(town.centre, summons.public_id, clock.now() + timedelta(days=2), uuid4(), audit.CITIZEN)
    deliver(town.centre, post)
    for times in (1, 2):
        summoning.renew_link(town.centre, summons.public_id, uuid4(), who(town))
        again = Post()
        assert deliver(town.centre, again) == {"sent": 1}
        db.session.expire_all()
        assert f"/b/{links.token_of(town.centre, summons)}" in words(again.of("confirmation"))
        assert invitation(again.of("confirmation"))[1]["SEQUENCE"] == 0
        assert messages().count(("confirmation", "sent")) == 1 + times


def test_staff_may_book_for_somebody_held_back_for_want_of_times(town: Town) -> None:
    occasion = an_occasion(a_citizen(town.centre), held=Held.NO_TIMES)
    request = uuid4()
    found = {summoning.issue_to_book(town.centre, occasion.public_id, request, who(town)) for _ in range(2)}
    # nobody is asked to choose what staff are about to choose for them
    assert (len(found), occasion.held, messages()) == (1, None, [])


def test_a_link_is_not_renewed_once_its_meeting_has_begun(town: Town) -> None:
    summons = a_summons(town.centre)
    a_meeting(town.centre, town.caseworker, summons, starts_at=clock.now() - timedelta(hours=1))
    before = links.token_of(town.centre, summons)
    with pytest.raises(TooLate):
        summoning.renew_link(town.centre, summons.public_id, uuid4(), who(town))
    assert links.find_summons(before) is not None, "the old link works as before"
