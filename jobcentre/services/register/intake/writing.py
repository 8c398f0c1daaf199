"""Bringing the file in line with the register: a few statements for a thousand people. Never commits.

A spell that is reported otherwise is not changed: its row is withdrawn and a new one takes its place, so that what was
known on a day can be read afterwards.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import insert, select, update

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.audit import AuditEntry
from jobcentre.models.base import db, table_of, tenant
from jobcentre.models.citizen import BenefitGroup, Citizen, LeftGround, Spell
from jobcentre.registers import PersonRow, SpellRow
from jobcentre.services import audit, booking
from jobcentre.services.audit import Who
from jobcentre.services.register import leaving, projecting
from jobcentre.services.register.intake.checks import Office
from jobcentre.services.register.intake.comparing import Change, Difference, sealed

# Without it, rows whose empty columns differ go to the database one by one.
WHOLE: Final[Any] = {"execution_options": {"render_nulls": True}}
# One statement run for many rows: as one statement of many rows, it is taken apart anew for each thousand of them.
_INSERT_CITIZEN: Final = insert(table_of(Citizen))
_INSERT_SPELL: Final = insert(table_of(Spell))
REACHING: Final = frozenset({"email", "mobile", "digital_post_exempt"})  # what decides by which ways people are reached
Entry = tuple[int, dict[str, Any]]


def write(centre: Centre, difference: Difference, staff: Office, who: Who, by_hand: bool = False) -> None:
    """Write a difference with its audit entries, and what follows from it; ``by_hand``: a person has typed it."""
    _add_people(centre, difference.new, staff, who, "citizen.added" if by_hand else "citizen.imported")
    _change_people(difference.changes, who)
    _leave(centre, difference.changes, who, by_hand)
    projecting.project(centre, [c.citizen_id for c in difference.changes if c.of_spells or c.left or c.returned])
    reached = [change.citizen_id for change in difference.changes if not REACHING.isdisjoint(change.columns)]
    booking.catch_up(centre, reached, who)


def _add_people(centre: Centre, people: Sequence[PersonRow], staff: Office, who: Who, added: str) -> None:
    if not people:
        return
    rows = [_citizen(centre, person, staff) for person in people]
    db.session.execute(_INSERT_CITIZEN, rows)
    ids = _ids([row["external_id"] for row in rows])
    spells = [_spell(ids[person.external_id], spell) for person in people for spell in person.spells]
    projecting.foresee(centre, {ids[row["external_id"]]: row for row in rows}, spells)
    db.session.execute(_INSERT_SPELL, spells)
    audit.record_many(added, who, list(ids.values()))


def _ids(external_ids: Sequence[str]) -> dict[str, int]:
    query = select(Citizen.external_id, Citizen.id).where(Citizen.external_id.in_(external_ids))
    return {row.external_id: row.id for row in db.session.execute(query)}


def _citizen(centre: Centre, person: PersonRow, staff: Office) -> dict[str, Any]:
    public_id, now = uuid4(), clock.now()
    caseworker = staff.caseworker(person.caseworker_email)
    return {
        "municipality_id": tenant(),
        "public_id": public_id,
        "external_id": person.external_id,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "email": person.email,
        "mobile": person.mobile,
        "language": person.language,
        "digital_post_exempt": person.digital_post_exempt,
        "self_booking_exempt": person.self_booking_exempt,
        "protected_address": person.protected_address,
        "needs": list(person.needs),
        "caseworker_id": caseworker.id if caseworker else None,
        "team_id": caseworker.team_id if caseworker else staff.only_team,
        "left_on": person.left_on,
        "left_ground": LeftGround(person.left_why) if person.left_why else None,
        "created_at": now,
        "updated_at": now,
        **sealed(centre, person, public_id),
    }


def _spell(citizen_id: int, spell: SpellRow, hours_on: date | None = None) -> dict[str, Any]:
    if spell.hours is not None and hours_on is None:
        hours_on = clock.today()
    return {
        "municipality_id": tenant(),
        "citizen_id": citizen_id,
        "benefit_group": BenefitGroup(spell.benefit_group),
        "started_on": spell.started_on,
        "ended_on": spell.ended_on,
        "hours": spell.hours,
        "hours_on": hours_on,
        "part_time_insured": spell.part_time_insured,
        "threshold_reached_on": spell.threshold_reached_on,
        "created_at": clock.now(),
    }


def _change_people(changes: Sequence[Change], who: Who) -> None:
    if not changes:
        return
    now = clock.now()
    db.session.execute(update(Citizen), [{"id": c.citizen_id, "updated_at": now, **c.values} for c in changes])
    outdated = [{"id": spell.id, "withdrawn_at": now} for c in changes for spell in c.withdrawn]
    outdated += [{"id": spell.id, "withdrawn_at": now} for c in changes for spell in c.altered]
    added = [_spell(c.citizen_id, spell) for c in changes for spell in c.added]
    added += [_spell(c.citizen_id, spell.instead, spell.hours_on) for c in changes for spell in c.altered]
    if outdated:
        db.session.execute(update(Spell), outdated)
    if added:
        db.session.execute(insert(Spell), added, **WHOLE)
    _record("citizen.changed", who, ((c.citizen_id, {"columns": c.columns}) for c in changes if c.columns))
    _record("spell.added", who, ((c.citizen_id, _started(spell)) for c in changes for spell in c.added))
    _record(
        "spell.changed",
        who,
        ((c.citizen_id, {**_started(spell), "columns": spell.columns}) for c in changes for spell in c.altered),
    )
    _record("spell.withdrawn", who, ((c.citizen_id, _started(spell)) for c in changes for spell in c.withdrawn))


def _leave(centre: Centre, changes: Sequence[Change], who: Who, by_hand: bool) -> None:
    source = "hand" if by_hand else "file"
    _record("citizen.left", who, ((c.citizen_id, leaving.facts(c.values, source)) for c in changes if c.left))
    _record("citizen.returned", who, ((c.citizen_id, {"source": source}) for c in changes if c.returned))
    leaving.follow(centre, [c.citizen_id for c in changes if c.left], who)


def _started(spell: Any) -> dict[str, Any]:
    return {"started_on": spell.started_on.isoformat()}


def _record(action: str, who: Who, entries: Iterable[Entry]) -> None:
    """Add an entry per person, each with facts of its own, in one statement."""
    common = {
        "municipality_id": tenant(),
        "at": clock.now(),
        "actor": who.actor,
        "staff_id": who.staff_id,
        "action": action,
    }
    rows = [{**common, "citizen_id": citizen_id, "facts": facts} for citizen_id, facts in entries]
    if rows:
        db.session.execute(insert(AuditEntry), rows)
