"""Personal links: who is behind a token, and the light check of who holds it.

A token is looked up by its SHA-256. Unknown, malformed and locked ones look the same to whoever asks.
"""

import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

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
from jobcentre.services import audit, requests, throttle
from jobcentre.services.audit import Who
from jobcentre.services.transaction import transaction

TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
MARK_BYTES = 8
# Crockford's: no I, L, O or U, so that nothing on paper is read as something else. Twelve of them are 60 bits.
CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 12
CODE_GROUP = 4
_READ_AS = str.maketrans("OIL", "011", "- ")


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
    """Ask the database of whatever came, malformed or not: the answer takes the same time."""
    query = select(model.municipality_id, model.public_id).where(model.token_digest == keys.digest(token))
    if model is Summons:
        query = query.where(Summons.locked_at.is_(None))
    with unscoped():
        row = db.session.execute(query).first()
    found = row is not None and TOKEN.fullmatch(token) is not None
    return Ref(row.municipality_id, row.public_id, mark(keys.digest(token))) if row and found else None


def identify(
    centre: Centre,
    public_id: UUID,
    birth_date: date,
    address: str,
    who: Who = audit.CITIZEN,
    request_id: UUID | None = None,
) -> bool:
    """Say whether ``birth_date`` is that of the link's citizen, and count a wrong answer against the link.

    The count is for the link's whole life; the same form twice counts once. The work is the same, right or wrong.
    Raises ``LinkLocked`` with the try that was one too many and ever after, ``Throttled`` when ``address`` or whoever
    has the link has tried too much, ``Closed`` when ``who`` came by a link that has been replaced: that is no try.
    Commits.
    """
    throttled(centre, public_id, address)
    with transaction():
        row = held(public_id, who)
        citizen = db.session.get_one(Citizen, row.citizen_id)
        right = citizen.birth_date == birth_date
        digest = centre.keys.blind(birth_date.isoformat(), f"birth date told:{public_id}")
        form = requests.each(request_id or uuid4(), public_id, digest)
        repeated = requests.seen_before(form, "identify", public_id, digest)
        wrong = 0 if right or repeated else 1
        locked = settle(row, wrong, wrong == 1 and row.failed_tries + 1 >= LINK_TRIES)
        audit.record(_outcome(right, locked), audit.CITIZEN, row.citizen_id)
    if locked:
        raise LinkLocked()
    return right


def _outcome(right: bool, locked: bool) -> str:
    if locked:
        return "link.locked"
    return "link.identified" if right else "link.refused"


def throttled(centre: Centre, public_id: UUID, address: str) -> None:
    """Count a try to say who one is, of an address and of a link. Raises ``Throttled``. Commits."""
    limits = {f"identify:{address}": access.LINK_PER_ADDRESS, f"identify by:{public_id}": access.LINK_PER_LINK}
    throttle.check_all(centre, limits)


def held(public_id: UUID, who: Who) -> Summons:
    """Lock the summons behind a link. Raises ``Closed`` when it has been replaced, and ``LinkLocked``."""
    row = db.session.execute(
        select(Summons)
        .where(Summons.public_id == public_id, marked(Summons, who))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).scalar()
    if row is None:
        raise Closed()
    if row.locked_at is not None:
        raise LinkLocked()
    return row


def settle(row: Summons, wrong: int, locked: bool) -> bool:
    """Write down what an answer did to its link, and return whether it is locked now.

    ``wrong``: how many wrong birth dates it adds; of none it is the same statement.
    """
    db.session.execute(
        update(Summons)
        .where(Summons.id == row.id)
        .values(failed_tries=Summons.failed_tries + wrong, locked_at=clock.now() if locked else None)
        .execution_options(synchronize_session=False)
    )
    return locked


def tries_left(public_id: UUID) -> int:
    """Return how many wrong answers the link still bears; 0 once it is locked, by whatever answers."""
    query = select(Summons.failed_tries, Summons.locked_at).where(Summons.public_id == public_id)
    row = db.session.execute(query).one()
    return 0 if row.locked_at is not None else max(0, LINK_TRIES - row.failed_tries)


def language(public_id: UUID) -> str:
    """Return the language of the citizen behind a link; none where there is nobody."""
    query = select(Citizen.language).join(Summons, Summons.citizen_id == Citizen.id)
    return db.session.execute(query.where(Summons.public_id == public_id)).scalar() or ""


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
    if isinstance(row, Summons):
        row.code_index = None


def token_of(centre: Centre, row: Summons | Meeting | AccountLink) -> str:
    """Return the token of a row, to be repeated in a message or on a page of its owner."""
    opened = centre.keys.open(row.token_sealed, row.token_key, place(row.__tablename__, row.public_id))
    return opened.decode()


def letter_code(centre: Centre, summons: Summons) -> str:
    """Return the short code that stands in a letter beside the link, and see to it that it leads there.

    It follows from the token, so every letter has the same one until the link is another. Does not commit.
    """
    code = _code_of(centre, token_of(centre, summons))
    index = _code_index(centre, code)
    if summons.code_index != index:
        # only as long as the token is the one it follows from: a link may be renewed while a letter is written
        db.session.execute(
            update(Summons)
            .where(Summons.id == summons.id, Summons.token_digest == summons.token_digest)
            .values(code_index=index)
            .execution_options(synchronize_session=False)
        )
    return "-".join(code[start : start + CODE_GROUP] for start in range(0, CODE_LENGTH, CODE_GROUP))


def find_code(centre: Centre, typed: str, address: str) -> Ref | None:
    """Return what a typed letter code stands for; ``None`` when unknown or locked, and for what is no code at all.

    Each code counts against ``address``, the wrong and the right. Raises ``Throttled``. Commits.
    """
    code = typed.upper().translate(_READ_AS)
    if len(code) != CODE_LENGTH or not set(code) <= set(CODE_LETTERS):
        return None
    throttle.check(centre, f"letter code:{address}", access.CODE_PER_ADDRESS)
    query = select(Summons.municipality_id, Summons.public_id, Summons.token_digest).where(
        Summons.code_index == _code_index(centre, code), Summons.locked_at.is_(None)
    )
    with unscoped():
        row = db.session.execute(query).first()
    return Ref(row.municipality_id, row.public_id, mark(row.token_digest)) if row else None


def _code_of(centre: Centre, token: str) -> str:
    number = int.from_bytes(centre.keys.blind(token, "letter code of a token"))
    letters = len(CODE_LETTERS)
    return "".join(CODE_LETTERS[number // letters**place % letters] for place in range(CODE_LENGTH))


def _code_index(centre: Centre, code: str) -> bytes:
    return centre.keys.blind(code, "letter code")
