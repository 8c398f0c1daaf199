"""Which telephone numbers take an SMS, and which can be called."""

import re

import phonenumbers
from phonenumbers import PhoneNumberType, ValidationResult

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_TYPED = re.compile(r"\+?[0-9 ()./-]{4,30}")
_DENMARK = "+45"

# The Danish plan tells mobiles from landlines by these series. phonenumbers does not: since numbers may move
# between providers, it calls every Danish number both.
_DANISH_MOBILE = re.compile(
    r"""\+45(?: 2 | 3[01] | 4[0-2] | 5[0-3] | 6[01] | 71 | 81 | 9[1-3]
    | 34[24-9] | 35[679] | 36[256] | 389 | 398
    | 431 | 441 | 46[268] | 47[2468] | 48[5689] | 4911 | 49[3-689]
    | 54[235] | 55[126] | 57[1-479] | 58[4679] | 59[78]
    | 627 | 629 | 641 | 649 | 658 | 66[2-57] | 69[2-47]
    | 77[12] | 78[235689] | 82[679] )""",
    re.VERBOSE,
)

# Elsewhere whatever may be a mobile: plans differ, and the library learns of new series late.
_MAY_BE_MOBILE = (
    PhoneNumberType.MOBILE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE,
    PhoneNumberType.PERSONAL_NUMBER,
    PhoneNumberType.UNKNOWN,
)


def accepts(number: str) -> bool:
    """Whether an SMS could get there: a whole number in E.164, and no landline."""
    if not _E164.fullmatch(number):
        return False
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return False
    if phonenumbers.is_possible_number_with_reason(parsed) != ValidationResult.IS_POSSIBLE:
        return False
    if number.startswith(_DENMARK):
        return _DANISH_MOBILE.match(number) is not None
    return phonenumbers.number_type(parsed) in _MAY_BE_MOBILE


def can_be_called(typed: str) -> bool:
    """Whether people can ring what stands there: a whole number, Danish where no country is named."""
    try:
        parsed = phonenumbers.parse(typed, "DK") if _TYPED.fullmatch(typed) else None
    except phonenumbers.NumberParseException:
        return False
    if parsed is None:
        return False
    return phonenumbers.is_possible_number_with_reason(parsed) == ValidationResult.IS_POSSIBLE
