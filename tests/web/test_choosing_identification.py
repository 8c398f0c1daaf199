"""An administrator chooses what citizens are asked for; only what the installation can do is there to choose."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

import pytest
from flask import Flask
from sqlalchemy import select

from jobcentre.brokers import Broker
from jobcentre.models.audit import AuditEntry
from jobcentre.models.base import db
from jobcentre.rules.access import Role
from jobcentre.rules.identifying import Identification
from jobcentre.services import identifying
from jobcentre.services.staff_accounts import administration
from tests.builders import Town, a_staff
from tests.services.coded import asks
from tests.web.colleague import Colleague, signed_in


@pytest.fixture
def anna(app: Flask, town: Town) -> Colleague:
    return signed_in(app, a_staff(role=Role.ADMINISTRATOR, name="Anna Friis"))


@pytest.fixture
def house(app: Flask) -> Iterator[Any]:
    """Change what the installation has, until the test ends."""
    before = app.extensions["jobcentre"]

    def change(**given: Any) -> None:
        app.extensions["jobcentre"] = replace(app.extensions["jobcentre"], **given)

    yield change
    app.extensions["jobcentre"] = before


def form(**changed: str) -> dict[str, str]:
    found = administration.municipality()
    return {field: getattr(found, field) for field in administration.DETAILS} | changed


def test_the_birth_date_until_somebody_chooses_otherwise(town: Town, anna: Colleague) -> None:
    assert identifying.way() is Identification.BIRTH_DATE
    assert 'value="birth_date" checked' in anna.open("/admin/municipality").text
    assert anna.send("/admin/municipality", **form(identification="code")).status_code == 303
    assert identifying.way() is Identification.CODE
    assert 'value="code" checked' in anna.open("/admin/municipality").text
    entry = db.session.execute(select(AuditEntry.facts).where(AuditEntry.action == "municipality.changed")).scalar_one()
    assert entry == {"columns": ["identification"]}


def test_a_form_without_it_changes_nothing_of_it(town: Town, anna: Colleague) -> None:
    asks(town)
    anna.open("/admin/municipality")
    assert anna.send("/admin/municipality", **form(phone="70 20 20 20")).status_code == 303
    assert identifying.way() is Identification.CODE


@pytest.mark.parametrize("wanted", ["mitid", "", "nonsense"])
def test_what_is_not_to_be_had_cannot_be_chosen(town: Town, anna: Colleague, wanted: str) -> None:
    page = anna.open("/admin/municipality").text
    assert 'value="mitid" disabled' in page
    assert "MitID kræver en aftale med en broker; se driftsvejledningen." in page
    answer = anna.send("/admin/municipality", **form(identification=wanted))
    assert (answer.status_code, "Vælg en mulighed fra listen" in answer.text) == (422, True)
    assert identifying.way() is Identification.BIRTH_DATE


def test_mitid_with_a_broker(town: Town, anna: Colleague, house: Any) -> None:
    house(mitid=cast(Broker, object()))
    page = anna.open("/admin/municipality").text
    assert 'value="mitid"' in page
    assert "disabled" not in page
    anna.send("/admin/municipality", **form(identification="mitid"))
    assert identifying.way() is Identification.MITID


def test_codes_need_a_channel(town: Town, anna: Colleague, house: Any) -> None:
    house(channels={})
    assert 'value="code"' not in anna.open("/admin/municipality").text


def test_what_is_in_force_stays_to_be_seen_when_the_broker_is_gone(town: Town, anna: Colleague) -> None:
    asks(town, Identification.MITID)
    assert 'value="mitid" checked' in anna.open("/admin/municipality").text
    assert anna.send("/admin/municipality", **form(identification="mitid", phone="70 20 20 20")).status_code == 303
    assert identifying.way() is Identification.MITID


def test_who_changes_it_is_told_what_earlier_summonses_say(town: Town, anna: Colleague) -> None:
    old = "Indkaldelser, der allerede er sendt, beskriver den gamle måde."
    for wanted, told in (("code", True), ("code", False), ("birth_date", True)):
        anna.open("/admin/municipality")
        assert anna.send("/admin/municipality", **form(identification=wanted)).status_code == 303
        assert (old in anna.open("/admin/municipality").text) is told
