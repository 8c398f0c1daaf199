"""Every field and address that takes a day: the ends of the calendar are answered in words, never with a fault."""

import pytest
from flask import Flask

from jobcentre.rules.access import Role
from jobcentre.web import forms
from tests.builders import Town, a_staff, a_summons
from tests.web.colleague import Colleague, signed_in
from tests.web.desk import a_person
from tests.web.visitor import BIRTHDAY, FIRST, Visitor, arrived, code, known

# Day, month and year at the ends of what can be typed and of what is read.
DAYS = [
    ("1", "1", "0001"),
    ("31", "12", "9999"),
    ("1", "1", "1900"),
    ("31", "12", "1899"),
    ("31", "12", "2100"),
    ("1", "1", "2101"),
    ("29", "2", "2027"),
    ("٣", "1", "2026"),
    ("", "", "9999"),
]
SLOTS = [
    "00010101T0000Z",
    "99991231T2359Z",
    "19000101T0000Z",
    "21001231T2359Z",
    "21010101T0000Z",
    "1T1Z",
    "²0261124T0900Z",
]
WEEKS = ["0001-W01", "9999-W52", "9999-W53", "1900-W01", "2100-W52", "0000-W00", "2026-W99"]
ISO_DAYS = ["0001-01-01", "9999-12-31", "1900-01-01", "2100-12-31", "2026-13-01", "20261124"]


def parts(name: str, day: tuple[str, str, str]) -> dict[str, str]:
    return {f"{name}-{part}": text for part, text in zip(("day", "month", "year"), day, strict=True)}


@pytest.fixture
def citizen(app: Flask, town: Town) -> Visitor:
    return known(app, town.centre, a_summons(town.centre))


@pytest.mark.parametrize("week", WEEKS)
def test_the_calendars_week(mette: Colleague, week: str) -> None:
    assert mette.open(f"/caseworker/calendar?week={week}").status_code == 200


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("field", ["first", "last"])
def test_days_off(mette: Colleague, day: tuple[str, str, str], field: str) -> None:
    mette.open("/caseworker/hours")
    fields = parts("first", ("1", "12", "2026")) | parts("last", ("", "", "")) | parts(field, day)
    assert mette.send("/caseworker/hours/off", **fields).status_code in (303, 422)
    for page in ("/caseworker/hours", "/caseworker/calendar"):
        assert mette.open(page).status_code == 200


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("field", ["from_on", "until_on"])
def test_exemptions(town: Town, mette: Colleague, day: tuple[str, str, str], field: str) -> None:
    path = f"/caseworker/people/{a_person(town).public_id}/override/exempt"
    mette.open(path)
    fields = parts("from_on", ("1", "12", "2026")) | parts("until_on", ("", "", "")) | parts(field, day)
    assert mette.send(path, ground="less_intensive", note="", **fields).status_code in (303, 422)
    assert mette.open(path).status_code == 200


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("field", ["spell_started_on", "spell_ended_on", "threshold_reached_on"])
def test_a_spells_days(town: Town, mette: Colleague, day: tuple[str, str, str], field: str) -> None:
    mette.open("/caseworker/people/new")
    person = {"external_id": "FJERN-1", "cpr": "6405011234", "given_name": "Emilie", "family_name": "Lund"}
    started = parts("spell-0-spell_started_on", ("1", "5", "2026"))
    fields = {"spell-0-benefit_group": "kontanthjaelp"} | started | parts(f"spell-0-{field}", day)
    answer = mette.send("/caseworker/people/new", language="da", **person, **fields)
    assert answer.status_code in (303, 422)
    if answer.status_code == 303:
        assert mette.follow(answer).status_code == 200


@pytest.mark.parametrize("day", DAYS)
def test_the_logs_day(app: Flask, town: Town, day: tuple[str, str, str]) -> None:
    reader = signed_in(app, a_staff(role=Role.AUDITOR))
    query = "&".join(f"{name}={text}" for name, text in parts("on", day).items())
    assert reader.open(f"/admin/audit?{query}").status_code in (200, 422)


@pytest.mark.parametrize("day", DAYS)
def test_staffs_own_time(town: Town, mette: Colleague, day: tuple[str, str, str]) -> None:
    citizen = a_person(town)
    a_summons(town.centre, citizen)
    path = f"/caseworker/people/{citizen.public_id}/book"
    mette.open(path)
    answer = mette.send(path, slot="own", clock="10:00", **parts("day", day))
    assert answer.status_code in (403, 409, 422)


@pytest.mark.parametrize("slot", SLOTS)
def test_staffs_slot(town: Town, mette: Colleague, slot: str) -> None:
    citizen = a_person(town)
    a_summons(town.centre, citizen)
    path = f"/caseworker/people/{citizen.public_id}/book"
    mette.open(path)
    assert mette.send(path, slot=slot).status_code in (400, 403, 409)


@pytest.mark.parametrize("day", ISO_DAYS)
def test_the_first_day_of_a_page_of_times(town: Town, mette: Colleague, citizen: Visitor, day: str) -> None:
    person = a_person(town)
    a_summons(town.centre, person)
    assert mette.open(f"/caseworker/people/{person.public_id}/book?from={day}").status_code == 200
    assert citizen.open(f"/booking?from={day}").status_code == 200
    assert citizen.open(f"/booking/check?slot={code(FIRST)}&from={day}").status_code == 200


@pytest.mark.parametrize("slot", SLOTS)
def test_the_citizens_slot(citizen: Visitor, slot: str) -> None:
    citizen.open("/booking")
    assert citizen.open(f"/booking/check?slot={slot}").status_code in (400, 409)
    assert citizen.open(f"/booking?slot={slot}").status_code == 200
    citizen.open("/booking")
    for path in ("/booking", "/booking/check"):
        assert citizen.send(path, slot=slot).status_code in (303, 400, 409)


@pytest.mark.parametrize("slot", SLOTS)
def test_the_citizens_new_slot(citizen: Visitor, slot: str) -> None:
    citizen.open(f"/booking/check?slot={code(FIRST)}")
    assert citizen.send("/booking/check", slot=code(FIRST)).status_code == 303
    citizen.open("/booking/move")
    assert citizen.open(f"/booking/move/check?slot={slot}").status_code in (400, 409)
    citizen.open("/booking/move")
    for path in ("/booking/move", "/booking/move/check"):
        assert citizen.send(path, slot=slot).status_code in (303, 400, 409)


@pytest.mark.parametrize("day", DAYS)
def test_the_birth_date(app: Flask, town: Town, day: tuple[str, str, str]) -> None:
    visitor = arrived(app, town.centre, a_summons(town.centre))
    assert visitor.send("/booking/identify", **parts("birth", day)).status_code == 422
    assert visitor.send("/booking/identify", **BIRTHDAY).status_code == 303


def test_a_day_at_either_end_is_read_and_beyond_it_is_not() -> None:
    assert [forms.read_iso_day(f"{year}-01-01") is None for year in (1899, 1900, 2100, 2101)] == [
        True,
        False,
        False,
        True,
    ]
    assert forms.read_slot("20261124T0900Z") is not None
    assert forms.read_slot("2026112 T0900Z") is None
