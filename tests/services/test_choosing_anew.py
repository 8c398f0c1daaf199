"""Who no longer has a time: until when they may choose another one, who finds it, and that everything says so."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from uuid import uuid4

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting
from jobcentre.models.occasion import Summons
from jobcentre.rules.booking import CancelGround
from jobcentre.rules.fixing import Obstacle
from jobcentre.rules.overrides import Ground, OverrideKind
from jobcentre.rules.packs import Form
from jobcentre.services import audit, booking, no_answer, summoning
from tests.builders import Town, a_meeting, a_staff, a_team, an_exemption, hours
from tests.services.free_choice import a_second
from tests.services.post import FRIDAY, Post, booked, deliver, words
from tests.services.unanswered import DAY_AFTER, asked_for, meetings, summoned, written

Travel = Callable[[datetime], None]
ON_THE_LAST_DAY = datetime(2026, 12, 1, 9, tzinfo=clock.ZONE)
ANEW = date(2026, 12, 9)


def at(day: date, hour: int = 5, minute: int = 50) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=clock.ZONE)


def cancelled(town: Town, summons: Summons, travel: Travel) -> None:
    """Choose a time, and give it up on the last day to choose."""
    meeting = booking.book(town.centre, summons.public_id, at(date(2026, 12, 4), 10, 0), uuid4(), audit.CITIZEN)
    travel(ON_THE_LAST_DAY)
    booking.cancel(town.centre, meeting, CancelGround.ILLNESS, uuid4(), audit.CITIZEN)


def test_the_last_day_to_choose_moves_along_and_is_said(town: Town, post: Post, travel: Travel) -> None:
    summons = summoned(town, post)
    cancelled(town, summons, travel)
    assert booking.standing(town.centre, summons.public_id).book_by == ANEW
    deliver(town.centre, post)
    said = words(post.of("cancelled"))
    assert "Vælg en ny tid senest onsdag den 9. december" in said
    assert "finder vi en tid til dig" in said


def test_they_are_reminded_of_that_day_too(town: Town, post: Post, travel: Travel) -> None:
    summons = summoned(town, post)
    travel(at(date(2026, 11, 28)))
    assert no_answer.run(town.centre).startswith("chased 1")
    cancelled(town, summons, travel)
    for day, chased in ((5, 0), (6, 1), (7, 0)):
        travel(at(date(2026, 12, day)))
        assert no_answer.run(town.centre).startswith(f"chased {chased}, set 0"), day
    assert len(written("chaser")) == 2
    travel(at(ANEW + timedelta(days=1)))
    assert no_answer.run(town.centre).startswith("chased 0, set 1")


def test_nobody_loses_days_by_it_nor_goes_past_the_last_one(town: Town, post: Post, travel: Travel) -> None:
    first, late = summoned(town, post), summoned(town, post)
    meeting = booking.book(town.centre, first.public_id, FRIDAY, uuid4(), audit.CITIZEN)
    booking.cancel(town.centre, meeting, CancelGround.OTHER, uuid4(), audit.CITIZEN)
    assert db.session.get_one(Summons, first.id).book_by == date(2026, 12, 1)
    meeting = a_meeting(town.centre, town.caseworker, late, starts_at=at(date(2026, 12, 21), 10, 0)).public_id
    travel(at(date(2026, 12, 18), 9))
    booking.cancel(town.centre, meeting, CancelGround.OTHER, uuid4(), audit.CITIZEN)
    found = db.session.get_one(Summons, late.id)
    assert found.book_by == found.latest_on == date(2026, 12, 21)


def test_for_who_cannot_choose_the_next_time_is_found(town: Town, post: Post, travel: Travel) -> None:
    summons = summoned(town, post)
    an_exemption(summons.citizen, kind=OverrideKind.NO_SELF_BOOKING, ground=Ground.IT_SKILLS)
    cancelled(town, summons, travel)
    deliver(town.centre, post)
    said = words(post.of("cancelled"))
    assert "Vi finder en ny tid til dig" in said
    assert "/b/" not in said


def test_with_no_moves_left_a_person_is_called_whoever_cancels(town: Town, post: Post) -> None:
    summons, who = summoned(town, post), audit.staff(town.caseworker.id)
    meeting = booking.book(town.centre, summons.public_id, FRIDAY, uuid4(), audit.CITIZEN)
    for hour in (11, 12, 13):
        booking.move(town.centre, meeting, FRIDAY.replace(hour=hour), uuid4(), audit.CITIZEN)
    booking.cancel(town.centre, meeting, CancelGround.ILLNESS, uuid4(), audit.CITIZEN)
    again = booking.book(town.centre, summons.public_id, FRIDAY, uuid4(), who)
    assert asked_for() == []
    booking.cancel(town.centre, again, CancelGround.MUNICIPALITY, uuid4(), who)
    assert asked_for() == [Obstacle.MOVES_USED], "the page and the letter say that we call"


def test_a_task_that_the_morning_has_settled_itself_ends_no_care(town: Town, post: Post, travel: Travel) -> None:
    elsewhere = a_staff(team=a_team())
    summoned(town, post, caseworker_id=elsewhere.id)
    travel(DAY_AFTER)
    assert "handed over 1" in no_answer.run(town.centre)
    hours(elsewhere)
    travel(DAY_AFTER + timedelta(days=1))
    assert "set 1" in no_answer.run(town.centre)
    (meeting,) = meetings()
    booking.cancel(town.centre, meeting.public_id, CancelGround.ILLNESS, uuid4(), audit.CITIZEN)
    travel(DAY_AFTER + timedelta(days=10))
    assert "set 1" in no_answer.run(town.centre), "nobody has said that the case is theirs"


def test_who_may_choose_the_form_hears_so_with_a_set_time(town: Town, post: Post) -> None:
    second = a_second(town)
    assert summoning.set_now(town.centre, second.occasion.public_id, uuid4(), audit.staff(town.caseworker.id)) is None
    assert db.session.query(Meeting).filter_by(summons_id=second.id).one().form is Form.VIDEO
    deliver(town.centre, post)
    assert "tale sammen på en anden måde" in words(post.of("summons_fixed"))


def test_what_is_left_is_a_whole_number(town: Town) -> None:
    summons, _ = booked(town)
    left = booking.standing(town.centre, summons).moves_left
    assert type(left) is int, "a page in English counts by it, and takes nothing else"
