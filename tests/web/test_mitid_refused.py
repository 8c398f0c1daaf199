"""Logins with MitID that let nobody in: another person, too low a level, forgeries, old and foreign answers."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.occasion import Summons
from jobcentre.services import links
from tests.brokers.fixtures import EMILIE
from tests.brokers.process import LOW, Provider
from tests.brokers.test_oidc import FORGED
from tests.builders import a_citizen, a_summons
from tests.conftest import NOW
from tests.web.mitid import (
    BEGIN,
    BOTH,
    BUTTON,
    comes_back,
    provider,
    sent_away,
    started,
    summons,
    trail,
    visitor,
    way_back,
)
from tests.web.visitor import Visitor, arrived, link_of

__all__ = ["provider", "started", "summons", "visitor"]


def test_another_person_is_told_so_and_the_link_stays_as_it_is(
    app: Flask, centre: Centre, visitor: Visitor, summons: Summons, provider: Provider
) -> None:
    provider.steer(people=BOTH)
    for _ in range(7):
        answer = comes_back(visitor, provider, "bo")
        assert answer.status_code == 403
        assert "Du loggede ind som en anden end den, linket er sendt til" in answer.text
        assert BUTTON in answer.text
        assert "Emilie" not in answer.text
    assert trail() == [("link.mitid_refused", {"login": "other_person"})] * 7
    assert db.session.execute(select(Summons.failed_tries, Summons.locked_at)).one() == (0, None)
    assert comes_back(visitor, provider).status_code == 303


def test_a_low_level_is_refused(visitor: Visitor, provider: Provider) -> None:
    provider.steer(people={"emilie": {"dk.cpr": EMILIE, "loa": LOW}})
    answer = comes_back(visitor, provider)
    assert answer.status_code == 403
    assert "Dit login var ikke sikkert nok" in answer.text
    assert trail() == [("link.mitid_refused", {"login": "level"})]
    assert BUTTON in visitor.open("/booking").text


@pytest.mark.parametrize("forgery", FORGED)
def test_a_forgery_lets_nobody_in(visitor: Visitor, provider: Provider, forgery: str) -> None:
    provider.steer(bent=FORGED[forgery][0])
    answer = comes_back(visitor, provider)
    assert answer.status_code == 400
    assert "Vi kunne ikke bruge svaret fra MitID" in answer.text
    assert BUTTON in answer.text
    assert trail() == [("link.mitid_refused", {"login": "invalid"})]
    assert visitor.open("/booking/receipt").headers["Location"] == "/booking"


@pytest.mark.parametrize(
    ("bent", "says", "kept"),
    [
        ({"claims": {"loa": None}}, "ikke sikkert nok", "level"),
        ({"userinfo": {"dk.cpr": None}}, "MitID fortalte os ikke, hvem du er", "number"),
    ],
)
def test_what_is_left_out_lets_nobody_in(
    visitor: Visitor, provider: Provider, bent: dict[str, object], says: str, kept: str
) -> None:
    provider.steer(bent=bent)
    answer = comes_back(visitor, provider)
    assert answer.status_code == 403
    assert says in answer.text
    assert BUTTON in answer.text
    assert trail() == [("link.mitid_refused", {"login": kept})]
    assert visitor.open("/booking/receipt").headers["Location"] == "/booking"


def test_a_login_comes_back_once(visitor: Visitor, provider: Provider) -> None:
    """A copy of the address is worth nothing afterwards, in this browser and in others."""
    back = way_back(visitor, provider)
    visitor.open(back)
    assert visitor.open(back).headers["Location"] == "/booking"
    visitor.open("/booking")
    assert visitor.send("/close").status_code == 303
    assert "Åbn linket i din besked igen" in visitor.open(back).text


def test_a_login_that_was_refused_does_not_come_back_either(visitor: Visitor, provider: Provider) -> None:
    back = way_back(visitor, provider, "")
    assert visitor.open(back).status_code == 200
    answer = visitor.open(back)
    assert (answer.status_code, "Det login gælder ikke mere" in answer.text) == (400, True)


def test_a_code_is_not_taken_twice_with_an_old_session(visitor: Visitor, provider: Provider) -> None:
    """The session lies in the browser, so an old one can be put back; the broker knows its codes."""
    back = way_back(visitor, provider)
    cookie = visitor.client.get_cookie("jobcentre")
    assert cookie is not None
    visitor.open(back)
    visitor.client.set_cookie("jobcentre", cookie.value)
    answer = visitor.open(back)
    assert (answer.status_code, "Vi kunne ikke bruge svaret" in answer.text) == (400, True)


@pytest.mark.parametrize("query", ["", "?state=&code=x", "?state=made-up&code=x", "?error=access_denied", "?code=x"])
def test_an_answer_nobody_asked_for_is_outdated(visitor: Visitor, query: str) -> None:
    answer = visitor.open(f"{BEGIN}/callback{query}")
    assert answer.status_code == 400
    assert "Det login gælder ikke mere" in answer.text
    assert trail() == []


def test_somebody_elses_answer_is_worth_nothing_here(
    app: Flask, centre: Centre, visitor: Visitor, summons: Summons, provider: Provider
) -> None:
    """Nobody is logged in by an address that somebody else made (login CSRF)."""
    sent_away(visitor)
    stranger = arrived(app, centre, summons)
    answer = visitor.open(way_back(stranger, provider))
    assert (answer.status_code, "Det login gælder ikke mere" in answer.text) == (400, True)


def test_without_a_session_the_link_is_asked_for(app: Flask, visitor: Visitor, provider: Provider) -> None:
    answer = Visitor(app).open(way_back(visitor, provider))
    assert answer.status_code == 403
    assert "Åbn linket i din besked igen" in answer.text


def test_ten_minutes_are_enough(visitor: Visitor, provider: Provider) -> None:
    back = way_back(visitor, provider)
    with time_machine.travel(NOW + timedelta(minutes=10), tick=False):
        answer = visitor.open(back)
    assert (answer.status_code, "Det login gælder ikke mere" in answer.text) == (400, True)


def test_another_link_is_not_opened_by_it(app: Flask, centre: Centre, visitor: Visitor, provider: Provider) -> None:
    """A second link in the same browser is another person's, or has to be told anew who is there."""
    back = way_back(visitor, provider)
    other = a_summons(centre, a_citizen(centre))
    visitor.follow(visitor.open(link_of(centre, other)))
    assert visitor.open(back).status_code == 400


def test_a_link_that_was_replaced_meanwhile_opens_nothing(
    centre: Centre, visitor: Visitor, summons: Summons, provider: Provider
) -> None:
    back = way_back(visitor, provider)
    links.renew(centre, summons)
    db.session.commit()
    answer = visitor.follow(visitor.open(back))
    assert (answer.status_code, "Åbn linket i din besked igen" in answer.text) == (403, True)
    assert trail() == []


def test_a_link_that_was_locked_before_stays_locked(visitor: Visitor, summons: Summons, provider: Provider) -> None:
    back = way_back(visitor, provider)
    summons.failed_tries, summons.locked_at = 5, NOW
    db.session.commit()
    for answer in (visitor.open(back), visitor.open("/booking")):
        assert answer.status_code == 404
