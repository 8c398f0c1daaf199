"""The forecast's page and its file, as a team leader sees them."""

import csv
import io
from datetime import date, timedelta

import pytest
from flask import Flask

from jobcentre.models.base import db
from jobcentre.rules.access import Role
from tests.builders import Town, a_citizen, a_rule, a_spell, a_staff
from tests.web.colleague import Colleague, signed_in

SOON = date(2026, 12, 9)


@pytest.fixture
def leader(app: Flask, town: Town) -> Colleague:
    """The team's leader, signed in."""
    return signed_in(app, a_staff(role=Role.TEAM_LEADER, team=town.team))


def coming(town: Town, number: int) -> None:
    for _ in range(number):
        citizen = a_citizen(town.centre, team_id=town.team.id)
        a_spell(citizen, SOON - timedelta(days=183), projected_on=SOON)


def test_the_first_week_that_falls_short_is_named_in_one_sentence(town: Town, leader: Colleague) -> None:
    coming(town, 62)
    page = leader.open("/caseworker/forecast").text
    assert "I uge 50 (7.–11. december 2026) mangler der 2 tider. 62 skal bruge en tid, og der er 60 ledige." in page


def test_with_times_enough_the_page_says_so(town: Town, leader: Colleague) -> None:
    coming(town, 2)
    assert "Der er tider nok i alle uger." in leader.open("/caseworker/forecast").text


def test_the_file_holds_every_week(town: Town, leader: Colleague) -> None:
    coming(town, 3)
    town.team.name = "=Unge"
    db.session.commit()
    answer = leader.open("/caseworker/forecast.csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="forecast-2026-11-23.csv"'
    lines = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")), delimiter=";"))
    assert len(lines) == 26
    (week,) = [line for line in lines if line["people"] != "0"]
    assert (week["team"], week["monday"], week["week"], week["people"]) == ("'=Unge", "2026-12-07", "50", "3")


def test_without_a_rule_the_page_says_what_is_missing(town: Town, leader: Colleague) -> None:
    a_rule(None)
    assert "Der er ikke valgt et regelsæt" in leader.open("/caseworker/forecast").text


def test_a_caseworker_does_not_plan(app: Flask, town: Town) -> None:
    assert signed_in(app, town.caseworker).open("/caseworker/forecast").status_code == 403
