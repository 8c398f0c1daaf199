"""The register beside what is on file: who is new, what is different, what is no longer reported."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db, tenant
from jobcentre.models.citizen import Citizen, LeftGround, Spell
from jobcentre.registers import PersonRow, Register, SpellRow
from jobcentre.services.register import leaving
from jobcentre.services.register.intake import corrections
from jobcentre.services.register.intake.checks import Office, blind
from jobcentre.services.register.intake.corrections import OF_FILE

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
_LEAVING = {"left_on": "left_on", "left_ground": "left_why"}  # the model's column, and the register's
_OF_SPELL = {
    "benefit_group": "benefit_group",
    "spell_ended_on": "ended_on",
    "hours": "hours",
    "threshold_reached_on": "threshold_reached_on",
    "part_time_insured": "part_time_insured",
}


@dataclass(frozen=True, slots=True)
class _File:
    """What is on file of a stretch of people: by case number, spells by person and start, and whose leaving is sure."""

    people: dict[str, OnFile]
    spells: dict[int, dict[date, OnFile]]
    sure: Collection[int]
    by_hand: bool


@dataclass(frozen=True, slots=True)
class SpellChange:
    """A spell on file that is reported otherwise now; ``columns`` are the register's names of what differs.

    ``instead`` is the whole of it as it is known now. ``hours_on`` is kept as long as the hours are the same.
    """

    id: int
    started_on: date
    columns: tuple[str, ...]
    instead: SpellRow
    hours_on: date | None


@dataclass(frozen=True, slots=True)
class Change:
    """What is different about one person on file. ``left_on`` is what holds now, new or not."""

    citizen_id: int
    external_id: str
    left_on: date | None
    columns: tuple[str, ...]
    values: dict[str, Any]
    added: tuple[SpellRow, ...]
    altered: tuple[SpellChange, ...]
    withdrawn: tuple[OnFile, ...]

    def __bool__(self) -> bool:
        return bool(self.columns or self.values or self.of_spells)

    @property
    def of_spells(self) -> bool:
        """Whether the count of unemployment may be another now."""
        return bool(self.added or self.altered or self.withdrawn)

    @property
    def left(self) -> bool:
        """Whether the person has left the municipality, or left on another day or for another reason than was known."""
        return self.values.get("left_on") is not None

    @property
    def returned(self) -> bool:
        """Whether somebody who had left is the municipality's again."""
        return "left_on" in self.values and not self.left


@dataclass(frozen=True, slots=True)
class Difference:
    """A stretch of the register against the file: new people, and changes of known ones."""

    new: tuple[PersonRow, ...]
    changes: tuple[Change, ...]
    unchanged: int


def compare(
    centre: Centre, register: Register, people: Sequence[PersonRow], staff: Office, by_hand: bool = False
) -> Difference:
    """Compare a stretch of the register's people with what is on file: a few statements, nothing written.

    ``by_hand``: it is a form that a person has filled in, where an empty field is meant.
    """
    file = _file([person.external_id for person in people], by_hand)
    changes = [
        _change(centre, register.columns, person, file, staff) for person in people if person.external_id in file.people
    ]
    return Difference(
        new=tuple(person for person in people if person.external_id not in file.people),
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


def _file(external_ids: Sequence[str], by_hand: bool) -> _File:
    people = _known(external_ids)
    left = [row.id for row in people.values() if row.left_on is not None]
    sure = leaving.by_hand(left) if left and not by_hand else frozenset()
    return _File(people, _spells([row.id for row in people.values()]), sure, by_hand)


def _known(external_ids: Sequence[str]) -> dict[str, OnFile]:
    names = ("id", "public_id", "external_id", "cpr_index", "needs", "left_on", "left_ground", *_PLAIN, *OF_FILE)
    columns = [getattr(Citizen, name) for name in names]
    rows = db.session.execute(
        select(*columns, Citizen.caseworker_id, Citizen.team_id).where(
            Citizen.external_id.in_(external_ids), Citizen.merged_into_id.is_(None)
        )
    )
    return {row.external_id: row for row in rows}


def _spells(citizen_ids: Sequence[int]) -> dict[int, dict[date, OnFile]]:
    names = ("id", "citizen_id", "started_on", "hours_on", *_OF_SPELL.values())
    columns = [getattr(Spell, name) for name in names]
    rows = db.session.execute(select(*columns).where(Spell.citizen_id.in_(citizen_ids), Spell.withdrawn_at.is_(None)))
    found: dict[int, dict[date, OnFile]] = {}
    for row in rows:
        found.setdefault(row.citizen_id, {})[row.started_on] = row
    return found


def _change(centre: Centre, columns: frozenset[str], person: PersonRow, file: _File, staff: Office) -> Change:
    row = file.people[person.external_id]
    person, over = corrections.held(person, row, columns, file.by_hand)
    differing, values = _personal(centre, columns, person, row, staff)
    on_file = file.spells.get(row.id, {})
    reported = {spell.started_on: spell for spell in person.spells}
    altered = [_altered(columns, reported[day], spell) for day, spell in on_file.items() if day in reported]
    added = tuple(spell for spell in person.spells if spell.started_on not in on_file)
    leaves = _leaving(columns, person, row, added, row.id in file.sure)
    named = tuple(_LEAVING[name] for name in leaves)
    return Change(
        citizen_id=row.id,
        external_id=row.external_id,
        left_on=leaves.get("left_on", row.left_on),
        columns=differing + named,
        values=values | leaves | over,
        added=added,
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


def _leaving(
    columns: frozenset[str], person: PersonRow, row: OnFile, added: Sequence[SpellRow], sure: bool
) -> dict[str, Any]:
    """Return the model's new values for having left, those that differ.

    Nothing in the file undoes what a caseworker knew (``sure``), and a spell that begins later does not raise the dead.
    """
    told: dict[str, Any] = {"left_on": person.left_on, "left_ground": _ground(person.left_why)}
    if person.left_on is None:
        dead = row.left_ground is LeftGround.DEAD
        back = row.left_on is not None and not dead and any(spell.started_on >= row.left_on for spell in added)
        if not (back or ("left_on" in columns and not sure)):
            return {}
    return {name: value for name, value in told.items() if value != getattr(row, name)}


def _ground(why: str | None) -> LeftGround | None:
    return LeftGround(why) if why else None


def _altered(columns: frozenset[str], spell: SpellRow, row: OnFile) -> SpellChange:
    differing = tuple(
        column for column, name in _OF_SPELL.items() if column in columns and getattr(spell, name) != getattr(row, name)
    )
    unsaid = {name: getattr(row, name) for column, name in _OF_SPELL.items() if column not in columns}
    instead = replace(spell, **unsaid) if unsaid else spell
    hours_on = clock.today() if "hours" in differing else row.hours_on
    return SpellChange(row.id, spell.started_on, differing, instead, hours_on if instead.hours is not None else None)
