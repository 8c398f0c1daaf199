"""What is held for a citizen is not free in the caseworker's calendar, and staff who type it are told why."""

from datetime import timedelta
from uuid import uuid4

import pytest

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.claim import Claim
from jobcentre.services import audit, booking
from tests.builders import Town, a_citizen, a_meeting, a_summons
from tests.services.counting import statements
from tests.services.waiters import THURSDAY, free, other, tick, waiter
from tests.web.colleague import Colleague
from tests.web.desk import a_person

OWN = {"slot": "own", "day-day": "26", "day-month": "11", "day-year": "2026", "clock": "10:00"}


def choosing(town: Town) -> None:
    """A citizen has chosen Thursday at ten and checks it."""
    summons = a_summons(town.centre, a_citizen(town.centre, given_name="Oliver"))
    booking.hold(town.centre, summons.public_id, THURSDAY, audit.CITIZEN)


def offered(town: Town) -> None:
    """Thursday at ten has been freed and is offered to somebody."""
    taken = other(town)
    waiter(town)
    free(town, taken)
    tick(town)


@pytest.mark.parametrize(("held", "until"), [(choosing, "kl. 9.05"), (offered, "kl. 12.00")])
def test_the_calendar_and_the_refusal_say_that_it_is_held(
    town: Town, mette: Colleague, held: object, until: str
) -> None:
    assert callable(held)
    held(town)
    page = mette.open("/caseworker/calendar").text
    assert f"Holdes til en borger til {until}" in page
    assert page.count('<li><span class="sw ev-held"></span>Holdes til en borger</li>') == 1
    assert "Oliver" not in page, "who only looks is nobody's affair"
    citizen = a_person(town)
    a_summons(town.centre, citizen)
    path = f"/caseworker/people/{citizen.public_id}/book"
    mette.open(path)
    answer = mette.send(path, **OWN)
    assert answer.status_code == 409
    assert f"Tiden holdes til en anden borger indtil mandag den 23. november {until}" in answer.text
    assert "taget af en anden" not in answer.text


def test_what_is_held_no_longer_is_free(town: Town, mette: Colleague) -> None:
    choosing(town)
    db.session.query(Claim).update({"expires_at": clock.now()})
    db.session.commit()
    page = mette.open("/caseworker/calendar").text
    assert "Holdes til en borger" not in page
    citizen = a_person(town)
    a_summons(town.centre, citizen)
    path = f"/caseworker/people/{citizen.public_id}/book"
    mette.open(path)
    assert mette.send(path, request_id=str(uuid4()), **OWN).status_code == 303


def test_a_week_costs_the_same_however_much_is_held(town: Town, mette: Colleague) -> None:
    def cost() -> int:
        with statements() as seen:
            mette.open("/caseworker/calendar")
        return len(seen)

    a_meeting(town.centre, town.caseworker, starts_at=THURSDAY + timedelta(hours=2))
    cost()
    none = cost()
    choosing(town)
    assert cost() == none
