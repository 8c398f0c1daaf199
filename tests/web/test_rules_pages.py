"""Choosing the rules: every pack in plain words, what a choice would change, the choice, and taking it back."""

import re
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from jobcentre import clock
from jobcentre.models.audit import AuditEntry
from jobcentre.models.base import db
from jobcentre.rules.access import Role
from jobcentre.services import rulebook
from tests.builders import PACK, Town, a_citizen, a_rule, a_spell, a_staff, an_exemption
from tests.services.counting import statements
from tests.web.colleague import Colleague, signed_in

OTHER = "frit-valg-2023"
TODAY = {"from-day": "23", "from-month": "11", "from-year": "2026"}
PREVIEW = "/admin/rules/preview?pack={}&from-day={}&from-month={}&from-year={}"


@pytest.fixture
def anna(app: Flask, town: Town) -> Colleague:
    """The administrator, signed in."""
    return signed_in(app, a_staff(role=Role.ADMINISTRATOR, name="Anna Bech"))


def preview(pack: str, on: date = date(2026, 11, 23)) -> str:
    return PREVIEW.format(pack, on.day, on.month, on.year)


def in_use(on: date | None = None) -> str | None:
    db.session.expire_all()
    return rulebook.name_in_use(on or clock.today())


def test_every_pack_is_told_in_plain_words(anna: Colleague) -> None:
    page = anna.open("/admin/rules").text
    for words in (
        "Samtale på video efter seks måneder",
        "Ikke gældende lov",
        "Gælder fra 22. marts 2023.",
        "Lov nr. 295 af 2023",
        "Under 30 år på dagen for samtalen.",
        "Dagpenge: timer uden job. En måned er 160,33 timer, og 130 for deltidsforsikrede.",
        "Kontanthjælp og uddannelseshjælp: måneder i træk på samme ydelse.",
        "Den første samtale er ved personligt fremmøde.",
        "Senere vælger borgeren selv: på video, på telefon eller ved personligt fremmøde.",
        "1 dag efter fristen får borgeren en tid, som ligger mindst 7 dage fremme.",
        "3 dage og 2 timer før.",
    ):
        assert words in page
    english = anna.open("/admin/rules?lang=en").text
    assert "160.33 hours" in english
    assert "Samtale" not in english.partition("<main")[2].partition("Kilde")[0].partition("Source")[0]


def test_a_new_municipality_has_no_rules_and_is_told(town: Town, anna: Colleague) -> None:
    a_rule(None)
    for path in ("/admin/rules", "/admin/municipality"):
        assert "Før det sker, bliver ingen indkaldt" in anna.open(path).text
    page = anna.open(preview(PACK)).text
    assert "uden et valg bliver ingen indkaldt" in page
    assert "ikke valgt et regelsæt" in anna.open("/caseworker/summon").text


def test_the_preview_shows_whom_the_choice_concerns_and_notes_the_reading(town: Town, anna: Colleague) -> None:
    a_rule(None)
    citizen = a_citizen(town.centre, given_name="Ane", family_name="Holm")
    a_spell(citizen, date(2026, 5, 1))
    page = anna.open(preview(PACK)).text
    assert "Nye (1)" in page
    assert "Ane Holm" in page
    assert "ikke gældende lov" in page
    rows = db.session.execute(select(AuditEntry.citizen_id).where(AuditEntry.action == "citizen.listed"))
    assert citizen.id in rows.scalars().all()


def test_rules_are_chosen_for_today(town: Town, anna: Colleague) -> None:
    a_rule(None)
    anna.open(preview(PACK))
    answer = anna.send("/admin/rules", pack=PACK, on="2026-11-23")
    assert answer.status_code == 303
    page = anna.follow(answer).text
    assert "Reglerne er valgt" in page
    assert "Bruges nu" in page
    assert "Anna Bech" in page
    assert in_use() == PACK


def test_rules_are_chosen_for_a_later_day_and_taken_back(anna: Colleague) -> None:
    later = date(2027, 1, 1)
    anna.open(preview(OTHER, later))
    page = anna.follow(anna.send("/admin/rules", pack=OTHER, on=later.isoformat())).text
    assert "Kommer" in page
    assert (in_use(), in_use(later)) == (PACK, OTHER)
    (withdraw,) = re.findall(r'action="(/admin/rules/[^"]+/withdraw)"', page)
    page = anna.follow(anna.send(withdraw)).text
    assert "Valget er taget tilbage" in page
    assert in_use(later) == PACK
    assert anna.send(withdraw).status_code == 409
    log = signed_in(anna.client.application, a_staff(role=Role.AUDITOR)).open("/admin/audit").text
    assert "Valg af regler taget tilbage: frit-valg-2023, fra 1. januar 2027" in log


def test_the_same_rules_cannot_be_chosen_again(anna: Colleague) -> None:
    page = anna.open(preview(PACK)).text
    assert "følger allerede disse regler" in page
    assert "Vælg reglerne" not in page


def test_another_choice_for_that_day_is_named(anna: Colleague) -> None:
    anna.open(preview(OTHER))
    anna.send("/admin/rules", pack=OTHER, on="2027-01-01")
    page = anna.open(preview(PACK, date(2027, 1, 1))).text
    assert "De bliver erstattet" in page
    assert "Samtale efter seks måneder, hvor du selv vælger form" in page
    assert "tager et andet valg over" in anna.open(preview(OTHER)).text


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (preview("../secret"), 'href="#pack"'),
        (preview(OTHER, date(2026, 11, 22)), "Vælg i dag eller en senere dag"),
        (PREVIEW.format(OTHER, "31", "2", "2027"), 'href="#from-day"'),
        (PREVIEW.format(OTHER, "", "", ""), "Skriv både dag, måned og år"),
    ],
)
def test_what_cannot_be_chosen_is_shown_again_with_what_was_typed(anna: Colleague, path: str, words: str) -> None:
    answer = anna.open(path)
    assert answer.status_code == 422
    assert words in answer.text
    if OTHER in path:
        assert f'value="{OTHER}" checked' in answer.text


@pytest.mark.parametrize("on", ["", "yesterday", "2026-11-22", "2027-02-30"])
def test_a_form_with_another_day_changes_nothing(anna: Colleague, on: str) -> None:
    anna.open("/admin/rules")
    assert anna.send("/admin/rules", pack=OTHER, on=on).status_code == 422
    assert in_use(date(2028, 1, 1)) == PACK


def test_only_an_administrator_chooses(app: Flask, town: Town, mette: Colleague) -> None:
    for path in ("/admin/rules", preview(OTHER)):
        assert mette.open(path).status_code == 403


def test_the_preview_costs_the_same_for_one_and_for_many(town: Town, anna: Colleague) -> None:
    def cost() -> int:
        with statements() as seen:
            assert anna.open(preview(OTHER)).status_code == 200
        return len(seen)

    def person(weeks: int) -> None:
        citizen = a_citizen(town.centre)
        a_spell(citizen, date(2026, 5, 1) - timedelta(weeks=weeks))
        an_exemption(citizen, until_on=date(2026, 11, 24))

    person(1)
    one = cost()
    for weeks in range(20):
        person(weeks)
    assert cost() == one
