"""One person written or corrected by hand: read by the same rules as the citizens file, row for row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from jobcentre.centre import Centre
from jobcentre.models.base import db, tenant
from jobcentre.models.citizen import Citizen, Spell
from jobcentre.models.staff import Staff
from jobcentre.registers import Fault, Faulty, PersonRow, Reason, Register
from jobcentre.registers.people import COLUMNS, OF_SPELL, Gathering
from jobcentre.services import audit, requests
from jobcentre.services.audit import Who
from jobcentre.services.colleagues import HOLD_MEETINGS
from jobcentre.services.register.intake import aliases, checks, findings
from jobcentre.services.register.intake.comparing import compare
from jobcentre.services.register.intake.turns import take_turn
from jobcentre.services.register.intake.writing import write
from jobcentre.services.transaction import transaction
from jobcentre.services.visibility import people_of

ACTION = "person"
PATIENCE = timedelta(seconds=5)
_FLAGS = ("digital_post_exempt", "self_booking_exempt", "protected_address")


@dataclass(frozen=True, slots=True)
class PersonForm:
    """A person as text, by the columns of the register. ``spells`` are the lines that were not empty.

    ``stamp`` says which version of the person was shown. The CPR number is never among the texts shown.
    """

    person: Mapping[str, str] = field(repr=False)
    spells: Sequence[Mapping[str, str]]
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody a person can be given to."""

    name: str
    email: str


def colleagues() -> tuple[Colleague, ...]:
    """Return the active staff who hold meetings, by name."""
    holding = (Staff.active, Staff.role.in_(HOLD_MEETINGS))
    rows = db.session.execute(select(Staff.name, Staff.email).where(*holding).order_by(Staff.name, Staff.id))
    return tuple(Colleague(name, email.lower()) for name, email in rows)


def filled(public_id: UUID, who: Who) -> PersonForm | None:
    """Return what is on file as a form, ``None`` when there is nobody for this reader; commits the entry of it."""
    citizen = _visible(public_id, who)
    if citizen is None:
        return None
    email = db.session.execute(select(func.lower(Staff.email)).where(Staff.id == citizen.caseworker_id)).scalar()
    spells = db.session.execute(
        select(Spell).where(Spell.citizen_id == citizen.id, Spell.withdrawn_at.is_(None)).order_by(Spell.started_on)
    ).scalars()
    form = PersonForm(_texts(citizen, email), [_spell_texts(spell) for spell in spells], _stamp(citizen))
    audit.record("citizen.seen", who, citizen.id)
    db.session.commit()
    return form


def save(centre: Centre, public_id: UUID | None, form: PersonForm, request_id: UUID, who: Who) -> UUID | None:
    """Add a person (``public_id`` is ``None``) or change one, and return the public id; commits.

    ``None`` when there is nobody for this reader. Raises ``Faulty``; a fault's line is the number of the spell, from 1.
    A spell that is no longer among the form's is withdrawn. An empty CPR number keeps the one on file.
    """
    with transaction():
        take_turn(PATIENCE)
        if earlier := requests.seen_before(request_id, ACTION, public_id, *_asked(centre, form)):
            return UUID(earlier.result)
        citizen = _visible(public_id, who) if public_id else None
        if public_id and citizen is None:
            return None
        person = _read(form.person if citizen is None else _completed(centre, citizen, form), form.spells)
        staff = _office(who)
        faults = _faults(centre, person, citizen, form.stamp, staff)
        if faults:
            raise Faulty(faults)
        difference = compare(centre, Register([person], frozenset(COLUMNS)), [person], staff, by_hand=True)
        write(centre, difference, staff, who, by_hand=True)
        findings.settle(findings.of([person], difference), difference, who)
        found = db.session.execute(
            select(Citizen.public_id).where(Citizen.external_id == person.external_id)
        ).scalar_one()
        requests.answer(request_id, str(found))
    return found


def _asked(centre: Centre, form: PersonForm) -> tuple[Any, ...]:
    """Return what tells one form from another; the number only as a keyed digest."""
    number = centre.keys.blind(form.person.get("cpr", ""), f"{tenant()}:cpr")
    return {**form.person, "cpr": number}, [dict(spell) for spell in form.spells], form.stamp


def _visible(public_id: UUID, who: Who) -> Citizen | None:
    query = select(Citizen).where(Citizen.public_id == public_id, people_of(who))
    return db.session.execute(query.execution_options(populate_existing=True)).scalar()


def _read(person: Mapping[str, str], spells: Sequence[Mapping[str, str]]) -> PersonRow:
    """Read the form as the lines of a file; what is wrong with the person is told once, not for each spell."""
    gathering = Gathering(COLUMNS)
    for line, spell in enumerate(spells or [{}], start=1):
        gathering.add(line, {**person, **spell})
    try:
        (read,) = gathering.register().people
    except Faulty as found:
        told = [fault for fault in found.faults if fault.line == 1 or fault.column in OF_SPELL]
        raise Faulty(told) from None
    return read


def _completed(centre: Centre, citizen: Citizen, form: PersonForm) -> Mapping[str, str]:
    """Return the form with what it cannot change, and with the number on file unless a new one was written."""
    place = f"{tenant()}:citizen:{citizen.public_id}:cpr"
    number = form.person.get("cpr", "").strip() or centre.keys.open(citizen.cpr_sealed, citizen.cpr_key, place).decode()
    return {**form.person, "external_id": citizen.external_id, "cpr": number}


def _office(who: Who) -> checks.Office:
    """The office, in which a person without a caseworker goes to the team of whoever writes."""
    staff = checks.office()
    team = db.session.execute(select(Staff.team_id).where(Staff.id == who.staff_id)).scalar()
    return replace(staff, only_team=team or staff.only_team)


def _faults(
    centre: Centre, person: PersonRow, citizen: Citizen | None, stamp: str, staff: checks.Office
) -> list[Fault]:
    faults = checks.faults(centre, [person], staff, lambda _done: None)
    if citizen is None:
        known = select(Citizen.id).where(Citizen.external_id == person.external_id)
        if db.session.execute(known).scalar() is not None or person.external_id in aliases.known():
            faults.append(Fault(1, "external_id", Reason.ID_KNOWN))
    elif stamp != _stamp(citizen):
        faults.append(Fault(None, None, Reason.CHANGED_MEANWHILE))
    return faults


def _stamp(citizen: Citizen) -> str:
    return citizen.updated_at.isoformat()


def _texts(citizen: Citizen, caseworker_email: str | None) -> dict[str, str]:
    flags = {name: "yes" if getattr(citizen, name) else "no" for name in _FLAGS}
    plain = ("external_id", "given_name", "family_name", "email", "mobile", "language")
    return {
        **{name: getattr(citizen, name) or "" for name in plain},
        **flags,
        "cpr": "",
        "needs": ", ".join(citizen.needs),
        "caseworker_email": caseworker_email or "",
        "left_on": _written(citizen.left_on),
        "left_why": citizen.left_ground.value if citizen.left_ground else "",
    }


def _spell_texts(spell: Spell) -> dict[str, str]:
    return {
        "benefit_group": spell.benefit_group.value,
        "spell_started_on": _written(spell.started_on),
        "spell_ended_on": _written(spell.ended_on),
        "hours": _written(spell.hours),
        "threshold_reached_on": _written(spell.threshold_reached_on),
        "part_time_insured": "yes" if spell.part_time_insured else "no",
    }


def _written(value: Any) -> str:
    if isinstance(value, date) and not isinstance(value, datetime):
        return f"{value:%d-%m-%Y}"
    return "" if value is None else str(value)
