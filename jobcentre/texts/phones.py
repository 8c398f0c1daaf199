"""How a telephone number is written for people."""

import phonenumbers
from phonenumbers import PhoneNumberFormat

DENMARK = 45


def number(stored: str) -> str:
    """Return an E.164 number in groups: Danish ones in pairs, others with `+` and their country's code.

    What is no such number stays as it is.
    """
    try:
        parsed = phonenumbers.parse(stored)
    except phonenumbers.NumberParseException:
        return stored
    danish = parsed.country_code == DENMARK
    return str(
        phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL if danish else PhoneNumberFormat.INTERNATIONAL)
    )
