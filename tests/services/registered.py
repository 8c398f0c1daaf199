"""A citizens file of a few people, and what stands on file afterwards; for the tests of late data."""

from datetime import date
from typing import Any

from sqlalchemy import select

from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen, Spell
from jobcentre.models.message import Message, MessageState
from jobcentre.models.occasion import Occasion, Summons
from jobcentre.models.task import Task, TaskKind
from jobcentre.services import sweep
from jobcentre.services.audit import OPERATOR
from jobcentre.services.register.intake import ImportResult, import_file
from jobcentre.services.sweep import Act
from tests.builders import Town

PERSON = {
    "external_id": "A1",
    "cpr": "640501-4321",
    "given_name": "Emilie",
    "family_name": "Vestergaard",
    "email": "emilie@example.dk",
    "benefit_group": "kontanthjaelp",
    "spell_started_on": "2026-05-10",
    "spell_ended_on": "",
}


def take_in(town: Town, *rows: dict[str, str], dry_run: bool = False) -> ImportResult:
    """Import rows; what a row does not say is Emilie's."""
    filled = [{**PERSON, **row} for row in rows or ({},)]
    columns = list(dict.fromkeys(name for row in filled for name in row))
    lines = [";".join(row.get(name, "") for name in columns) for row in filled]
    return import_file(town.centre, "\n".join((";".join(columns), *lines)).encode(), OPERATOR, dry_run)


def the_citizen(external_id: str = "A1") -> Citizen:
    query = select(Citizen).where(Citizen.external_id == external_id).execution_options(populate_existing=True)
    return db.session.execute(query).scalar_one()


def live_spells(external_id: str = "A1") -> list[Spell]:
    query = select(Spell).join(Citizen).where(Citizen.external_id == external_id, Spell.withdrawn_at.is_(None))
    fresh = query.order_by(Spell.started_on).execution_options(populate_existing=True)
    return list(db.session.execute(fresh).scalars())


def projected(external_id: str = "A1") -> list[date | None]:
    return [spell.projected_on for spell in live_spells(external_id)]


def occasions(*conditions: Any) -> list[Occasion]:
    query = select(Occasion).where(*conditions).order_by(Occasion.id).execution_options(populate_existing=True)
    return list(db.session.execute(query).scalars())


def open_summonses() -> list[Summons]:
    query = select(Summons).where(Summons.closed_at.is_(None)).execution_options(populate_existing=True)
    return list(db.session.execute(query).scalars())


def pending(*conditions: Any) -> list[str]:
    query = select(Message.kind).where(Message.state == MessageState.PENDING, *conditions).order_by(Message.id)
    return list(db.session.execute(query).scalars())


def open_tasks(citizen: Citizen) -> set[TaskKind]:
    query = select(Task.kind).where(Task.citizen_id == citizen.id, Task.done_at.is_(None))
    return set(db.session.execute(query).scalars())


def swept(town: Town) -> list[Act]:
    return [one.act for one in sweep.sweep(town.centre).people]
