"""One cell at a time: text in, a typed value out, or a reason why not. An empty cell never gets here."""

import re
import unicodedata
from datetime import date

import phonenumbers

from jobcentre.registers import Fact, Reason
from jobcentre.rules import cpr
from jobcentre.rules.addresses import is_address
from jobcentre.rules.civil import FIRST_YEAR, LAST_YEAR, in_reach

BENEFIT_GROUPS = ("dagpenge", "kontanthjaelp", "uddannelseshjaelp")
LANGUAGES = ("da", "en")
LEFT_GROUNDS = ("dead", "emigrated", "moved")
INTERPRETER = "interpreter"

# Control characters, line and paragraph separators, and what turns the direction of the text around it.
_UNWANTED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DANISH = re.compile(r"([0-9]{1,2})-([0-9]{1,2})-([0-9]{4})")
_PHONE = re.compile(r"\+?[0-9][0-9 ().-]*")
_HOURS = re.compile(r"[0-9]{1,6}")
_TONGUE = re.compile(r"[^\W\d_]+(?:[ -][^\W\d_]+)*")
_POSSIBLE = phonenumbers.ValidationResult.IS_POSSIBLE
_YES = frozenset({"ja", "j", "yes", "y", "true", "sand", "1"})
_NO = frozenset({"nej", "n", "no", "false", "falsk", "0"})


class CellFault(ValueError):
    """A cell that cannot be understood."""

    def __init__(self, reason: Reason, **facts: Fact) -> None:
        self.reason = reason
        self.facts = facts
        super().__init__(reason.value)


def clean(text: str, longest: int) -> str:
    """Return the cell without blanks around it, in composed form; refuse control characters and what is too long."""
    text = text.strip()
    if not text:
        return text
    text = unicodedata.normalize("NFC", text)
    if _UNWANTED.search(text):
        raise CellFault(Reason.CONTROL_CHARACTER)
    if len(text) > longest:
        raise CellFault(Reason.TOO_LONG, longest=longest)
    return text


def words(text: str) -> str:
    """Any text: a name may look like a formula; it is neutralised where a table leaves us, not here."""
    return text


def number(text: str) -> cpr.Cpr:
    """A CPR number, with or without its hyphen."""
    try:
        return cpr.parse(text)
    except cpr.CprFault as fault:
        if fault.code == "cpr_date":
            raise CellFault(Reason.CPR_DATE) from None
    digits = sum(character.isdigit() for character in text)
    if digits != 10:
        raise CellFault(Reason.CPR_LENGTH, digits=digits)
    raise CellFault(Reason.CPR_SHAPE)


def email(text: str) -> str:
    """One e-mail address, as written."""
    if not is_address(text):
        raise CellFault(Reason.EMAIL)
    return text


def mobile(text: str) -> str:
    """Eight Danish digits or an international number with its plus; returned as E.164."""
    try:
        parsed = phonenumbers.parse(text, "DK") if _PHONE.fullmatch(text) else None
    except phonenumbers.NumberParseException:
        parsed = None
    # Possible, not valid: the library learns of new series long after people have their numbers.
    if parsed is None or phonenumbers.is_possible_number_with_reason(parsed) != _POSSIBLE:
        raise CellFault(Reason.MOBILE)
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def language(text: str) -> str:
    """``da`` or ``en``."""
    return _one_of(text.lower(), LANGUAGES, Reason.LANGUAGE)


def benefit_group(text: str) -> str:
    """One of the groups, also when it is spelt with its æ."""
    return _one_of(text.lower().replace("æ", "ae"), BENEFIT_GROUPS, Reason.BENEFIT_GROUP)


def day(text: str) -> date:
    """YYYY-MM-DD or DD-MM-YYYY."""
    if match := _ISO.fullmatch(text):
        year, month, of_month = (int(part) for part in match.groups())
    elif match := _DANISH.fullmatch(text):
        of_month, month, year = (int(part) for part in match.groups())
    else:
        raise CellFault(Reason.DATE_SHAPE)
    try:
        found = date(year, month, of_month)
    except ValueError:
        raise CellFault(Reason.DATE_IMPOSSIBLE) from None
    if not in_reach(found):
        raise CellFault(Reason.DATE_RANGE, first=FIRST_YEAR, last=LAST_YEAR)
    return found


def left_why(text: str) -> str:
    """Why somebody is followed no longer: death, emigrated or moved; returned by the names the service uses."""
    return _one_of(text.lower().replace("death", "dead"), LEFT_GROUNDS, Reason.LEFT_WHY)


def hours(text: str) -> int:
    """Whole hours."""
    if not _HOURS.fullmatch(text):
        raise CellFault(Reason.HOURS)
    return int(text)


def yes_no(text: str) -> bool:
    """Yes or no, in Danish or English, or 1 and 0."""
    answer = text.lower()
    if answer in _YES:
        return True
    if answer in _NO:
        return False
    raise CellFault(Reason.YES_NO)


def needs(text: str) -> tuple[str, ...]:
    """Needs, separated by ``,`` or ``|``: ``interpreter:<language>``, ``companion``, or free words."""
    found = (_need(part.strip()) for part in re.split(r"[,|]", text) if part.strip())
    return tuple(dict.fromkeys(found))


def _need(text: str) -> str:
    kind, colon, tongue = text.partition(":")
    if kind.strip().lower() == INTERPRETER:
        tongue = tongue.strip().lower()
        if not colon or not _TONGUE.fullmatch(tongue):
            raise CellFault(Reason.INTERPRETER)
        return f"{INTERPRETER}:{tongue}"
    return "companion" if text.lower() == "companion" else text


def _one_of(text: str, known: tuple[str, ...], reason: Reason) -> str:
    if text not in known:
        raise CellFault(reason)
    return known[known.index(text)]
