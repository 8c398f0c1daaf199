"""Files from citizens at the caseworker's: listed for few, fetched under a safe name, each time by an entry."""

from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.document import Document
from jobcentre.rules.access import Role
from jobcentre.services import audit, documents
from tests.builders import Town, a_staff, a_team
from tests.conftest import NOW
from tests.documents import samples
from tests.services.trail import actions
from tests.web.attaching import LETTER, about_to_cancel, send
from tests.web.colleague import Colleague, signed_in
from tests.web.visitor import Visitor


@pytest.fixture
def visitor(app: Flask, town: Town) -> Visitor:
    return about_to_cancel(app, town)


NAMES = {
    "Brev fra Åse.exe": "Brev fra Åse.pdf",
    '"><img src=x onerror=alert(1)>.pdf': "img srcx onerroralert(1).pdf",
    "\N{PARTY POPPER}.pdf": "fil.pdf",
    "\N{RIGHT-TO-LEFT OVERRIDE}fdp.exe": "fdp.pdf",
    "../../etc/passwd": "passwd.pdf",
    "ا" * 255: "ا" * 80 + ".pdf",
}


@pytest.mark.parametrize(("given", "shown"), NAMES.items(), ids=range(len(NAMES)))
def test_the_caseworker_gets_it_under_a_safe_name(
    visitor: Visitor, town: Town, mette: Colleague, given: str, shown: str
) -> None:
    send(visitor, (samples.pdf(), given))
    page = mette.open(f"/caseworker/people/{the_citizen().public_id}").text
    assert f"<bdi>{shown}</bdi>" in page
    assert "Hørte til samtalen" in page
    answer = mette.open(address(town))
    headers = answer.headers
    assert answer.status_code == 200
    assert samples.WORDS in samples.text_of(answer.data)
    assert headers["Content-Disposition"].startswith("attachment; filename")
    assert headers["Content-Type"] == "application/pdf"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert "document.read" in actions()


def test_a_name_that_lies_does_not_choose_the_kind(visitor: Visitor, town: Town, mette: Colleague) -> None:
    send(visitor, (samples.jpeg(), "brev.pdf"))
    answer = mette.open(address(town))
    assert (answer.headers["Content-Type"], answer.data[:3]) == ("image/jpeg", b"\xff\xd8\xff")
    assert "brev.jpg" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_others_are_neither_shown_nor_given_it(app: Flask, visitor: Visitor, town: Town, role: Role) -> None:
    send(visitor, LETTER)
    reader = signed_in(app, a_staff(role=role))
    page = reader.open(f"/caseworker/people/{the_citizen().public_id}").text
    assert "Brev om jobsamtale" not in page
    assert reader.open(address(town)).status_code == 403


def test_another_team_finds_nothing(app: Flask, visitor: Visitor, town: Town) -> None:
    send(visitor, LETTER)
    stranger = signed_in(app, a_staff(team=a_team(name="Et andet hold")))
    assert stranger.open(address(town)).status_code == 404
    nothing = f"{address(town).rpartition('/')[0]}/{uuid4()}"
    assert signed_in(app, town.caseworker).open(nothing).status_code == 404


def test_a_file_whose_time_is_over_is_said_to_be_gone(visitor: Visitor, town: Town, mette: Colleague) -> None:
    send(visitor, LETTER)
    where = address(town)
    found = db.session.execute(select(Document)).scalar_one()
    found.name_sealed = found.content_sealed = None
    found.wiped_at = NOW
    db.session.commit()
    assert "Slettet, fordi filen ikke skal gemmes længere" in mette.open(where.rpartition("/documents")[0]).text
    assert mette.open(where).status_code == 404


def the_citizen() -> Citizen:
    found = db.session.execute(select(Document)).scalar_one()
    return db.session.get_one(Citizen, found.citizen_id)


def address(town: Town) -> str:
    """Where the only file is."""
    person = the_citizen().public_id
    (line,) = documents.of_person(town.centre, person, audit.staff(town.caseworker.id))
    return f"/caseworker/people/{person}/documents/{line.public_id}"
