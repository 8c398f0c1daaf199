"""Why, of somebody with a summons: by the rule it was sent by, whatever has come since."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from sqlalchemy import select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db, scope
from jobcentre.models.citizen import Citizen, LeftGround
from jobcentre.models.occasion import Occasion
from jobcentre.rules.overrides import OverrideKind
from jobcentre.services import audit, people, sweep
from jobcentre.services.audit import OPERATOR
from jobcentre.services.decisions import deciding, looking_back
from jobcentre.services.decisions.looking_back import Answer
from jobcentre.services.decisions.override_forms import OverrideForm
from jobcentre.services.sweep import Act
from jobcentre.texts.looking_back import Remark, paragraph
from jobcentre.texts.reasons import To
from tests.builders import Town, a_citizen, a_rule, a_spell, a_town, an_exemption, hours

TODAY = date(2026, 11, 23)


def at(day: date, hour: int = 9) -> Any:
    return time_machine.travel(datetime.combine(day, time(hour), tzinfo=clock.ZONE), tick=False)


@pytest.fixture
def town(database: None, centre: Centre) -> Iterator[Town]:
    with at(date(2026, 10, 1)):
        town = a_town(centre)
    with scope(town.municipality.id), at(TODAY):
        yield town


@pytest.fixture
def citizen(town: Town) -> Citizen:
    """Summoned today under the rule of 2021."""
    with at(date(2026, 10, 1)):
        hours(town.caseworker)
        found = a_citizen(town.centre, team_id=town.team.id)
        a_spell(found, date(2026, 5, 20))
    assert [one.act for one in sweep.sweep(town.centre).people] == [Act.SUMMONED]
    return db.session.execute(select(Citizen)).scalar_one()


def asked(town: Town, citizen: Citizen, on: date | None = None) -> Answer:
    found = looking_back.why(town.centre, citizen.public_id, on, OPERATOR)
    assert found is not None
    return found


def decided(town: Town, citizen: Citizen) -> None:
    """Not relevant, and the summons is closed with it."""
    form = OverrideForm(OverrideKind.NOT_RELEVANT, "held_elsewhere", close=True)
    assert deciding.decide(town.centre, citizen.public_id, form, uuid4(), audit.staff(town.caseworker.id))
    db.session.expire_all()


def said(answer: Answer) -> str:
    return paragraph(answer.told.reasons, answer.remarks, "da", To.CITIZEN, answer.told.but)


@pytest.mark.parametrize("day", [23, 24])
def test_another_rule_since_changes_nothing(town: Town, citizen: Citizen, day: int) -> None:
    before = asked(town, citizen)
    with at(TODAY, 10):
        a_rule("frit-valg-2023", TODAY)
    with at(date(2026, 11, day), 11):
        answer = asked(town, citizen, date(2026, 11, day))
        assert (answer.rule, answer.told) == ("unge-digital-2021", before.told)
        assert "Grænsen på 6 måneder" in said(answer)
        assert "ikke indkaldt" not in said(answer)
        view = people.show(town.centre, citizen.public_id, OPERATOR)
    assert view is not None
    assert view.told == before.told


def test_exempt_and_the_summons_stands(town: Town, citizen: Citizen) -> None:
    an_exemption(citizen)
    found = said(asked(town, citizen))
    assert found.startswith("Du blev indkaldt den 23. november 2026. Du skal til samtale, fordi")
    assert "Du er fritaget fra den 23. november 2026" in found
    assert "Men indkaldelsen fra den 23. november 2026 gælder stadig." in found
    assert "ikke indkaldt" not in found


def test_exempt_and_the_summons_was_closed(town: Town, citizen: Citizen) -> None:
    with at(date(2026, 11, 24)):
        decided(town, citizen)
    assert db.session.execute(select(Occasion)).scalar_one().closed_at is not None
    with at(date(2026, 11, 25)):
        then = asked(town, citizen, TODAY)
        assert Remark.WITHDRAWN not in [remark for remark, _ in then.remarks]
        assert "exempt" not in [code for code, _ in then.told.reasons]
        now = said(asked(town, citizen))
    assert "Du bliver ikke indkaldt den 25. november 2026." in now
    assert "ikke er relevant denne gang" in now
    assert "Indkaldelsen fra den 23. november 2026 blev lukket den 24. november 2026." in now


def test_closed_on_the_day_it_was_sent(town: Town, citizen: Citizen) -> None:
    decided(town, citizen)
    found = said(asked(town, citizen))
    assert found.startswith("Du blev indkaldt den 23. november 2026. En medarbejder har besluttet")
    assert "blev lukket den 23. november 2026." in found
    assert "bliver ikke indkaldt" not in found


def test_nobody_reads_to_the_dead(town: Town, citizen: Citizen) -> None:
    assert not asked(town, citizen).dead
    citizen.left_on, citizen.left_ground = TODAY, LeftGround.DEAD
    db.session.commit()
    assert asked(town, citizen).dead
