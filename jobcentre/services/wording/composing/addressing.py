"""Where a message goes: the address of its receiver, as it is on file now."""

from jobcentre.centre import Centre
from jobcentre.keys import Unreadable
from jobcentre.models.citizen import Citizen
from jobcentre.models.message import Message
from jobcentre.services import codes
from jobcentre.services.wording.subject import Subject
from jobcentre.texts.kinds import Kind


class NoAddress(Exception):
    """The receiver cannot be reached by this channel."""


def mailbox(centre: Centre, subject: Subject) -> tuple[str, str]:
    """Return name and e-mail address of a message's receiver. Raises ``NoAddress``.

    A code goes where it was asked for, without a name: an address that is yet to be proved may be a stranger's.
    """
    if subject.code is not None:
        return "", _of_code(centre, subject)
    if subject.kind is Kind.ADDRESS_CHANGED and subject.test is None:
        return "", _of_row(centre, subject.message)
    receiver = subject.reader or subject.citizen
    if receiver is None or not receiver.email:
        raise NoAddress()
    return receiver.name, receiver.email


def telephone(centre: Centre, subject: Subject) -> str:
    """Return the number that a message's SMS goes to, for a code the one it was asked for. Raises ``NoAddress``."""
    if subject.code is not None:
        return _of_code(centre, subject)
    if subject.kind is Kind.ADDRESS_CHANGED:
        return _of_row(centre, subject.message)
    citizen = subject.citizen
    if subject.reader is not None or citizen is None or not citizen.mobile:
        raise NoAddress()
    return citizen.mobile


def _of_code(centre: Centre, subject: Subject) -> str:
    address = codes.opened_address(centre, subject.code) if subject.code is not None else None
    if address is None:
        raise NoAddress()
    return address


def _of_row(centre: Centre, message: Message) -> str:
    """Return the address that was sealed when the message was planned: the one that another has taken the place of."""
    if message.recipient_sealed is None or message.recipient_key is None:
        raise NoAddress()
    try:
        return centre.keys.open(message.recipient_sealed, message.recipient_key, message.place("recipient")).decode()
    except Unreadable:
        raise NoAddress() from None


def national_number(centre: Centre, citizen: Citizen | None) -> str:
    """Return the CPR number of a message's citizen, by which Digital Post and the print supplier know people.

    Raises ``NoAddress`` where the receiver is no citizen, or the number cannot be read.
    """
    if citizen is None:
        raise NoAddress()
    place = f"{citizen.municipality_id}:citizen:{citizen.public_id}:cpr"
    try:
        return centre.keys.open(citizen.cpr_sealed, citizen.cpr_key, place).decode()
    except Unreadable:
        raise NoAddress() from None
