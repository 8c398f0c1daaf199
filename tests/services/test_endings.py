"""How a duty ends without a meeting: withdrawn by hand, called off for good, or met after all."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from jobcentre import clock
from jobcentre.models.audit import AuditEntry
from jobcentre.models.base import db
from jobcentre.models.claim import Claim
from jobcentre.models.message import MessageState
from jobcentre.models.occasion import Held, Occasion, Summons
from jobcentre.rules.attendance import Outcome
from jobcentre.rules.booking import CancelGround
from jobcentre.rules.refusals import Closed, TooLate
from jobcentre.rules.withdrawal import Ground
from jobcentre.services import attendance, audit, booking, links, messaging, summoning, sweep
from jobcentre.services.booking import State
from tests.builders import Town, a_citizen, a_meeting, a_spell, a_summons, an_occasion
from tests.services.post import FRIDAY, Post, booked, deliver, invitation, mail, reach, states, words

THIS_MORNING = datetime(2026, 11, 23, 8, 30, tzinfo=clock.ZONE)
Travel = Callable[[datetime], None]


def who(town: Town) -> audit.Who:
    return audit.staff(town.caseworker.id)


def occasions() -> list[Occasion]:
    db.session.expire_all()
    return list(db.session.execute(select(Occasion).order_by(Occasion.id)).scalars())


def of(summons: UUID) -> UUID:
    """The occasion of a summons."""
    query = select(Occasion.public_id).join(Summons, Summons.occasion_id == Occasion.id)
    return db.session.execute(query.where(Summons.public_id == summons)).scalar_one()


def summoned(town: Town, post: Post | None) -> Summons:
    """Somebody who has been written to; with ``post`` the message has left."""
    summons = a_summons(town.centre)
    messaging.write(messaging.plan_summons(summons, reach(town.centre, summons)))
    db.session.commit()
    if post is not None:
        deliver(town.centre, post)
    return summons


def test_who_was_summoned_hears_that_it_no_longer_holds(town: Town, post: Post) -> None:
    summons, request = summoned(town, post), uuid4()
    for _ in range(2):
        summoning.withdraw(town.centre, of(summons.public_id), Ground.FOUND_WORK, request, who(town))
    assert booking.standing(town.centre, summons.public_id).state is State.ENDED
    assert occasions()[0].closed_at is not None
    deliver(town.centre, post)
    assert post.kinds() == ["summons", "withdrawn"]
    assert mail(post.of("withdrawn"))["Subject"] == "Du skal ikke til samtalen"


def test_who_has_heard_nothing_hears_nothing(town: Town, post: Post) -> None:
    summons = summoned(town, None)
    summoning.withdraw(town.centre, of(summons.public_id), Ground.MISTAKE, uuid4(), who(town))
    assert deliver(town.centre, post) == {}
    assert states() == {"summons": MessageState.VOID}


def test_a_meeting_ahead_is_called_off_and_one_message_says_it_all(town: Town, post: Post) -> None:
    summons, _ = booked(town)
    deliver(town.centre, post)
    summoning.withdraw(town.centre, of(summons), Ground.MOVED_AWAY, uuid4(), who(town))
    after = Post()
    deliver(town.centre, after)
    assert sorted(after.kinds()) == ["cancelled", "staff_cancelled"]
    assert "Du skal ikke til samtale mere" in words(after.of("cancelled"))
    assert "Vælg en ny tid" not in words(after.of("cancelled"))
    assert invitation(after.of("cancelled"))[0] == "CANCEL"
    assert db.session.execute(select(Claim)).first() is None
    assert booking.standing(town.centre, summons).state is State.ENDED
    assert MessageState.PENDING not in states().values()


def test_a_meeting_that_has_begun_ends_by_its_outcome(town: Town) -> None:
    summons = a_summons(town.centre)
    a_meeting(town.centre, town.caseworker, summons, starts_at=THIS_MORNING)
    with pytest.raises(TooLate):
        summoning.withdraw(town.centre, of(summons.public_id), Ground.OTHER, uuid4(), who(town))
    assert occasions()[0].closed_at is None


def test_who_was_held_back_need_not_be_summoned(town: Town) -> None:
    occasion = an_occasion(a_citizen(town.centre), held=Held.NO_TIMES)
    summoning.withdraw(town.centre, occasion.public_id, Ground.EXEMPTED, uuid4(), who(town))
    (ended,) = occasions()
    assert (ended.held, ended.closed_at is not None) == (None, True)
    with pytest.raises(Closed):
        summoning.withdraw(town.centre, occasion.public_id, Ground.EXEMPTED, uuid4(), who(town))


def test_what_was_withdrawn_is_not_summoned_again_by_itself_but_can_be_by_hand(town: Town) -> None:
    a_spell(a_citizen(town.centre))
    sweep.sweep(town.centre)
    (occasion,) = occasions()
    summoning.withdraw(town.centre, occasion.public_id, Ground.MISTAKE, uuid4(), who(town))
    sweep.sweep(town.centre)
    assert len(occasions()) == 1
    called = summoning.summon_again(town.centre, occasion.public_id, uuid4(), who(town))
    assert (called.way, [one.nth for one in occasions()]) == (summoning.Way.SUMMONED, [1, 2])


def test_nobody_withdraws_quietly_what_is_booked(town: Town) -> None:
    summons, _ = booked(town)
    assert not summoning.withdraw_quietly(town.centre, occasions()[0].id, audit.SYSTEM, Ground.NO_LONGER_DUE)
    assert booking.standing(town.centre, summons).state is State.BOOKED


def test_a_cancellation_because_nothing_is_due_ends_the_duty(town: Town, post: Post) -> None:
    summons, meeting = booked(town)
    deliver(town.centre, post)
    booking.cancel(town.centre, meeting, CancelGround.NO_LONGER_DUE, uuid4(), who(town))
    assert booking.standing(town.centre, summons).state is State.ENDED
    assert occasions()[0].closed_at is not None
    after = Post()
    deliver(town.centre, after)
    assert "ny tid" not in words(after.of("cancelled"))


def test_any_other_cancellation_leaves_the_duty(town: Town, post: Post) -> None:
    summons, meeting = booked(town)
    booking.cancel(town.centre, meeting, CancelGround.MUNICIPALITY, uuid4(), who(town))
    assert booking.standing(town.centre, summons).state is State.CHOOSE
    deliver(town.centre, post)
    assert "Vælg en ny tid" in words(post.of("cancelled"))


def corrected(town: Town, post: Post, book: bool) -> tuple[bool, list[Occasion]]:
    """Absent, summoned again, perhaps booked again; then it turns out that the meeting was held."""
    summons = a_summons(town.centre)
    meeting = a_meeting(town.centre, town.caseworker, summons, starts_at=THIS_MORNING)
    attendance.record(town.centre, meeting.public_id, Outcome.ABSENT, "", uuid4(), who(town))
    called = summoning.summon_again(town.centre, of(summons.public_id), uuid4(), who(town))
    deliver(town.centre, post)
    if book:
        assert called.summons
        booking.book(town.centre, called.summons, FRIDAY, uuid4(), audit.CITIZEN)
    stays = attendance.record(town.centre, meeting.public_id, Outcome.ATTENDED, "", uuid4(), who(town))
    return stays, occasions()


def test_a_corrected_absence_takes_the_further_duty_back(town: Town, post: Post) -> None:
    stays, (_, further) = corrected(town, post, book=False)
    assert (stays, further.closed_at is not None) == (False, True)
    deliver(town.centre, post)
    assert post.kinds() == ["summons", "withdrawn"]


def test_a_further_duty_that_is_booked_stays_and_it_is_said(town: Town, post: Post) -> None:
    stays, (_, further) = corrected(town, post, book=True)
    assert (stays, further.closed_at) == (True, None)


def test_two_colleagues_who_summon_again_do_it_once(town: Town) -> None:
    summons = a_summons(town.centre)
    meeting = a_meeting(town.centre, town.caseworker, summons, starts_at=THIS_MORNING)
    attendance.record(town.centre, meeting.public_id, Outcome.ABSENT, "", uuid4(), who(town))
    former = of(summons.public_id)
    first, second = (summoning.summon_again(town.centre, former, uuid4(), who(town)) for _ in range(2))
    assert first == second
    assert len(occasions()) == 2


def test_a_third_duty_is_counted_after_the_second(town: Town) -> None:
    summons = a_summons(town.centre)
    former = of(summons.public_id)
    for _ in range(2):
        summoning.close(occasions()[-1].id)
        db.session.commit()
        summoning.summon_again(town.centre, former, uuid4(), who(town))
    assert [one.nth for one in occasions()] == [1, 2, 3]


def test_an_expired_summons_is_replaced_under_the_same_duty(town: Town, travel: Travel, post: Post) -> None:
    summons = summoned(town, post)
    old = links.token_of(town.centre, summons)
    travel(datetime(2026, 12, 28, 9, tzinfo=clock.ZONE))
    assert summoning.has_expired(town.centre, summons.public_id)
    called = summoning.summon_again(town.centre, of(summons.public_id), uuid4(), who(town))
    assert (called.way, len(occasions())) == (summoning.Way.SUMMONED, 1)
    assert called.summons
    assert called.summons != summons.public_id
    assert not summoning.has_expired(town.centre, called.summons)
    assert links.find_summons(old) is None
    assert deliver(town.centre, post) == {"sent": 1}


def test_a_new_link_to_an_expired_summons_is_a_new_summons(town: Town, travel: Travel, post: Post) -> None:
    summons, request = summoned(town, post), uuid4()
    travel(datetime(2026, 12, 28, 9, tzinfo=clock.ZONE))
    calls = {summoning.renew_link(town.centre, summons.public_id, request, who(town)) for _ in range(2)}
    (called,) = calls
    assert called.summons not in (None, summons.public_id)
    assert deliver(town.centre, post) == {"sent": 1}


def test_a_summons_that_holds_is_not_replaced(town: Town) -> None:
    summons = summoned(town, None)
    with pytest.raises(Closed):
        summoning.summon_again(town.centre, of(summons.public_id), uuid4(), who(town))


def test_staff_may_go_past_the_last_day_and_the_trail_says_so(town: Town, travel: Travel) -> None:
    summons = a_summons(town.centre)
    travel(datetime(2026, 12, 28, 9, tzinfo=clock.ZONE))
    late = datetime(2026, 12, 29, 10, tzinfo=clock.ZONE)
    meeting = booking.book(town.centre, summons.public_id, late, uuid4(), who(town), town.caseworker.id)
    later = late + timedelta(days=1)
    booking.move(town.centre, meeting, later, uuid4(), who(town), town.caseworker.id)
    entries = db.session.execute(select(AuditEntry).order_by(AuditEntry.id)).scalars()
    facts = {entry.action: entry.facts.get("latest_on") for entry in entries}
    assert facts == dict.fromkeys(("meeting.booked", "meeting.moved"), summons.latest_on.isoformat())
