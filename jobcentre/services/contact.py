"""A citizen corrects their own e-mail address or mobile number: proved by a code that goes to the new one.

Until it is proved, a new address is used for nothing but its code. Afterwards the old one is told, so that whoever has
it learns of it. What the case system brought stands beside the citizen's own until it brings something else.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.code import OneTimeCode
from jobcentre.models.occasion import Summons
from jobcentre.registers import cells
from jobcentre.rules import access, digits
from jobcentre.rules.identifying import CodePurpose, masked
from jobcentre.rules.reach import Medium
from jobcentre.rules.refusals import Closed
from jobcentre.services import audit, booking, codes, links, messaging, requests, throttle
from jobcentre.services.audit import Who
from jobcentre.services.transaction import transaction
from jobcentre.texts.languages import LANGUAGES

LONGEST = 254
CHANNELS = {CodePurpose.EMAIL: Medium.EMAIL, CodePurpose.MOBILE: Medium.SMS}
_COLUMNS = {CodePurpose.EMAIL: "email", CodePurpose.MOBILE: "mobile"}


class Wrong(StrEnum):
    """Why an address cannot be the new one."""

    EMPTY = "empty"
    EMAIL = "email"  # no address
    MOBILE = "mobile"  # no number
    LANDLINE = "landline"  # a number that takes no SMS
    SAME = "same"  # it is on file already, and works
    NO_WAY = "no_way"  # this installation sends nothing by that channel


class Unusable(Exception):
    """An address that cannot be the new one."""

    def __init__(self, why: Wrong) -> None:
        self.why = why
        super().__init__(why.value)


class Outcome(StrEnum):
    """What came of a code that was typed."""

    SAVED = "saved"
    WRONG = "wrong"
    OVER = "over"  # there is no code, or not any more
    TAKEN = "taken"  # it is on file for somebody else


@dataclass(frozen=True, slots=True)
class Details:
    """What is on file, with most of it hidden: a birth date and a link are all that the reader has shown.

    ``offered`` are those that can be corrected here: a channel must be there for the code. ``language`` is that of
    messages.
    """

    email: str | None
    mobile: str | None
    email_refused: bool
    mobile_refused: bool
    offered: tuple[CodePurpose, ...]
    language: str


@dataclass(frozen=True, slots=True)
class Pending:
    """A new address that waits for its code. ``address`` is for who typed it, ``masked`` for anybody with the link.

    ``code`` tells it from what was typed before.
    """

    purpose: CodePurpose
    masked: str
    address: str = field(repr=False)
    code: UUID


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What came of a code. ``tries_left`` is how many wrong answers it still bears."""

    outcome: Outcome
    tries_left: int = 0


def of(centre: Centre, summons_public_id: UUID) -> Details:
    """Return what is on file of the citizen of a summons."""
    query = select(Citizen).join(Summons, Summons.citizen_id == Citizen.id)
    citizen = db.session.execute(query.where(Summons.public_id == summons_public_id)).scalar_one()
    return Details(
        email=masked(Medium.EMAIL, citizen.email) if citizen.email else None,
        mobile=masked(Medium.SMS, citizen.mobile) if citizen.mobile else None,
        email_refused=citizen.email is not None and citizen.email == citizen.email_refused,
        mobile_refused=citizen.mobile is not None and citizen.mobile == citizen.mobile_refused,
        offered=tuple(purpose for purpose, way in CHANNELS.items() if way.value in centre.channels),
        language=citizen.language,
    )


def pending(centre: Centre, summons_public_id: UUID) -> Pending | None:
    """Return the newest address that waits for its code."""
    code = db.session.execute(
        select(OneTimeCode)
        .join(Summons, Summons.id == OneTimeCode.summons_id)
        .where(Summons.public_id == summons_public_id, OneTimeCode.purpose.in_(CHANNELS))
        .where(OneTimeCode.ended_at.is_(None), OneTimeCode.expires_at > clock.now())
        .order_by(OneTimeCode.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    ).scalar()
    address = codes.opened_address(centre, code) if code is not None else None
    if code is None or not address:
        return None
    return Pending(code.purpose, masked(Medium(code.channel), address), address, code.public_id)


def begin(
    centre: Centre,
    summons_public_id: UUID,
    purpose: CodePurpose,
    typed: str,
    request_id: UUID,
    who: Who,
    *,
    network: str,
) -> None:
    """Send a code to a new address; the same form twice sends one, as long as it works. Commits.

    Raises ``Unusable``, ``Closed``, and ``Throttled`` after too many for the summons, for that address, or from
    ``network``.
    """
    address = _read(centre, purpose, typed)
    throttle.check(centre, f"codes from:{network}", access.CODES_PER_ADDRESS)
    with transaction():
        asked = (summons_public_id, purpose, centre.keys.blind(address, "new address"))
        earlier = requests.seen_before(requests.each(request_id, *asked), "contact", *asked)
        summons, citizen = _locked(summons_public_id, who)
        if earlier is not None and codes.in_force(summons.id, purpose):
            return
        on_file = getattr(citizen, _COLUMNS[purpose])
        refused = getattr(citizen, f"{_COLUMNS[purpose]}_refused")
        if on_file is not None and on_file.casefold() == address.casefold() and on_file != refused:
            raise Unusable(Wrong.SAME)
        codes.issue(centre, summons, citizen, purpose, CHANNELS[purpose], address)


def confirm(
    centre: Centre, summons_public_id: UUID, purpose: CodePurpose, code: str, request_id: UUID, who: Who
) -> Confirmed:
    """Judge a typed code, and keep the address that it proves; commits. Raises ``Closed``.

    An address that is somebody else's is told of only now: whoever reads the code there is let in on nothing.
    """
    with transaction():
        asked = (summons_public_id, purpose, centre.keys.blind(code, f"new address:{summons_public_id}"))
        form = requests.each(request_id, *asked)
        if earlier := requests.seen_before(form, "contact code", *asked):
            outcome, _, left = (earlier.result or Outcome.OVER.value).partition(":")
            return Confirmed(Outcome(outcome), int(left or 0))
        summons, citizen = _locked(summons_public_id, who)
        judged = codes.judge(centre, summons.id, purpose, code)
        if not judged.right or judged.address is None:
            done = Confirmed(Outcome.WRONG if judged.tries_left else Outcome.OVER, judged.tries_left)
        elif _is_somebody_elses(citizen, purpose, judged.address):
            done = Confirmed(Outcome.TAKEN)
        else:
            _keep(centre, summons, citizen, purpose, judged.address, who)
            done = Confirmed(Outcome.SAVED)
        requests.answer(form, f"{done.outcome}:{done.tries_left}")
        return done


def speak(summons_public_id: UUID, language: str, who: Who) -> None:
    """Write to the citizen in this language from now on; commits. The same again changes nothing. Raises ``Closed``."""
    with transaction():
        _, citizen = _locked(summons_public_id, who)
        if language not in LANGUAGES or language == citizen.language:
            return
        if citizen.language_of_file is None:
            citizen.language_of_file = citizen.language
        citizen.language, citizen.updated_at = language, clock.now()
        audit.record("contact.changed", who, citizen.id, columns=["language"])


def _read(centre: Centre, purpose: CodePurpose, typed: str) -> str:
    """Read an address as the citizens file does; of a number, also whether an SMS would get there."""
    text, channel = typed.strip(), centre.channels.get(CHANNELS[purpose].value)
    if channel is None:
        raise Unusable(Wrong.NO_WAY)
    if not text:
        raise Unusable(Wrong.EMPTY)
    read, wrong = {
        CodePurpose.EMAIL: (cells.email, Wrong.EMAIL),
        CodePurpose.MOBILE: (lambda number: cells.mobile(digits.plain(number)), Wrong.MOBILE),
    }[purpose]
    try:
        address = read(cells.clean(text, LONGEST))
    except cells.CellFault:
        raise Unusable(wrong) from None
    if not channel.accepts(address):
        raise Unusable(Wrong.LANDLINE if purpose is CodePurpose.MOBILE else Wrong.EMAIL)
    return address


def _locked(public_id: UUID, who: Who) -> tuple[Summons, Citizen]:
    """Return a summons and its person, locked in the order in which two rows of a person are merged."""
    query = select(Citizen).join(Summons, Summons.citizen_id == Citizen.id).where(Summons.public_id == public_id)
    locked = query.with_for_update(of=Citizen, key_share=True).execution_options(populate_existing=True)
    citizen = db.session.execute(locked).scalar()
    mine = select(Summons).where(Summons.public_id == public_id).with_for_update()
    summons = db.session.execute(mine.execution_options(populate_existing=True)).scalar()
    if summons is None or citizen is None or summons.citizen_id != citizen.id:
        raise Closed()
    links.hold(summons, who)
    return summons, citizen


def _is_somebody_elses(citizen: Citizen, purpose: CodePurpose, address: str) -> bool:
    column = getattr(Citizen, _COLUMNS[purpose])
    mine = Citizen.id == citizen.id
    others = select(Citizen.id).where(func.lower(column) == address.lower(), ~mine, Citizen.merged_into_id.is_(None))
    return db.session.execute(others.limit(1)).scalar() is not None


def _keep(centre: Centre, summons: Summons, citizen: Citizen, purpose: CodePurpose, address: str, who: Who) -> None:
    name = _COLUMNS[purpose]
    messaging.write_to_former(centre, summons, citizen, CHANNELS[purpose])
    if getattr(citizen, f"{name}_of_file") is None:
        setattr(citizen, f"{name}_of_file", getattr(citizen, name) or "")
    setattr(citizen, name, address)
    setattr(citizen, f"{name}_refused", None)
    citizen.updated_at = clock.now()
    db.session.flush()
    audit.record("contact.changed", who, citizen.id, columns=[name])
    booking.catch_up(centre, [citizen.id], who)
