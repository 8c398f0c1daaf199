"""Two files of one municipality at the same time: the second waits, or is told that it cannot."""

import threading
from datetime import timedelta

import pytest
from flask import Flask

from jobcentre.models.base import db, scope
from jobcentre.registers import Reason
from jobcentre.services.audit import OPERATOR
from jobcentre.services.register.intake import ImportFaults, ImportResult, import_file
from jobcentre.services.register.intake.turns import take_turn
from tests.builders import Town

FILE = (
    b"external_id,cpr,given_name,family_name,benefit_group,spell_started_on\n"
    b"A1,6501990499,Anna,Dam,dagpenge,2026-02-24\n"
)


def test_a_second_import_waits_for_the_first(town: Town, app: Flask) -> None:
    results: list[object] = []

    def second() -> None:
        with app.app_context(), scope(town.municipality.id):
            results.append(import_file(town.centre, FILE, OPERATOR))

    take_turn(timedelta(seconds=1))
    other = threading.Thread(target=second)
    other.start()
    other.join(0.5)
    waiting = other.is_alive()
    db.session.commit()
    other.join(10)
    assert waiting
    assert results == [ImportResult(1, 0, 0, 0, 0)]


def test_who_waits_too_long_is_told_so(town: Town, app: Flask) -> None:
    take_turn(timedelta(seconds=1))
    told: list[Reason] = []

    def second() -> None:
        with app.app_context(), scope(town.municipality.id), pytest.raises(ImportFaults) as refused:
            import_file(town.centre, FILE, OPERATOR, patience=timedelta(milliseconds=100))
        told.extend(fault.reason for fault in refused.value.faults)

    other = threading.Thread(target=second)
    other.start()
    other.join(10)
    db.session.rollback()
    assert told == [Reason.BUSY]
