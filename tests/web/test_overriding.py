"""Undtag eller udsæt: the page, its five forms, what they say, and how a decision ends."""

from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.occasion import Summons
from jobcentre.models.override import Override
from jobcentre.rules.access import Role
from jobcentre.rules.overrides import OverrideKind
from tests.builders import Town, a_meeting, a_staff, a_summons
from tests.web.colleague import Colleague, signed_in
from tests.web.desk import a_person, at

UNTIL = {"until_on-day": "1", "until_on-month": "12", "until_on-year": "2026"}
FROM = {"from_on-day": "23", "from_on-month": "11", "from_on-year": "2026"}
GROUNDS = {
    OverrideKind.EXEMPT: "parental_leave",
    OverrideKind.NOT_RELEVANT: "held_elsewhere",
    OverrideKind.DEFERRED: "agreed_later",
    OverrideKind.CHASING_PAUSED: "in_contact",
    OverrideKind.NO_SELF_BOOKING: "not_online",
}


def page(citizen: Citizen, kind: str = "") -> str:
    return f"/caseworker/people/{citizen.public_id}/override" + (f"/{kind}" if kind else "")


def decided(mette: Colleague, citizen: Citizen, kind: OverrideKind, **fields: str) -> str:
    mette.open(page(citizen, kind))
    answer = mette.send(page(citizen, kind), ground=GROUNDS[kind], **FROM, **UNTIL, **fields)
    assert answer.status_code == 303
    return mette.follow(answer).text


def open_summons() -> bool:
    db.session.expire_all()
    return db.session.execute(select(Summons.id).where(Summons.closed_at.is_(None))).first() is not None


def test_the_person_leads_there_and_every_choice_says_what_it_means(town: Town, mette: Colleague) -> None:
    citizen = a_person(town)
    assert "Undtag eller udsæt" in mette.open(f"/caseworker/people/{citizen.public_id}").text
    text = mette.open(page(citizen)).text
    for kind in OverrideKind:
        assert page(citizen, kind) in text
        form = mette.open(page(citizen, kind)).text
        assert "Skriv ikke om helbred" in form
    assert "bliver stående" in text


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (OverrideKind.EXEMPT, "Borgeren er fritaget."),
        (OverrideKind.NOT_RELEVANT, "Det er noteret, at samtalen ikke er relevant."),
        (OverrideKind.DEFERRED, "Indkaldelsen er udsat."),
        (OverrideKind.CHASING_PAUSED, "Rykkere er på pause."),
        (OverrideKind.NO_SELF_BOOKING, "Det er noteret, at borgeren ikke selv skal vælge tid."),
    ],
)
def test_what_was_decided_stands_on_the_persons_page(
    town: Town, mette: Colleague, kind: OverrideKind, said: str
) -> None:
    citizen = a_person(town)
    text = decided(mette, citizen, kind, note="talt i telefon")
    assert said in text
    assert "talt i telefon" in text
    assert "Mette Skov" in text
    until = "indtil videre" if kind is OverrideKind.NOT_RELEVANT else "01.12.2026"
    assert until in text
    assert "Gælder nu" in text


def test_a_decision_is_ended_by_hand(town: Town, mette: Colleague) -> None:
    citizen = a_person(town)
    decided(mette, citizen, OverrideKind.CHASING_PAUSED)
    override = db.session.execute(select(Override.public_id)).scalar_one()
    assert f"{override}/end" in mette.open(page(citizen)).text
    text = mette.follow(mette.send(f"{page(citizen)}/{override}/end")).text
    assert "Det gælder ikke mere." in text
    assert "Rykkere på pause: ophævet" in text
    assert f"{override}/end" not in mette.open(page(citizen)).text


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        ("deferred", {"ground": "away"}, "Sidste dag: Feltet skal være udfyldt."),
        ("deferred", {**UNTIL, "until_on-year": "2025", "ground": "away"}, "Sidste dag: Dagen er gået."),
        ("chasing_paused", {**UNTIL, "until_on-year": "2030", "ground": "away"}, "mere end 2 år fremme"),
        ("deferred", UNTIL, "Hvorfor: "),
        ("deferred", {**UNTIL, "ground": "other"}, "Note: Feltet skal være udfyldt."),
        ("exempt", {"ground": "other", "note": "x"}, "Første dag: "),
        ("exempt", {**FROM, "from_on-day": "30", "ground": "job_agreed", "close": "yes"}, "Luk også indkaldelsen: "),
    ],
)
def test_what_cannot_stand_is_said(town: Town, mette: Colleague, kind: str, fields: dict[str, str], said: str) -> None:
    citizen = a_person(town)
    mette.open(page(citizen, kind))
    answer = mette.send(page(citizen, kind), **fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert db.session.execute(select(Override.id)).first() is None


@pytest.mark.parametrize("kind", [OverrideKind.EXEMPT, OverrideKind.NOT_RELEVANT, OverrideKind.DEFERRED])
def test_a_summons_that_waits_can_be_closed_with_it(town: Town, mette: Colleague, kind: OverrideKind) -> None:
    citizen = a_person(town)
    a_summons(town.centre, citizen)
    form = mette.open(page(citizen, kind)).text
    assert "Luk også indkaldelsen" in form
    assert ('name="close" value="yes" checked' in form) is (kind is not OverrideKind.EXEMPT)
    decided(mette, citizen, kind)
    assert open_summons(), "nothing was ticked"
    assert "Indkaldelsen er lukket." in decided(mette, citizen, kind, close="yes")
    assert not open_summons()


@pytest.mark.parametrize("kind", [OverrideKind.CHASING_PAUSED, OverrideKind.NO_SELF_BOOKING])
def test_the_others_leave_the_summons(town: Town, mette: Colleague, kind: OverrideKind) -> None:
    citizen = a_person(town)
    a_summons(town.centre, citizen)
    assert "Luk også indkaldelsen" not in mette.open(page(citizen, kind)).text
    decided(mette, citizen, kind, close="yes")
    assert open_summons()


def test_nothing_is_closed_under_a_meeting(town: Town, mette: Colleague) -> None:
    citizen = a_person(town)
    a_meeting(town.centre, town.caseworker, a_summons(town.centre, citizen), starts_at=at(10, day=25))
    assert "Luk også indkaldelsen" not in mette.open(page(citizen, "deferred")).text
    decided(mette, citizen, OverrideKind.DEFERRED, close="yes")
    assert open_summons()


def test_a_form_pressed_twice_decides_once(town: Town, mette: Colleague) -> None:
    citizen, request = a_person(town), str(uuid4())
    mette.open(page(citizen, "deferred"))
    for _ in range(2):
        fields = {"ground": "away", "request_id": request, **UNTIL}
        assert mette.send(page(citizen, "deferred"), **fields).status_code == 303
    assert len(db.session.execute(select(Override.id)).all()) == 1


def test_who_may_not_summon_may_not_close_either(app: Flask, town: Town) -> None:
    citizen = a_person(town)
    a_summons(town.centre, citizen)
    administrator = signed_in(app, a_staff(role=Role.ADMINISTRATOR))
    answer = administrator.open(page(citizen, "deferred"))
    if answer.status_code == 200:
        assert "Luk også indkaldelsen" not in answer.text
        decided(administrator, citizen, OverrideKind.DEFERRED, close="yes")
    assert open_summons()


def test_there_is_no_such_kind_and_no_such_person(town: Town, mette: Colleague) -> None:
    assert mette.open(page(a_person(town), "forever")).status_code == 404
    assert mette.open(f"/caseworker/people/{uuid4()}/override").status_code == 404
    assert mette.open(f"/caseworker/people/{uuid4()}/override/deferred").status_code == 404
