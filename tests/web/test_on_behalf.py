"""Finding a time for somebody, a new link, and summoning by hand."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from sqlalchemy import select

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting, Party
from jobcentre.models.message import Message
from jobcentre.models.occasion import Held, Summons
from tests.builders import Town, a_meeting, a_summons, an_occasion
from tests.web.colleague import Colleague
from tests.web.desk import a_person, at, the_meeting
from tests.web.visitor import code


def test_booking_a_free_time_for_somebody(town: Town, mette: Colleague) -> None:
    citizen = a_person(town)
    a_summons(town.centre, citizen)
    path = f"/caseworker/people/{citizen.public_id}/book"
    slots = re.findall(r'name="slot" id="[^"]+" value="(\w+Z)"', mette.open(path).text)
    answer = mette.send(path, slot=slots[0])
    assert (code(the_meeting().starts_at), the_meeting().booked_by) == (slots[0], Party.STAFF)
    assert "Mødet er booket" in mette.follow(answer).text


def test_any_other_day_and_time_will_do_when_it_is_free(town: Town, mette: Colleague) -> None:
    citizen = a_person(town)
    a_summons(town.centre, citizen)
    path = f"/caseworker/people/{citizen.public_id}/book"
    mette.open(path)
    own = {"slot": "own", "day-day": "24", "day-month": "11", "day-year": "2026", "clock": "16:05"}
    assert mette.send(path, **own).status_code == 303
    assert the_meeting().starts_at == at(16, 5, day=24)


def test_a_double_booking_is_refused_in_words_and_keeps_what_was_typed(town: Town, mette: Colleague) -> None:
    a_meeting(town.centre, town.caseworker, starts_at=at(10, day=25))
    citizen = a_person(town)
    a_summons(town.centre, citizen)
    path = f"/caseworker/people/{citizen.public_id}/book"
    mette.open(path)
    own = {"slot": "own", "day-day": "25", "day-month": "11", "day-year": "2026", "clock": "10:15"}
    answer = mette.send(path, **own)
    assert answer.status_code == 409
    assert "taget af en anden" in answer.text
    assert 'value="25"' in answer.text
    assert '<option value="10:15" selected>' in answer.text


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, 422),
        ({"slot": "own"}, 422),
        ({"slot": "own", "day-day": "31", "day-month": "2", "day-year": "2027", "clock": "10:00"}, 422),
        ({"slot": "own", "day-day": "25", "day-month": "11", "day-year": "2026", "clock": "10:01"}, 422),
        ({"slot": "own", "day-day": "20", "day-month": "11", "day-year": "2026", "clock": "10:00"}, 409),
        ({"slot": "own", "day-day": "25", "day-month": "12", "day-year": "2026", "clock": "10:00"}, 403),
        ({"slot": "own", "day-day": "25", "day-month": "11", "day-year": "2036", "clock": "10:00"}, 403),  # too old
        ({"slot": "nonsense"}, 400),
        ({"slot": "20261125T0900Z", "staff": "nonsense"}, 404),
    ],
)
def test_a_time_that_cannot_be_says_why(town: Town, mette: Colleague, fields: dict[str, str], status: int) -> None:
    citizen = a_person(town)
    a_summons(town.centre, citizen, latest_on=at(0, day=30).date() + timedelta(days=30))
    path = f"/caseworker/people/{citizen.public_id}/book"
    mette.open(path)
    assert mette.send(path, **fields).status_code == status
    assert db.session.execute(select(Meeting)).first() is None


def test_who_need_not_book_gets_a_time_from_staff(town: Town, mette: Colleague) -> None:
    citizen = a_person(town, self_booking_exempt=True)
    an_occasion(citizen, held=Held.NO_SELF_BOOKING)
    path = f"/caseworker/people/{citizen.public_id}/book"
    mette.open(path)
    request = str(uuid4())
    for _ in range(2):
        assert mette.send(path, slot=code(at(10, day=25)), request_id=request).status_code == 303
    assert the_meeting().citizen_id == citizen.id


def test_moving_for_somebody(town: Town, mette: Colleague) -> None:
    citizen = a_person(town)
    meeting = a_meeting(town.centre, town.caseworker, a_summons(town.centre, citizen), starts_at=at(10, day=25))
    answer = mette.open(f"/caseworker/meetings/{meeting.public_id}/move")
    assert "Flyt mødet med Emilie" in mette.follow(answer).text
    mette.send(f"/caseworker/people/{citizen.public_id}/book", slot=code(at(11, day=25)))
    assert (the_meeting().starts_at, the_meeting().sequence) == (at(11, day=25), 1)


def test_a_new_link_is_asked_for_and_then_sent(town: Town, mette: Colleague) -> None:
    citizen = a_person(town)
    before = a_summons(town.centre, citizen, locked_at=clock.now()).token_digest
    path = f"/caseworker/people/{citizen.public_id}/link"
    assert mette.open(path).status_code == 200
    mette.follow(mette.send(path))
    db.session.expire_all()
    summons = db.session.execute(select(Summons)).scalar_one()
    assert (summons.locked_at, summons.token_digest != before) == (None, True)
    assert db.session.execute(select(Message.kind)).scalar_one() == "summons"


def test_summoning_what_was_held_and_what_failed(town: Town, mette: Colleague) -> None:
    held, failed = a_person(town), a_person(town)
    an_occasion(held, held=Held.NO_TIMES)
    summons = a_summons(town.centre, failed)
    a_meeting(town.centre, town.caseworker, summons, starts_at=at(8))
    with time_machine.travel(at(9), tick=False):
        meeting = the_meeting()
        mette.open(f"/caseworker/meetings/{meeting.public_id}")
        mette.send(f"/caseworker/meetings/{meeting.public_id}/outcome", outcome="technical_failure")
        for citizen in (held, failed):
            path = f"/caseworker/people/{citizen.public_id}/summon"
            assert mette.open(path).status_code == 200
            mette.send(path)
    open_ones = select(Summons.citizen_id).where(Summons.closed_at.is_(None))
    assert set(db.session.execute(open_ones).scalars()) == {held.id, failed.id}
