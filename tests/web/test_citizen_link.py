"""The personal link shows and never acts, and tells a guesser nothing."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import Base, db
from tests.builders import Town, a_citizen, a_meeting, a_summons
from tests.web.visitor import Visitor, known, link_of, plain

MAY_GROW = ("audit_entry", "throttle")
PAGES = (
    "",
    "/check?slot=20261124T0800Z",
    "/receipt",
    "/move",
    "/move/check?slot=20261125T0930Z",
    "/cancel",
    "/calendar.ics",
)


def everything() -> dict[str, Any]:
    """The whole database but what a visit may write."""
    with db.engine.connect() as connection:
        tables = [table for table in Base.metadata.sorted_tables if table.name not in MAY_GROW]
        return {table.name: sorted(map(repr, connection.execute(select(table)))) for table in tables}


def test_the_link_moves_its_token_into_the_session(app: Flask, town: Town, centre: Centre) -> None:
    answer = Visitor(app).open(link_of(centre, a_summons(centre)))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/booking")
    assert answer.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("booked", [False, True])
def test_no_page_changes_anything_when_it_is_only_opened(
    app: Flask, town: Town, centre: Centre, method: str, booked: bool
) -> None:
    summons = a_summons(centre)
    if booked:
        a_meeting(centre, town.caseworker, summons)
    visitor = known(app, centre, summons)
    before = everything()
    for page in (link_of(centre, summons), *(f"/booking{page}" for page in PAGES)):
        assert visitor.request(method, page).status_code < 500
    assert everything() == before


def test_every_link_that_leads_nowhere_answers_the_same_bytes(app: Flask, town: Town, centre: Centre) -> None:
    locked = a_summons(centre, failed_tries=5, locked_at=clock.now())
    paths = ["/b/" + "A" * 22, "/b/short", "/b/" + "x" * 500, "/b/a/b", "/b/%00", link_of(centre, locked)]
    answers = [Visitor(app).open(path) for path in paths]
    assert {answer.status_code for answer in answers} == {404}
    assert len({plain(answer) for answer in answers}) == 1
    assert len({_headers(answer) for answer in answers}) == 1
    assert town.municipality.phone in answers[0].text


def _headers(answer: TestResponse) -> tuple[tuple[str, str], ...]:
    """All but those that hold the length of a token and the session of whoever came."""
    return tuple((name, value) for name, value in answer.headers if name not in ("Content-Length", "Set-Cookie"))


def test_the_page_for_unknown_links_does_not_know_the_visitor(app: Flask, town: Town, centre: Centre) -> None:
    stranger = Visitor(app).open("/b/" + "A" * 22)
    acquaintance = known(app, centre, a_summons(centre)).open("/b/" + "A" * 22)
    assert plain(stranger) == plain(acquaintance)


def test_another_link_in_the_same_browser_must_be_identified_anew(app: Flask, town: Town, centre: Centre) -> None:
    visitor = known(app, centre, a_summons(centre))
    other = a_summons(centre, a_citizen(centre, given_name="Oliver"))
    page = visitor.follow(visitor.open(link_of(centre, other)))
    assert "fødselsdato" in page.text
    assert visitor.open("/booking/receipt").status_code == 303


def test_without_a_link_the_pages_say_where_to_find_it(app: Flask, town: Town) -> None:
    answer = Visitor(app).open("/booking")
    assert answer.status_code == 403
    assert "Åbn linket i din besked igen" in answer.text


def test_a_citizen_of_one_municipality_is_not_found_from_another(app: Flask, town: Town, centre: Centre) -> None:
    visitor = known(app, centre, a_summons(centre))
    with visitor.client.session_transaction() as session:
        session["citizen"] = {**session["citizen"], "municipality_id": town.municipality.id + 1}
    assert visitor.open("/booking").status_code == 409
