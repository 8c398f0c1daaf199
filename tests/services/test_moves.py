"""How often a citizen may give up a time alone, and what becomes of who has done so often enough."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting
from jobcentre.models.occasion import Summons
from jobcentre.rules.booking import CancelGround
from jobcentre.rules.fixing import Obstacle
from jobcentre.rules.refusals import Closed, Code, NotAllowed, SlotTaken
from jobcentre.services import audit, booking, no_answer, summoning
from jobcentre.services.booking import State, claims
from tests.builders import Town, a_citizen, a_staff, a_summons, a_team, an_occasion
from tests.services.post import FRIDAY, Post, booked, deliver, mail, words
from tests.services.unanswered import DAY_AFTER, asked_for, meetings


def hour(hour: int) -> datetime:
    return FRIDAY.replace(hour=hour)


def who(town: Town) -> audit.Who:
    return audit.staff(town.caseworker.id)


def move(town: Town, meeting: UUID, to: datetime, by: audit.Who = audit.CITIZEN) -> None:
    booking.move(town.centre, meeting, to, uuid4(), by)


def cancel(town: Town, meeting: UUID, ground: CancelGround = CancelGround.ILLNESS) -> None:
    booking.cancel(town.centre, meeting, ground, uuid4(), audit.CITIZEN)


def set_for(town: Town, summons: Summons) -> Meeting:
    occasion = summons.occasion.public_id
    assert summoning.set_now(town.centre, occasion, uuid4(), who(town)) is None
    return meetings()[0]


def test_three_moves_and_no_fourth(town: Town) -> None:
    summons, meeting = booked(town)
    for left, to in ((2, 11), (1, 12), (0, 13)):
        move(town, meeting, hour(to))
        assert booking.standing(town.centre, summons).moves_left == left
    with pytest.raises(NotAllowed) as refused:
        move(town, meeting, hour(14))
    assert refused.value.code is Code.MOVES_USED
    move(town, meeting, hour(14), who(town))
    assert booking.standing(town.centre, summons).moves_left == 0, "what staff do does not count"


def test_a_cancellation_counts_as_well(town: Town) -> None:
    summons, meeting = booked(town)
    move(town, meeting, hour(11))
    cancel(town, meeting, CancelGround.OTHER)
    assert booking.standing(town.centre, summons).moves_left == 1
    again = booking.book(town.centre, summons, hour(12), uuid4(), audit.CITIZEN)
    move(town, again, hour(13))
    with pytest.raises(NotAllowed):
        move(town, again, hour(14))


def test_with_none_left_the_laws_grounds_remain_and_a_person_finds_the_next_time(town: Town, post: Post) -> None:
    summons, meeting = booked(town)
    for to in (11, 12, 13):
        move(town, meeting, hour(to))
    with pytest.raises(NotAllowed) as refused:
        cancel(town, meeting, CancelGround.OTHER)
    assert refused.value.code is Code.MOVES_USED
    assert asked_for() == []
    cancel(town, meeting, CancelGround.ILLNESS)
    assert asked_for() == [Obstacle.MOVES_USED]
    assert booking.standing(town.centre, summons).state is State.CALL
    assert booking.standing(town.centre, summons, on_behalf=True).state is State.CHOOSE
    with pytest.raises(NotAllowed):
        booking.book(town.centre, summons, hour(10), uuid4(), audit.CITIZEN)
    deliver(town.centre, post)
    said = words(post.of("cancelled"))
    assert "Ring til os på 70 10 10 10, så finder vi en ny tid sammen" in said
    assert "/b/" not in said
    booking.book(town.centre, summons, hour(10), uuid4(), who(town))
    assert asked_for() == [], "and the task is over"


def test_a_set_time_moves_once(town: Town, post: Post) -> None:
    meeting = set_for(town, summons := a_summons(town.centre))
    assert booking.standing(town.centre, summons.public_id).moves_left == 1
    move(town, meeting.public_id, meeting.starts_at.replace(hour=12))
    assert booking.standing(town.centre, summons.public_id).moves_left == 0
    with pytest.raises(NotAllowed):
        move(town, meeting.public_id, meeting.starts_at.replace(hour=13))
    deliver(town.centre, post)
    assert "Du kan ikke flytte samtalen på nettet" in words(post.of("moved"))


def test_a_set_time_cancelled_leaves_one_choice(town: Town) -> None:
    meeting = set_for(town, summons := a_summons(town.centre))
    cancel(town, meeting.public_id)
    assert asked_for() == []
    own = booking.book(town.centre, summons.public_id, hour(10), uuid4(), audit.CITIZEN)
    with pytest.raises(NotAllowed):
        move(town, own, hour(11))
    cancel(town, own)
    assert asked_for() == [Obstacle.MOVES_USED]


def test_what_was_given_up_before_does_not_count_against_a_time_set_since(town: Town) -> None:
    summons_id, meeting = booked(town)
    for to in (11, 12, 13):
        move(town, meeting, hour(to))
    cancel(town, meeting)
    summons = meetings_summons(summons_id)
    found = set_for(town, summons)
    assert booking.standing(town.centre, summons_id).moves_left == 1
    assert found.summons_id == summons.id


def meetings_summons(public_id: UUID) -> Summons:
    return db.session.query(Summons).where(Summons.public_id == public_id).one()


def test_who_has_used_them_all_is_never_given_a_time_by_the_machine(
    town: Town, travel: Callable[[datetime], None]
) -> None:
    _, meeting = booked(town)
    for to in (11, 12, 13):
        move(town, meeting, hour(to))
    cancel(town, meeting)
    for morning in (DAY_AFTER, DAY_AFTER + timedelta(days=7)):
        travel(morning)
        assert no_answer.run(town.centre) == "chased 0, set 0, handed over 0, failed 0"
    assert asked_for() == [Obstacle.MOVES_USED]


def test_setting_by_hand(town: Town, post: Post) -> None:
    occasion = an_occasion(a_citizen(town.centre))
    request = uuid4()
    for _ in range(2):  # a second press is the first one again
        assert summoning.set_now(town.centre, occasion.public_id, request, who(town)) is None
    (meeting,) = meetings()
    assert meeting.starts_at == datetime(2026, 11, 30, 9, tzinfo=clock.ZONE)
    with pytest.raises(Closed):
        summoning.set_now(town.centre, occasion.public_id, uuid4(), who(town))
    deliver(town.centre, post)
    assert sorted(post.kinds()) == ["staff_confirmation", "summons_fixed"]
    assert "30. november" in mail(post.of("summons_fixed"))["Subject"]


def test_by_hand_it_is_said_what_is_in_the_way_and_nothing_is_left_behind(town: Town) -> None:
    occasion = an_occasion(a_citizen(town.centre, caseworker_id=a_staff(team=a_team()).id))
    request = uuid4()
    for _ in range(2):
        assert summoning.set_now(town.centre, occasion.public_id, request, who(town)) is Obstacle.NO_TIMES
    assert (meetings(), asked_for()) == ([], [])
    assert summoning.set_now(
        town.centre, an_occasion(a_citizen(town.centre, email=None)).public_id, uuid4(), who(town)
    ) is (Obstacle.NO_WAY)


def test_when_all_are_taken_meanwhile_no_summons_is_left(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def taken(*given: object) -> None:
        raise SlotTaken

    monkeypatch.setattr(claims, "claim_first", taken)
    occasion = an_occasion(a_citizen(town.centre))
    assert summoning.set_now(town.centre, occasion.public_id, uuid4(), who(town)) is Obstacle.NO_TIMES
    assert db.session.query(Summons).count() == db.session.query(Meeting).count() == 0
