"""A municipality's own words for a kind of message, and what they must keep to.

Plain text with names in braces. A name is a simple fact (``{phone}``) or a part of the standard text (``{duty}``), so
the wording that the law asks for stays as it is, and cannot be left out.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from types import MappingProxyType

from jobcentre.texts import filling
from jobcentre.texts.kinds import ELEMENTS, EXTRAS, REQUIRED, SMS_ELEMENTS, Kind
from jobcentre.texts.readers import files

# As typed; with names in it a text may become longer.
LONGEST: Mapping[str, int] = MappingProxyType({"subject": 100, "body": 6000, "sms": 300})
# In the list of messages, and on a locked screen, others read along.
_PERSONAL = frozenset({"given_name", "full_name", "citizen_name", "legal_basis"})
_NOT_IN_SUBJECT = _PERSONAL | {"caseworker", "code"}
_SENSITIVE = re.compile(
    r"\w*(?:dagpenge|kontanthjælp|uddannelseshjælp|ydelse|ledig(?!e? tid)|sygdom"
    r"|sanktion|benefit|unemploy|illness|sanction)\w*"
    r"|\bcpr\b",
    re.IGNORECASE,
)
# The file of the standard text for each part.
_FILES = {"subject": "subject.txt", "body": "body.txt", "sms": "sms.txt"}
_NO_FACT = frozenset({"meetings", "asks"})  # no words by themselves, and so only in a part


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one kind in one language; an empty part means the standard words."""

    subject: str = ""
    body: str = ""
    sms: str = ""

    def part(self, name: str) -> str:
        """Return one part by its name."""
        return {"subject": self.subject, "body": self.body, "sms": self.sms}[name]


STANDARD = Words()
HARD_SPACE = "\N{NO-BREAK SPACE}"  # word processors write it, and nobody sees it
PARTS = tuple(field.name for field in fields(Words))


class Reason(StrEnum):
    """Why words cannot be used."""

    UNKNOWN = "unknown"
    LACKING = "lacking"
    BRACES = "braces"
    CONTROL = "control"
    LINES = "lines"
    TOO_LONG = "too_long"
    SMS_TOO_LONG = "sms_too_long"
    SENSITIVE = "sensitive"
    UNKNOWN_PART = "unknown_part"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with one part. ``detail`` is the name it is about, or how many characters there are."""

    part: str
    reason: Reason
    detail: str = ""


def tidied(subject: str, body: str, sms: str) -> Words:
    """Words as they come from a form: the line ends of this house, and no spaces that nobody sees."""
    lines = body.replace("\r\n", "\n").replace("\r", "\n").replace(HARD_SPACE, " ").split("\n")
    return Words(_one_line(subject), "\n".join(line.rstrip(" ") for line in lines).strip("\n "), _one_line(sms))


def _one_line(text: str) -> str:
    return " ".join(re.split(r"[ \r\n\u00a0]+", text)).strip()


def parts(kind: Kind) -> tuple[str, ...]:
    """The parts that messages of this kind have."""
    return tuple(part for part in PARTS if _FILES[part] in files(kind))


def elements(kind: Kind, part: str) -> tuple[str, ...]:
    """The parts of the standard text that these words must hold."""
    if part == "sms":
        return SMS_ELEMENTS[kind]
    return ELEMENTS[kind] if part == "body" else ()


def extras(kind: Kind, part: str) -> tuple[str, ...]:
    """Those they may hold, and that are sometimes empty."""
    return EXTRAS.get(kind, ()) if part == "body" else ()


def simple(kind: Kind, part: str) -> tuple[str, ...]:
    """The facts they may name. Addresses come with the standard text alone, as do facts that share a part's name."""
    hidden = {"subject": _NOT_IN_SUBJECT, "sms": _PERSONAL}.get(part, frozenset())
    taken = {*elements(kind, part), *extras(kind, part), *hidden, *_NO_FACT}
    return tuple(name for name in REQUIRED[kind] if name not in taken and not name.endswith("_url"))


def names(kind: Kind, part: str) -> tuple[str, ...]:
    """Everything that may stand in braces."""
    return (*elements(kind, part), *extras(kind, part), *simple(kind, part))


def unsound(kind: Kind, part: str, text: str) -> Iterator[Fault]:
    """What is wrong with the text of one part, whatever it is filled with. An empty one is sound."""
    if not text:
        return
    if any(not char.isprintable() for char in text if char != "\n"):
        yield Fault(part, Reason.CONTROL)
    if part != "body" and "\n" in text:
        yield Fault(part, Reason.LINES)
    if len(text) > LONGEST[part]:
        yield Fault(part, Reason.TOO_LONG, str(LONGEST[part]))
    if part != "body" and (told := _SENSITIVE.search(text)):
        yield Fault(part, Reason.SENSITIVE, told[0])
    if re.search("[{}]", filling.NAME.sub("", text)):
        yield Fault(part, Reason.BRACES)
        return
    used = list(dict.fromkeys(name for _words, name in filling.pieces(text) if name is not None))
    allowed = names(kind, part)
    yield from (Fault(part, Reason.UNKNOWN, name) for name in used if name not in allowed)
    yield from (Fault(part, Reason.LACKING, name) for name in elements(kind, part) if name not in used)


def sound(kind: Kind, words: Words) -> Words:
    """The words without those parts that cannot be used; what was sound once may name what is gone since."""
    return Words(*("" if any(unsound(kind, part, words.part(part))) else words.part(part) for part in PARTS))
