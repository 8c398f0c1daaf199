"""Where a message goes: the address of its receiver, as it is on file now."""

from jobcentre.centre import Centre
from jobcentre.keys import Unreadable
from jobcentre.models.citizen import Citizen


class NoAddress(Exception):
    """The receiver cannot be reached by this channel."""


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
