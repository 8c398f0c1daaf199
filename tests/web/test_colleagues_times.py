"""The pages for choosing among the times of one's own caseworker and of the colleagues."""

from datetime import datetime, time

import pytest
from flask import Flask
from sqlalchemy import select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.availability import TimeOff
from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting
from jobcentre.models.staff import Staff
from tests.builders import Town, a_citizen, a_meeting, a_staff, a_summons, hours, saved
from tests.web.visitor import BIRTHDAY, FIRST, LATER, Visitor, code, known

EVENING = datetime(2026, 11, 25, 16, tzinfo=clock.ZONE)
LINK = "Se også tider hos kolleger"


@pytest.fixture
def ole(town: Town) -> Staff:
    found = a_staff(team=town.team, name="Ole Vang")
    hours(found, time(9), time(17))
    return found


@pytest.fixture
def visitor(app: Flask, town: Town, centre: Centre, ole: Staff) -> Visitor:
    """Somebody whom Mette is assigned to."""
    return known(app, centre, a_summons(centre, a_citizen(centre, caseworker_id=town.caseworker.id)))


def with_whom() -> int:
    return db.session.execute(select(Meeting.staff_id).order_by(Meeting.id.desc()).limit(1)).scalar_one()


def away(staff: Staff) -> None:
    start, end = (datetime(year, 11, 1, tzinfo=clock.ZONE) for year in (2026, 2027))
    saved(TimeOff(staff_id=staff.id, starts_at=start, ends_at=end))


def test_ones_own_first_and_a_link_to_the_colleagues(visitor: Visitor) -> None:
    page = visitor.page.text
    assert "Du skal tale med Mette Skov" in page
    assert LINK in page
    assert 'href="/booking?colleagues=1"' in page
    assert code(EVENING) not in page
    page = visitor.open("/booking?colleagues=1").text
    assert code(EVENING) in page
    assert "Du ser tider hos Mette Skov og kolleger. Du ser på næste side, hvem samtalen er med." in page
    assert "Se kun tider hos Mette Skov" in page
    assert LINK not in page
    assert page.count(f'value="{code(LATER)}"') == 1


def test_more_days_choosing_checking_and_back_keep_the_circle(visitor: Visitor) -> None:
    page = visitor.open("/booking?colleagues=1").text
    assert 'name="colleagues" value="1"' in page
    assert "colleagues=1&amp;from=2026-12-01" in page
    chosen = visitor.send("/booking", slot=code(EVENING), colleagues="1")
    assert chosen.headers["Location"] == f"/booking/check?slot={code(EVENING)}&colleagues=1"
    page = visitor.follow(chosen).text
    assert "En kollega til Mette Skov" in page
    assert f'href="/booking?slot={code(EVENING)}&amp;colleagues=1"' in page
    assert 'name="colleagues" value="1"' in page


def test_a_time_of_a_colleague_is_booked_with_the_colleague(visitor: Visitor, ole: Staff) -> None:
    visitor.follow(visitor.send("/booking", slot=code(EVENING), colleagues="1"))
    given = {"slot": code(EVENING), "colleagues": "1", "with": "colleague"}
    receipt = visitor.follow(visitor.send("/booking/check", **given))
    assert with_whom() == ole.id
    assert "Ole Vang" in receipt.text


def test_a_time_of_both_goes_to_ones_own_and_says_so(visitor: Visitor, town: Town) -> None:
    page = visitor.follow(visitor.send("/booking", slot=code(LATER), colleagues="1")).text
    assert "Mette Skov" in page
    assert "kollega til" not in page
    assert 'name="with" value="own"' in page
    visitor.send("/booking/check", slot=code(LATER), colleagues="1", **{"with": "own"})
    assert with_whom() == town.caseworker.id


def test_who_was_shown_their_own_gets_nobody_else(visitor: Visitor, town: Town, centre: Centre) -> None:
    """The hold has run out and somebody has taken Mette's time; Ole is free then."""
    visitor.open(f"/booking/check?slot={code(LATER)}&colleagues=1")
    a_meeting(centre, town.caseworker, a_summons(centre, a_citizen(centre)), starts_at=LATER)
    answer = visitor.send("/booking/check", slot=code(LATER), colleagues="1", **{"with": "own"})
    assert answer.status_code == 409
    assert "Du ser tider hos Mette Skov og kolleger." in answer.text
    assert f'value="{code(LATER)}" checked' in answer.text, "with a colleague it is still to be had"


def test_a_refusal_keeps_the_circle_and_the_form(visitor: Visitor, town: Town, ole: Staff, centre: Centre) -> None:
    for staff in (town.caseworker, ole):
        a_meeting(centre, staff, a_summons(centre, a_citizen(centre)), starts_at=LATER)
    answer = visitor.send("/booking/check", slot=code(LATER), colleagues="1", **{"with": "colleague"})
    assert answer.status_code == 409
    assert 'name="colleagues" value="1"' in answer.text


def test_without_any_of_ones_own_the_colleagues_come_by_themselves(visitor: Visitor, town: Town, ole: Staff) -> None:
    away(town.caseworker)
    page = visitor.open("/booking").text
    assert "Mette Skov har ikke flere ledige tider. Derfor ser du tider hos kolleger." in page
    assert "Du skal tale med en sagsbehandler" in page
    assert LINK not in page
    page = visitor.follow(visitor.send("/booking", slot=code(EVENING))).text
    assert "En kollega til Mette Skov" in page
    visitor.send("/booking/check", slot=code(EVENING), **{"with": "colleague"})
    assert with_whom() == ole.id


def test_without_any_times_at_all_nothing_is_said_of_colleagues(visitor: Visitor, town: Town, ole: Staff) -> None:
    away(town.caseworker)
    away(ole)
    page = visitor.open("/booking").text
    assert "Der er ingen ledige tider lige nu" in page
    assert "Derfor ser du" not in page


@pytest.mark.parametrize("value", ["", "0", "yes", "<script>", "11"])
def test_nonsense_is_no_wish_for_colleagues(visitor: Visitor, value: str) -> None:
    assert LINK in visitor.open(f"/booking?colleagues={value}").text


def test_a_colleagues_time_is_not_to_be_had_without_asking(visitor: Visitor) -> None:
    assert visitor.open(f"/booking/check?slot={code(EVENING)}").status_code == 409
    assert visitor.send("/booking", slot=code(EVENING)).status_code == 409


def test_without_a_caseworker_nothing_is_said_of_colleagues(app: Flask, town: Town, centre: Centre, ole: Staff) -> None:
    page = known(app, centre, a_summons(centre)).page.text
    assert LINK not in page
    assert "kolleger" not in page


def test_moving_goes_the_same_way(app: Flask, town: Town, centre: Centre, ole: Staff) -> None:
    summons = a_summons(centre, a_citizen(centre, caseworker_id=town.caseworker.id))
    a_meeting(centre, town.caseworker, summons, starts_at=LATER)
    visitor = known(app, centre, summons)
    assert 'href="/booking/move?colleagues=1"' in visitor.open("/booking/move").text
    visitor.open("/booking/move?colleagues=1")
    page = visitor.follow(visitor.send("/booking/move", slot=code(EVENING), colleagues="1")).text
    assert "En kollega til Mette Skov" in page
    given = {"slot": code(EVENING), "colleagues": "1", "with": "colleague"}
    receipt = visitor.follow(visitor.send("/booking/move/check", **given))
    assert "Ole Vang" in receipt.text
    page = visitor.open(f"/booking/move/check?slot={code(FIRST)}&colleagues=1").text
    assert "Mette Skov" in page


def test_the_wish_survives_a_session_that_was_lost(app: Flask, town: Town, centre: Centre, ole: Staff) -> None:
    summons = a_summons(centre, a_citizen(centre, caseworker_id=town.caseworker.id))
    visitor = known(app, centre, summons)
    with visitor.client.session_transaction() as session:
        session["citizen"] = {name: value for name, value in session["citizen"].items() if name != "verified_at"}
    visitor.open(f"/booking/check?slot={code(EVENING)}&colleagues=1")
    visitor.open("/booking")
    again = visitor.send("/booking/identify", **BIRTHDAY)
    assert again.headers["Location"] == f"/booking/check?slot={code(EVENING)}&colleagues=1"
