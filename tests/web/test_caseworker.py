"""The caseworker's pages: who gets in, today, the list of people, the week."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from jobcentre import clock
from jobcentre.models.availability import TimeOff
from jobcentre.models.base import db
from jobcentre.models.meeting import MeetingStatus, Party
from jobcentre.models.occasion import Held
from jobcentre.models.room import Presence
from jobcentre.rules.access import Role
from tests.builders import Town, a_citizen, a_meeting, a_staff, a_summons, a_team, an_occasion, saved
from tests.services.counting import statements
from tests.web.colleague import Colleague, signed_in
from tests.web.desk import a_person, at, the_meeting
from tests.web.visitor import code


def test_nobody_gets_in_without_signing_in(app: Flask, town: Town) -> None:
    citizen = a_person(town)
    visitor = Colleague(app)
    for path in ("", "people", f"people/{citizen.public_id}", "calendar", "hours"):
        answer = visitor.open(f"/caseworker/{path}")
        assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (303, "/login")


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.ADMINISTRATOR, {"/caseworker/people", "/admin/staff"}),
        (Role.AUDITOR, {"/caseworker/people", "/admin/audit"}),
        (Role.TEAM_LEADER, {"/caseworker/", "/caseworker/people", "/caseworker/calendar"}),
    ],
)
def test_each_role_has_its_own_pages(app: Flask, town: Town, role: Role, allowed: set[str]) -> None:
    visitor = signed_in(app, a_staff(role=role))
    pages = ("/caseworker/", "/caseworker/people", "/caseworker/calendar", "/admin/staff", "/admin/audit")
    assert {page for page in pages if visitor.open(page).status_code == 200} == allowed
    assert {visitor.open(page).status_code for page in pages if page not in allowed} == {403}


def test_the_first_page_lets_in_ten_minutes_before_and_says_who_is_here(town: Town, mette: Colleague) -> None:
    meeting = a_meeting(town.centre, town.caseworker, starts_at=at(10))
    assert "Åbner kl. 9.50" in mette.open("/caseworker/").text
    room = f"/caseworker/meetings/{meeting.public_id}/room"
    assert room not in mette.page.text
    with time_machine.travel(at(9, 50), tick=False):
        now = {"entered_at": clock.now(), "seen_at": clock.now()}
        db.session.add(Presence(meeting_id=meeting.id, party=Party.CITIZEN, visit="x", **now))
        db.session.commit()
        before = mette.page.text
        page = mette.open("/caseworker/").text
        assert room in page
        assert "Borgeren er her" in page
        signals = re.compile(r'data-signals="([^"]*)"')
        answer = mette.open("/caseworker/signals").get_json()
        assert [answer["signals"]] == signals.findall(page)
        assert [answer["signals"]] != signals.findall(before)


def test_every_task_has_one_action(town: Town, mette: Colleague) -> None:
    for held in Held:
        an_occasion(a_person(town), held=held)
    a_summons(town.centre, a_person(town), locked_at=clock.now())
    page = mette.open("/caseworker/").text
    assert page.count('class="task"') == page.count('class="task-act"') == 5
    for path in set(re.findall(r'<div class="task-act"><a [^>]*href="([^"]+)"', page)):
        assert mette.open(path).status_code == 200


def test_the_pages_cost_the_same_for_one_and_for_thirty(town: Town, mette: Colleague) -> None:
    def cost() -> list[int]:
        found = []
        for path in ("/caseworker/", "/caseworker/people", "/caseworker/calendar"):
            with statements() as seen:
                assert mette.open(path).status_code == 200
            found.append(len(seen))
        return found

    a_meeting(town.centre, town.caseworker, a_summons(town.centre, a_person(town)), starts_at=at(0))
    one = cost()
    for number in range(1, 30):
        a_meeting(
            town.centre,
            town.caseworker,
            a_summons(town.centre, a_person(town)),
            starts_at=at(0) + timedelta(minutes=30 * number),
        )
    assert cost() == one


def test_a_number_never_stands_in_an_address(town: Town, mette: Colleague) -> None:
    citizen = a_person(town, cpr="6405011234")
    mette.open("/caseworker/people")
    answer = mette.send("/caseworker/people/search", text="640501-1234")
    assert answer.headers["Location"] == f"/caseworker/people/{citizen.public_id}"
    for text in ("640501-9999", "9999999999"):
        answer = mette.send("/caseworker/people/search", text=text)
        assert answer.headers["Location"] == "/caseworker/people"
        assert 'class="alert alert-warning"' in mette.follow(answer).text


def test_a_name_leads_to_the_list(town: Town, mette: Colleague) -> None:
    a_person(town, given_name="Amina", family_name="Yusuf")
    a_person(town, given_name="Jonas", family_name="Petersen")
    mette.open("/caseworker/people")
    page = mette.follow(mette.send("/caseworker/people/search", text=" yusuf ")).text
    assert "Amina Yusuf" in page
    assert "Jonas Petersen" not in page


@pytest.mark.parametrize("query", ["view=nonsense", "page=-1", "page=x", "page=999999"])
def test_nonsense_in_the_address_is_as_good_as_nothing(town: Town, mette: Colleague, query: str) -> None:
    a_person(town)
    assert mette.open(f"/caseworker/people?{query}").status_code == 200


def test_a_nul_is_refused_everywhere(town: Town, mette: Colleague) -> None:
    assert mette.open("/caseworker/people?name=%00").status_code == 400
    mette.open("/caseworker/hours")
    assert mette.send("/caseworker/hours/off", note="a\0b").status_code == 400


def test_a_person_of_another_team_does_not_exist(town: Town, mette: Colleague) -> None:
    citizen = a_citizen(town.centre, team=a_team())
    summons = a_summons(town.centre, citizen)
    meeting = a_meeting(town.centre, a_staff(team=citizen.team), summons)
    person, its = f"/caseworker/people/{citizen.public_id}", f"/caseworker/meetings/{meeting.public_id}"
    mette.open("/caseworker/people")
    for path in (person, f"{person}/book", f"{person}/link", f"{person}/summon", its, f"{its}/cancel"):
        assert mette.open(path).status_code == 404
    for path in (f"{person}/book", f"{person}/link", f"{person}/summon", f"{its}/cancel", f"{its}/outcome"):
        assert mette.send(path, slot=code(at(10, day=25)), ground="other", outcome="absent").status_code == 404
    assert the_meeting().status is MeetingStatus.CONFIRMED


def test_the_week_has_a_place_for_everything(town: Town, mette: Colleague) -> None:
    a_meeting(town.centre, town.caseworker, a_summons(town.centre, a_person(town)), starts_at=at(10, 15, day=25))
    page = mette.open("/caseworker/calendar?week=2026-W48").text
    # 8 o'clock is row 1 and five minutes are a row; half an hour spans six
    assert re.search(r'ev-booked r28 n6[^>]*>\s*<a [^>]*>\s*<span class="ev-t">10.15', page)
    assert "Uge 48" in page
    assert "style=" not in page


def test_a_meeting_in_time_off_shares_the_day_with_it(town: Town, mette: Colleague) -> None:
    a_meeting(town.centre, town.caseworker, a_summons(town.centre, a_person(town)), starts_at=at(10, day=25))
    for day in (24, 25):
        saved(TimeOff(staff_id=town.caseworker.id, starts_at=at(9, day=day), ends_at=at(12, day=day), note="Kursus"))
    page = mette.open("/caseworker/calendar?week=2026-W48").text
    assert page.count(">Kursus<") == 2
    assert re.findall(r"ev-busy r\d+ n\d+( is-beside)?", page) == ["", " is-beside"]


def test_a_meeting_belongs_to_today(town: Town, mette: Colleague) -> None:
    meeting = a_meeting(town.centre, town.caseworker, a_summons(town.centre, a_person(town)), starts_at=at(9, 5))
    for path in ("", "/room"):
        page = mette.open(f"/caseworker/meetings/{meeting.public_id}{path}").text
        assert re.findall(r'aria-current="page"><span>([^<]+)', page) == ["I dag"] * 2


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("week=2026-W99", 200),
        ("week=nonsense", 200),
        ("staff=nonsense", 404),
        ("staff=00000000-0000-4000-8000-000000000000", 404),
    ],
)
def test_weeks_and_people_that_do_not_exist(mette: Colleague, query: str, status: int) -> None:
    assert mette.open(f"/caseworker/calendar?{query}").status_code == status


def test_the_pages_speak_english(app: Flask, town: Town) -> None:
    town.caseworker.language = "en"
    visitor = signed_in(app, town.caseworker)
    a_meeting(town.centre, town.caseworker, a_summons(town.centre, a_person(town)), starts_at=at(10))
    page = visitor.open("/caseworker/").text
    assert '<html lang="en">' in page
    assert "Monday 23 November" in page
