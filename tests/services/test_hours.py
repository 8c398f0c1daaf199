"""Weekly hours and time off: kept as given, checked, and never at the cost of a meeting."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from jobcentre import clock
from jobcentre.models.audit import AuditEntry
from jobcentre.models.base import db
from jobcentre.models.claim import Claim
from jobcentre.rules.refusals import Closed, Invalid
from jobcentre.services import audit, availability, hours
from jobcentre.services.hours import HoursRow
from tests.builders import Town, a_meeting, a_staff, a_summons

MORNING, AFTERNOON = HoursRow(1, time(9), time(12)), HoursRow(1, time(12), time(15))
TEN = datetime(2026, 11, 25, 10, tzinfo=clock.ZONE)
HOUR = timedelta(hours=1)


def actions() -> list[str]:
    return list(db.session.execute(select(AuditEntry.action).order_by(AuditEntry.id)).scalars())


def time_off(town: Town, starts_at: datetime, ends_at: datetime, **given: Any) -> tuple[Any, ...]:
    defaults = {"note": "ferie", "request_id": uuid4(), "who": audit.staff(town.caseworker.id)}
    return hours.add_time_off(
        town.centre,
        town.caseworker.public_id,
        starts_at,
        ends_at,
        **{**defaults, **given},
    )


def test_hours_are_replaced_as_a_whole(town: Town) -> None:
    mine, colleague = town.caseworker.public_id, a_staff()
    before = hours.weekly(mine)
    assert [row.weekday for row in before] == [1, 2, 3, 4, 5]
    hours.set_weekly(town.centre, colleague.public_id, [MORNING], uuid4(), audit.OPERATOR)
    hours.set_weekly(town.centre, mine, [AFTERNOON, MORNING], uuid4(), audit.OPERATOR)
    assert hours.weekly(mine) == (MORNING, AFTERNOON)
    assert hours.weekly(colleague.public_id) == (MORNING,)
    hours.set_weekly(town.centre, mine, [], uuid4(), audit.OPERATOR)
    assert hours.weekly(mine) == ()
    assert actions() == ["hours.changed"] * 3


def test_new_hours_do_not_touch_meetings(town: Town) -> None:
    a_meeting(town.centre, town.caseworker, starts_at=TEN)
    hours.set_weekly(town.centre, town.caseworker.public_id, [], uuid4(), audit.OPERATOR)
    assert db.session.execute(select(Claim.id)).scalar() is not None


def test_the_same_form_twice_changes_once(town: Town) -> None:
    mine, request = town.caseworker.public_id, uuid4()
    hours.set_weekly(town.centre, mine, [MORNING], request, audit.OPERATOR)
    hours.set_weekly(town.centre, mine, [AFTERNOON], uuid4(), audit.OPERATOR)
    hours.set_weekly(town.centre, mine, [MORNING], request, audit.OPERATOR)
    assert hours.weekly(mine) == (AFTERNOON,)


@pytest.mark.parametrize(
    "rows",
    [
        [HoursRow(1, time(12), time(9))],
        [HoursRow(1, time(9), time(9))],
        [MORNING, HoursRow(1, time(11, 59), time(15))],
        [HoursRow(1, time(9), time(15)), HoursRow(1, time(10), time(11))],
        [MORNING, MORNING],
    ],
)
def test_hours_that_overlap_or_end_before_they_start_are_refused(town: Town, rows: list[HoursRow]) -> None:
    before = hours.weekly(town.caseworker.public_id)
    with pytest.raises(Invalid):
        hours.set_weekly(town.centre, town.caseworker.public_id, rows, uuid4(), audit.OPERATOR)
    assert hours.weekly(town.caseworker.public_id) == before


@pytest.mark.parametrize("weekday", [0, 8, -1])
def test_a_weekday_there_is_not_is_refused(town: Town, weekday: int) -> None:
    rows = [HoursRow(weekday, time(9), time(12))]
    with pytest.raises(Invalid):
        hours.set_weekly(town.centre, town.caseworker.public_id, rows, uuid4(), audit.OPERATOR)


def test_hours_of_nobody_are_refused(town: Town) -> None:
    with pytest.raises(Closed):
        hours.set_weekly(town.centre, uuid4(), [MORNING], uuid4(), audit.OPERATOR)


def test_time_off_shows_the_meetings_in_it_and_leaves_them(town: Town) -> None:
    inside = a_meeting(town.centre, town.caseworker, starts_at=TEN)
    a_meeting(town.centre, town.caseworker, starts_at=TEN + HOUR)
    a_meeting(town.centre, a_staff(), starts_at=TEN)
    assert [hit.public_id for hit in time_off(town, TEN - HOUR, TEN + HOUR)] == [inside.public_id]
    assert len(db.session.execute(select(Claim.id)).all()) == 3


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "hits"),
    [
        (TEN - HOUR, TEN, 0),  # ends as it begins
        (TEN + HOUR / 2, TEN + HOUR, 0),  # begins as it ends
        (TEN - HOUR, TEN + HOUR / 60, 1),
        (TEN + HOUR / 60 * 29, TEN + HOUR, 1),
    ],
)
def test_touching_is_not_hitting(town: Town, starts_at: datetime, ends_at: datetime, hits: int) -> None:
    a_meeting(town.centre, town.caseworker, starts_at=TEN)
    assert len(time_off(town, starts_at, ends_at)) == hits


def test_time_off_is_listed_until_it_has_ended_and_can_be_taken_back(town: Town) -> None:
    mine = town.caseworker.public_id
    free = availability.free_times(town.centre, a_summons(town.centre).public_id)
    for starts_at in (TEN + HOUR, TEN, clock.now() - 2 * HOUR):
        time_off(town, starts_at, starts_at + HOUR)
    listed = hours.time_off(mine)
    assert [(row.starts_at, row.note) for row in listed] == [(TEN, "ferie"), (TEN + HOUR, "ferie")]
    for row in (*listed, *listed):
        hours.remove_time_off(town.centre, row.public_id, audit.OPERATOR)
    assert hours.time_off(mine) == ()
    assert availability.free_times(town.centre, a_summons(town.centre).public_id) == free
    assert actions() == ["time_off.added"] * 3 + ["time_off.removed"] * 2


def test_the_same_time_off_sent_twice_is_one(town: Town) -> None:
    meeting, request = a_meeting(town.centre, town.caseworker, starts_at=TEN), uuid4()
    for _ in range(2):
        hits = time_off(town, TEN, TEN + HOUR, request_id=request)
        assert [hit.public_id for hit in hits] == [meeting.public_id]
    assert len(hours.time_off(town.caseworker.public_id)) == 1


@pytest.mark.parametrize("ends_at", [TEN, TEN - HOUR])
def test_time_off_that_ends_before_it_starts_is_refused(town: Town, ends_at: datetime) -> None:
    with pytest.raises(Invalid):
        time_off(town, TEN, ends_at)
    assert hours.time_off(town.caseworker.public_id) == ()
