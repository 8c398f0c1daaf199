"""Who holds the link, beyond the birth date: what the municipality asks for, and codes sent to an address on file."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db, tenant
from jobcentre.models.citizen import Citizen
from jobcentre.models.code import OneTimeCode
from jobcentre.models.municipality import Municipality
from jobcentre.models.occasion import Summons
from jobcentre.rules import access
from jobcentre.rules.identifying import CODE_TRIES_OF_LINK, CODE_VALID, CodePurpose, Identification, masked
from jobcentre.rules.reach import Medium
from jobcentre.rules.refusals import Closed, Invalid, LinkLocked
from jobcentre.services import audit, codes, links, messaging, requests, throttle
from jobcentre.services.audit import Who
from jobcentre.services.transaction import transaction

_RIGHT = "right"
_BY_CODE = frozenset({Medium.EMAIL.value, Medium.SMS.value})


@dataclass(frozen=True, slots=True)
class Goal:
    """Where a code can go; the address as it may be shown, with its middle hidden."""

    channel: Medium
    masked: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A code that can be typed in now: where it went, and until when it works."""

    goal: Goal
    until: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """What a typed code was worth. ``tries_left``: with 0 there is no code any more, and a new one is needed."""

    right: bool
    tries_left: int


def way() -> Identification:
    """Return what the municipality of the scope asks for."""
    return db.session.execute(select(Municipality.identification).where(Municipality.id == tenant())).scalar_one()


def offered(centre: Centre) -> tuple[Identification, ...]:
    """Return what this installation can ask for: codes need a channel to go by, MitID needs a broker."""
    there = {
        Identification.BIRTH_DATE: True,
        Identification.CODE: not _BY_CODE.isdisjoint(centre.channels),
        Identification.MITID: centre.mitid is not None,
    }
    return tuple(each for each in Identification if there[each])


def goals(centre: Centre, public_id: UUID, who: Who) -> tuple[Goal, ...]:
    """Return where a code can go, the telephone first; nowhere when there is no address that works."""
    addresses = _addresses(centre, _citizen(public_id, who))
    return tuple(Goal(channel, masked(channel, address)) for channel, address in addresses.items())


def sent(centre: Centre, public_id: UUID) -> Sent | None:
    """Return the code that can be typed in now; ``None`` when there is no living one."""
    summons_id = db.session.execute(select(Summons.id).where(Summons.public_id == public_id)).scalar()
    code = _in_force(summons_id) if summons_id else None
    address = codes.opened_address(centre, code) if code else None
    if code is None or address is None:
        return None
    channel = Medium(code.channel)
    return Sent(Goal(channel, masked(channel, address)), code.expires_at)


def send(centre: Centre, public_id: UUID, channel: Medium, request_id: UUID, address: str, who: Who) -> None:
    """Send a code to the citizen's own address of that kind. The same form twice sends one, as long as it works.

    Raises ``Invalid`` when there is no such address, ``Throttled`` after too many for the link, for where it goes, or
    from ``address``, and as ``links.held`` does. Commits.
    """
    throttle.check(centre, f"codes from:{address}", access.CODES_PER_ADDRESS)
    with transaction():
        summons = links.held(public_id, who)
        form = requests.each(request_id, public_id, channel)
        if requests.seen_before(form, "send code", public_id, channel) and _in_force(summons.id):
            return
        citizen = _citizen(public_id, who)
        to = _addresses(centre, citizen).get(channel)
        if to is None:
            raise Invalid()
        codes.issue(centre, summons, citizen, CodePurpose.IDENTIFY, channel, to)


def judge(centre: Centre, public_id: UUID, typed: str, request_id: UUID, address: str, who: Who) -> Told:
    """Say whether ``typed`` is the code in force, and count a wrong answer. The work is the same, right or wrong.

    A double click counts once, and lets in once more who was let in by it. Raises ``LinkLocked`` with the wrong answer
    that is one too many for all codes of the link, and as ``links.identify`` does. Commits.
    """
    links.throttled(centre, public_id, address)
    with transaction():
        summons = links.held(public_id, who)
        digest = centre.keys.blind(typed, f"code told:{public_id}")
        form = requests.each(request_id, public_id, digest)
        earlier = requests.seen_before(form, "identify by code", public_id, digest)
        if earlier is not None and earlier.handled_at > clock.now() - CODE_VALID:
            return Told(earlier.result == _RIGHT, codes.tries_left(summons.id, CodePurpose.IDENTIFY))
        judged = codes.judge(centre, summons.id, CodePurpose.IDENTIFY, typed)
        tried = codes.wrong_tries(summons.id, CodePurpose.IDENTIFY)
        locked = links.settle(summons, 0, not judged.right and tried >= CODE_TRIES_OF_LINK)
        requests.answer(form, _RIGHT if judged.right else "")
        if locked:
            audit.record("link.locked", audit.CITIZEN, summons.citizen_id)
    if locked:
        raise LinkLocked()
    return Told(judged.right, judged.tries_left)


def _in_force(summons_id: int) -> OneTimeCode | None:
    return codes.in_force(summons_id, CodePurpose.IDENTIFY)


def _citizen(public_id: UUID, who: Who) -> Citizen:
    found = db.session.execute(
        select(Citizen)
        .join(Summons, Summons.citizen_id == Citizen.id)
        .where(Summons.public_id == public_id, links.marked(Summons, who))
        .execution_options(populate_existing=True)
    ).scalar()
    if found is None:
        raise Closed()
    return found


def _addresses(centre: Centre, citizen: Citizen) -> dict[Medium, str]:
    """The addresses on file that work, the telephone first: it is what most have in their hand."""
    person = messaging.reach_of(centre, citizen).person
    on_file = {Medium.SMS: (person.mobile, citizen.mobile), Medium.EMAIL: (person.email, citizen.email)}
    return {medium: address for medium, (works, address) in on_file.items() if works and address}
