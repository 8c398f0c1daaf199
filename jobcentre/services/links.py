"""Personal links: who is behind a token, and the light check of who holds it.

A token is looked up by its SHA-256. Unknown, malformed and locked ones look the same to whoever asks.
"""

import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, true, update

from jobcentre import clock, keys
from jobcentre.centre import Centre
from jobcentre.models.base import db, tenant, unscoped
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting
from jobcentre.models.occasion import Summons
from jobcentre.models.staff import AccountLink
from jobcentre.rules import access
from jobcentre.rules.access import LINK_TRIES
from jobcentre.rules.refusals import Closed, LinkLocked
from jobcentre.services import audit, throttle
from jobcentre.services.audit import Who

TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
MARK_BYTES = 8


@dataclass(frozen=True, slots=True)
class Ref:
    """Where a token leads: whose it is and which row. ``mark`` tells it from the row's other tokens (``mark``)."""

    municipality_id: int
    public_id: UUID
    mark: str


def mark(token_digest: bytes) -> str:
    """Return what a session keeps of the link it came by, so that it ends when the row gets another token.

    It is the beginning of the token's digest: nobody finds the token by it, and no other row's is alike.
    """
    return token_digest[:MARK_BYTES].hex()


def marked(model: type[Summons] | type[Meeting], who: Who) -> ColumnElement[bool]:
    """Return the condition that a row's token is still the one ``who`` came by; of others nothing is asked."""
    if who.mark is None:
        return true()
    return func.substr(model.token_digest, 1, MARK_BYTES) == bytes.fromhex(who.mark)


def hold(row: Summons | Meeting, who: Who) -> None:
    """Raise ``Closed`` when ``who`` came by a token that the row has no longer."""
    if who.mark is not None and who.mark != mark(row.token_digest):
        raise Closed()


def find_summons(token: str) -> Ref | None:
    """Return what a booking link stands for; ``None`` when unknown, malformed or locked."""
    return _find(Summons, token)


def find_meeting(token: str) -> Ref | None:
    """Return what a meeting link stands for; ``None`` when unknown or malformed."""
    return _find(Meeting, token)


def _find(model: type[Summons] | type[Meeting], token: str) -> Ref | None:
    if not TOKEN.fullmatch(token):
        return None
    query = select(model.municipality_id, model.public_id).where(model.token_digest == keys.digest(token))
    if model is Summons:
        query = query.where(Summons.locked_at.is_(None))
    with unscoped():
        row = db.session.execute(query).first()
    return Ref(row.municipality_id, row.public_id, mark(keys.digest(token))) if row else None


def identify(centre: Centre, public_id: UUID, birth_date: date, address: str, who: Who = audit.CITIZEN) -> bool:
    """Say whether ``birth_date`` is that of the link's citizen, and count a wrong answer against the link.

    The count is for the link's whole life. Raises ``LinkLocked`` with the try that was one too many and ever
    after, ``Throttled`` when ``address`` has tried too much, ``Closed`` when ``who`` came by a link that has been
    replaced: that is no try. Commits.
    """
    throttle.check(centre, f"identify:{address}", access.LINK_PER_ADDRESS)
    found = db.session.execute(
        select(Summons.id, Summons.citizen_id, Summons.locked_at, Summons.failed_tries, Citizen.birth_date)
        .join(Citizen, Citizen.id == Summons.citizen_id)
        .where(Summons.public_id == public_id, marked(Summons, who))
        .with_for_update(of=Summons)
    ).first()
    if found is None:
        raise Closed()
    if found.locked_at is not None:
        db.session.rollback()
        raise LinkLocked()
    if found.birth_date == birth_date:
        audit.record("link.identified", audit.CITIZEN, found.citizen_id)
        db.session.commit()
        return True
    _count_failure(found.id, found.citizen_id, found.failed_tries + 1)
    return False


def _count_failure(summons_id: int, citizen_id: int, failures: int) -> None:
    locked = failures >= LINK_TRIES
    db.session.execute(
        update(Summons)
        .where(Summons.id == summons_id)
        .values(failed_tries=failures, locked_at=clock.now() if locked else None)
    )
    audit.record("link.locked" if locked else "link.refused", audit.CITIZEN, citizen_id)
    db.session.commit()
    if locked:
        raise LinkLocked()


def tries_left(public_id: UUID) -> int:
    """Return how many wrong answers the link still bears."""
    failed = db.session.execute(select(Summons.failed_tries).where(Summons.public_id == public_id)).scalar_one()
    return max(0, LINK_TRIES - failed)


def place(table: str, public_id: UUID) -> str:
    """Return the place for which the token of a row is sealed (see ``keys``)."""
    return f"{tenant()}:{table}:{public_id}:token"


def sealed_token(centre: Centre, table: str, public_id: UUID) -> dict[str, bytes | str]:
    """Return the three token columns for a new row of ``table``."""
    token = keys.new_token()
    sealed = centre.keys.seal(token.encode(), place(table, public_id))
    return {"token_digest": keys.digest(token), "token_sealed": sealed.value, "token_key": sealed.key}


def renew(centre: Centre, row: Summons | Meeting) -> None:
    """Give a row a new token; the old one leads nowhere from the commit on, and sessions that came by it end."""
    for name, value in sealed_token(centre, row.__tablename__, row.public_id).items():
        setattr(row, name, value)


def token_of(centre: Centre, row: Summons | Meeting | AccountLink) -> str:
    """Return the token of a row, to be repeated in a message or on a page of its owner."""
    opened = centre.keys.open(row.token_sealed, row.token_key, place(row.__tablename__, row.public_id))
    return opened.decode()
