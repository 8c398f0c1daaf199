"""When a caseworker's account is closed, nobody of theirs is left behind."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.occasion import Held, Occasion
from jobcentre.models.staff import Staff
from jobcentre.rules.access import Role
from jobcentre.services import audit, availability, booking, on_behalf, people, sweep
from jobcentre.services.colleagues import bookable
from jobcentre.services.on_behalf import Wanted
from jobcentre.services.people import PersonStanding
from jobcentre.services.staff_accounts import staffing
from tests.builders import Town, a_citizen, a_meeting, a_spell, a_staff, a_summons, hours
from tests.services.post import FRIDAY, Post, deliver, words


@pytest.fixture
def ole(town: Town) -> Staff:
    """A colleague with hours."""
    colleague = a_staff(team=town.team, name="Ole Bak")
    hours(colleague)
    return colleague


def mettes(town: Town, **person: object) -> Citizen:
    citizen = a_citizen(town.centre, team=town.team, caseworker=town.caseworker, **person)
    a_spell(citizen)
    return citizen


def leave(town: Town) -> None:
    """Mette's account is closed."""
    staffing.deactivate(town.caseworker.public_id, uuid4(), audit.staff(a_staff(role=Role.ADMINISTRATOR).id))


def tasks(town: Town, staff: Staff) -> list[tuple[PersonStanding, str]]:
    found = people.tasks(town.centre, audit.staff(staff.id), 10, mine_only=True)[1]
    return [(one.standing, one.name) for one in found]


def test_the_teams_times_count_for_people_whose_caseworker_has_left(town: Town, ole: Staff) -> None:
    summons = a_summons(town.centre, mettes(town))
    leave(town)
    assert availability.free_times(town.centre, summons.public_id).days
    assert booking.standing(town.centre, summons.public_id).caseworker is None
    booking.book(town.centre, summons.public_id, FRIDAY, uuid4(), audit.CITIZEN)
    meeting = booking.standing(town.centre, summons.public_id).meeting
    assert meeting is not None
    assert meeting.caseworker == "Ole Bak"


def test_the_sweep_counts_the_teams_times_and_names_nobody(town: Town, ole: Staff, post: Post) -> None:
    mettes(town)
    leave(town)
    assert sweep.sweep(town.centre).people[0].act is sweep.Act.SUMMONED
    deliver(town.centre, post)
    assert "Mette Skov" not in words(post.of("summons"))


def test_without_colleagues_there_is_no_time(town: Town) -> None:
    mettes(town)
    leave(town)
    sweep.sweep(town.centre)
    assert db.session.execute(select(Occasion.held)).scalars().all() == [Held.NO_TIMES]


def test_their_people_are_everybodys_task(town: Town, ole: Staff) -> None:
    a_summons(town.centre, mettes(town, family_name="Bo"), locked_at=clock.now())
    assert tasks(town, ole) == []
    leave(town)
    assert tasks(town, ole) == [(PersonStanding.LINK_LOCKED, "Emilie Bo")]


def test_a_meeting_that_nobody_will_hold_is_a_task_until_it_is_handed_over(town: Town, ole: Staff) -> None:
    citizen, who = mettes(town, family_name="Bo"), audit.staff(ole.id)
    meeting = a_meeting(town.centre, town.caseworker, a_summons(town.centre, citizen))
    leave(town)
    assert tasks(town, ole) == [(PersonStanding.STAFF_GONE, "Emilie Bo")]
    case = on_behalf.case(town.centre, citizen.public_id, who)
    assert case is not None
    (me,) = bookable(who)
    on_behalf.place(town.centre, case, Wanted(meeting.starts_at), me, uuid4(), who)
    assert tasks(town, ole) == []


def test_a_colleagues_meeting_with_somebody_who_left_is_a_task_of_the_caseworker(town: Town, ole: Staff) -> None:
    """The person is Ole's, the meeting was Mette's."""
    citizen = a_citizen(town.centre, team=town.team, caseworker=ole, family_name="Bo")
    a_meeting(town.centre, town.caseworker, a_summons(town.centre, citizen))
    leave(town)
    assert tasks(town, ole) == [(PersonStanding.STAFF_GONE, "Emilie Bo")]
