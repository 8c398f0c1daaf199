"""What is wrong with a form that was sent, field by field, as codes; the words belong to the doors."""

from collections.abc import Mapping
from enum import StrEnum

from jobcentre.rules.addresses import is_address


class Fault(StrEnum):
    """Why a field cannot be taken as it is."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    EMAIL = "email"
    EMAIL_TAKEN = "email_taken"
    NAME_TAKEN = "name_taken"
    UNKNOWN = "unknown"
    PAST = "past"
    OWN_ACCOUNT = "own_account"
    LAST_ADMINISTRATOR = "last_administrator"
    CVR = "cvr"
    CVR_NEEDED = "cvr_needed"
    PHONE = "phone"
    SMS_SENDER = "sms_sender"
    PASSWORD_SHORT = "password_short"  # noqa: S105 - a code, not a password
    PASSWORD_PERSONAL = "password_personal"  # noqa: S105
    PASSWORDS_DIFFER = "passwords_differ"


class Unfit(Exception):
    """Nothing was done, because these fields do not fit. The values themselves are not repeated here."""

    def __init__(self, faults: Mapping[str, Fault]) -> None:
        self.faults = dict(faults)
        super().__init__(", ".join(f"{field}: {fault}" for field, fault in self.faults.items()))


def check_text(text: str, longest: int) -> Fault | None:
    """Say whether a required line is missing or too long."""
    if not text:
        return Fault.MISSING
    return Fault.TOO_LONG if len(text) > longest else None


def check_email(address: str) -> Fault | None:
    """Say whether this is no e-mail address. Whether it exists, only a message can tell."""
    return None if is_address(address) else Fault.EMAIL
