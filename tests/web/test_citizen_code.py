"""A code by SMS or e-mail, after the birth date: what is shown when, and what a wrong, old or foreign one does."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.code import OneTimeCode
from jobcentre.models.message import Message
from jobcentre.models.occasion import Summons
from jobcentre.rules import access
from jobcentre.rules.identifying import CODE_TRIES, CODE_VALID, Identification
from tests.builders import Town, a_citizen, a_summons
from tests.conftest import NOW
from tests.services.coded import asks, newest, other
from tests.services.ways import with_ways
from tests.web.visitor import BIRTHDAY, FIRST, Visitor, arrived, code, known, plain


@pytest.fixture(autouse=True)
def coding(app: Flask, town: Town) -> Iterator[None]:
    """A town that asks for codes, in a house with e-mail and SMS."""
    asks(town)
    before = app.extensions["jobcentre"]
    ways = with_ways(before).channels
    app.extensions["jobcentre"] = replace(before, channels={name: ways[name] for name in ("email", "sms")})
    yield
    app.extensions["jobcentre"] = before


def somebody(centre: Centre, **given: object) -> Summons:
    person = {"email": "jonas@example.dk", "mobile": "+4520304034", **given}
    return a_summons(centre, a_citizen(centre, **person))


def asked(app: Flask, centre: Centre, summons: Summons, way: str = "email") -> Visitor:
    """A visitor who has had a code sent and stands before the field for it."""
    visitor = known(app, centre, summons)
    visitor.follow(visitor.send("/booking/code/send", way=way))
    return visitor


def counted(model: type[OneTimeCode] | type[Message]) -> int:
    return db.session.execute(select(func.count(model.id))).scalar_one()


def test_the_whole_way(app: Flask, town: Town, centre: Centre) -> None:
    visitor = arrived(app, centre, somebody(centre))
    assert "Bagefter sender vi dig en kode" in visitor.page.text
    page = visitor.follow(visitor.send("/booking/identify", **BIRTHDAY))
    assert "j•••@e•••.dk" in page.text
    assert "••\u00a0••\u00a0••\u00a034" in page.text
    assert "jonas" not in page.text
    page = visitor.follow(visitor.send("/booking/code/send", way="sms"))
    assert "Vi har sendt en kode på SMS til ••\u00a0••\u00a0••\u00a034" in page.text
    assert "kl. 9.10" in page.text
    assert 'autocomplete="one-time-code"' in page.text
    assert 'inputmode="numeric"' in page.text
    page = visitor.follow(visitor.send("/booking/code", code=newest(centre)))
    assert "Vælg en tid til din samtale" in page.text


def test_nothing_is_sent_and_no_address_shown_before_the_birth_date(app: Flask, town: Town, centre: Centre) -> None:
    """Whoever presses every button without knowing the date sends nothing, and locks nobody out."""
    summons = somebody(centre)
    visitor = arrived(app, centre, summons)
    for path in ("/booking/code/send", "/booking/code", "/booking/identify"):
        for fields in ({}, {"way": "sms"}, {"way": "email", "code": "123456"}):
            answer = visitor.send(path, **fields)
            assert "•••" not in answer.text
    assert (counted(OneTimeCode), counted(Message)) == (0, 0)
    db.session.refresh(summons)
    assert (summons.failed_tries, summons.locked_at) == (0, None)


@pytest.mark.parametrize("page", ["/booking/receipt", "/booking/move", "/booking/cancel", "/booking/calendar.ics"])
def test_the_birth_date_alone_opens_nothing(app: Flask, town: Town, centre: Centre, page: str) -> None:
    visitor = known(app, centre, somebody(centre))
    assert visitor.open(page).headers["Location"] == "/booking"
    assert "Vælg en tid til" not in visitor.open("/booking").text


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Skriv koden"),
        ("12345", "Koden er seks tal"),
        ("abcdef", "seks tal"),
        ("<b>1", "seks tal"),
        ("1" * 300, "seks"),
    ],
)
def test_what_is_no_code_is_no_try(app: Flask, town: Town, centre: Centre, typed: str, says: str) -> None:
    visitor = asked(app, centre, somebody(centre))
    for _ in range(CODE_TRIES + 1):
        answer = visitor.send("/booking/code", code=typed)
        assert (answer.status_code, says in answer.text, "<b>1" in answer.text) == (422, True, False)
    assert visitor.send("/booking/code", code=newest(centre)).status_code == 303


def test_wrong_codes_are_counted_and_the_way_on_is_said(app: Flask, town: Town, centre: Centre) -> None:
    visitor = asked(app, centre, somebody(centre))
    right = newest(centre)
    for left in range(CODE_TRIES - 1, 0, -1):
        answer = visitor.send("/booking/code", code=other(right))
        assert (answer.status_code, f"Du har {left} forsøg tilbage" in answer.text) == (422, True)
    answer = visitor.send("/booking/code", code=other(right))
    assert (answer.status_code, "Koden virker ikke mere. Bed om en ny." in answer.text) == (422, True)
    assert visitor.send("/booking/code", code=right).status_code == 422
    visitor.follow(visitor.send("/booking/code/send", way="email"))
    assert visitor.send("/booking/code", code=newest(centre)).status_code == 303


def test_a_code_with_spaces_is_understood(app: Flask, town: Town, centre: Centre) -> None:
    visitor = asked(app, centre, somebody(centre))
    right = newest(centre)
    assert visitor.send("/booking/code", code=f" {right[:3]} {right[3:]} ").status_code == 303


def test_a_code_in_the_digits_of_another_script_is_understood(app: Flask, town: Town, centre: Centre) -> None:
    """A telephone that is set to Arabic types these, for the birth date as well."""
    visitor = arrived(app, centre, somebody(centre))
    typed = {"birth-day": "٤", "birth-month": "٥", "birth-year": "٢٠٠١"}
    assert visitor.send("/booking/identify", **typed).status_code == 303
    visitor.follow(visitor.send("/booking/code/send", way="email"))
    arabic = newest(centre).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert visitor.send("/booking/code", code=arabic).status_code == 303


def test_an_old_code_says_so(app: Flask, town: Town, centre: Centre) -> None:
    visitor = asked(app, centre, somebody(centre))
    right = newest(centre)
    with time_machine.travel(NOW + CODE_VALID, tick=False):
        answer = visitor.send("/booking/code", code=right)
    assert (answer.status_code, "Koden virker ikke mere" in answer.text) == (422, True)


def test_a_code_used_in_one_browser_is_worth_nothing_in_another(app: Flask, town: Town, centre: Centre) -> None:
    summons = somebody(centre)
    mine, theirs = asked(app, centre, summons), known(app, centre, summons)
    right = newest(centre)
    assert mine.send("/booking/code", code=right).status_code == 303
    assert theirs.send("/booking/code", code=right).status_code == 422


def test_other_peoples_codes_open_nothing(app: Flask, town: Town, centre: Centre) -> None:
    mine = asked(app, centre, somebody(centre))
    own = newest(centre)
    asked(app, centre, somebody(centre))
    foreign = newest(centre)
    assert foreign == own or mine.send("/booking/code", code=foreign).status_code == 422


def test_two_tabs_end_in_the_same_place(app: Flask, town: Town, centre: Centre) -> None:
    visitor = asked(app, centre, somebody(centre))
    first = visitor.page
    visitor.follow(visitor.send("/booking/code", code=newest(centre)))
    assert visitor.send("/booking/code", code="123456").headers["Location"] == "/booking"
    assert visitor.send("/booking/code/send", way="sms").headers["Location"] == "/booking"
    visitor.page = first
    assert visitor.send("/booking/code", code="123456").status_code == 400, "the form of before is outdated"


def test_a_new_code_is_throttled_kindly(app: Flask, town: Town, centre: Centre) -> None:
    visitor = asked(app, centre, somebody(centre))
    for _ in range(access.CODES_PER_LINK.tries - 1):
        visitor.follow(visitor.send("/booking/code/send", way="email"))
    answer = visitor.send("/booking/code/send", way="email")
    assert (answer.status_code, "Der har været for mange forsøg" in answer.text) == (429, True)
    assert 0 < int(answer.headers["Retry-After"]) <= access.CODES_PER_LINK.window.total_seconds()
    assert visitor.send("/booking/code", code=newest(centre)).status_code == 303


@pytest.mark.parametrize("way", ["", "letter", "digital_post", "<b>", "sms "])
def test_a_way_that_is_none(app: Flask, town: Town, centre: Centre, way: str) -> None:
    answer = known(app, centre, somebody(centre)).send("/booking/code/send", way=way)
    assert (answer.status_code, "Vælg, hvor vi skal sende koden hen" in answer.text) == (422, True)
    assert counted(OneTimeCode) == 0


def test_with_one_address_there_is_nothing_to_choose(app: Flask, town: Town, centre: Centre) -> None:
    page = known(app, centre, somebody(centre, mobile=None)).page
    assert 'type="radio"' not in page.text
    assert "E-mail til j•••@e•••.dk" in page.text


def test_without_any_address_somebody_is_to_be_called(app: Flask, town: Town, centre: Centre) -> None:
    visitor = known(app, centre, somebody(centre, mobile=None, email=None))
    assert visitor.page.status_code == 200
    assert town.municipality.phone in visitor.page.text
    assert "<form" not in visitor.page.text.partition("<main")[2].partition("</main")[0]
    assert visitor.open("/booking/receipt").status_code == 303


def test_the_birth_date_is_asked_for_again_after_a_while(app: Flask, town: Town, centre: Centre) -> None:
    visitor = known(app, centre, somebody(centre))
    with time_machine.travel(NOW + timedelta(minutes=31), tick=False):
        assert "Din fødselsdato" in visitor.open("/booking").text
        assert visitor.send("/booking/code/send", way="email").status_code == 303
    assert counted(OneTimeCode) == 0


def test_where_somebody_was_going_is_kept(app: Flask, town: Town, centre: Centre) -> None:
    visitor = arrived(app, centre, somebody(centre))
    visitor.follow(visitor.open(f"/booking/check?slot={code(FIRST)}"))
    visitor.follow(visitor.send("/booking/identify", **BIRTHDAY))
    visitor.follow(visitor.send("/booking/code/send", way="email"))
    answer = visitor.send("/booking/code", code=newest(centre))
    assert answer.headers["Location"] == f"/booking/check?slot={code(FIRST)}"


def test_a_link_locked_meanwhile_is_unknown(app: Flask, town: Town, centre: Centre) -> None:
    summons = somebody(centre)
    visitor, unknown = asked(app, centre, summons), Visitor(app).open("/b/" + "A" * 22)
    summons.locked_at = NOW
    db.session.commit()
    assert plain(visitor.open("/booking")) == plain(unknown)


def test_in_english(app: Flask, town: Town, centre: Centre) -> None:
    visitor = known(app, centre, somebody(centre, language="en"))
    assert "Send the code" in visitor.page.text
    page = visitor.follow(visitor.send("/booking/code/send", way="sms"))
    assert "We have sent a code by SMS to ••\u00a0••\u00a0••\u00a034" in page.text
    assert "The code is six digits" in visitor.send("/booking/code", code="12").text


def test_a_town_that_asks_for_the_birth_date_alone_has_no_codes(app: Flask, town: Town, centre: Centre) -> None:
    asks(town, Identification.BIRTH_DATE)
    visitor = arrived(app, centre, somebody(centre))
    visitor.follow(visitor.send("/booking/identify", **BIRTHDAY))
    assert "Vælg en tid til din samtale" in visitor.page.text
    assert visitor.send("/booking/code/send", way="email").headers["Location"] == "/booking"
    assert counted(OneTimeCode) == 0
