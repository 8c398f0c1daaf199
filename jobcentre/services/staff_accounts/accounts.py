"""Signing in and out. Nobody learns here whether an address is known."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update

from jobcentre.centre import Centre
from jobcentre.models.base import db, scope, unscoped
from jobcentre.models.municipality import Municipality
from jobcentre.models.staff import Staff
from jobcentre.rules import access
from jobcentre.rules.access import Role
from jobcentre.services import audit, throttle
from jobcentre.services.booking.standing import Authority, authority
from jobcentre.services.staff_accounts import passwords
from jobcentre.services.transaction import transaction


@dataclass(frozen=True, slots=True)
class StaffIdentity:
    """Who is signed in. A session whose ``epoch`` is not the current one has ended."""

    id: int
    public_id: UUID
    municipality_id: int
    team_id: int | None
    name: str
    email: str
    role: Role
    language: str
    epoch: int
    authority: Authority


def sign_in(centre: Centre, email: str, password: str, address: str) -> StaffIdentity | None:
    """Return who this is, or ``None``; commits. Wrong address and wrong password take the same time.

    Raises ``Throttled`` after too many tries for one account or from one network ``address``.
    """
    account = f"sign_in:{email.strip().lower()}"
    throttle.check(centre, account, access.LOGIN_PER_ACCOUNT)
    throttle.check(centre, f"sign_in_from:{address}", access.LOGIN_PER_ADDRESS)
    row = find(func.lower(Staff.email) == email.strip().lower())
    db.session.commit()  # no transaction stays open while argon2 works
    kept: str | None = row.Staff.password_hash if row else None
    if not passwords.matches(kept, password):
        if row is not None:
            _note("staff.sign_in_failed", row.Staff)
        return None
    throttle.clear(centre, account, access.LOGIN_PER_ACCOUNT.window)
    if kept is not None and passwords.outdated(kept):
        _keep(row.Staff, password)
    _note("staff.signed_in", row.Staff)
    return identity_of(row)


def sign_out(who: StaffIdentity) -> None:
    """End every session of this person, on every device: copies of their cookies are worth nothing after. Commits."""
    with scope(who.municipality_id), transaction():
        ended = (
            update(Staff)
            .where(Staff.id == who.id, Staff.session_epoch == who.epoch)
            .values(session_epoch=Staff.session_epoch + 1)
        )
        db.session.execute(ended.execution_options(synchronize_session=False))
        audit.record("staff.signed_out", audit.staff(who.id))


def identity(public_id: UUID, epoch: int) -> StaffIdentity | None:
    """Return who a session belongs to, ``None`` when it has ended. One statement, in no municipality's scope."""
    row = find(Staff.public_id == public_id)
    return identity_of(row) if row is not None and row.Staff.session_epoch == epoch else None


def find(condition: ColumnElement[bool]) -> Any:
    """Return ``(Staff, Municipality)`` of an open account, in no municipality's scope; ``None`` when there is none."""
    query = (
        select(Staff, Municipality)
        .join(Municipality, Municipality.id == Staff.municipality_id)
        .where(Staff.active, condition)
        .execution_options(populate_existing=True)
    )
    with unscoped():
        return db.session.execute(query).first()


def identity_of(row: Any) -> StaffIdentity:
    """Return what ``find`` has found as a frozen value."""
    staff: Staff = row.Staff
    return StaffIdentity(
        id=staff.id,
        public_id=staff.public_id,
        municipality_id=staff.municipality_id,
        team_id=staff.team_id,
        name=staff.name,
        email=staff.email,
        role=staff.role,
        language=staff.language,
        epoch=staff.session_epoch,
        authority=authority(row.Municipality),
    )


def _keep(staff: Staff, password: str) -> None:
    hashed = passwords.hashed(password)
    with scope(staff.municipality_id):
        db.session.execute(update(Staff).where(Staff.id == staff.id).values(password_hash=hashed))


def _note(action: str, staff: Staff) -> None:
    with scope(staff.municipality_id), transaction():
        audit.record(action, audit.staff(staff.id))
