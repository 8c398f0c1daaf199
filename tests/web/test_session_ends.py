"""How sessions end: logging off, closing the page, and the limits that no click moves."""

from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.rules.attendance import Outcome
from tests.builders import Town, a_meeting, a_summons
from tests.conftest import NOW
from tests.web.colleague import Colleague, signed_in
from tests.web.rooms import Browser, by_link, enter
from tests.web.visitor import Visitor, known

AT_HALF_PAST = datetime(2026, 11, 23, 9, 30, tzinfo=clock.ZONE)


def copy_of(app: Flask, visitor: Visitor, kind: type[Visitor] = Visitor) -> Visitor:
    """Another browser with a copy of this one's cookie."""
    cookie = visitor.client.get_cookie("jobcentre")
    assert cookie is not None
    other = kind(app)
    other.client.set_cookie("jobcentre", cookie.value)
    return other


def test_a_copied_cookie_is_worth_nothing_after_logging_off(app: Flask, town: Town, mette: Colleague) -> None:
    thief = copy_of(app, mette, Colleague)
    assert thief.open("/caseworker/").status_code == 200
    mette.open("/caseworker/")
    mette.follow(mette.send("/logout"))
    assert "på alle enheder" in mette.page.text
    assert thief.open("/caseworker/").status_code == 303


def test_logging_off_ends_every_device_of_ones_own_and_nobody_elses(app: Flask, town: Town, mette: Colleague) -> None:
    second = signed_in(app, town.caseworker)
    mette.open("/caseworker/")
    mette.send("/logout")
    assert second.open("/caseworker/").status_code == 303
    again = signed_in(app, town.caseworker)
    assert again.open("/caseworker/").status_code == 200


def test_a_session_that_has_ended_cannot_end_others(app: Flask, town: Town, mette: Colleague) -> None:
    old = copy_of(app, mette, Colleague)
    old.open("/caseworker/")
    token_page = old.page
    mette.open("/caseworker/")
    mette.send("/logout")
    fresh = signed_in(app, town.caseworker)
    old.page = token_page
    assert old.send("/logout").status_code == 303
    assert fresh.open("/caseworker/").status_code == 200


def test_a_citizen_can_close_the_page(app: Flask, town: Town, centre: Centre) -> None:
    visitor = known(app, centre, a_summons(centre))
    assert 'action="/close"' in visitor.page.text
    answer = visitor.send("/close")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert "Siden er lukket" in visitor.follow(answer).text
    assert visitor.open("/booking").status_code == 403


def test_the_door_can_be_closed_as_well(app: Flask, town: Town) -> None:
    browser = by_link(app, town, a_meeting(town.centre, town.caseworker))
    answer = browser.send(browser.get("/meeting"), "/close")
    assert answer.status_code == 303
    assert browser.get("/meeting").status_code == 403


def test_closing_leaves_a_member_of_staff_signed_in(app: Flask, town: Town, mette: Colleague) -> None:
    mette.open("/caseworker/")
    assert mette.send("/close").status_code == 303
    assert mette.open("/caseworker/").status_code == 200


@pytest.mark.parametrize("page", ["/", "/login", "/nowhere", "/booking"])
def test_there_is_nothing_to_close_without_a_session(app: Flask, town: Town, page: str) -> None:
    assert 'action="/close"' not in Visitor(app).open(page).text


def test_a_page_cannot_be_closed_by_another_site(app: Flask, town: Town, centre: Centre) -> None:
    visitor = known(app, centre, a_summons(centre))
    assert visitor.request("POST", "/close", data={}).status_code == 400
    assert visitor.open("/booking").status_code == 200


def test_the_birth_date_is_asked_again_after_a_long_day_whatever_is_clicked(
    app: Flask, town: Town, centre: Centre
) -> None:
    visitor = known(app, centre, a_summons(centre))
    asked = []
    for minutes in range(20, 9 * 60, 20):
        with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
            asked.append("fødselsdato" in visitor.open("/booking").text)
    assert asked.index(True) == 8 * 60 // 20


def test_a_meetings_link_is_needed_again_after_a_long_day(app: Flask, town: Town) -> None:
    meeting = a_meeting(town.centre, town.caseworker)
    browser = by_link(app, town, meeting)
    for hours, status in ((8, 200), (9, 403)):
        with time_machine.travel(NOW + timedelta(hours=hours), tick=False):
            assert browser.get("/meeting").status_code == status


def test_nobody_is_shown_out_in_the_middle_of_a_conversation(app: Flask, town: Town) -> None:
    starts_at = NOW + timedelta(hours=8)
    browser = by_link(app, town, a_meeting(town.centre, town.caseworker, starts_at=starts_at))
    with time_machine.travel(starts_at - timedelta(minutes=5), tick=False):
        assert enter(browser, "/meeting").status_code == 200
    with time_machine.travel(starts_at + timedelta(minutes=25), tick=False):
        assert browser.get("/meeting").status_code == 200


@pytest.mark.parametrize(
    ("outcome", "minutes", "says"),
    [
        (None, 5, "Samtalen er åben"),
        (None, 14, "Samtalen er åben"),
        (None, 15, "Samtalen er slut"),
        (Outcome.ATTENDED, 5, "Samtalen er holdt"),
    ],
)
def test_while_the_doors_are_open_the_personal_link_leads_to_them(
    app: Flask, town: Town, outcome: Outcome | None, minutes: int, says: str
) -> None:
    summons = a_summons(town.centre)
    meeting = a_meeting(town.centre, town.caseworker, summons, starts_at=AT_HALF_PAST, outcome=outcome)
    with time_machine.travel(meeting.ends_at + timedelta(minutes=minutes), tick=False):
        visitor = known(app, town.centre, summons)
        answer = visitor.open("/booking")
        while answer.status_code == 303:
            answer = visitor.follow(answer)
    assert (answer.status_code, says in answer.text) == (200, True)


def test_the_visit_goes_with_the_page_that_is_closed(app: Flask, town: Town) -> None:
    browser: Browser = by_link(app, town, a_meeting(town.centre, town.caseworker, starts_at=NOW + timedelta(minutes=5)))
    browser.send(browser.get("/meeting"), "/enter")
    browser.send(browser.get("/meeting"), "/close")
    with browser.client.session_transaction() as session:
        assert not {"meeting", "meeting_visit"} & set(session)
