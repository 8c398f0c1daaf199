"""The page of outages: noting one, and what it says about time limits."""

import pytest
from flask import Flask

from jobcentre.rules.access import Role
from tests.builders import Town, a_citizen, a_staff, a_summons
from tests.web.colleague import Colleague, signed_in

PATH = "/admin/outages"
TYPED = {
    "failing": "booking",
    "from-day": "20", "from-month": "11", "from-year": "2026", "from-clock": "09:00",
    "until-day": "20", "until-month": "11", "until-year": "2026", "until-clock": "11.30",
}  # fmt: skip


@pytest.fixture
def admin(app: Flask, town: Town) -> Colleague:
    visitor = signed_in(app, a_staff(role=Role.ADMINISTRATOR))
    visitor.open(PATH)
    return visitor


def test_an_outage_is_noted_and_stands_there(town: Town, admin: Colleague) -> None:
    a_summons(town.centre, a_citizen(town.centre))
    page = admin.follow(admin.send(PATH, **TYPED)).text
    assert "Fristen for at vælge tid er flyttet 1 arbejdsdag." in page
    assert "Borgerne kunne ikke vælge tid" in page
    again = admin.follow(admin.send(PATH, **TYPED)).text
    assert "Ingen frister er flyttet." in again


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"failing": ""}, "Vælg, hvad der ikke virkede"),
        ({"from-clock": "kl. 9"}, "hvornår det begyndte"),
        ({"until-clock": "08:00"}, "Udfaldet skal slutte, efter at det begyndte"),
        ({"until-year": "2027"}, "Skriv et tidspunkt, der er passeret"),
        ({"note": "x" * 201}, "højst være på 200 tegn"),
    ],
)
def test_what_is_wrong_is_said(admin: Colleague, wrong: dict[str, str], words: str) -> None:
    answer = admin.send(PATH, **{**TYPED, **wrong})
    assert (answer.status_code, words in answer.text) == (422, True)


def test_only_administrators_come_in(app: Flask, town: Town) -> None:
    leader = signed_in(app, a_staff(role=Role.TEAM_LEADER, team=town.team))
    assert leader.open(PATH).status_code == 403
