"""One-time codes: six digits sent to one address, which whoever reads it there types in. Nothing here commits.

Of one purpose only the newest code of a summons works. Issuing and judging lock the summons, so two tabs stand in line.
"""

import hmac
import secrets
from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import case, func, literal, select, update

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.keys import Unreadable
from jobcentre.models.base import db, tenant
from jobcentre.models.citizen import Citizen
from jobcentre.models.code import OneTimeCode
from jobcentre.models.occasion import Summons
from jobcentre.rules import access
from jobcentre.rules.access import Limit
from jobcentre.rules.identifying import CODE_DIGITS, CODE_TRIES, CODE_VALID, CodePurpose
from jobcentre.rules.reach import Medium
from jobcentre.rules.refusals import Throttled
from jobcentre.services import audit, messaging, throttle

_NONE = b"\0" * 32  # the digest of no code


@dataclass(frozen=True, slots=True)
class Judged:
    """What a typed code was worth. ``address`` is where the right one had been sent.

    ``tries_left``: how many wrong answers the code still bears; with 0 there is no code (any more): it has expired, was
    used, replaced, or tried too often.
    """

    right: bool
    address: str | None
    tries_left: int


def issue(
    centre: Centre, summons: Summons, citizen: Citizen, purpose: CodePurpose, channel: Medium, address: str
) -> None:
    """Write a code and the message that carries it to ``address``; older codes of that purpose stop working.

    Raises ``Throttled`` when the summons or the address has been sent too many lately. Does not commit.
    """
    _limit(centre, f"code of:{tenant()}:{summons.id}", access.CODES_PER_LINK)
    _limit(centre, f"code of, a day:{tenant()}:{summons.id}", access.CODES_PER_LINK_A_DAY)
    # apart, so that nobody is kept from their own code by who gives their address for a new one
    errand = "code" if purpose is CodePurpose.IDENTIFY else "code to prove it"
    _limit(centre, f"{errand} to:{channel}:{address.strip().casefold()}", access.CODES_PER_RECIPIENT)
    _hold(summons.id)
    end(summons.id, purpose)
    made, now, public_id = _new(), clock.now(), uuid4()
    sealed = centre.keys.seal(made.encode(), _place(tenant(), public_id, "code"))
    code = OneTimeCode(
        municipality_id=tenant(),
        public_id=public_id,
        summons_id=summons.id,
        citizen_id=citizen.id,
        purpose=purpose,
        channel=channel.value,
        code_sealed=sealed.value,
        address_sealed=centre.keys.seal(address.encode(), _place(tenant(), public_id, "address")).value,
        sealed_key=sealed.key,
        code_digest=_digest(centre, public_id, made),
        created_at=now,
        expires_at=now + CODE_VALID,
    )
    db.session.add(code)
    db.session.flush()
    messaging.write([messaging.plan_code(code)])
    audit.record("code.sent", audit.CITIZEN, citizen.id, channel=channel.value, purpose=purpose.value)


def judge(centre: Centre, summons_id: int, purpose: CodePurpose, typed: str) -> Judged:
    """Say whether ``typed`` (``rules.identifying.read_code``) is the code in force, and count a wrong answer.

    The right one is used up. The work is the same whatever is typed, and where there is no code. Does not commit.
    """
    citizen_id = _hold(summons_id)
    found = in_force(summons_id, purpose)
    public_id = found.public_id if found else uuid4()
    right = hmac.compare_digest(found.code_digest if found else _NONE, _digest(centre, public_id, typed))
    address = opened_address(centre, found) if found else None
    left = max(0, CODE_TRIES - found.tries - (not right)) if found else 0
    _settle(found.id if found else 0, over=right or left == 0, wrong=not right)
    audit.record("code.right" if right else "code.wrong", audit.CITIZEN, citizen_id, purpose=purpose.value)
    return Judged(right, address if right else None, left)


def in_force(summons_id: int, purpose: CodePurpose) -> OneTimeCode | None:
    """Return the code that can be typed in now."""
    query = (
        select(OneTimeCode)
        .where(OneTimeCode.summons_id == summons_id, OneTimeCode.purpose == purpose)
        .where(OneTimeCode.ended_at.is_(None), OneTimeCode.expires_at > clock.now())
        .order_by(OneTimeCode.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )
    return db.session.execute(query).scalar()


def tries_left(summons_id: int, purpose: CodePurpose) -> int:
    """Return how many wrong answers the code in force still bears; 0 when there is none."""
    code = in_force(summons_id, purpose)
    return max(0, CODE_TRIES - code.tries) if code else 0


def end(summons_id: int, purpose: CodePurpose | None = None) -> None:
    """Make the codes of a summons worthless, all or those of one purpose, and wipe them. Does not commit."""
    of_purpose = OneTimeCode.purpose == purpose if purpose else literal(True)
    db.session.execute(
        update(OneTimeCode)
        .where(OneTimeCode.summons_id == summons_id, of_purpose, OneTimeCode.ended_at.is_(None))
        .values(ended_at=clock.now(), code_sealed=None, address_sealed=None)
        .execution_options(synchronize_session=False)
    )


def wrong_tries(summons_id: int, purpose: CodePurpose) -> int:
    """Return how many wrong answers all codes of a summons have had since its link was new."""
    query = select(func.coalesce(func.sum(OneTimeCode.tries), 0))
    return int(
        db.session.execute(
            query.where(OneTimeCode.summons_id == summons_id, OneTimeCode.purpose == purpose)
        ).scalar_one()
    )


def start_anew(summons_id: int) -> None:
    """End the codes of a summons and forget the wrong answers, since its link is another now. Does not commit."""
    end(summons_id)
    db.session.execute(
        update(OneTimeCode)
        .where(OneTimeCode.summons_id == summons_id)
        .values(tries=0)
        .execution_options(synchronize_session=False)
    )


def wipe_expired() -> None:
    """Wipe the codes that have expired unused, with the addresses they went to. Does not commit."""
    db.session.execute(
        update(OneTimeCode)
        .where(OneTimeCode.expires_at <= clock.now(), OneTimeCode.ended_at.is_(None))
        .values(ended_at=OneTimeCode.expires_at, code_sealed=None, address_sealed=None)
        .execution_options(synchronize_session=False)
    )


def opened(centre: Centre, code: OneTimeCode) -> str | None:
    """Return the six digits, for the message that carries them; ``None`` once they are wiped or their key is gone."""
    return _opened(centre, code, code.code_sealed, "code")


def opened_address(centre: Centre, code: OneTimeCode) -> str | None:
    """Return where a code goes; ``None`` once it is wiped or its key is gone."""
    return _opened(centre, code, code.address_sealed, "address")


def _opened(centre: Centre, code: OneTimeCode, sealed: bytes | None, column: str) -> str | None:
    if sealed is None:
        return None
    try:
        return centre.keys.open(sealed, code.sealed_key, _place(code.municipality_id, code.public_id, column)).decode()
    except Unreadable:
        return None


def _limit(centre: Centre, subject: str, limit: Limit) -> None:
    """Count one more code. One that is refused is not sent, and so its count may go with the transaction."""
    if throttle.count(centre, subject, limit.window) > limit.tries:
        raise Throttled(retry_at=throttle.retry_at(limit.window))


def _hold(summons_id: int) -> int | None:
    query = select(Summons.citizen_id).where(Summons.id == summons_id).with_for_update()
    return db.session.execute(query).scalar()


def _settle(code_id: int, *, over: bool, wrong: bool) -> None:
    """Write down what an answer did to its code; of no code it is the same statement, and does nothing."""
    wiped = {"code_sealed": OneTimeCode.code_sealed, "address_sealed": OneTimeCode.address_sealed}
    db.session.execute(
        update(OneTimeCode)
        .where(OneTimeCode.id == code_id)
        .values(
            tries=OneTimeCode.tries + int(wrong),
            ended_at=clock.now() if over else None,
            **{name: case((literal(over), None), else_=column) for name, column in wiped.items()},
        )
        .execution_options(synchronize_session=False)
    )


def _new() -> str:
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"


def _digest(centre: Centre, public_id: object, code: str) -> bytes:
    return centre.keys.blind(f"{public_id}:{code}", "one-time code")


def _place(municipality_id: int, public_id: object, column: str) -> str:
    return f"{municipality_id}:one_time_code:{public_id}:{column}"
