"""The pages where a citizen corrects their own e-mail address or mobile number."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.code import OneTimeCode
from jobcentre.models.occasion import Summons
from jobcentre.rules.reach import Medium
from jobcentre.services import codes
from tests.builders import Town, a_citizen, a_meeting, a_summons
from tests.services.ways import with_ways
from tests.web.colleague import Colleague
from tests.web.visitor import LATER, Visitor, arrived, known

CONTACT, CODE = "/booking/contact", "/booking/contact/code"


@pytest.fixture
def house(app: Flask, town: Town) -> Iterator[Centre]:
    """The application with e-mail and SMS."""
    app.extensions["jobcentre"] = with_ways(town.centre, Medium.EMAIL, Medium.SMS)
    yield app.extensions["jobcentre"]
    app.extensions["jobcentre"] = replace(town.centre)


@pytest.fixture
def summons(town: Town) -> Summons:
    citizen = a_citizen(town.centre, email="gammel@example.dk", mobile="+4520123456", team=town.team)
    return a_summons(town.centre, citizen)


@pytest.fixture
def visitor(app: Flask, house: Centre, summons: Summons) -> Visitor:
    visitor = known(app, house, summons)
    visitor.open(CONTACT)
    return visitor


def on_file(summons: Summons) -> tuple[str | None, str | None]:
    db.session.expire_all()
    citizen = db.session.get_one(Citizen, summons.citizen_id)
    return citizen.email, citizen.mobile


def code_of(centre: Centre) -> str:
    query = select(OneTimeCode).order_by(OneTimeCode.id.desc()).limit(1)
    found = db.session.execute(query.execution_options(populate_existing=True)).scalar_one()
    return codes.opened(centre, found) or pytest.fail("no code")


def test_what_is_on_file_is_shown_only_as_its_owner_knows_it(visitor: Visitor) -> None:
    page = visitor.open(CONTACT).text
    assert "g•••@e•••.dk" in page
    assert "•• •• •• 56" in page
    assert "gammel@example.dk" not in page
    assert "123456" not in page


@pytest.mark.parametrize("path", [CONTACT, CODE])
def test_nobody_gets_there_without_having_said_who_they_are(
    app: Flask, house: Centre, summons: Summons, path: str
) -> None:
    stranger = arrived(app, house, summons)
    for answer in (stranger.send(path, what="email", email="ny@example.dk", code="123456"), stranger.open(path)):
        assert (answer.status_code, answer.headers["Location"]) == (303, "/booking")
    assert db.session.execute(select(OneTimeCode.id)).scalar() is None


@pytest.mark.parametrize(
    ("what", "typed", "new", "told"),
    [
        ("email", "ny@example.dk", ("ny@example.dk", "+4520123456"), "Din nye e-mail er gemt"),
        ("mobile", "30 12 34 56", ("gammel@example.dk", "+4530123456"), "Dit nye mobilnummer er gemt"),
    ],
)
def test_the_whole_way(
    visitor: Visitor, house: Centre, summons: Summons, what: str, typed: str, new: tuple[str, str], told: str
) -> None:
    page = visitor.follow(visitor.send(CONTACT, what=what, **{what: typed}))
    assert "Vi har sendt en kode med seks tal" in page.text
    assert typed.replace(" ", "") in page.text.replace(" ", ""), "what was typed here is shown to be looked at"
    assert on_file(summons) == ("gammel@example.dk", "+4520123456")
    code = code_of(house)
    assert told in visitor.follow(visitor.send(CODE, what=what, code=f" {code[:3]} {code[3:]} ")).text
    assert on_file(summons) == new


@pytest.mark.parametrize(
    ("what", "typed", "sentence"),
    [
        ("email", "", "Skriv din nye e-mail"),
        ("email", "ny", "Det er ikke en e-mail, vi kan skrive til"),
        ("email", "<b>\"'@x", "Det er ikke en e-mail, vi kan skrive til"),
        ("email", "😀@example.dk", "Det er ikke en e-mail, vi kan skrive til"),
        ("email", "ny@example.dk\r\nBcc: x@example.dk", "Det er ikke en e-mail, vi kan skrive til"),
        ("email", "שלום", "Det er ikke en e-mail, vi kan skrive til"),
        ("email", "a" * 300 + "@example.dk", "Det er ikke en e-mail, vi kan skrive til"),
        ("email", "gammel@example.dk", "Det står der allerede"),
        ("mobile", "", "Skriv dit nye mobilnummer"),
        ("mobile", "112", "Det er ikke et telefonnummer"),
        ("mobile", "\u202e20", "Det er ikke et telefonnummer"),
        ("mobile", "33 00 00 00", "Nummeret kan ikke få SMS"),
        ("mobile", "20 12 34 56", "Det står der allerede"),
    ],
)
def test_what_cannot_be_the_new_one_comes_back_with_a_sentence(
    visitor: Visitor, summons: Summons, what: str, typed: str, sentence: str
) -> None:
    answer = visitor.send(CONTACT, what=what, **{what: typed})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'href="#{what}"' in answer.text
    assert db.session.execute(select(OneTimeCode.id)).scalar() is None


@pytest.mark.parametrize("what", ["", "identify", "address", "<b>"])
def test_nothing_else_can_be_corrected(visitor: Visitor, what: str) -> None:
    assert visitor.send(CONTACT, what=what, email="ny@example.dk").headers["Location"] == CONTACT
    assert visitor.send(CODE, what=what, code="123456").headers["Location"] == CONTACT
    assert db.session.execute(select(OneTimeCode.id)).scalar() is None


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "²²²²²²", "<b>"])
def test_what_is_no_code_counts_for_nothing(visitor: Visitor, typed: str) -> None:
    visitor.follow(visitor.send(CONTACT, what="email", email="ny@example.dk"))
    for _ in range(6):
        answer = visitor.send(CODE, what="email", code=typed)
        assert (answer.status_code, "Skriv koden med seks tal" in answer.text) == (422, True)
    assert db.session.execute(select(OneTimeCode.tries)).scalar_one() == 0


def test_wrong_codes_and_then_no_code(visitor: Visitor, house: Centre, summons: Summons) -> None:
    visitor.follow(visitor.send(CONTACT, what="email", email="ny@example.dk"))
    wrong = f"{(int(code_of(house)) + 1) % 10**6:06}"
    said = [visitor.send(CODE, what="email", code=wrong).text for _ in range(4)]
    assert "Du kan prøve 4 gange mere" in said[0]
    assert "Du kan prøve én gang mere" in said[3]
    assert "Koden virker ikke mere" in visitor.follow(visitor.send(CODE, what="email", code=wrong)).text
    assert visitor.open(CODE).headers["Location"] == CONTACT
    assert on_file(summons)[0] == "gammel@example.dk"


def test_somebody_elses(visitor: Visitor, house: Centre, summons: Summons, town: Town) -> None:
    a_citizen(town.centre, email="ny@example.dk")
    visitor.follow(visitor.send(CONTACT, what="email", email="ny@example.dk"))
    page = visitor.follow(visitor.send(CODE, what="email", code=code_of(house)))
    assert "står allerede hos en anden" in page.text
    assert on_file(summons)[0] == "gammel@example.dk"


def test_too_many_codes(visitor: Visitor) -> None:
    for number in range(5):
        assert visitor.send(CONTACT, what="email", email=f"ny{number}@example.dk").status_code == 303
    visitor.open(CONTACT)
    answer = visitor.send(CONTACT, what="email", email="ny@example.dk")
    assert answer.status_code == 429
    assert "Retry-After" in answer.headers


def test_it_works_with_a_time_as_well_and_the_caseworker_reads_that_it_changed(
    visitor: Visitor, house: Centre, summons: Summons, town: Town, mette: Colleague
) -> None:
    a_meeting(town.centre, town.caseworker, summons, starts_at=LATER)
    visitor.follow(visitor.send(CONTACT, what="email", email="ny@example.dk"))
    visitor.send(CODE, what="email", code=code_of(house))
    page = mette.open(f"/caseworker/people/{summons.citizen.public_id}").text
    assert "Rettede selv sine oplysninger: e-mail" in page
    assert "ny@example.dk" in page


def test_looking_sends_nothing(visitor: Visitor) -> None:
    for path in (CONTACT, CODE):
        visitor.open(path)
    assert db.session.execute(select(OneTimeCode.id)).scalar() is None


def test_what_was_typed_is_shown_whole_to_nobody_else_and_nowhere_else(
    visitor: Visitor, app: Flask, house: Centre, summons: Summons
) -> None:
    assert "ny@example.dk" in visitor.follow(visitor.send(CONTACT, what="email", email="ny@example.dk")).text
    assert "ny@example.dk" not in visitor.open(CONTACT).text
    elsewhere = known(app, house, summons).open(CODE)
    assert "n•••@e•••.dk" in elsewhere.text
    assert "ny@example.dk" not in elsewhere.text


def test_the_receipt_says_that_mail_does_not_arrive_and_a_new_address_gets_the_calendar_file(
    visitor: Visitor, house: Centre, summons: Summons, town: Town
) -> None:
    a_meeting(town.centre, town.caseworker, summons, starts_at=LATER)
    assert "få mails frem" not in visitor.open("/booking/receipt").text
    citizen = db.session.get_one(Citizen, summons.citizen_id)
    citizen.email_refused = citizen.email
    db.session.commit()
    page = visitor.open("/booking/receipt").text
    assert "Vi kan ikke få mails frem til dig." in page
    assert page.index("få mails frem") < page.index(CONTACT)
    visitor.open(CONTACT)
    visitor.follow(visitor.send(CONTACT, what="email", email="ny@example.dk"))
    visitor.send(CODE, what="email", code=code_of(house))
    assert "få mails frem" not in visitor.open("/booking/receipt").text
