"""Logging in with MitID: the page, the way to the broker and back, and every way in which it can end."""

import json
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from itsdangerous import base64_decode
from sqlalchemy import text

from jobcentre.centre import Centre
from jobcentre.models.base import Base, db
from jobcentre.rules import access
from jobcentre.rules.access import Limit
from tests.brokers.fixtures import BO, EMILIE
from tests.brokers.process import SUBSTANTIAL, Provider
from tests.builders import Town, a_citizen, a_summons
from tests.conftest import NOW
from tests.web.mitid import (
    BEGIN,
    BOTH,
    BUTTON,
    asks_for_mitid,
    comes_back,
    provider,
    sent_away,
    started,
    summons,
    trail,
    visitor,
    way_back,
)
from tests.web.visitor import BIRTHDAY, FIRST, Visitor, arrived, code

__all__ = ["provider", "started", "summons", "visitor"]


def test_the_page_has_one_button_and_asks_for_no_birth_date(visitor: Visitor) -> None:
    page = visitor.page.text
    assert BUTTON in page
    assert "birth-day" not in page
    assert "Ring til os" in page
    assert visitor.send("/booking/identify", **BIRTHDAY).status_code == 200
    assert BUTTON in visitor.open("/booking").text


def test_somebody_logs_in_and_chooses_a_time(visitor: Visitor, provider: Provider) -> None:
    answer = comes_back(visitor, provider)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/booking")
    assert "Vælg en tid til din samtale" in visitor.follow(answer).text
    assert trail() == [("link.mitid", {"level": SUBSTANTIAL})]


def test_the_errand_goes_on_where_it_was(visitor: Visitor, provider: Provider) -> None:
    visitor.follow(visitor.open(f"/booking/check?slot={code(FIRST)}"))
    assert comes_back(visitor, provider).headers["Location"] == f"/booking/check?slot={code(FIRST)}"


def test_the_way_there_ends_the_form_and_names_its_language(visitor: Visitor, provider: Provider) -> None:
    address = sent_away(visitor)
    assert address.startswith(f"{provider.issuer}/authorize?")
    assert "form-action 'self';" in visitor.page.headers["Content-Security-Policy"]
    assert address.replace("&", "&amp;") in visitor.page.text
    assert "ui_locales=da" in address
    assert visitor.open(f"{BEGIN}?lang=en").headers["Location"] == "/booking"


def test_a_pause_asks_again(visitor: Visitor, provider: Provider) -> None:
    visitor.follow(comes_back(visitor, provider))
    with time_machine.travel(NOW + timedelta(minutes=31), tick=False):
        page = visitor.open("/booking").text
    assert "Det er et stykke tid siden, du loggede ind" in page
    assert BUTTON in page


def test_turning_back_is_no_fault(visitor: Visitor, provider: Provider) -> None:
    answer = comes_back(visitor, provider, "")
    assert answer.status_code == 200
    assert "Du er ikke logget ind endnu" in answer.text
    assert "alert-error" not in answer.text
    assert trail() == []


def test_each_tab_has_its_login(visitor: Visitor, provider: Provider) -> None:
    page = visitor.page
    ways = []
    for _ in range(4):
        visitor.page = page
        ways.append(way_back(visitor, provider))
    assert visitor.open(ways[0]).status_code == 400  # the oldest of four is forgotten
    assert visitor.open(ways[1]).status_code == 303


def test_a_broker_that_is_down_is_said_to_be(app: Flask, centre: Centre, town: Town, provider: Provider) -> None:
    nowhere = "http://127.0.0.1:1/.well-known/openid-configuration"
    with asks_for_mitid(app, town, provider, discovery=nowhere):
        answer = arrived(app, centre, a_summons(centre)).send(BEGIN)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "Vi kan ikke få svar fra MitID lige nu" in answer.text
    assert BUTTON in answer.text


def test_a_broker_that_goes_down_on_the_way(visitor: Visitor, provider: Provider) -> None:
    back = way_back(visitor, provider)
    provider.steer(bent={"token_status": 503})
    assert visitor.open(back).status_code == 503
    assert trail() == []


def test_without_a_broker_there_is_the_telephone(app: Flask, centre: Centre, town: Town) -> None:
    with asks_for_mitid(app, town, None):
        visitor = arrived(app, centre, a_summons(centre))
        assert "Man kan ikke logge ind med MitID lige nu. Ring til os" in visitor.page.text
        assert BUTTON not in visitor.page.text
        assert visitor.send(BEGIN).status_code == 503


def test_where_something_else_is_asked_for_the_button_does_nothing(app: Flask, centre: Centre, town: Town) -> None:
    visitor = arrived(app, centre, a_summons(centre))
    assert visitor.send(BEGIN).headers["Location"] == "/booking"


@pytest.mark.parametrize(("limit", "tries"), [("LINK_PER_ADDRESS", 2), ("LINK_PER_LINK", 1)])
def test_logins_are_throttled_with_the_other_tries(
    visitor: Visitor, provider: Provider, monkeypatch: pytest.MonkeyPatch, limit: str, tries: int
) -> None:
    monkeypatch.setattr(access, limit, Limit(tries, timedelta(minutes=10)))
    comes_back(visitor, provider, "")
    answer = visitor.send(BEGIN)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "Der har været for mange forsøg" in answer.text


def test_a_number_of_a_row_that_was_merged_into_theirs_is_theirs(
    app: Flask, centre: Centre, town: Town, provider: Provider
) -> None:
    with asks_for_mitid(app, town, provider):
        kept = a_citizen(centre)
        gone = a_citizen(centre, cpr=EMILIE)
        visitor = arrived(app, centre, a_summons(centre, kept))
        assert comes_back(visitor, provider).status_code == 403
        gone.merged_into_id, gone.cpr_index = kept.id, centre.keys.blind(str(gone.public_id), "merged")
        db.session.commit()
        assert comes_back(visitor, provider).status_code == 303


def test_the_number_is_written_nowhere(
    visitor: Visitor, provider: Provider, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    provider.steer(people=BOTH)
    seen = [comes_back(visitor, provider, "bo").text, comes_back(visitor, provider).text]
    cookie = visitor.client.get_cookie("jobcentre")
    assert cookie is not None
    payload = cookie.value.lstrip(".").partition(".")[0]
    seen += [json.dumps(str(base64_decode(payload))), str(capfd.readouterr()), caplog.text]
    for table in Base.metadata.sorted_tables:
        seen += [row[0] for row in db.session.execute(text(f'select "{table.name}"::text from "{table.name}"'))]
    assert not [place for place in seen if EMILIE in place or BO in place]


def test_english(app: Flask, centre: Centre, town: Town, provider: Provider) -> None:
    with asks_for_mitid(app, town, provider):
        visitor = arrived(app, centre, a_summons(centre, a_citizen(centre, language="en")))
        assert "Log in with MitID" in visitor.page.text
        assert "ui_locales=en" in sent_away(visitor)
        assert comes_back(arrived(app, centre, a_summons(centre)), provider).status_code == 403
