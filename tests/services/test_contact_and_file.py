"""What a citizen has corrected stays until the citizens file brings something new; and who is reached by it."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.message import MessageState
from jobcentre.models.occasion import Summons
from jobcentre.models.task import TaskKind
from jobcentre.rules.reach import Medium
from jobcentre.services import audit, fallback, tasks
from jobcentre.services.register import merging
from tests.builders import Town, a_citizen, a_summons
from tests.services.correcting import NEW, corrected, person, sent, told
from tests.services.registered import take_in
from tests.services.ways import with_ways


@pytest.fixture
def house(town: Town) -> Centre:
    """A house with e-mail and SMS."""
    return with_ways(town.centre, Medium.EMAIL, Medium.SMS)


@pytest.fixture
def summons(town: Town) -> Summons:
    return a_summons(town.centre, a_citizen(town.centre, email="gammel@example.dk", mobile="+4520123456"))


def test_what_the_old_one_is_told_goes_nowhere_else_when_it_comes_back(house: Centre, summons: Summons) -> None:
    corrected(house, summons)
    (message,) = told()
    message.state, message.failure = MessageState.DEAD, "550 5.1.1 unknown"
    db.session.flush()
    assert fallback.failed(house, message, TaskKind.BOUNCED, clock.now()) is None
    assert person(summons).email_refused is None


def test_merging_leads_it_to_the_old_one_still(town: Town, summons: Summons) -> None:
    corrected(town.centre, summons)
    kept = a_citizen(town.centre, team=town.team)
    summons.citizen.team = town.team
    db.session.commit()
    who = audit.staff(town.caseworker.id)
    merging.merge(town.centre, kept.public_id, summons.citizen.public_id, uuid4(), who)
    assert ("email", "gammel@example.dk", "address_changed") in sent(with_ways(town.centre, Medium.EMAIL))


def test_who_can_be_reached_again_is_written_to(town: Town, house: Centre) -> None:
    summons = a_summons(town.centre, a_citizen(town.centre, email="gammel@example.dk", mobile=None))
    summons.citizen.email_refused = "gammel@example.dk"
    summons.citizen.digital_post_exempt = True
    tasks.open_task(TaskKind.UNREACHABLE, summons.citizen_id)
    tasks.open_task(TaskKind.BOUNCED, summons.citizen_id, channel="email")
    db.session.commit()
    corrected(house, summons)
    assert ("email", NEW, "summons") in sent(house)
    assert tasks.of(summons.citizen_id) == []


def row(email: str) -> dict[str, str]:
    return {"external_id": "A1", "email": email}


def test_the_file_holds_once_it_brings_something_else(town: Town) -> None:
    take_in(town, row("gammel@example.dk"))
    citizen = db.session.execute(select(Citizen).where(Citizen.external_id == "A1")).scalar_one()
    summons = a_summons(town.centre, citizen)
    corrected(town.centre, summons)
    again = take_in(town, row("gammel@example.dk"))
    assert (again.unchanged, person(summons).email) == (1, NEW), "its old value is no news"
    take_in(town, row("tredje@example.dk"))
    assert (person(summons).email, person(summons).email_of_file) == ("tredje@example.dk", None)
    take_in(town, row("gammel@example.dk"))
    assert person(summons).email == "gammel@example.dk"


def test_a_file_that_has_caught_up_may_change_its_mind(town: Town) -> None:
    take_in(town, row("gammel@example.dk"))
    citizen = db.session.execute(select(Citizen).where(Citizen.external_id == "A1")).scalar_one()
    summons = a_summons(town.centre, citizen)
    corrected(town.centre, summons)
    take_in(town, row(NEW))
    assert (person(summons).email, person(summons).email_of_file) == (NEW, None)
    assert take_in(town, row(NEW)).changes_nothing
    take_in(town, row("gammel@example.dk"))
    assert person(summons).email == "gammel@example.dk"
