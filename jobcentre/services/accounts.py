"""Signing in, and the one-time links to choose a password. Nobody learns here whether an address is known."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, func, select, update

from jobcentre import clock, keys
from jobcentre.centre import Centre
from jobcentre.models.base import db, scope, tenant, unscoped
from jobcentre.models.municipality import Municipality
from jobcentre.models.staff import AccountLink, AccountPurpose, Staff
from jobcentre.rules import access
from jobcentre.rules.access import Limit, Role
from jobcentre.rules.refusals import Closed, Throttled
from jobcentre.services import audit, links, messaging, passwords, requests, throttle
from jobcentre.services.booking.standing import Authority, authority
from jobcentre.services.transaction import transaction
from jobcentre.services.unfit import Unfit

_VALID = {AccountPurpose.WELCOME: access.WELCOME_VALID, AccountPurpose.RESET: access.RESET_VALID}


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


@dataclass(frozen=True, slots=True)
class AccountLinkView:
    """Whose password is about to be chosen."""

    purpose: AccountPurpose
    name: str
    email: str
    language: str
    expires_at: datetime
    authority: Authority


def sign_in(centre: Centre, email: str, password: str, address: str) -> StaffIdentity | None:
    """Return who this is, or ``None``; commits. Wrong address and wrong password take the same time.

    Raises ``Throttled`` after too many tries for one account or from one network ``address``.
    """
    account = f"sign_in:{email.strip().lower()}"
    _count(centre, account, access.LOGIN_PER_ACCOUNT)
    _count(centre, f"sign_in_from:{address}", access.LOGIN_PER_ADDRESS)
    row = _find(func.lower(Staff.email) == email.strip().lower())
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
    return _identity(row)


def identity(public_id: UUID, epoch: int) -> StaffIdentity | None:
    """Return who a session belongs to, ``None`` when it has ended. One statement, in no municipality's scope."""
    row = _find(Staff.public_id == public_id)
    return _identity(row) if row is not None and row.Staff.session_epoch == epoch else None


def ask_reset(centre: Centre, email: str, address: str) -> None:
    """Send a link with which a new password can be chosen, if the address is known; commits either way.

    Raises ``Throttled``, for unknown addresses alike.
    """
    _count(centre, f"reset:{email.strip().lower()}", access.RESET_PER_ACCOUNT)
    _count(centre, f"reset_from:{address}", access.RESET_PER_ADDRESS)
    row = _find(func.lower(Staff.email) == email.strip().lower())
    if row is None:
        return
    with scope(row.Staff.municipality_id), transaction():
        send_link(centre, row.Staff, AccountPurpose.RESET)
        audit.record("staff.reset_asked", audit.staff(row.Staff.id))


def send_link(centre: Centre, staff: Staff, purpose: AccountPurpose) -> None:
    """Write a link and the message that carries it; earlier ones stop working. Does not commit."""
    _use_up(staff.id)
    now, public_id = clock.now(), uuid4()
    link = AccountLink(
        municipality_id=tenant(),
        public_id=public_id,
        staff_id=staff.id,
        purpose=purpose,
        created_at=now,
        expires_at=now + _VALID[purpose],
        **links.sealed_token(centre, "account_link", public_id),
    )
    db.session.add(link)
    db.session.flush()
    messaging.write([messaging.plan_account(link)])


def open_link(token: str) -> AccountLinkView | None:
    """Return what an account link is for; ``None`` when it is unknown, used or too old. Changes nothing."""
    row = _find_link(token)
    if row is None:
        return None
    staff: Staff = row.Staff
    return AccountLinkView(
        purpose=row.AccountLink.purpose,
        name=staff.name,
        email=staff.email,
        language=staff.language,
        expires_at=row.AccountLink.expires_at,
        authority=authority(row.Municipality),
    )


def choose_password(centre: Centre, token: str, password: str, request_id: UUID) -> StaffIdentity:
    """Set the password and use the link up; every older session of the person ends. Commits.

    Raises ``Closed`` when the link does not work (any longer) and ``Unfit`` for a password that will not do.
    """
    row = _find_link(token)
    if row is None:
        raise Closed
    if fault := passwords.fault(password, row.Staff.email, row.Staff.name):
        raise Unfit({"password": fault})
    hashed = passwords.hashed(password)
    with scope(row.Staff.municipality_id), transaction():
        if not requests.seen_before(request_id, "choose password"):
            _take(row.AccountLink.id)
            _use_up(row.Staff.id)
            changed = (
                update(Staff)
                .where(Staff.id == row.Staff.id)
                .values(password_hash=hashed, session_epoch=Staff.session_epoch + 1)
            )
            db.session.execute(changed.execution_options(synchronize_session=False))
            throttle.clear(centre, f"sign_in:{row.Staff.email.lower()}", access.LOGIN_PER_ACCOUNT.window)
            audit.record("staff.password_chosen", audit.staff(row.Staff.id))
            requests.answer(request_id, str(row.Staff.public_id))
    found = _find(Staff.id == row.Staff.id)
    if found is None:
        raise Closed
    return _identity(found)


def _take(link_id: int) -> None:
    """Use one link up; ``Closed`` when somebody was faster."""
    taken = db.session.execute(
        update(AccountLink)
        .where(AccountLink.id == link_id, AccountLink.used_at.is_(None))
        .values(used_at=clock.now())
        .returning(AccountLink.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if taken is None:
        raise Closed


def _use_up(staff_id: int) -> None:
    db.session.execute(
        update(AccountLink)
        .where(AccountLink.staff_id == staff_id, AccountLink.used_at.is_(None))
        .values(used_at=clock.now())
        .execution_options(synchronize_session=False)
    )


def _count(centre: Centre, subject: str, limit: Limit) -> None:
    tries = throttle.count(centre, subject, limit.window)
    db.session.commit()
    if tries > limit.tries:
        raise Throttled(retry_at=throttle.retry_at(limit.window))


def _find(condition: ColumnElement[bool]) -> Any:
    query = (
        select(Staff, Municipality)
        .join(Municipality, Municipality.id == Staff.municipality_id)
        .where(Staff.active, condition)
        .execution_options(populate_existing=True)
    )
    with unscoped():
        return db.session.execute(query).first()


def _find_link(token: str) -> Any:
    if not links.TOKEN.fullmatch(token):
        return None
    query = (
        select(AccountLink, Staff, Municipality)
        .join(Staff, Staff.id == AccountLink.staff_id)
        .join(Municipality, Municipality.id == AccountLink.municipality_id)
        .where(
            AccountLink.token_digest == keys.digest(token),
            AccountLink.used_at.is_(None),
            AccountLink.expires_at > clock.now(),
            Staff.active,
        )
        .execution_options(populate_existing=True)
    )
    with unscoped():
        return db.session.execute(query).first()


def _identity(row: Any) -> StaffIdentity:
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
