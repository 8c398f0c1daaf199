"""The citizens file and the person form in a browser without JavaScript."""

import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.registers import lines
from jobcentre.rules.access import Role
from tests import builders
from tests.builders import Town
from tests.web.rooms import Browser, signed_in
from tests.web.sending import fill, resend

DATA = Path(__file__).parents[1] / "data"
CLEAN = (DATA / "citizens.csv").read_bytes()
FAULTY = (DATA / "citizens-faulty.csv").read_bytes()


@pytest.fixture
def admin(app: Flask, town: Town) -> Browser:
    return signed_in(app, builders.a_staff(role=Role.ADMINISTRATOR, name="Anna Adm"))


def upload(browser: Browser, data: bytes, name: str = "citizens.csv") -> TestResponse:
    page = browser.get("/caseworker/import")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token
    sent = {"csrf_token": token[1], "file": (io.BytesIO(data), name)}
    return browser.post("/caseworker/import", data=sent, content_type="multipart/form-data")


def people() -> int:
    return db.session.scalars(select(func.count(Citizen.id))).one()


def test_a_file_is_previewed_then_imported(admin: Browser) -> None:
    preview = upload(admin, CLEAN)
    assert preview.status_code == 200
    assert "Det vil filen ændre" in preview.text
    assert people() == 0
    done = resend(admin, preview, "/caseworker/import/run")
    assert done.status_code == 303
    assert people() == 60
    again = resend(admin, preview, "/caseworker/import/run")
    assert again.location == done.location
    assert "Filen er indlæst" in admin.get(done.location).text


def test_the_file_does_not_lie_open_in_the_page(admin: Browser) -> None:
    page = upload(admin, CLEAN).text
    assert not [secret for secret in ("7303980074", "730398-0074", "borger1@example.dk", "Rasmus") if secret in page]


def test_a_file_that_changes_nothing_says_so(admin: Browser) -> None:
    resend(admin, upload(admin, CLEAN), "/caseworker/import/run")
    page = upload(admin, CLEAN).text
    assert "Filen ændrer ikke noget" in page
    assert "Indlæs filen" not in page


def test_every_fault_is_listed_and_nothing_imported(admin: Browser) -> None:
    page = upload(admin, FAULTY)
    assert page.status_code == 422
    assert "Filen har 10 fejl" in page.text
    lines = re.findall(r'</span>(\d+)</th><td class="cell-column"><code>(\w+)</code>', page.text)
    assert [int(line) for line, _column in lines] == list(range(2, 12))
    assert people() == 0


def test_faults_are_told_in_english_too(admin: Browser) -> None:
    admin.get("/caseworker/import?lang=en")
    assert "A CPR number has ten digits" in upload(admin, FAULTY).text


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04\x00\x00", "æøå;é".encode("utf-16")])
def test_what_is_no_citizens_file_gets_a_sentence(admin: Browser, data: bytes) -> None:
    page = upload(admin, data)
    assert page.status_code == 422
    assert "Filen har 1 fejl" in page.text


def test_a_file_that_is_too_large_gets_a_sentence(admin: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LARGEST_MEGABYTES", 0)
    assert "Filen er større end 0 MB" in upload(admin, CLEAN).text


def test_a_large_sealed_file_comes_through(admin: Browser) -> None:
    page = admin.get("/caseworker/import")
    # beyond what other forms may hold, and therefore refused as a file, not as a form
    large = resend(admin, page, "/caseworker/import/run", carried="k1:" + "A" * 2_000_000)
    assert large.status_code == 400


def test_no_file_chosen(admin: Browser) -> None:
    page = fill(admin, "/caseworker/import")
    assert page.status_code == 422
    assert "Vælg en fil" in page.text


def test_a_file_that_was_tampered_with_is_refused(admin: Browser) -> None:
    preview = upload(admin, CLEAN)
    assert resend(admin, preview, "/caseworker/import/run", carried="k1:AAAA").status_code == 400
    assert resend(admin, preview, "/caseworker/import/run", carried="").status_code == 400
    assert people() == 0


def test_another_administrator_cannot_import_my_preview(app: Flask, admin: Browser) -> None:
    preview = upload(admin, CLEAN)
    carried = re.search(r'name="carried" value="([^"]+)"', preview.text)
    assert carried
    other = signed_in(app, builders.a_staff(role=Role.ADMINISTRATOR))
    page = other.get("/caseworker/import")
    assert resend(other, page, "/caseworker/import/run", carried=carried[1]).status_code == 400


def test_an_old_preview_is_checked_anew(admin: Browser) -> None:
    preview = upload(admin, CLEAN)
    clock.shift(timedelta(minutes=59))
    try:
        soon = admin.get("/caseworker/import").status_code
        clock.shift(timedelta(minutes=2))
        late = resend(admin, preview, "/caseworker/import/run")
    finally:
        clock.shift(timedelta(minutes=-61))
    assert soon == 200
    assert late.status_code == 422
    assert "mere end en time" in late.text
    assert people() == 0


def test_only_administrators_import(app: Flask, town: Town) -> None:
    assert signed_in(app, town.caseworker).get("/caseworker/import").status_code == 403


def test_an_unknown_result_is_not_there(admin: Browser) -> None:
    assert admin.get("/caseworker/import/6f1d8b3e-52b4-4a6d-8d07-6a1f2f3c9f11").status_code == 404
