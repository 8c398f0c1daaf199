"""Death, emigration and moving away, from the file and by hand: what ends, who is told, and the way back."""

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from jobcentre import clock
from jobcentre.models.base import db, scope
from jobcentre.models.citizen import Citizen, LeftGround
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.message import Message
from jobcentre.models.staff import Staff
from jobcentre.models.task import TaskKind
from jobcentre.registers import Faulty, Reason
from jobcentre.services import audit, booking
from jobcentre.services.audit import CITIZEN, Who
from jobcentre.services.register import leaving
from jobcentre.services.register.leaving import LeaveForm
from jobcentre.services.sweep import Act
from tests.builders import Town
from tests.services.post import Post, deliver
from tests.services.registered import (
    live_spells,
    occasions,
    open_summonses,
    open_tasks,
    pending,
    projected,
    swept,
    take_in,
    the_citizen,
)
from tests.services.trail import actions, entries

DEAD = {"left_on": "2026-11-20", "left_why": "death"}
MOVED = {"left_on": "2026-11-20", "left_why": "moved"}
NOBODY = {"left_on": "", "left_why": ""}
WEDNESDAY = datetime(2026, 11, 25, 10, tzinfo=clock.ZONE)


def summoned(town: Town, post: Post) -> None:
    """Emilie has had her summons."""
    take_in(town, NOBODY)
    assert swept(town) == [Act.SUMMONED]
    deliver(town.centre, post)


def booked(town: Town, post: Post) -> UUID:
    """She has chosen Wednesday at ten; both know."""
    summoned(town, post)
    (summons,) = open_summonses()
    meeting = booking.book(town.centre, summons.public_id, WEDNESDAY, uuid4(), CITIZEN)
    deliver(town.centre, post)
    return meeting


def by_hand(town: Town, left_on: str, why: str) -> None:
    form = LeaveForm(left_on, why)
    assert leaving.leave(town.centre, the_citizen().public_id, form, uuid4(), mette())


def come_back(town: Town) -> None:
    assert leaving.come_back(town.centre, the_citizen().public_id, uuid4(), mette())


def mette() -> Who:
    """The town's caseworker; a sweep or a delivery may have let go of the object."""
    return audit.staff(db.session.execute(select(Staff.id)).scalars().one())


def the_meeting() -> Meeting:
    return db.session.execute(select(Meeting).execution_options(populate_existing=True)).scalar_one()


@pytest.mark.parametrize("how", ["file", "hand"])
def test_who_has_moved_is_told_that_it_no_longer_holds(town: Town, post: Post, how: str) -> None:
    summoned(town, post)
    by_hand(town, "20-11-2026", "moved") if how == "hand" else take_in(town, MOVED)
    assert open_summonses() == []
    assert pending() == ["withdrawn"]
    deliver(town.centre, post)
    assert post.kinds() == ["summons", "withdrawn"]
    assert projected() == [None]
    left = entries(the_citizen().id)
    assert {"left_on": "2026-11-20", "left_ground": "moved", "source": how} in [one.facts for one in left]
    assert swept(town) == []


@pytest.mark.parametrize("how", ["file", "hand"])
def test_a_dead_person_gets_nothing_and_the_caseworker_hears_that_the_meeting_is_off(
    town: Town, post: Post, how: str
) -> None:
    booked(town, post)
    sent = len([one for one in post.taken if "citizen" in one.key])
    by_hand(town, "20-11-2026", "dead") if how == "hand" else take_in(town, DEAD)
    meeting = the_meeting()
    assert meeting.status is MeetingStatus.CANCELLED
    assert pending(Message.citizen_id.is_not(None)) == []
    deliver(town.centre, post)
    assert len([one for one in post.taken if "citizen" in one.key]) == sent
    assert post.kinds()[-1] == "staff_cancelled"
    assert open_tasks(the_citizen()) == set()


def test_not_even_what_was_written_afterwards_is_sent_to_the_dead(town: Town, post: Post) -> None:
    take_in(town, NOBODY)
    swept(town)
    db.session.execute(update(Citizen).values(left_on=date(2026, 11, 20), left_ground=LeftGround.DEAD))
    db.session.commit()  # as if a message had been written in the very moment
    assert pending() == ["summons"]
    assert deliver(town.centre, post) == {"void": 1}
    assert post.kinds() == []


def test_somebody_whom_nothing_reaches_makes_no_task_by_dying(town: Town, post: Post) -> None:
    booked(town, post)
    take_in(town, {**NOBODY, "email": ""})
    take_in(town, {**DEAD, "email": ""})
    assert open_tasks(the_citizen()) == set()


def test_a_day_to_come_is_waited_for(town: Town, post: Post, travel: Callable[[datetime], None]) -> None:
    booked(town, post)
    take_in(town, {**MOVED, "left_on": "2026-11-24"})
    assert the_meeting().status is MeetingStatus.CONFIRMED
    swept(town)
    assert the_meeting().status is MeetingStatus.CONFIRMED
    travel(datetime(2026, 11, 24, 6, tzinfo=clock.ZONE))
    swept(town)
    assert the_meeting().status is MeetingStatus.CANCELLED
    assert actions(the_citizen().id)[-2:] == ["meeting.cancelled", "occasion.withdrawn"]
    assert leaving.act_on_day(town.centre) == 0


def test_a_meeting_that_has_begun_is_ended_by_its_outcome(
    town: Town, post: Post, travel: Callable[[datetime], None]
) -> None:
    booked(town, post)
    travel(datetime(2026, 11, 25, 12, tzinfo=clock.ZONE))
    take_in(town, {**MOVED, "left_on": "2026-11-25"})
    assert the_meeting().status is MeetingStatus.CONFIRMED
    assert [one.closed_at for one in occasions()] == [None]


def test_taken_back_by_hand_and_found_again(town: Town, post: Post) -> None:
    summoned(town, post)
    by_hand(town, "20-11-2026", "moved")
    come_back(town)
    assert the_citizen().left_on is None
    assert projected() == [date(2026, 11, 10)]
    assert actions(the_citizen().id)[-1] == "citizen.returned"
    assert swept(town) == [Act.SUMMONED]
    assert [one.nth for one in occasions()] == [1, 2]


def test_back_by_the_file_that_no_longer_says_so(town: Town, post: Post) -> None:
    summoned(town, post)
    assert [one.external_id for one in take_in(town, MOVED).left] == ["A1"]
    assert [one.external_id for one in take_in(town, NOBODY).returned] == ["A1"]
    assert swept(town) == [Act.SUMMONED]


def test_an_empty_cell_does_not_know_better_than_a_caseworker(town: Town) -> None:
    take_in(town, NOBODY)
    by_hand(town, "20-11-2026", "emigrated")
    assert take_in(town, NOBODY).unchanged == 1
    assert the_citizen().left_ground is LeftGround.EMIGRATED


def test_back_by_a_spell_that_begins_later(town: Town) -> None:
    take_in(town)
    by_hand(town, "01-10-2026", "moved")
    ended = {"spell_ended_on": "2026-10-01"}
    assert take_in(town, ended).returned == ()
    assert [one.external_id for one in take_in(town, ended, {"spell_started_on": "2026-11-01"}).returned] == ["A1"]
    assert projected() == [None, date(2027, 5, 1)]


def test_a_later_spell_does_not_raise_the_dead_and_calls_for_somebody(town: Town) -> None:
    take_in(town)
    by_hand(town, "01-10-2026", "dead")
    result = take_in(town, {"spell_ended_on": "2026-10-01"}, {"spell_started_on": "2026-11-01"})
    assert [one.external_id for one in result.contradictory] == ["A1"]
    assert the_citizen().left_ground is LeftGround.DEAD
    assert open_tasks(the_citizen()) == {TaskKind.SPELLS}


def test_who_has_left_is_no_missing_person(town: Town) -> None:
    take_in(town, MOVED, {"external_id": "A2", "cpr": "640501-4322", **NOBODY})
    other = {"external_id": "A3", "cpr": "640501-4323"}
    assert [one.external_id for one in take_in(town, other).missing] == ["A2"]


@pytest.mark.parametrize(
    ("given", "column"), [({"left_on": "2026-11-20"}, "left_why"), ({"left_why": "moved"}, "left_on")]
)
def test_the_day_and_the_reason_belong_together(town: Town, given: dict[str, str], column: str) -> None:
    with pytest.raises(Faulty) as refused:
        take_in(town, NOBODY | given)
    assert [(fault.column, fault.reason) for fault in refused.value.faults] == [(column, Reason.LEFT_HALF)]


def test_nobody_dies_tomorrow(town: Town) -> None:
    with pytest.raises(Faulty) as refused:
        take_in(town, {**DEAD, "left_on": "2026-11-24"})
    assert [(fault.line, fault.column, fault.reason) for fault in refused.value.faults] == [
        (2, "left_on", Reason.DEATH_AHEAD)
    ]
    take_in(town)
    with pytest.raises(Faulty):
        by_hand(town, "24-11-2026", "dead")


def test_a_form_with_faults_changes_nothing(town: Town) -> None:
    take_in(town)
    with pytest.raises(Faulty) as refused:
        by_hand(town, "31-11-2026", "gone")
    assert {fault.column for fault in refused.value.faults} == {"left_on", "left_why"}


def test_the_next_municipality_takes_the_person_in_as_its_own(town: Town, neighbour: Town, post: Post) -> None:
    next_door = neighbour.municipality.id
    booked(town, post)
    take_in(town, MOVED)
    public_id = the_citizen().public_id
    with scope(next_door):
        take_in(neighbour, {"spell_started_on": "2026-11-20"})
        assert the_citizen().public_id != public_id
        assert (the_citizen().left_on, len(live_spells())) == (None, 1)
        form = LeaveForm("20-11-2026", "dead")
        assert not leaving.leave(neighbour.centre, public_id, form, uuid4(), mette())
        assert not leaving.come_back(neighbour.centre, public_id, uuid4(), mette())
    assert the_citizen().left_ground is LeftGround.MOVED
