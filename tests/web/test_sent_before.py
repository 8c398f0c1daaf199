"""A form that comes again with something else in it: nobody is told that it was done, and the page says what holds."""

from uuid import uuid4

import pytest
from flask import Flask

from tests.builders import Town, a_summons
from tests.web.colleague import Colleague
from tests.web.desk import a_person, at, the_meeting
from tests.web.visitor import FIRST, LATER, Visitor, code, known

SENTENCE = "Det har du sendt før, men med noget andet."


@pytest.fixture
def citizen(app: Flask, town: Town) -> Visitor:
    return known(app, town.centre, a_summons(town.centre))


def test_the_same_press_twice_books_once_and_says_nothing(citizen: Visitor) -> None:
    request = str(uuid4())
    citizen.open(f"/booking/check?slot={code(FIRST)}")
    for _ in range(2):
        answer = citizen.send("/booking/check", slot=code(FIRST), request_id=request)
    page = citizen.follow(answer)
    assert SENTENCE not in page.text
    assert (the_meeting().starts_at, the_meeting().sequence) == (FIRST, 0)


def test_a_booking_sent_again_with_another_time_shows_what_was_booked(citizen: Visitor) -> None:
    request = str(uuid4())
    citizen.open(f"/booking/check?slot={code(FIRST)}")
    citizen.send("/booking/check", slot=code(FIRST), request_id=request)
    page = citizen.follow(citizen.send("/booking/check", slot=code(LATER), request_id=request))
    page = citizen.follow(page) if page.status_code == 303 else page
    assert SENTENCE in page.text
    assert the_meeting().starts_at == FIRST


def test_a_cancellation_with_a_moves_request_is_not_said_to_be_done(citizen: Visitor) -> None:
    request = str(uuid4())
    citizen.open(f"/booking/check?slot={code(FIRST)}")
    citizen.send("/booking/check", slot=code(FIRST))
    citizen.open(f"/booking/move/check?slot={code(LATER)}")
    citizen.send("/booking/move/check", slot=code(LATER), request_id=request)
    citizen.open("/booking/cancel")
    page = citizen.follow(citizen.send("/booking/cancel", ground="other", request_id=request))
    page = citizen.follow(page) if page.status_code == 303 else page
    assert SENTENCE in page.text
    assert the_meeting().starts_at == LATER


def test_staff_are_told_on_the_form(town: Town, mette: Colleague) -> None:
    person, request = a_person(town), str(uuid4())
    a_summons(town.centre, person)
    path = f"/caseworker/people/{person.public_id}/book"
    mette.open(path)
    for _ in range(2):
        assert mette.send(path, slot=code(at(10, day=25)), request_id=request).status_code == 303
    answer = mette.send(path, slot=code(at(11, day=25)), request_id=request)
    assert (answer.status_code, SENTENCE in answer.text) == (409, True)
    assert (the_meeting().starts_at, the_meeting().sequence) == (at(10, day=25), 0)
