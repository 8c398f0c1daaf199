"""The page for links that lead nowhere has a way on: one form, one answer, whatever there is."""

import pytest
from flask import Flask
from sqlalchemy import select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.message import Message
from jobcentre.models.occasion import Summons
from jobcentre.rules import access
from jobcentre.services import links, summoning
from tests.builders import Town, a_meeting, a_summons
from tests.services.ways import with_ways
from tests.web.visitor import BIRTHDAY, Visitor, arrived, link_of, plain

WRONG = {**BIRTHDAY, "birth-day": "5"}


@pytest.fixture
def locked(town: Town, centre: Centre) -> Summons:
    return a_summons(centre, failed_tries=5, locked_at=clock.now())


def renewed(centre: Centre) -> list[str]:
    """Let the timetable go round; return the channels of what was written."""
    summoning.renew_asked(with_ways(centre))
    return list(db.session.execute(select(Message.channel)).scalars())


def test_a_locked_link_leads_to_a_new_one(app: Flask, centre: Centre, locked: Summons) -> None:
    visitor, token = Visitor(app), links.token_of(centre, locked)
    assert f'name="token" value="{token}"' in visitor.open(f"/b/{token}").text
    answer = visitor.send("/new-link", token=token, **BIRTHDAY)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/new-link/asked")
    page = visitor.follow(answer)
    assert "Passer oplysningerne, får du et nyt link. I Digital Post kommer det inden for en time." in page.text
    assert token not in page.text
    assert renewed(centre) == ["digital_post"]


def test_the_page_says_that_five_wrong_dates_close_a_link_and_leads_nobody_back_to_it(app: Flask, town: Town) -> None:
    page = Visitor(app).open("/b/" + "A" * 22).text
    assert "Har du skrevet forkert fødselsdato eller kode fem gange, er linket lukket." in page
    assert page.index("Er linket lukket, så få et nyt") < page.index("Har du fået en nyere besked")


def test_the_answer_is_the_same_whatever_there_is(app: Flask, town: Town, centre: Centre, locked: Summons) -> None:
    tokens = [links.token_of(centre, one) for one in (locked, a_summons(centre))] + ["A" * 22, "", "%00", "<script>"]
    seen = set()
    for token in tokens:
        for typed in (WRONG, BIRTHDAY) if token == tokens[0] else (BIRTHDAY,):
            visitor = Visitor(app)
            visitor.open("/b/" + "A" * 22)
            answer = visitor.send("/new-link", token=token, **typed)
            seen.add((answer.status_code, answer.headers["Location"], plain(visitor.follow(answer))))
    assert len(seen) == 1


def test_no_answer_counts_as_a_try(app: Flask, centre: Centre, locked: Summons) -> None:
    visitor = Visitor(app)
    visitor.open(link_of(centre, locked))
    for typed in (WRONG, {}, {"birth-day": "x"}):
        visitor.send("/new-link", token=links.token_of(centre, locked), **typed)
    db.session.refresh(locked)
    assert (locked.failed_tries, locked.new_links_asked) == (5, 0)
    assert renewed(centre) == []


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({}, "Skriv din fødselsdato"),
        ({"birth-day": "4"}, "Skriv både dag, måned og år"),
        ({**BIRTHDAY, "birth-year": "1"}, "Skriv året med fire tal"),
    ],
)
def test_what_is_no_date_is_said(app: Flask, town: Town, typed: dict[str, str], says: str) -> None:
    visitor = Visitor(app)
    visitor.open("/b/" + "A" * 22)
    answer = visitor.send("/new-link", token="A" * 22, **typed)
    assert (answer.status_code, says in answer.text) == (422, True)
    assert f'name="token" value="{"A" * 22}"' in answer.text, "it goes on in the form"


def test_a_token_is_shown_as_text(app: Flask, town: Town) -> None:
    page = Visitor(app).open('/b/"><script>alert(1)</script>')
    assert page.status_code == 404
    assert "<script>alert" not in page.text


def test_who_is_locked_out_in_the_middle_can_ask_from_there(app: Flask, town: Town, centre: Centre) -> None:
    visitor = arrived(app, centre, a_summons(centre))
    for _ in range(5):
        last = visitor.send("/booking/identify", **WRONG)
    assert last.status_code == 404
    assert visitor.send("/new-link", token="", **BIRTHDAY).status_code == 303
    assert renewed(centre) == ["digital_post"]


def test_the_same_form_twice_sends_one(app: Flask, centre: Centre, locked: Summons) -> None:
    visitor, token = Visitor(app), links.token_of(centre, locked)
    visitor.open(f"/b/{token}")
    for _ in range(2):
        assert visitor.send("/new-link", token=token, **BIRTHDAY).status_code == 303
    assert renewed(centre) == ["digital_post"]


def test_too_many_from_one_address_are_told_to_wait(app: Flask, town: Town) -> None:
    visitor = Visitor(app)
    visitor.open("/b/" + "A" * 22)
    for _ in range(access.NEW_LINK_PER_ADDRESS.tries):
        visitor.send("/new-link", token="A" * 22, **BIRTHDAY)
    answer = visitor.send("/new-link", token="A" * 22, **BIRTHDAY)
    assert (answer.status_code, "Retry-After" in answer.headers) == (429, True)


def test_the_link_of_a_meeting_has_no_such_form(app: Flask, town: Town, centre: Centre) -> None:
    a_meeting(centre, town.caseworker)
    page = Visitor(app).open("/m/" + "A" * 22)
    assert (page.status_code, "/new-link" in page.text) == (404, False)


def test_without_a_forms_own_token_it_is_refused(app: Flask, town: Town, centre: Centre, locked: Summons) -> None:
    answer = Visitor(app).request("POST", "/new-link", data={"token": links.token_of(centre, locked), **BIRTHDAY})
    assert answer.status_code == 400
    assert renewed(centre) == []


def test_in_english(app: Flask, town: Town) -> None:
    visitor = Visitor(app)
    visitor.open("/b/" + "A" * 22 + "?lang=en")
    assert "Send me a new link" in visitor.page.text
    page = visitor.follow(visitor.send("/new-link", token="A" * 22, **BIRTHDAY))
    assert "If the details match, you will get a new link." in page.text
