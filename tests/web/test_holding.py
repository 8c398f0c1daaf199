"""A chosen time is held while the citizen checks it, through the pages."""

from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.claim import Claim
from jobcentre.models.meeting import Meeting
from tests.builders import Town, a_citizen, a_meeting, a_summons
from tests.conftest import NOW
from tests.web.colleague import Colleague
from tests.web.visitor import FIRST, LATER, Visitor, arrived, code, known

FAR = datetime(2026, 12, 10, 10, tzinfo=clock.ZONE)


@pytest.fixture
def visitor(app: Flask, town: Town, centre: Centre) -> Visitor:
    return known(app, centre, a_summons(centre))


@pytest.fixture
def other(app: Flask, town: Town, centre: Centre) -> Visitor:
    return known(app, centre, a_summons(centre, a_citizen(centre)))


def holds() -> list[datetime]:
    found = db.session.execute(select(Claim.starts_at).where(Claim.expires_at.is_not(None)).order_by(Claim.id))
    starts = list(found.scalars())
    db.session.rollback()
    return starts


def meetings() -> int:
    return db.session.execute(select(func.count()).select_from(Meeting)).scalar_one()


def shows(visitor: Visitor, starts_at: datetime, path: str = "/booking") -> bool:
    return f'value="{code(starts_at)}"' in visitor.open(path).text


def test_choosing_holds_and_the_page_says_until_when(visitor: Visitor) -> None:
    page = visitor.follow(visitor.send("/booking", slot=code(LATER)))
    assert holds() == [LATER]
    assert 'Vi holder tiden til dig til <strong class="whole">kl. 9.05</strong>.' in page.text
    assert visitor.follow(visitor.send("/booking/check", slot=code(LATER))).status_code == 200
    assert (holds(), meetings()) == ([], 1)


def test_nobody_else_sees_it_until_five_minutes_have_passed(visitor: Visitor, other: Visitor) -> None:
    visitor.send("/booking", slot=code(LATER))
    assert shows(visitor, LATER)
    assert not shows(other, LATER)
    assert other.open(f"/booking/check?slot={code(LATER)}").status_code == 409
    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        assert shows(other, LATER)


def test_looking_holds_nothing_and_lengthens_nothing(visitor: Visitor) -> None:
    page = visitor.open(f"/booking/check?slot={code(LATER)}")
    assert page.status_code == 200
    assert "Vi holder tiden" not in page.text
    assert holds() == []
    visitor.send("/booking", slot=code(LATER))
    with time_machine.travel(NOW + timedelta(minutes=4), tick=False):
        assert "kl. 9.05" in visitor.open(f"/booking/check?slot={code(LATER)}").text


def test_nothing_is_lost_when_the_time_runs_out(visitor: Visitor) -> None:
    visitor.follow(visitor.send("/booking", slot=code(LATER)))
    with time_machine.travel(NOW + timedelta(minutes=6), tick=False):
        page = visitor.open(f"/booking/check?slot={code(LATER)}")
        assert "Vi holder tiden" not in page.text
        assert visitor.send("/booking/check", slot=code(LATER)).headers["Location"] == "/booking/receipt"
    assert meetings() == 1


def test_run_out_and_taken_leads_to_the_nearest_and_books_nothing(visitor: Visitor, other: Visitor) -> None:
    visitor.follow(visitor.send("/booking", slot=code(LATER)))
    with time_machine.travel(NOW + timedelta(minutes=6), tick=False):
        other.send("/booking/check", slot=code(LATER))
        answer = visitor.send("/booking/check", slot=code(LATER))
    assert answer.status_code == 409
    assert "Tiden er lige blevet taget af en anden" in answer.text
    near = LATER - timedelta(minutes=30)
    assert "Vi har valgt den nærmeste: onsdag den 25. november kl. 10.00." in answer.text
    assert f'value="{code(near)}" checked' in answer.text
    assert meetings() == 1


def test_fresh_times_begin_near_what_was_taken_far_ahead(visitor: Visitor, other: Visitor) -> None:
    other.send("/booking", slot=code(FAR))
    answer = visitor.send("/booking", slot=code(FAR), **{"from": "2026-12-10"})
    assert answer.status_code == 409
    assert f'value="{code(FAR - timedelta(minutes=30))}" checked' in answer.text
    answer = visitor.send("/booking", slot=code(FAR))
    assert f'value="{code(FAR - timedelta(minutes=30))}" checked' in answer.text
    assert f'value="{code(FIRST)}"' not in answer.text
    assert "Tidligere dage" in answer.text


def test_a_double_click_holds_once(visitor: Visitor) -> None:
    for _ in range(2):
        assert visitor.send("/booking", slot=code(LATER)).status_code == 303
    assert holds() == [LATER]


def test_two_tabs_the_last_choice_is_held_and_the_first_is_booked_if_it_is_free(
    visitor: Visitor, other: Visitor
) -> None:
    visitor.follow(visitor.send("/booking", slot=code(LATER)))
    visitor.send("/booking", slot=code(FIRST))
    assert holds() == [FIRST]
    assert shows(other, LATER)
    answer = visitor.send("/booking/check", slot=code(LATER))
    assert answer.headers["Location"] == "/booking/receipt"
    assert (holds(), meetings()) == ([], 1)


def test_the_back_button_and_another_time(visitor: Visitor) -> None:
    visitor.follow(visitor.send("/booking", slot=code(LATER)))
    page = visitor.open(f"/booking?slot={code(LATER)}")
    assert f'value="{code(LATER)}" checked' in page.text
    visitor.send("/booking", slot=code(FIRST))
    assert holds() == [FIRST]


@pytest.mark.parametrize("slot", ["", "nonsense", "20261124T0807Z", "20261128T0900Z", "20270301T0900Z"])
def test_a_tampered_slot_holds_nothing(visitor: Visitor, slot: str) -> None:
    answer = visitor.send("/booking", slot=slot)
    assert answer.status_code in (400, 403, 409, 422)
    assert holds() == []


def test_who_has_not_said_who_they_are_holds_nothing(app: Flask, town: Town, centre: Centre) -> None:
    stranger = arrived(app, centre, a_summons(centre))
    stranger.send("/booking", slot=code(LATER))
    assert holds() == []


def test_leaving_gives_the_time_back_and_a_stranger_cannot_give_it_back(
    app: Flask, visitor: Visitor, town: Town, centre: Centre
) -> None:
    visitor.send("/booking", slot=code(LATER))
    stranger = Visitor(app)
    stranger.open(f"/booking/check?slot={code(LATER)}")
    stranger.send("/close")
    assert holds() == [LATER]
    visitor.send("/close")
    assert holds() == []


def test_only_opening_the_link_and_leaving_gives_nothing_back(app: Flask, town: Town, centre: Centre) -> None:
    summons = a_summons(centre)
    visitor = known(app, centre, summons)
    visitor.send("/booking", slot=code(LATER))
    scanner = arrived(app, centre, summons)
    scanner.send("/close")
    assert holds() == [LATER]


def test_moving_holds_the_new_time_and_keeps_the_old(app: Flask, town: Town, centre: Centre, other: Visitor) -> None:
    summons = a_summons(centre)
    a_meeting(centre, town.caseworker, summons, starts_at=LATER)
    visitor = known(app, centre, summons)
    visitor.open("/booking/move")
    page = visitor.follow(visitor.send("/booking/move", slot=code(FIRST)))
    assert "kl. 9.05" in page.text
    assert not shows(other, FIRST)
    assert not shows(other, LATER)
    visitor.send("/booking/move/check", slot=code(FIRST))
    assert holds() == []
    assert shows(other, LATER)
    assert not shows(other, FIRST)


def test_a_move_to_a_time_just_taken_keeps_the_old_one(app: Flask, town: Town, centre: Centre, other: Visitor) -> None:
    summons = a_summons(centre)
    a_meeting(centre, town.caseworker, summons, starts_at=LATER)
    visitor = known(app, centre, summons)
    visitor.open("/booking/move")
    other.send("/booking", slot=code(FIRST))
    answer = visitor.send("/booking/move", slot=code(FIRST))
    assert answer.status_code == 409
    assert "Du har stadig din gamle tid" in answer.text


def test_staff_are_told_that_it_is_taken(visitor: Visitor, town: Town, centre: Centre, mette: Colleague) -> None:
    visitor.send("/booking", slot=code(LATER))
    citizen = a_citizen(centre, caseworker_id=town.caseworker.id)
    a_summons(centre, citizen)
    path = f"/caseworker/people/{citizen.public_id}/book"
    assert not shows(mette, LATER, path)
    answer = mette.send(path, slot=code(LATER), staff=str(town.caseworker.public_id))
    assert answer.status_code == 409
    assert "holdes" in answer.text
    assert meetings() == 0


@pytest.mark.usefixtures("town")
def test_choosing_with_a_summons_that_has_ended_leads_to_todays_truth(visitor: Visitor) -> None:
    db.session.execute(db.text("update summons set closed_at = now()"))
    db.session.commit()
    assert visitor.send("/booking", slot=code(LATER)).headers["Location"] == "/booking"
    assert holds() == []
