"""Who holds the link: five tries, no try for what is no date, nothing lost by a pause."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.occasion import Summons
from tests.builders import Town, a_citizen, a_summons
from tests.conftest import NOW
from tests.web.visitor import BIRTHDAY, FIRST, Visitor, arrived, code, known, link_of, plain

WRONG = {**BIRTHDAY, "birth-day": "5"}


def failures(summons: Summons) -> int:
    return db.session.execute(select(Summons.failed_tries).where(Summons.id == summons.id)).scalar_one()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({}, "Skriv din fødselsdato"),
        ({"birth-day": "4"}, "Skriv både dag, måned og år"),
        ({"birth-day": "31", "birth-month": "2", "birth-year": "2001"}, "Det er ikke en dato"),
        ({"birth-day": "4", "birth-month": "5", "birth-year": "50"}, "Skriv året med fire tal, for eksempel 2001"),
        ({"birth-day": "4", "birth-month": "5", "birth-year": "²1"}, "Skriv året med fire tal, for eksempel 2001"),
        ({"birth-day": "4", "birth-month": "ma", "birth-year": "2001"}, "Skriv måneden med tal, for eksempel 12"),
        ({"birth-day": "30", "birth-month": "feb", "birth-year": "2001"}, "Det er ikke en dato"),
        ({"birth-day": "fire", "birth-month": "5", "birth-year": "2001"}, "Skriv dagen med tal, for eksempel 24"),
        ({"birth-day": "²", "birth-month": "5", "birth-year": "2001"}, "Skriv dagen med tal, for eksempel 24"),
        ({"birth-day": "4", "birth-month": "5", "birth-year": "2101"}, "Det er ikke en dato"),
    ],
)
def test_what_is_no_date_is_no_try(app: Flask, town: Town, centre: Centre, typed: dict[str, str], says: str) -> None:
    summons = a_summons(centre)
    visitor = arrived(app, centre, summons)
    for _ in range(7):
        answer = visitor.send("/booking/identify", **typed)
    assert answer.status_code == 422
    assert says in answer.text
    assert failures(summons) == 0


@pytest.mark.parametrize("month", ["5", "05", "maj", "Maj", "maj.", "May", "MAY"])
@pytest.mark.parametrize("year", ["2001", "01"])
def test_a_date_is_read_as_people_write_it(app: Flask, town: Town, centre: Centre, month: str, year: str) -> None:
    typed = {"birth-day": "4", "birth-month": month, "birth-year": year}
    visitor = arrived(app, centre, a_summons(centre))
    assert visitor.send("/booking/identify", **typed).status_code == 303
    assert "Vælg en tid" in visitor.open("/booking").text


def test_what_was_typed_stays_in_the_form(app: Flask, town: Town, centre: Centre) -> None:
    answer = arrived(app, centre, a_summons(centre)).send("/booking/identify", **WRONG)
    assert 'value="2001"' in answer.text


def test_a_wrong_date_says_how_many_tries_are_left(app: Flask, town: Town, centre: Centre) -> None:
    summons = a_summons(centre)
    answer = arrived(app, centre, summons).send("/booking/identify", **WRONG)
    assert answer.status_code == 422
    assert "Du har 4 forsøg tilbage" in answer.text
    assert failures(summons) == 1


def test_the_fifth_wrong_date_ends_the_link_for_good(app: Flask, town: Town, centre: Centre) -> None:
    summons = a_summons(centre)
    visitor = arrived(app, centre, summons)
    answers = [visitor.send("/booking/identify", **WRONG) for _ in range(4)]
    token_page = visitor.page
    assert [answer.status_code for answer in answers] == [422] * 4
    last = visitor.send("/booking/identify", **WRONG)
    unknown = Visitor(app).open("/b/" + "A" * 22)
    assert plain(last) == plain(unknown)
    visitor.page = token_page
    assert plain(visitor.send("/booking/identify", **BIRTHDAY)) == plain(unknown)
    assert plain(visitor.open("/booking")) == plain(unknown)
    assert plain(Visitor(app).open(link_of(centre, summons))) == plain(unknown)


def test_nothing_personal_is_shown_before_the_date_is_told(app: Flask, town: Town, centre: Centre) -> None:
    visitor = arrived(app, centre, a_summons(centre))
    for secret in ("Emilie", "Vestergaard", town.caseworker.name, "2001-05-04"):
        assert secret not in visitor.page.text


@pytest.mark.parametrize("page", ["/booking/receipt", "/booking/move", "/booking/cancel", "/booking/calendar.ics"])
def test_no_other_page_opens_before_it(app: Flask, town: Town, centre: Centre, page: str) -> None:
    answer = arrived(app, centre, a_summons(centre)).open(page)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/booking")


def test_after_a_long_pause_it_is_asked_again_and_the_chosen_time_is_kept(
    app: Flask, town: Town, centre: Centre
) -> None:
    visitor = known(app, centre, a_summons(centre))
    checking = visitor.open(f"/booking/check?slot={code(FIRST)}")
    assert checking.status_code == 200
    with time_machine.travel(NOW + timedelta(minutes=31), tick=False):
        answer = visitor.send("/booking/check", slot=code(FIRST))
        assert visitor.follow(answer).status_code == 200
        assert "Det er et stykke tid siden" in visitor.page.text
        again = visitor.send("/booking/identify", **BIRTHDAY)
        assert again.headers["Location"] == f"/booking/check?slot={code(FIRST)}"


def test_clicking_keeps_the_session_alive(app: Flask, town: Town, centre: Centre) -> None:
    visitor = known(app, centre, a_summons(centre))
    for minutes in (20, 40, 60):
        with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
            assert "Vælg en tid til din samtale" in visitor.open("/booking").text


def test_the_form_token_is_renewed_with_the_session(app: Flask, town: Town, centre: Centre) -> None:
    visitor = arrived(app, centre, a_summons(centre))
    before = visitor.page
    visitor.follow(visitor.send("/booking/identify", **BIRTHDAY))
    visitor.page = before
    assert visitor.send("/booking", slot=code(FIRST)).status_code == 400


def test_the_pages_are_in_the_citizens_own_language_from_the_first(app: Flask, town: Town, centre: Centre) -> None:
    summons = a_summons(centre, a_citizen(centre, language="en"))
    visitor = arrived(app, centre, summons)
    assert '<html lang="en">' in visitor.page.text
    assert "Write your date of birth" in visitor.send("/booking/identify").text
    visitor.follow(visitor.send("/booking/identify", **BIRTHDAY))
    assert '<html lang="en">' in visitor.page.text
    assert "Tuesday 24 November" in visitor.page.text


def test_a_language_chosen_by_hand_stays(app: Flask, town: Town, centre: Centre) -> None:
    visitor = arrived(app, centre, a_summons(centre, a_citizen(centre, language="en")))
    visitor.open("/booking?lang=da")
    visitor.follow(visitor.send("/booking/identify", **BIRTHDAY))
    assert '<html lang="da">' in visitor.page.text
