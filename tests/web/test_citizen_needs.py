"""The pages where a citizen asks for an interpreter, a companion, another form or another time."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.need import Need
from jobcentre.models.occasion import Summons
from jobcentre.models.task import Task, TaskKind
from jobcentre.rules.access import Role
from jobcentre.rules.needs import NeedKind
from tests.builders import Town, a_citizen, a_meeting, a_staff, a_summons
from tests.services.free_choice import a_first, a_second
from tests.web.colleague import Colleague, signed_in
from tests.web.visitor import FIRST, LATER, Visitor, arrived, code, known

NEEDS, TIME = "/booking/needs", "/booking/another-time"
LONG = "å" * 501


def rows() -> list[Need]:
    db.session.expire_all()
    return list(db.session.execute(select(Need).order_by(Need.id)).scalars())


@pytest.fixture
def summons(town: Town, centre: Centre) -> Summons:
    return a_summons(centre, a_citizen(centre, team=town.team))


@pytest.fixture
def visitor(app: Flask, centre: Centre, summons: Summons) -> Visitor:
    """Somebody who is to choose a time."""
    visitor = known(app, centre, summons)
    visitor.open(NEEDS)
    return visitor


def test_the_pages_are_reached_from_the_times_and_from_the_receipt(
    visitor: Visitor, town: Town, centre: Centre, summons: Summons
) -> None:
    times = visitor.open("/booking").text
    assert TIME in times
    assert NEEDS in times
    a_meeting(centre, town.caseworker, summons, starts_at=LATER)
    receipt = visitor.open("/booking/receipt").text
    assert NEEDS in receipt
    assert "/booking/contact" in receipt


@pytest.mark.parametrize("path", [NEEDS, TIME])
def test_nobody_gets_there_without_having_said_who_they_are(
    app: Flask, town: Town, centre: Centre, summons: Summons, path: str
) -> None:
    stranger = arrived(app, centre, summons)
    for answer in (stranger.send(path, kind="companion", when="nu"), stranger.open(path)):
        assert (answer.status_code, answer.headers["Location"]) == (303, "/booking")
    assert rows() == []


def test_an_interpreter_by_language(visitor: Visitor) -> None:
    page = visitor.follow(visitor.send(NEEDS, kind="interpreter", language="fa_AF"))
    assert "Tolk: dari" in page.text
    assert "senest torsdag den 26. november" in page.text
    assert [(row.kind, row.detail) for row in rows()] == [(NeedKind.INTERPRETER, "fa_AF")]
    assert "Interpreter: Dari" in visitor.open(f"{NEEDS}?lang=en").text


def test_frequent_languages_come_first_and_the_others_by_name(visitor: Visitor) -> None:
    names = re.findall(r'<option value="[a-zA-Z_]*">([^<]+)', visitor.open(NEEDS).text)
    assert names[:3] == ["Arabisk", "Ukrainsk", "Persisk"]
    assert names[10:-1] == sorted(names[10:-1], key=str.casefold)
    assert names[-1] == "Et andet sprog"


@pytest.mark.parametrize(
    ("named", "shown"),
    [
        ("Tamazight", "Tamazight"),
        ('O\'Brien "x"', "O&#39;Brien &#34;x&#34;"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("😀", "😀"),
        ("עברית", "עברית"),
        ("A\u202eB\x07", "A B"),
    ],
)
def test_a_language_in_words(visitor: Visitor, named: str, shown: str) -> None:
    page = visitor.follow(visitor.send(NEEDS, kind="interpreter", language="other", other=named))
    assert f'<bdi class="own-words">{shown}</bdi>' in page.text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Vælg, hvad du har brug for"),
        ({"kind": "parking"}, "Vælg, hvad du har brug for"),
        ({"kind": "other_time"}, "Vælg, hvad du har brug for"),
        ({"kind": "interpreter"}, "Vælg et sprog fra listen"),
        ({"kind": "interpreter", "language": "xx"}, "Vælg et sprog fra listen"),
        ({"kind": "interpreter", "language": "<b>"}, "Vælg et sprog fra listen"),
        ({"kind": "interpreter", "language": "other"}, "Skriv, hvilket sprog du taler"),
        ({"kind": "interpreter", "language": "other", "other": "\u202e \x07"}, "Skriv, hvilket sprog du taler"),
        ({"kind": "interpreter", "language": "other", "other": LONG}, "Skriv kun sprogets navn, med højst 60 tegn"),
        ({"kind": "telephone"}, "Skriv kort hvorfor"),
        ({"kind": "telephone", "why": "\u200b"}, "Skriv kort hvorfor"),
        ({"kind": "in_person", "why": LONG}, "Skriv det kortere, med højst 500 tegn"),
    ],
)
def test_what_cannot_be_asked_for_comes_back_with_a_sentence(
    visitor: Visitor, fields: dict[str, str], sentence: str
) -> None:
    answer = visitor.send(NEEDS, **fields)
    assert (answer.status_code, rows()) == (422, [])
    assert sentence in answer.text
    assert "error-summary" in answer.text


@pytest.mark.parametrize(
    ("when", "sentence"),
    [
        ("", "Skriv, hvornår du kan"),
        (" \r\n ", "Skriv, hvornår du kan"),
        ("\u202e\x07", "Skriv, hvornår du kan"),
        (LONG, "Skriv det kortere, med højst 500 tegn"),
    ],
)
def test_another_time_needs_a_few_words(visitor: Visitor, when: str, sentence: str) -> None:
    answer = visitor.send(TIME, when=when)
    assert (answer.status_code, rows()) == (422, [])
    assert sentence in answer.text


def test_a_nul_is_no_text(visitor: Visitor) -> None:
    assert visitor.send(TIME, when="a\x00b").status_code == 400
    assert rows() == []


@pytest.mark.parametrize(
    ("when", "shown"),
    [
        ("å" * 500, "å" * 500),
        ('Efter kl. 13 "tak" 😀', "Efter kl. 13 &#34;tak&#34; 😀"),
        ("<b>nu</b>", "&lt;b&gt;nu&lt;/b&gt;"),
        ("مساءً فقط", "مساءً فقط"),
    ],
)
def test_another_time_says_what_happens_next(visitor: Visitor, when: str, shown: str) -> None:
    page = visitor.follow(visitor.send(TIME, when=when))
    assert shown in page.text
    assert "Du har bedt om en anden tid" in page.text
    assert 'senest <strong class="whole">torsdag den 26. november' in page.text
    assert "Din frist løber ikke, mens du venter på svar" in page.text
    assert visitor.open("/booking").status_code == 200, "a time may be booked all the same"


def test_who_has_a_time_is_told_to_keep_it(visitor: Visitor, town: Town, centre: Centre, summons: Summons) -> None:
    a_meeting(centre, town.caseworker, summons, starts_at=LATER)
    visitor.open(TIME)
    page = visitor.follow(visitor.send(TIME, when="Hellere om eftermiddagen"))
    assert "Hører du ikke andet, så kom til den" in page.text
    assert "Din frist løber ikke" not in page.text


def test_taking_back(visitor: Visitor) -> None:
    visitor.send(NEEDS, kind="companion")
    visitor.open(NEEDS)
    page = visitor.follow(visitor.send(NEEDS, back=str(rows()[0].public_id)))
    assert "Det er taget tilbage" in page.text
    assert rows()[0].ended_at is not None
    assert visitor.send(NEEDS, back="nonsense").status_code == 303
    visitor.follow(visitor.send(TIME, when="Om aftenen"))
    assert "Bed om en anden tid" in visitor.follow(visitor.send(TIME, back=str(rows()[1].public_id))).text


def test_too_many_in_an_hour_are_refused_with_a_sentence(visitor: Visitor) -> None:
    for _ in range(20):
        assert visitor.send(NEEDS, kind="companion").status_code == 303
    visitor.open(NEEDS)
    answer = visitor.send(NEEDS, kind="companion")
    assert answer.status_code == 429
    assert "Retry-After" in answer.headers


def test_the_other_form_is_asked_for_only_where_it_is_not_theirs_to_choose(app: Flask, town: Town) -> None:
    first = known(app, town.centre, a_first(town))
    assert "Jeg vil hellere tale i telefon" in first.open(NEEDS).text, "a first interview is in person"
    second = known(app, town.centre, a_second(town, a_citizen(town.centre)))
    page = second.open(NEEDS).text
    assert "Det vælger du selv, når du har valgt en tid." in page
    assert 'name="why"' not in page
    assert second.send(NEEDS, kind="telephone", why="Mit net er dårligt").status_code == 422
    second.open(f"/booking/check?slot={code(FIRST)}")
    second.follow(second.send("/booking/check", slot=code(FIRST), form="video"))
    assert f"/booking/move/check?slot={code(FIRST)}" in second.open(NEEDS).text


def test_over_is_over(app: Flask, town: Town, centre: Centre) -> None:
    summons = a_summons(centre)
    visitor = known(app, centre, summons)
    summons.closed_at = clock.now()
    db.session.commit()
    for path in (NEEDS, TIME):
        assert visitor.send(path, kind="companion", when="nu").headers["Location"] == "/booking"
    for path in (NEEDS, TIME):
        assert visitor.open(path).headers["Location"] == "/booking"
    assert rows() == []


def test_staff_see_it_on_the_person_and_the_meeting_and_end_the_task(
    visitor: Visitor, town: Town, centre: Centre, summons: Summons, mette: Colleague
) -> None:
    meeting = a_meeting(centre, town.caseworker, summons, starts_at=LATER + timedelta(days=7))
    visitor.send(NEEDS, kind="interpreter", language="ar")
    visitor.send(TIME, when="Om <eftermiddagen>")
    person = f"/caseworker/people/{summons.citizen.public_id}"
    page = mette.open(person).text
    assert "Borgeren har bedt om noget: Tolk: arabisk, En anden tid" in page
    assert "I svarer senest torsdag den 26. november" in page
    assert "Om &lt;eftermiddagen&gt;" in page
    assert "Tolk: arabisk" in mette.open(f"/caseworker/meetings/{meeting.public_id}").text
    task = db.session.execute(select(Task).where(Task.kind == TaskKind.NEEDS)).scalar_one()
    mette.open(person)
    mette.send(f"{person}/tasks/{task.public_id}/done")
    assert "Gælder for samtalen" in mette.open(person).text
    assert "Tolk: arabisk" in mette.open(f"/caseworker/meetings/{meeting.public_id}").text
    seen = "En sagsbehandler har set det og tager sig af det"
    assert seen in visitor.open(NEEDS).text
    assert f"Du har bedt om tolk på arabisk. {seen}" in visitor.open("/booking/receipt").text
    assert "Du har bedt om en anden tid. En sagsbehandler har taget sig af det" in visitor.open("/booking/receipt").text


def test_an_auditor_reads_no_words(app: Flask, visitor: Visitor, town: Town, summons: Summons) -> None:
    visitor.send(TIME, when="Om eftermiddagen")
    reader = signed_in(app, a_staff(team=town.team, role=Role.AUDITOR))
    page = reader.open(f"/caseworker/people/{summons.citizen.public_id}").text
    assert "En anden tid" in page
    assert "Om eftermiddagen" not in page
