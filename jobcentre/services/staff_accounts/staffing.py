"""Who works here: adding people, changing their role and team, and letting them go."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db, tenant, unscoped
from jobcentre.models.municipality import Team
from jobcentre.models.staff import AccountPurpose, Staff
from jobcentre.rules.access import Role
from jobcentre.rules.refusals import Closed
from jobcentre.services import audit, requests
from jobcentre.services.audit import Who
from jobcentre.services.staff_accounts import account_links
from jobcentre.services.transaction import transaction
from jobcentre.services.unfit import Fault, Unfit, check_email, check_text
from jobcentre.texts.languages import LANGUAGES

LONGEST = 200


@dataclass(frozen=True, slots=True)
class _Wanted:
    name: str
    email: str
    role: Role
    language: str
    team_id: int | None


def create_staff(centre: Centre, form: Mapping[str, str], request_id: UUID, who: Who) -> UUID:
    """Add somebody and send them a link to choose a password; commits. Raises ``Unfit``.

    ``form``: name, email, role, language, team (a public id, or empty for none).
    """
    with transaction():
        if earlier := requests.seen_before(request_id, "create staff", dict(form)):
            return UUID(earlier.result or "")
        wanted = _read(form, None)
        row = Staff(
            municipality_id=tenant(),
            public_id=uuid4(),
            name=wanted.name,
            email=wanted.email,
            role=wanted.role,
            language=wanted.language,
            team_id=wanted.team_id,
            active=True,
            session_epoch=0,
            created_at=clock.now(),
        )
        db.session.add(row)
        _flush("email", Fault.EMAIL_TAKEN)
        account_links.send_link(centre, row, AccountPurpose.WELCOME)
        audit.record("staff.created", who, staff=str(row.public_id), role=row.role.value)
        requests.answer(request_id, str(row.public_id))
        return row.public_id


def change_staff(centre: Centre, public_id: UUID, form: Mapping[str, str], request_id: UUID, who: Who) -> None:
    """Change somebody; a new role ends their sessions, a new address the links sent to the old one. Commits.

    Raises ``Unfit`` or ``Closed``.
    """
    with transaction():
        if requests.seen_before(request_id, "change staff", public_id, dict(form)):
            return
        row = _locked(public_id)
        wanted = _read(form, row)
        if row.role is Role.ADMINISTRATOR and wanted.role is not Role.ADMINISTRATOR:
            _keep_an_administrator(row, "role")
        changed = [name for name in _Wanted.__slots__ if getattr(row, name) != getattr(wanted, name)]
        if "role" in changed:
            row.session_epoch += 1
        for name in changed:
            setattr(row, name, getattr(wanted, name))
        _flush("email", Fault.EMAIL_TAKEN)
        if "email" in changed:
            _address_changed(centre, row)
        if changed:
            audit.record("staff.changed", who, staff=str(public_id), columns=changed, role=row.role.value)
        requests.answer(request_id, str(public_id))


def deactivate(public_id: UUID, request_id: UUID, who: Who) -> None:
    """End somebody's access at once; commits. Their meetings stay until somebody moves them.

    Raises ``Unfit`` for one's own account and for the last administrator.
    """
    with transaction():
        if requests.seen_before(request_id, "deactivate", public_id):
            return
        row = _locked(public_id)
        if row.id == who.staff_id:
            raise Unfit({"active": Fault.OWN_ACCOUNT})
        if row.role is Role.ADMINISTRATOR:
            _keep_an_administrator(row, "active")
        row.active = False
        row.session_epoch += 1
        audit.record("staff.deactivated", who, staff=str(public_id))
        requests.answer(request_id, str(public_id))


def reactivate(centre: Centre, public_id: UUID, request_id: UUID, who: Who) -> None:
    """Give somebody access again; they choose a new password by a link. Commits."""
    with transaction():
        if requests.seen_before(request_id, "reactivate", public_id):
            return
        row = _locked(public_id)
        row.active, row.password_hash = True, None
        account_links.send_link(centre, row, AccountPurpose.WELCOME)
        audit.record("staff.reactivated", who, staff=str(public_id))
        requests.answer(request_id, str(public_id))


def welcome_again(centre: Centre, public_id: UUID, request_id: UUID, who: Who) -> None:
    """Send a new link to choose a password to somebody who has not chosen one; commits."""
    with transaction():
        if requests.seen_before(request_id, "welcome again", public_id):
            return
        row = _locked(public_id)
        if row.password_hash is not None or not row.active:
            raise Closed
        account_links.send_link(centre, row, AccountPurpose.WELCOME)
        audit.record("staff.welcomed", who, staff=str(public_id))
        requests.answer(request_id, str(public_id))


def _address_changed(centre: Centre, row: Staff) -> None:
    """What was sent to the old address is worth nothing; who was yet to choose a password is told at the new one."""
    account_links.end_links(row.id)
    if row.active and row.password_hash is None:
        account_links.send_link(centre, row, AccountPurpose.WELCOME)


def _locked(public_id: UUID) -> Staff:
    query = select(Staff).where(Staff.public_id == public_id).with_for_update()
    row: Staff | None = db.session.execute(query.execution_options(populate_existing=True)).scalar()
    if row is None:
        raise Closed
    return row


def _flush(field: str, fault: Fault) -> None:
    """Write; what somebody else took in the same moment is a fault of the form."""
    try:
        db.session.flush()
    except IntegrityError as error:
        raise Unfit({field: fault}) from error


def _keep_an_administrator(row: Staff, field: str) -> None:
    others = select(func.count()).where(Staff.role == Role.ADMINISTRATOR, Staff.active, Staff.id != row.id)
    if db.session.execute(others).scalar_one() == 0:
        raise Unfit({field: Fault.LAST_ADMINISTRATOR})


def _read(form: Mapping[str, str], row: Staff | None) -> _Wanted:
    """Return what the form asks for, or raise ``Unfit`` with every fault at once."""
    name, email = " ".join(form.get("name", "").split()), form.get("email", "").strip()
    role, language, team = form.get("role", ""), form.get("language", ""), form.get("team", "")
    team_id = _team_id(team)
    checks = {
        "name": check_text(name, LONGEST),
        "email": check_text(email, LONGEST) or check_email(email) or _taken(email, row),
        "role": None if role in list(Role) else Fault.MISSING,
        "language": None if language in LANGUAGES else Fault.MISSING,
        "team": Fault.UNKNOWN if team and team_id is None else None,
    }
    if faults := {field: fault for field, fault in checks.items() if fault is not None}:
        raise Unfit(faults)
    return _Wanted(name, email, Role(role), language, team_id)


def _team_id(public_id: str) -> int | None:
    try:
        wanted = UUID(public_id)
    except ValueError:
        return None
    return db.session.execute(select(Team.id).where(Team.public_id == wanted)).scalar()


def _taken(email: str, row: Staff | None) -> Fault | None:
    """An address signs in to one account, whatever the municipality."""
    with unscoped():
        found = db.session.execute(select(Staff.id).where(func.lower(Staff.email) == email.lower())).scalar()
    return None if found is None or (row is not None and found == row.id) else Fault.EMAIL_TAKEN
