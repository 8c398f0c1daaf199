"""The page that is read aloud to who asks "why me?"."""

import re
from datetime import date
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import update

from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen, Spell
from jobcentre.rules.access import Role
from tests.builders import Town, a_citizen, a_spell, a_staff, a_team
from tests.services.trail import actions
from tests.web.colleague import Colleague, signed_in


@pytest.fixture
def citizen(town: Town) -> Citizen:
    found = a_citizen(town.centre, given_name="<b>Emilie", team_id=town.team.id)
    a_spell(found, date(2026, 5, 20))
    return found


def page(colleague: Colleague, citizen: Citizen, on: str | None = None, status: int = 200) -> str:
    query = "" if on is None else f"?on={on}"
    answer = colleague.open(f"/caseworker/people/{citizen.public_id}/why{query}")
    assert answer.status_code == status
    return unescape(re.sub(r"\s+", " ", answer.text))


def test_the_person_page_leads_there(mette: Colleague, citizen: Citizen) -> None:
    assert f'/caseworker/people/{citizen.public_id}/why"' in mette.open(f"/caseworker/people/{citizen.public_id}").text


def test_one_paragraph_in_each_language(mette: Colleague, citizen: Citizen) -> None:
    found = page(mette, citizen)
    danish, english = re.findall(r'<section lang="(?:da|en)".*?<p>(.*?)</p></section>', found)
    assert danish.startswith(
        "Du blev ikke indkaldt den 23. november 2026. Du skal til samtale, fordi du har fået kontanthjælp"
    )
    assert "Grænsen på 6 måneder blev nået den 20. november 2026. Reglen hedder" in danish
    assert "Vi tæller perioden fra den 20. maj 2026 på kontanthjælp." in danish
    assert danish.endswith("Svaret bygger på det, vi ved mandag den 23. november 2026 kl. 9.00.")
    assert "You are to come to an interview, because you have been on cash benefit" in english
    assert "<b>Emilie" not in mette.open(f"/caseworker/people/{citizen.public_id}/why").text


def test_a_past_day(mette: Colleague, town: Town, citizen: Citizen) -> None:
    db.session.execute(update(Citizen).values(created_at=date(2026, 11, 1)))
    db.session.execute(update(Spell).values(created_at=date(2026, 11, 1)))
    db.session.commit()
    found = page(mette, citizen, "2026-11-19")
    assert 'value="2026-11-19"' in found
    assert "for den 19. november 2026" in found
    assert "Kommunen havde ikke valgt en regel for den 19. november 2026." in found  # it did on the 23rd


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        ("23-11-2026", "Skriv en dag, der findes."),
        ("2026-02-30", "Skriv en dag, der findes."),
        ("9999-12-31", "Skriv en dag, der findes."),
        ("nonsense%22%3E%3Cb%3E", "Skriv en dag, der findes."),
        ("2026-11-24", "Den dag er ikke kommet endnu."),
        ("2026-11-22", "Vi kendte først borgeren fra den 23. november 2026."),
    ],
)
def test_a_day_that_cannot_be_asked_about(mette: Colleague, citizen: Citizen, on: str, sentence: str) -> None:
    found = page(mette, citizen, on, 422)
    assert found.count(sentence) == 2  # in the summary and at the field
    assert "Grænsen på 6 måneder" in found  # today's answer stands beside it
    assert "<b>" not in mette.open(f"/caseworker/people/{citizen.public_id}/why?on={on}").text


def test_an_empty_day_is_today(mette: Colleague, citizen: Citizen) -> None:
    assert 'value="2026-11-23"' in page(mette, citizen, "")


def test_another_teams_people_do_not_exist(app: Flask, town: Town, citizen: Citizen) -> None:
    stranger = signed_in(app, a_staff(team=a_team(), role=Role.CASEWORKER, name="Fremmed"))
    page(stranger, citizen, None, 404)
    page(stranger, citizen, "2026-11-24", 404)
    page(stranger, citizen, "nonsense", 404)
    assert "citizen.seen" not in actions(citizen.id)


def test_every_reading_is_kept(mette: Colleague, citizen: Citizen) -> None:
    page(mette, citizen)
    assert actions(citizen.id) == ["citizen.seen"]


def test_nobody_who_is_not_signed_in(app: Flask, town: Town, citizen: Citizen) -> None:
    assert Colleague(app).open(f"/caseworker/people/{citizen.public_id}/why").status_code in (302, 303)
