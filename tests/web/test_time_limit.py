"""The time limit of a citizen's session: said beforehand, put off by a press, and costing nothing when it is over."""

import re
from datetime import timedelta

import time_machine
from flask import Flask
from werkzeug.test import TestResponse

from jobcentre.centre import Centre
from tests.builders import Town, a_meeting, a_summons
from tests.conftest import NOW
from tests.web.visitor import FIRST, Visitor, arrived, code, known

JSON = {"Accept": "application/json"}
LIMIT = 30 * 60


def left(page: str) -> int | None:
    found = re.search(r'data-left="(\d+)"', page)
    return int(found[1]) if found else None


def stay(visitor: Visitor) -> TestResponse:
    """What the script sends: the form of the page that is open."""
    form = re.search(r'name="csrf_token" value="([^"]+)"', visitor.page.text)
    data = {"csrf_token": form[1] if form else ""}
    return visitor.request("POST", "/booking/stay", data=data, headers=JSON)


def test_the_page_says_how_long_without_a_script_too(app: Flask, town: Town, centre: Centre) -> None:
    visitor = arrived(app, centre, a_summons(centre))
    assert left(visitor.page.text) is None, "who has not said who they are loses nothing"
    page = known(app, centre, a_summons(centre)).page.text
    assert "Siden lukker, når du ikke har trykket på noget i 30 minutter." in page
    assert left(page) == LIMIT


def test_a_press_puts_the_end_off(app: Flask, town: Town, centre: Centre) -> None:
    visitor = known(app, centre, a_summons(centre))
    with time_machine.travel(NOW + timedelta(minutes=28), tick=False):
        answer = stay(visitor)
        assert answer.status_code == 200, answer.text
        assert answer.json == {"left": LIMIT}
    with time_machine.travel(NOW + timedelta(minutes=50), tick=False):
        assert "Vælg en tid" in visitor.open("/booking").text


def test_the_long_day_cannot_be_put_off_and_says_so(app: Flask, town: Town, centre: Centre) -> None:
    visitor = known(app, centre, a_summons(centre))
    answers = list[int]()
    for hours in range(1, 17):
        with time_machine.travel(NOW + timedelta(hours=hours / 2) - timedelta(seconds=1), tick=False):
            answers.append(stay(visitor).get_json()["left"])
    assert answers[0] == LIMIT
    assert answers[-1] == (centre.settings.session.citizen_absolute_hours - 8) * 3600 + 1


def test_without_a_script_the_press_leads_back(app: Flask, town: Town, centre: Centre) -> None:
    visitor = known(app, centre, a_summons(centre))
    assert visitor.send("/booking/stay").headers["Location"] == "/booking"


def test_after_the_end_a_press_asks_who_it_is_and_a_chosen_time_is_kept(app: Flask, town: Town, centre: Centre) -> None:
    visitor = known(app, centre, a_summons(centre))
    with time_machine.travel(NOW + timedelta(minutes=31), tick=False):
        assert stay(visitor).status_code == 303
        answer = visitor.send("/booking/check", slot=code(FIRST + timedelta(hours=1)))
        assert "fødselsdato" in visitor.follow(answer).text
        back = visitor.send("/booking/identify", **{"birth-day": "4", "birth-month": "5", "birth-year": "2001"})
        assert back.headers["Location"] == f"/booking/check?slot={code(FIRST + timedelta(hours=1))}"


def test_an_address_that_only_takes_forms_is_not_gone_back_to(app: Flask, town: Town, centre: Centre) -> None:
    visitor = known(app, centre, a_summons(centre))
    with time_machine.travel(NOW + timedelta(minutes=31), tick=False):
        for path in ("/booking/further", "/booking/newer", "/booking/stay"):
            visitor.send(path)
            visitor.open("/booking")
            back = visitor.send("/booking/identify", **{"birth-day": "4", "birth-month": "5", "birth-year": "2001"})
            assert visitor.follow(back).status_code == 200, path
            visitor = known(app, centre, a_summons(centre))


def test_in_the_meeting_nobody_is_warned(app: Flask, town: Town, centre: Centre) -> None:
    meeting = a_meeting(centre, town.caseworker, starts_at=NOW + timedelta(minutes=5))
    visitor = known(app, centre, meeting.summons)
    visitor.open(visitor.open("/booking/receipt").text.split('href="/m/')[1].split('"')[0].join(["/m/", ""]))
    assert left(visitor.open("/meeting").text) is None
