"""The one-time links to choose a password. Nobody learns here whether an address is known."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import and_, func, or_, select, update

from jobcentre import clock, keys
from jobcentre.centre import Centre
from jobcentre.models.base import db, scope, tenant, unscoped
from jobcentre.models.municipality import Municipality
from jobcentre.models.staff import AccountLink, AccountPurpose, Staff
from jobcentre.rules import access
from jobcentre.rules.refusals import Closed
from jobcentre.services import audit, links, messaging, requests, throttle
from jobcentre.services.booking.standing import Authority, authority
from jobcentre.services.staff_accounts import accounts, passwords
from jobcentre.services.staff_accounts.accounts import StaffIdentity
from jobcentre.services.transaction import transaction
from jobcentre.services.unfit import Unfit

_VALID = {AccountPurpose.WELCOME: access.WELCOME_VALID, AccountPurpose.RESET: access.RESET_VALID}


@dataclass(frozen=True, slots=True)
class AccountLinkView:
    """Whose password is about to be chosen."""

    purpose: AccountPurpose
    name: str
    email: str
    language: str
    expires_at: datetime
    authority: Authority


def ask_reset(centre: Centre, email: str, address: str) -> None:
    """Send a link with which a new password can be chosen, if the address is known; commits either way.

    Raises ``Throttled``, for unknown addresses alike.
    """
    throttle.check(centre, f"reset:{email.strip().lower()}", access.RESET_PER_ACCOUNT)
    throttle.check(centre, f"reset_from:{address}", access.RESET_PER_ADDRESS)
    row = accounts.find(func.lower(Staff.email) == email.strip().lower())
    if row is None:
        return
    with scope(row.Staff.municipality_id), transaction():
        send_link(centre, row.Staff, AccountPurpose.RESET)
        audit.record("staff.reset_asked", audit.staff(row.Staff.id))


def send_link(centre: Centre, staff: Staff, purpose: AccountPurpose) -> None:
    """Write a link and the message that carries it; earlier ones stop working. Does not commit."""
    end_links(staff.id)
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


def end_links(staff_id: int) -> None:
    """Make every link of somebody's stop working. Does not commit."""
    db.session.execute(
        update(AccountLink)
        .where(AccountLink.staff_id == staff_id, AccountLink.used_at.is_(None))
        .values(used_at=clock.now())
        .execution_options(synchronize_session=False)
    )


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

    The same form once more finds its work done and signs in again, given the same password. Raises ``Closed`` when
    the link does not work (any longer) and ``Unfit`` for a password that will not do.
    """
    row = _find_link(token, used=True)
    if row is None:
        raise Closed
    if fault := passwords.fault(password, row.Staff.email, row.Staff.name):
        raise Unfit({"password": fault})
    hashed = passwords.hashed(password)
    with scope(row.Staff.municipality_id), transaction():
        repeated = requests.seen_before(request_id, "choose password", row.AccountLink.id) is not None
        if not repeated:
            _take(row.AccountLink.id)
            _keep(centre, row.Staff, hashed)
            requests.answer(request_id, str(row.Staff.public_id))
    found = accounts.find(Staff.id == row.Staff.id)
    if found is None or (repeated and not passwords.matches(found.Staff.password_hash, password)):
        raise Closed
    return accounts.identity_of(found)


def _keep(centre: Centre, staff: Staff, hashed: str) -> None:
    end_links(staff.id)
    changed = (
        update(Staff).where(Staff.id == staff.id).values(password_hash=hashed, session_epoch=Staff.session_epoch + 1)
    )
    db.session.execute(changed.execution_options(synchronize_session=False))
    throttle.clear(centre, f"sign_in:{staff.email.lower()}", access.LOGIN_PER_ACCOUNT.window)
    audit.record("staff.password_chosen", audit.staff(staff.id))


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


def _find_link(token: str, used: bool = False) -> Any:
    """Find a link that works; with ``used`` also one that has had its effect."""
    if not links.TOKEN.fullmatch(token):
        return None
    fresh = and_(AccountLink.used_at.is_(None), AccountLink.expires_at > clock.now())
    query = (
        select(AccountLink, Staff, Municipality)
        .join(Staff, Staff.id == AccountLink.staff_id)
        .join(Municipality, Municipality.id == AccountLink.municipality_id)
        .where(
            AccountLink.token_digest == keys.digest(token),
            or_(fresh, AccountLink.used_at.is_not(None)) if used else fresh,
            Staff.active,
        )
        .execution_options(populate_existing=True)
    )
    with unscoped():
        return db.session.execute(query).first()
