"""Weekly hours and days off."""

import pytest
from flask import Flask
from sqlalchemy import select

from jobcentre.models.availability import TimeOff, WeeklyHours
from jobcentre.models.base import db
from jobcentre.rules.access import Role
from tests.builders import Town, a_meeting, a_staff, a_summons, a_team
from tests.web.colleague import Colleague, signed_in
from tests.web.desk import a_person, at


def week_form(**changes: str) -> dict[str, str]:
    form = {f"{end}-{day}-0": wall for day in range(1, 6) for end, wall in (("from", "09:00"), ("to", "12:00"))}
    return {**form, **changes}


def hours_kept() -> set[tuple[int, str, str]]:
    rows = db.session.execute(select(WeeklyHours.weekday, WeeklyHours.starts, WeeklyHours.ends))
    return {(weekday, f"{starts:%H:%M}", f"{ends:%H:%M}") for weekday, starts, ends in rows}


def test_weekly_hours_are_replaced(town: Town, mette: Colleague) -> None:
    mette.open("/caseworker/hours")
    form = week_form(**{"from-1-1": "13:00", "to-1-1": "15:05", "from-5-0": "", "to-5-0": ""})
    assert mette.send("/caseworker/hours", **form).status_code == 303
    mornings = {(day, "09:00", "12:00") for day in range(1, 5)}
    assert hours_kept() == mornings | {(1, "13:00", "15:05")}
    assert '<option value="15:05" selected>15.05</option>' in mette.open("/caseworker/hours").text


def test_monday_is_copied_to_the_week_and_kept_only_when_saved(town: Town, mette: Colleague) -> None:
    before = hours_kept()
    mette.open("/caseworker/hours")
    page = mette.send("/caseworker/hours", **{"from-1-0": "10:00", "to-1-0": "14:00", "copy": "yes"}).text
    assert page.count('<option value="10:00" selected>') == 5
    assert hours_kept() == before


@pytest.mark.parametrize(
    "changes",
    [
        {"from-2-0": "13:00"},
        {"to-2-0": ""},
        {"from-2-1": "11:00", "to-2-1": "14:00"},
        {"from-2-0": "", "to-2-0": "09:00"},
    ],
)
def test_hours_that_make_no_sense_are_shown_again(town: Town, mette: Colleague, changes: dict[str, str]) -> None:
    before = hours_kept()
    mette.open("/caseworker/hours")
    answer = mette.send("/caseworker/hours", **week_form(**changes))
    assert answer.status_code == 422
    assert 'href="#from-2-' in answer.text
    assert hours_kept() == before


def test_days_off_show_the_meetings_they_hit(town: Town, mette: Colleague) -> None:
    a_meeting(town.centre, town.caseworker, a_summons(town.centre, a_person(town)), starts_at=at(10, day=25))
    mette.open("/caseworker/hours")
    days = {"first-day": "24", "first-month": "11", "first-year": "2026"}
    until = {"last-day": "26", "last-month": "11", "last-year": "2026"}
    page = mette.follow(mette.send("/caseworker/hours/off", **days, **until, note="Kursus")).text
    assert "1 møde ligger her" in page
    assert "Emilie Vestergaard" in page
    off = db.session.execute(select(TimeOff)).scalar_one()
    assert (off.starts_at, off.ends_at) == (at(0, day=24), at(0, day=27))
    mette.send(f"/caseworker/hours/off/{off.public_id}/remove")
    assert db.session.execute(select(TimeOff)).first() is None


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [(("", "", ""), ("", "", ""), "first-day"), (("24", "11", "2026"), ("23", "11", "2026"), "last-day")],
)
def test_days_off_that_make_no_sense(mette: Colleague, first: tuple[str], last: tuple[str], field: str) -> None:
    mette.open("/caseworker/hours")
    parts = ("day", "month", "year")
    form = {f"first-{part}": text for part, text in zip(parts, first, strict=True)}
    form |= {f"last-{part}": text for part, text in zip(parts, last, strict=True)}
    answer = mette.send("/caseworker/hours/off", **form)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text


def test_a_team_leader_keeps_the_teams_hours_a_caseworker_only_the_own(app: Flask, town: Town) -> None:
    leader = a_staff(role=Role.TEAM_LEADER, team=town.team, name="Lars Holm")
    stranger = a_staff(team=a_team())
    lars = signed_in(app, leader)
    assert "Tider for Mette Skov" in lars.open(f"/caseworker/hours?staff={town.caseworker.public_id}").text
    assert lars.open(f"/caseworker/hours?staff={stranger.public_id}").status_code == 404
    mette = signed_in(app, town.caseworker)
    assert mette.open(f"/caseworker/hours?staff={leader.public_id}").status_code == 404
    assert mette.send("/caseworker/hours", staff=str(leader.public_id), **week_form()).status_code == 404


def test_which_mails_one_wants_is_ones_own_choice(app: Flask, town: Town, mette: Colleague) -> None:
    page = mette.open("/caseworker/hours").text
    assert 'name="day" value="yes" checked' in page
    assert mette.send("/caseworker/hours/mails", reminder="yes").status_code == 303
    page = mette.open("/caseworker/hours").text
    assert 'name="day" value="yes" checked' not in page
    assert 'name="reminder" value="yes" checked' in page
    leader = signed_in(app, a_staff(role=Role.TEAM_LEADER, team=town.team, name="Lars Holm"))
    assert 'name="reminder"' in leader.open("/caseworker/hours").text
    assert 'name="reminder"' not in leader.open(f"/caseworker/hours?staff={town.caseworker.public_id}").text
