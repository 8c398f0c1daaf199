"""The register beside what is on file: who is new, what is different, what is no longer reported."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from jobcentre.centre import Centre
from jobcentre.models.base import db, tenant
from jobcentre.models.citizen import Citizen, Spell
from jobcentre.registers import PersonRow, Register, SpellRow
from jobcentre.services.intake.checks import Office, blind

OnFile = Row[*tuple[Any, ...]]

# A column of the register, and the model's where it is called otherwise.
_PLAIN = (
    "given_name",
    "family_name",
    "email",
    "mobile",
    "language",
    "digital_post_exempt",
    "self_booking_exempt",
    "protected_address",
)
_OF_SPELL = {
    "benefit_group": "benefit_group",
    "spell_ended_on": "ended_on",
    "hours": "hours",
    "threshold_reached_on": "threshold_reached_on",
}


@dataclass(frozen=True, slots=True)
class SpellChange:
    """A spell on file with new values; ``columns`` are the register's names of what differs."""

    id: int
    started_on: date
    columns: tuple[str, ...]
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """What is different about one person on file. Nothing at all when every part is empty."""

    citizen_id: int
    columns: tuple[str, ...]
    values: dict[str, Any]
    added: tuple[SpellRow, ...]
    altered: tuple[SpellChange, ...]
    withdrawn: tuple[OnFile, ...]

    def __bool__(self) -> bool:
        return bool(self.columns or self.added or self.altered or self.withdrawn)


@dataclass(frozen=True, slots=True)
class Difference:
    """A stretch of the register against the file: new people, and changes of known ones."""

    new: tuple[PersonRow, ...]
    changes: tuple[Change, ...]
    unchanged: int


def compare(centre: Centre, register: Register, people: Sequence[PersonRow], staff: Office) -> Difference:
    """Compare a stretch of the register's people with what is on file: two statements, nothing written."""
    known = _known([person.external_id for person in people])
    spells = _spells([row.id for row in known.values()])
    changes = [
        _change(centre, register.columns, person, known[person.external_id], spells, staff)
        for person in people
        if person.external_id in known
    ]
    return Difference(
        new=tuple(person for person in people if person.external_id not in known),
        changes=tuple(change for change in changes if change),
        unchanged=sum(not change for change in changes),
    )


def sealed(centre: Centre, person: PersonRow, public_id: UUID) -> dict[str, Any]:
    """Return the model's columns for a CPR number and what follows from it."""
    kept = centre.keys.seal(person.cpr.encode(), f"{tenant()}:citizen:{public_id}:cpr")
    return {
        "cpr_sealed": kept.value,
        "cpr_key": kept.key,
        "cpr_index": blind(centre, person.cpr),
        "birth_date": person.birth_date,
    }


def _known(external_ids: Sequence[str]) -> dict[str, OnFile]:
    columns = [getattr(Citizen, name) for name in ("id", "public_id", "external_id", "cpr_index", "needs", *_PLAIN)]
    rows = db.session.execute(
        select(*columns, Citizen.caseworker_id, Citizen.team_id).where(Citizen.external_id.in_(external_ids))
    )
    return {row.external_id: row for row in rows}


def _spells(citizen_ids: Sequence[int]) -> dict[int, dict[date, OnFile]]:
    columns = [Spell.id, Spell.citizen_id, Spell.started_on, *(getattr(Spell, name) for name in _OF_SPELL.values())]
    rows = db.session.execute(select(*columns).where(Spell.citizen_id.in_(citizen_ids), Spell.withdrawn_at.is_(None)))
    found: dict[int, dict[date, OnFile]] = {}
    for row in rows:
        found.setdefault(row.citizen_id, {})[row.started_on] = row
    return found


def _change(
    centre: Centre,
    columns: frozenset[str],
    person: PersonRow,
    row: OnFile,
    spells: dict[int, dict[date, OnFile]],
    staff: Office,
) -> Change:
    differing, values = _personal(centre, columns, person, row, staff)
    on_file = spells.get(row.id, {})
    reported = {spell.started_on: spell for spell in person.spells}
    altered = [_altered(columns, reported[day], spell) for day, spell in on_file.items() if day in reported]
    return Change(
        citizen_id=row.id,
        columns=differing,
        values=values,
        added=tuple(spell for spell in person.spells if spell.started_on not in on_file),
        altered=tuple(spell for spell in altered if spell.columns),
        withdrawn=tuple(spell for started_on, spell in on_file.items() if started_on not in reported),
    )


def _personal(
    centre: Centre, columns: frozenset[str], person: PersonRow, row: OnFile, staff: Office
) -> tuple[tuple[str, ...], dict[str, Any]]:
    """Return the names of the columns that differ, and the model's new values for them."""
    values: dict[str, Any] = {
        name: getattr(person, name)
        for name in _PLAIN
        if name in columns and getattr(person, name) != getattr(row, name)
    }
    differing = list(values)
    if "needs" in columns and list(person.needs) != row.needs:
        differing.append("needs")
        values["needs"] = list(person.needs)
    if blind(centre, person.cpr) != row.cpr_index:
        differing.append("cpr")
        values |= sealed(centre, person, row.public_id)
    caseworker = staff.caseworker(person.caseworker_email)
    caseworker_id = caseworker.id if caseworker else None
    if "caseworker_email" in columns and caseworker_id != row.caseworker_id:
        differing.append("caseworker_email")
        values["caseworker_id"] = caseworker_id
        # Without a caseworker the team keeps the person.
        values["team_id"] = caseworker.team_id if caseworker else row.team_id
    return tuple(differing), values


def _altered(columns: frozenset[str], spell: SpellRow, row: OnFile) -> SpellChange:
    differing = {
        column: getattr(spell, name)
        for column, name in _OF_SPELL.items()
        if column in columns and getattr(spell, name) != getattr(row, name)
    }
    values = {_OF_SPELL[column]: value for column, value in differing.items()}
    return SpellChange(row.id, spell.started_on, tuple(differing), values)
