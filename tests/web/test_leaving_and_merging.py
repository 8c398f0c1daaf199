"""Who left, who stands there twice, and what an import found: in a browser without JavaScript."""

import io
import re

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from jobcentre import clock
from jobcentre.models.base import db, scope
from jobcentre.models.citizen import Citizen, LeftGround
from jobcentre.registers import Fault, Faulty, Reason
from jobcentre.rules.access import Role
from jobcentre.services.register import merging, renumbering
from tests import builders
from tests.builders import Town
from tests.services.registered import PERSON, the_citizen
from tests.web.desk import a_person
from tests.web.rooms import Browser, signed_in
from tests.web.sending import fill, resend

FRIDAY = {"left_on-day": "20", "left_on-month": "11", "left_on-year": "2026"}


@pytest.fixture
def mette(app: Flask, town: Town) -> Browser:
    return signed_in(app, town.caseworker)


@pytest.fixture
def admin(app: Flask, town: Town) -> Browser:
    return signed_in(app, builders.a_staff(role=Role.ADMINISTRATOR, name="Anna Adm"))


def page_of(citizen: Citizen, page: str = "") -> str:
    return f"/caseworker/people/{citizen.public_id}{page}"


def upload(browser: Browser, *rows: dict[str, str]) -> TestResponse:
    """Send rows for checking; what a row does not say is Emilie's."""
    filled = [{**PERSON, **row} for row in rows or ({},)]
    columns = list(dict.fromkeys(name for row in filled for name in row))
    lines = [";".join(row.get(name, "") for name in columns) for row in filled]
    data = "\n".join((";".join(columns), *lines)).encode()
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/caseworker/import").text)
    assert token
    sent = {"csrf_token": token[1], "file": (io.BytesIO(data), "people.csv")}
    return browser.post("/caseworker/import", data=sent, content_type="multipart/form-data")


def take_in(browser: Browser, *rows: dict[str, str]) -> str:
    """Import rows and return the page with the result."""
    preview = upload(browser, *rows)
    assert preview.status_code == 200, preview.text
    return browser.get(resend(browser, preview, "/caseworker/import/run").location).text


def test_noted_shown_and_taken_back(town: Town, mette: Browser) -> None:
    citizen = a_person(town)
    address = page_of(citizen, "/left")
    assert fill(mette, address, address, left_why="moved", **FRIDAY).location == page_of(citizen)
    db.session.refresh(citizen)
    assert citizen.left_ground is LeftGround.MOVED
    shown = mette.get(address)
    assert "Noteret fra" in shown.text
    assert mette.send(shown, "/left/undo").status_code == 303
    db.session.refresh(citizen)
    assert citizen.left_on is None


def test_a_day_that_is_none_stands_by_its_field(town: Town, mette: Browser) -> None:
    address = page_of(a_person(town), "/left")
    answer = fill(mette, address, address, **{**FRIDAY, "left_on-day": "31"})
    assert answer.status_code == 422
    assert 'href="#left_on-day"' in answer.text
    assert 'value="31"' in answer.text


def test_the_form_of_a_person_notes_it_too(town: Town, mette: Browser) -> None:
    citizen = a_person(town)
    address = page_of(citizen, "/edit")
    started = {f"spell-0-spell_started_on-{part}": value for part, value in (("day", "1"), ("month", "5"))}
    spell = {**started, "spell-0-spell_started_on-year": "2026", "spell-0-benefit_group": "kontanthjaelp"}
    kept = {"given_name": "Emilie", "family_name": "Vestergaard", "language": "da", "spell-0-part_time_insured": "yes"}
    wrong = fill(mette, address, address, **spell, **kept, **FRIDAY)
    assert wrong.status_code == 422
    assert 'href="#left_why"' in wrong.text
    assert fill(mette, address, address, **spell, **kept, **FRIDAY, left_why="emigrated").status_code == 303
    db.session.refresh(citizen)
    assert citizen.left_ground is LeftGround.EMIGRATED


def test_two_become_one_and_the_old_page_leads_on(town: Town, mette: Browser) -> None:
    kept, gone = a_person(town, given_name="Emilie"), a_person(town, given_name="Emma")
    asked = mette.get(page_of(kept, "/merge"))
    shown = resend(mette, asked, page_of(kept, "/merge/check"), external_id=gone.external_id)
    assert "Emma" in shown.text
    assert gone.merged_into_id is None
    done = mette.send(shown, f"{kept.public_id}/merge")
    assert done.location == page_of(kept)
    old = mette.get(page_of(gone))
    assert (old.status_code, old.location) == (303, page_of(kept))
    assert mette.send(shown, f"{kept.public_id}/merge").status_code == 303  # pressed twice
    assert "Emma" not in mette.get("/caseworker/people").text


def test_the_other_one_can_be_kept_instead(town: Town, mette: Browser) -> None:
    one, other = a_person(town), a_person(town)
    asked = mette.get(page_of(one, "/merge"))
    shown = resend(mette, asked, page_of(one, "/merge/check"), external_id=other.external_id)
    turned = mette.send(shown, f"{other.public_id}/merge/check")
    mette.send(turned, f"{other.public_id}/merge")
    db.session.refresh(one)
    assert one.merged_into_id == other.id


@pytest.mark.parametrize("number", ["", "own", "colleagues"])
def test_a_number_that_leads_nowhere_is_said_so(town: Town, mette: Browser, number: str) -> None:
    citizen = a_person(town, external_id="own")
    builders.a_citizen(town.centre, external_id="colleagues", team=builders.a_team())
    asked = mette.get(page_of(citizen, "/merge"))
    answer = resend(mette, asked, page_of(citizen, "/merge/check"), external_id=number)
    assert answer.status_code == 422
    assert 'href="#external_id"' in answer.text


def test_what_two_meetings_need_is_said_before(town: Town, mette: Browser) -> None:
    kept, gone = a_person(town), a_person(town)
    builders.a_meeting(town.centre, town.caseworker, builders.a_summons(town.centre, kept))
    later = clock.now().replace(day=26)
    builders.a_meeting(town.centre, town.caseworker, builders.a_summons(town.centre, gone), starts_at=later)
    asked = mette.get(page_of(kept, "/merge"))
    shown = resend(mette, asked, page_of(kept, "/merge/check"), external_id=gone.external_id)
    assert "De har begge en samtale" in shown.text
    assert "Saml de to" not in shown.text


@pytest.mark.parametrize("number", ["B7", "A2"])
def test_while_a_file_is_read_the_number_that_was_typed_stays(
    town: Town, mette: Browser, monkeypatch: pytest.MonkeyPatch, number: str
) -> None:
    citizen = a_person(town)
    a_person(town, external_id="A2")
    asked = mette.get(page_of(citizen, "/merge"))
    shown = resend(mette, asked, page_of(citizen, "/merge/check"), external_id=number)

    def busy(_patience: object) -> None:
        raise Faulty([Fault(None, None, Reason.BUSY)])

    for room in (merging, renumbering):
        monkeypatch.setattr(room, "take_turn", busy)
    answer = mette.send(shown, "/renumber" if number == "B7" else f"{citizen.public_id}/merge")
    assert answer.status_code == 422
    assert f'value="{number}"' in answer.text
    assert "Prøv igen om lidt" in answer.text


def test_a_known_number_under_a_new_id_leads_to_the_same_person(admin: Browser) -> None:
    take_in(admin)
    faults = upload(admin, {"external_id": "B1"})
    assert faults.status_code == 422
    shown = admin.send(faults, "/merge/check")
    assert "Giv det nye sagsnummer" in shown.text
    assert admin.send(shown, "/renumber").status_code == 303
    assert the_citizen("B1").given_name == "Emilie"
    assert "Filen ændrer ikke noget" in upload(admin, {"external_id": "B1"}).text


def test_the_result_names_who_was_found(admin: Browser) -> None:
    twice = {"spell_started_on": "2026-08-01", "benefit_group": "dagpenge"}
    preview = upload(admin, {}, twice).text
    assert "Perioder, der ikke passer sammen" in preview
    assert "A1, linje 2" in preview
    result = take_in(admin, {}, twice)
    assert "Emilie Vestergaard" in result.partition("Perioder, der ikke passer sammen")[2]
    left = take_in(admin, {"left_on": "2026-11-20", "left_why": "moved"})
    assert "Ikke hos os mere" in left
    assert "Perioder, der ikke passer sammen" not in left
    assert "Kommet tilbage" in take_in(admin, {"left_on": "", "left_why": ""})


def test_a_neighbours_people_are_not_there(town: Town, mette: Browser) -> None:
    other = builders.a_municipality()
    with scope(other.id):
        theirs = builders.a_citizen(town.centre)
    for page in ("/left", "/merge"):
        assert mette.get(page_of(theirs, page)).status_code == 404
    mine = a_person(town)
    asked = mette.get(page_of(mine, "/merge"))
    assert resend(mette, asked, page_of(mine, "/merge"), gone=str(theirs.public_id)).status_code == 303
    assert resend(mette, asked, page_of(theirs, "/renumber"), external_id="X").status_code == 303
    assert db.session.execute(select(Citizen.merged_into_id)).scalars().all() == [None]
