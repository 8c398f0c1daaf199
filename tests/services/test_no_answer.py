"""Who does not choose is reminded once, and then given a time; a person is called where that would not be fair."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import update

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen, LeftGround
from jobcentre.models.meeting import Party
from jobcentre.models.message import Message, MessageState
from jobcentre.models.occasion import Held, Occasion, Summons
from jobcentre.rules.overrides import Ground, OverrideKind
from jobcentre.services import audit, booking, no_answer, occasions
from tests.builders import Town, a_citizen, a_meeting, a_staff, a_team, an_exemption, an_occasion
from tests.services.post import Post, deliver, invitation, states, words
from tests.services.unanswered import DAY_AFTER, LAST_DAY, REMINDED, meetings, summoned, written

Travel = Callable[[datetime], None]
NONE = "chased 0, set 0, handed over 0, failed 0"


def test_a_reminder_three_days_before_and_once(town: Town, post: Post, travel: Travel) -> None:
    summoned(town, post)
    travel(REMINDED - timedelta(days=1))
    assert no_answer.run(town.centre) == NONE
    travel(REMINDED)
    assert no_answer.run(town.centre) == "chased 1, set 0, handed over 0, failed 0"
    assert no_answer.run(town.centre) == NONE
    travel(LAST_DAY)
    assert no_answer.run(town.centre) == NONE
    deliver(town.centre, post)
    assert post.kinds() == ["summons", "chaser"]
    said = words(post.of("chaser"))
    for part in ("tirsdag den 1. december", "/b/", "finder vi en tid til dig", "70 10 10 10"):
        assert part in said


def test_nobody_is_reminded_of_a_time_they_have(town: Town, post: Post, travel: Travel) -> None:
    a_meeting(town.centre, town.caseworker, summoned(town, post))
    travel(REMINDED)
    assert no_answer.run(town.centre) == NONE


def test_who_chooses_before_the_reminder_leaves_does_not_get_it(town: Town, post: Post, travel: Travel) -> None:
    summons = summoned(town, post)
    travel(REMINDED)
    no_answer.run(town.centre)
    booking.book(town.centre, summons.public_id, datetime(2026, 12, 4, 10, tzinfo=clock.ZONE), uuid4(), audit.CITIZEN)
    deliver(town.centre, post)
    assert "chaser" not in post.kinds()
    assert states()["chaser"] is MessageState.VOID


@pytest.mark.parametrize(
    "kind",
    [OverrideKind.EXEMPT, OverrideKind.NOT_RELEVANT, OverrideKind.DEFERRED],
)
def test_who_is_let_be_gets_neither_reminder_nor_time(
    town: Town, post: Post, travel: Travel, kind: OverrideKind
) -> None:
    run = {"episode": date(2026, 5, 1)} if kind is OverrideKind.NOT_RELEVANT else {}
    person = summoned(town, post).citizen
    an_exemption(person, kind=kind, ground=Ground.OTHER, until_on=date(2026, 12, 2), **run)
    for morning in (REMINDED, DAY_AFTER):
        travel(morning)
        assert no_answer.run(town.centre) == NONE
    travel(DAY_AFTER + timedelta(days=1))
    assert no_answer.run(town.centre) == "chased 0, set 1, handed over 0, failed 0", "it ends by itself"


def test_a_pause_stops_the_reminder_alone_and_the_day_stays(town: Town, post: Post, travel: Travel) -> None:
    person, far = summoned(town, post).citizen, date(2026, 12, 31)
    an_exemption(person, kind=OverrideKind.CHASING_PAUSED, ground=Ground.IN_CONTACT, until_on=far)
    travel(REMINDED)
    assert no_answer.run(town.centre) == NONE
    travel(DAY_AFTER)
    assert no_answer.run(town.centre) == "chased 0, set 1, handed over 0, failed 0"
    deliver(town.centre, post)
    assert "chaser" not in post.kinds()
    assert "summons_fixed" in post.kinds()


def test_a_pause_that_comes_before_it_leaves_stops_the_reminder(town: Town, post: Post, travel: Travel) -> None:
    summons = summoned(town, post)
    travel(REMINDED)
    no_answer.run(town.centre)
    an_exemption(summons.citizen, kind=OverrideKind.CHASING_PAUSED, ground=Ground.IN_CONTACT, until_on=LAST_DAY.date())
    deliver(town.centre, post)
    assert states()["chaser"] is MessageState.VOID


@pytest.mark.parametrize("changed", [{"left_on": date(2026, 11, 25), "left_ground": LeftGround.MOVED}, {"ended": True}])
def test_who_has_left_or_is_withdrawn_is_let_be(
    town: Town, post: Post, travel: Travel, changed: dict[str, object]
) -> None:
    summons = summoned(town, post)
    if changed.pop("ended", False):
        occasions.close(summons.occasion_id)
    else:
        db.session.execute(update(Citizen).values(**changed))
    db.session.commit()
    for morning in (REMINDED, DAY_AFTER):
        travel(morning)
        assert no_answer.run(town.centre) == NONE


def test_the_day_after_a_time_is_set_a_week_ahead_and_both_sides_hear(town: Town, post: Post, travel: Travel) -> None:
    summons = summoned(town, post)
    travel(LAST_DAY)
    assert no_answer.run(town.centre).startswith("chased 1, set 0")
    travel(DAY_AFTER)
    assert no_answer.run(town.centre) == "chased 0, set 1, handed over 0, failed 0"
    assert no_answer.run(town.centre) == NONE
    (meeting,) = meetings()
    assert meeting.starts_at == datetime(2026, 12, 9, 9, tzinfo=clock.ZONE)
    assert (meeting.booked_by, meeting.staff_id) == (Party.SERVICE, town.caseworker.id)
    assert db.session.get_one(Summons, summons.id).time_set_at == DAY_AFTER
    deliver(town.centre, post)
    method, event = invitation(post.of("staff_confirmation"))
    assert (method, event.start) == ("REQUEST", meeting.starts_at)
    said = words(post.of("summons_fixed"))
    for part in (
        "Du har ikke valgt en tid",
        "onsdag den 9. december",
        "pligt",
        "én gang",
        "rimelig grund",
        "/b/",
        "/m/",
    ):
        assert part in said, part
    assert {row.kind for row in written("reminder_days")} == {"reminder_days"}


def test_after_three_days_of_downtime_nothing_is_lost(town: Town, post: Post, travel: Travel) -> None:
    summoned(town, post)
    travel(DAY_AFTER + timedelta(days=3))
    assert no_answer.run(town.centre) == "chased 0, set 1, handed over 0, failed 0", "the reminder makes no sense now"
    assert meetings()[0].starts_at.astimezone(clock.ZONE).date() == date(2026, 12, 14), "the 12th is a Saturday"


def test_a_reminder_missed_by_a_day_still_goes_out(town: Town, post: Post, travel: Travel) -> None:
    summoned(town, post)
    travel(REMINDED + timedelta(days=2))
    assert no_answer.run(town.centre).startswith("chased 1")


def test_one_failure_stops_nobody(town: Town, post: Post, travel: Travel, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = summoned(town, post), summoned(town, post)
    travel(DAY_AFTER)
    real = occasions.open_summons

    def fails(occasion_id: int) -> Summons | None:
        if occasion_id == first.occasion_id:
            raise RuntimeError
        return real(occasion_id)

    monkeypatch.setattr(occasions, "open_summons", fails)
    assert no_answer.run(town.centre) == "chased 0, set 1, handed over 0, failed 1"
    assert [meeting.summons_id for meeting in meetings()] == [second.id]
    monkeypatch.undo()
    assert no_answer.run(town.centre) == "chased 0, set 1, handed over 0, failed 0"


def test_who_cannot_choose_gets_a_time_at_once(town: Town, post: Post, travel: Travel) -> None:
    occasion = an_occasion(a_citizen(town.centre, self_booking_exempt=True), held=Held.NO_SELF_BOOKING)
    assert no_answer.run(town.centre) == "chased 0, set 1, handed over 0, failed 0"
    (meeting,) = meetings()
    assert meeting.starts_at == datetime(2026, 11, 30, 9, tzinfo=clock.ZONE)
    assert db.session.get_one(Occasion, occasion.id).held is None
    deliver(town.centre, post)
    said = words(post.of("summons_fixed"))
    assert "Du skal ikke selv vælge en tid" in said
    assert "Du har ikke valgt" not in said


def test_whom_a_person_relieves_of_choosing_gets_a_time_the_next_morning(
    town: Town, post: Post, travel: Travel
) -> None:
    summons = summoned(town, post)
    an_exemption(summons.citizen, kind=OverrideKind.NO_SELF_BOOKING, ground=Ground.IT_SKILLS)
    travel(datetime(2026, 11, 24, 5, 50, tzinfo=clock.ZONE))
    assert no_answer.run(town.centre) == "chased 0, set 1, handed over 0, failed 0"


def test_without_a_time_they_stay_held(town: Town) -> None:
    nobody = a_staff(team=a_team())
    an_occasion(a_citizen(town.centre, self_booking_exempt=True, caseworker_id=nobody.id), held=Held.NO_SELF_BOOKING)
    assert no_answer.run(town.centre) == NONE
    assert db.session.query(Summons).count() == 0
    assert db.session.query(Occasion).one().held is Held.NO_SELF_BOOKING


def test_the_neighbours_people_are_not_ours(town: Town, neighbour: Town, post: Post, travel: Travel) -> None:
    summoned(town, post)
    travel(DAY_AFTER)
    assert no_answer.run(town.centre).startswith("chased 0, set 1, handed over 0")
    assert db.session.query(Message).where(Message.kind == "summons_fixed").count() == 1


@pytest.mark.parametrize(
    "issued", [datetime(2026, 10, 19, 9, tzinfo=clock.ZONE), datetime(2027, 3, 22, 9, tzinfo=clock.ZONE)]
)
def test_a_change_of_the_clock_moves_no_day(town: Town, post: Post, travel: Travel, issued: datetime) -> None:
    travel(issued)
    summons = summoned(town, post)
    book_by = summons.book_by
    travel(datetime.combine(book_by - timedelta(days=3), no_answer.AT, tzinfo=clock.ZONE))
    assert no_answer.run(town.centre).startswith("chased 1")
    travel(datetime.combine(book_by + timedelta(days=1), no_answer.AT, tzinfo=clock.ZONE))
    assert no_answer.run(town.centre).startswith("chased 0, set 1")
    starts_at = meetings()[0].starts_at.astimezone(clock.ZONE)
    assert starts_at.date() >= book_by + timedelta(days=8)
    assert starts_at.time() == time(9)
