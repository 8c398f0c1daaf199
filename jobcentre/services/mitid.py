"""Who holds a link, told by MitID: what the broker says of a login is compared with the link's citizen.

A login as somebody else never counts against the link: whoever makes one has told who they are, and nobody finds out a
CPR number by it. The number lives as long as the request; the trail keeps that it fitted, or why it did not.
"""

import hmac
from typing import NamedTuple
from uuid import UUID

import structlog
from sqlalchemy import select

from jobcentre.brokers import Answer, Broker, Login, NotProven, Why
from jobcentre.centre import Centre
from jobcentre.models.base import db, tenant
from jobcentre.models.citizen import Citizen
from jobcentre.models.occasion import Summons
from jobcentre.rules import access
from jobcentre.rules.refusals import Closed, Code, Invalid, LinkLocked, NotAllowed, Refusal, Unavailable
from jobcentre.services import audit, links, throttle
from jobcentre.services.audit import Who
from jobcentre.services.register import former

log = structlog.get_logger("jobcentre.mitid")
CALLBACK = "/booking/mitid/callback"
OTHER_PERSON = "other_person"

_REFUSALS: dict[Why, tuple[type[Refusal], Code]] = {
    Why.CANCELLED: (NotAllowed, Code.MITID_CANCELLED),
    Why.LEVEL: (NotAllowed, Code.MITID_LEVEL),
    Why.NUMBER: (NotAllowed, Code.MITID_NUMBER),
    Why.INVALID: (Invalid, Code.MITID_INVALID),
    Why.DOWN: (Unavailable, Code.MITID_DOWN),
}
# These say something about the link; that somebody turned back, or that nobody answered, does not.
_KEPT = (Why.LEVEL, Why.NUMBER, Why.INVALID)


class _Holder(NamedTuple):
    """Whom a link was sent to."""

    citizen_id: int
    cpr_index: bytes


def begin(centre: Centre, public_id: UUID, address: str, language: str, who: Who) -> tuple[Login, str]:
    """Begin a login: return what its answer must fit, and where the citizen is to go.

    Raises ``Unavailable`` when the broker cannot be asked; ``Throttled``, ``Closed`` and ``LinkLocked`` as
    ``links.identify`` does. Commits.
    """
    links.throttled(centre, public_id, address)
    _holder(public_id, who)
    db.session.commit()
    login = Login.new()
    try:
        return login, _broker(centre).begin(login, centre.address(CALLBACK), language)
    except NotProven as fault:
        raise _refusal(fault) from None


def finish(centre: Centre, public_id: UUID, login: Login, answer: Answer, address: str, who: Who) -> None:
    """Judge a login that has come back; it returns when it was the link's citizen, surely enough. Commits.

    Raises ``NotAllowed``, ``Invalid`` or ``Unavailable`` with what to say, and what ``begin`` raises; the link is
    counted there alone, so that nobody who has logged in is then told to wait.
    """
    throttle.check(centre, f"identify:{address}", access.LINK_PER_ADDRESS)
    try:
        proven = _broker(centre).finish(login, centre.address(CALLBACK), answer)
    except NotProven as fault:
        refusal = _refusal(fault)
        if fault.why in _KEPT:
            _refuse(public_id, who, fault.why)
        raise refusal from None
    holder = _holder(public_id, who)
    if not _is_of(centre, holder, proven.number):
        _refuse(public_id, who, OTHER_PERSON)
        raise NotAllowed(Code.MITID_OTHER_PERSON)
    audit.record("link.mitid", audit.CITIZEN, holder.citizen_id, level=proven.level)
    db.session.commit()


def _broker(centre: Centre) -> Broker:
    if centre.mitid is None:
        raise NotProven(Why.DOWN, "mitid.discovery is empty")
    return centre.mitid


def _holder(public_id: UUID, who: Who) -> _Holder:
    query = (
        select(Summons.citizen_id, Citizen.cpr_index, Summons.locked_at)
        .join(Citizen, Citizen.id == Summons.citizen_id)
        .where(Summons.public_id == public_id, links.marked(Summons, who))
    )
    found = db.session.execute(query).first()
    if found is None:
        raise Closed()
    if found.locked_at is not None:
        raise LinkLocked()
    return _Holder(found.citizen_id, found.cpr_index)


def _is_of(centre: Centre, holder: _Holder, number: str) -> bool:
    """Whether a number is the citizen's, or that of a row that was merged into theirs: it was theirs as well.

    Takes the same time for every number.
    """
    query = select(Citizen.municipality_id, Citizen.public_id, Citizen.cpr_sealed, Citizen.cpr_key).where(
        Citizen.id.in_(former.all_of(holder.citizen_id)), Citizen.id != holder.citizen_id
    )
    right = hmac.compare_digest(centre.keys.blind(number, f"{tenant()}:cpr"), holder.cpr_index)
    for row in db.session.execute(query):
        place = f"{row.municipality_id}:citizen:{row.public_id}:cpr"
        right |= hmac.compare_digest(centre.keys.open(row.cpr_sealed, row.cpr_key, place), number.encode())
    return right


def _refuse(public_id: UUID, who: Who, login: str) -> None:
    audit.record("link.mitid_refused", audit.CITIZEN, _holder(public_id, who).citizen_id, login=login)
    db.session.commit()


def _refusal(fault: NotProven) -> Refusal:
    """What to say of a login that proves nothing; operators are told what failed."""
    if fault.why is not Why.CANCELLED:
        log.warning("mitid.refused", reason=fault.why.value, error=fault.detail)
    kind, code = _REFUSALS[fault.why]
    return kind(code)
