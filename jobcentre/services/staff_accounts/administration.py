"""What an administrator keeps: the municipality's own details and its teams."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select, update

from jobcentre import clock
from jobcentre.channels.numbers import can_be_called
from jobcentre.channels.segments import sender_name
from jobcentre.models.base import db, tenant
from jobcentre.models.municipality import Municipality, Team
from jobcentre.models.staff import Staff
from jobcentre.rules.addresses import can_organize
from jobcentre.rules.identifying import Identification
from jobcentre.rules.refusals import Closed
from jobcentre.services import audit, requests, rulebook
from jobcentre.services.audit import Who
from jobcentre.services.transaction import transaction
from jobcentre.services.unfit import Fault, Unfit, check_text

OPTIONAL = ("cvr", "sms_sender")  # who does not send Digital Post or SMS needs neither
DETAILS = ("name", "jobcentre", "address", "phone", "phone_hours", "email", *OPTIONAL)
IDENTIFICATION = "identification"
LONGEST = 200
CVR = re.compile("[0-9]{8}")


@dataclass(frozen=True, slots=True)
class TeamView:
    """A team and how many active staff it has."""

    public_id: UUID
    name: str
    members: int


@dataclass(frozen=True, slots=True)
class MunicipalityView:
    """The municipality as it names itself, and its rule pack, if one is chosen."""

    code: str
    name: str
    jobcentre: str
    address: str
    phone: str
    phone_hours: str
    email: str
    cvr: str
    sms_sender: str
    rule_pack: str | None
    identification: Identification


def teams() -> tuple[TeamView, ...]:
    """Return the teams by name."""
    rows = db.session.execute(
        select(Team.public_id, Team.name, func.count(Staff.id))
        .outerjoin(Staff, (Staff.team_id == Team.id) & Staff.active)
        .group_by(Team.id)
        .order_by(Team.name)
    )
    return tuple(TeamView(*row) for row in rows)


def create_team(name: str, request_id: UUID, who: Who) -> None:
    """Add a team; commits. Raises ``Unfit``."""
    with transaction():
        if requests.seen_before(request_id, "create team", name):
            return
        team = Team(municipality_id=tenant(), name=_team_name(name, None))
        db.session.add(team)
        db.session.flush()
        audit.record("team.created", who, team=str(team.public_id))
        requests.answer(request_id, str(team.public_id))


def rename_team(public_id: UUID, name: str, request_id: UUID, who: Who) -> None:
    """Rename a team; commits. Raises ``Unfit``, or ``Closed`` when it is not there."""
    with transaction():
        if requests.seen_before(request_id, "rename team", public_id, name):
            return
        renamed = db.session.execute(
            update(Team)
            .where(Team.public_id == public_id)
            .values(name=_team_name(name, public_id))
            .returning(Team.id)
            .execution_options(synchronize_session=False)
        ).scalar()
        if renamed is None:
            raise Closed
        audit.record("team.renamed", who, team=str(public_id))
        requests.answer(request_id, str(public_id))


def _team_name(name: str, public_id: UUID | None) -> str:
    wanted = " ".join(name.split())
    if fault := check_text(wanted, LONGEST):
        raise Unfit({"name": fault})
    same = select(Team.public_id).where(func.lower(Team.name) == wanted.lower())
    if db.session.execute(same).scalar() not in (None, public_id):
        raise Unfit({"name": Fault.NAME_TAKEN})
    return wanted


def municipality() -> MunicipalityView:
    """Return the municipality of the scope."""
    row = _own()
    details = {field: getattr(row, field) for field in DETAILS}
    rules = rulebook.name_in_use(clock.today())
    return MunicipalityView(code=row.code, rule_pack=rules, identification=row.identification, **details)


def change_municipality(
    form: Mapping[str, str],
    request_id: UUID,
    who: Who,
    *,
    cvr_needed: bool = False,
    offered: Collection[Identification] = (),
) -> None:
    """Change the details; commits. Raises ``Unfit``. What was sent before keeps its words.

    ``cvr_needed``: something goes out in the name of the number, and without one would stop. ``offered``: how citizens
    can be asked who they are; without ``identification`` in the form, and for what it is by now, nothing is asked.
    """
    values: dict[str, str] = checked(form)
    if cvr_needed and not values["cvr"]:
        raise Unfit({"cvr": Fault.CVR_NEEDED})
    with transaction():
        row = _own()
        values[IDENTIFICATION] = form.get(IDENTIFICATION, row.identification)
        if requests.seen_before(request_id, "change municipality", values):
            return
        if values[IDENTIFICATION] not in (*offered, row.identification):
            raise Unfit({IDENTIFICATION: Fault.UNKNOWN})
        changed = [field for field in (*DETAILS, IDENTIFICATION) if getattr(row, field) != values[field]]
        for field in changed:
            setattr(row, field, values[field])
        if changed:
            audit.record("municipality.changed", who, columns=changed)
        requests.answer(request_id, "")


def checked(form: Mapping[str, str]) -> dict[str, str]:
    """Return a municipality's details, fit and every one of them there but the optional ones. Raises ``Unfit``."""
    values = {field: " ".join(form.get(field, "").split()) for field in DETAILS}
    values["cvr"] = values["cvr"].replace(" ", "")
    required = {field: text for field, text in values.items() if text or field not in OPTIONAL}
    faults = {field: fault for field, text in required.items() if (fault := check_text(text, LONGEST))}
    if values["cvr"] and not CVR.fullmatch(values["cvr"]):
        faults["cvr"] = Fault.CVR
    if "phone" not in faults and not can_be_called(values["phone"]):
        faults["phone"] = Fault.PHONE
    if values["sms_sender"] and sender_name(values["sms_sender"]) != values["sms_sender"]:
        faults["sms_sender"] = Fault.SMS_SENDER
    if "email" not in faults and not can_organize(values["email"]):
        faults["email"] = Fault.EMAIL
    if faults:
        raise Unfit(faults)
    return values


def _own() -> Municipality:
    query = select(Municipality).where(Municipality.id == tenant()).execution_options(populate_existing=True)
    return db.session.execute(query).scalar_one()
