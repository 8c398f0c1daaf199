"""What is wrong with a municipality's own words, in a sentence for whoever wrote them."""

import re
from urllib.parse import urlsplit

from jobcentre.texts import filling
from jobcentre.texts.kinds import Kind, MessageFacts
from jobcentre.texts.languages import ENGLISH, spoken
from jobcentre.texts.render import LONGEST_SMS, own_sms
from jobcentre.texts.wording import PARTS, Fault, Reason, Words, parts, unsound

# Reason to Danish and English. {name} is the name it is about, {word} the word, {number} how many.
_SENTENCES: dict[Reason, tuple[str, str]] = {
    Reason.UNKNOWN: (
        "Navnet {name} kan ikke bruges her. Vælg et fra listen.",
        "The name {name} cannot be used here. Choose one from the list.",
    ),
    Reason.LACKING: (
        "Der mangler {name}. Det skal med i beskeden.",
        "The message must have {name}.",
    ),
    Reason.BRACES: (
        "En krøllet parentes passer ikke. Skriv navne som {phone}.",
        "A curly bracket does not match. Write names like {phone}.",
    ),
    Reason.CONTROL: (
        "Her står et usynligt tegn, som ikke kan bruges. Skriv teksten igen.",
        "There is an invisible character here that cannot be used. Write the text again.",
    ),
    Reason.LINES: (
        "Teksten skal stå på én linje.",
        "The text must be on one line.",
    ),
    Reason.TOO_LONG: (
        "Skriv det kortere. Der er plads til {number} tegn.",
        "Make it shorter. There is room for {number} characters.",
    ),
    Reason.SMS_TOO_LONG: (
        "Beskeden fylder {number} tegn. Der er plads til 150.",
        "The message takes {number} characters. There is room for 150.",
    ),
    Reason.SENSITIVE: (
        "Ordet »{word}« kan andre komme til at læse. Skriv det i teksten i stedet.",
        "Others may come to read the word “{word}”. Write it in the text instead.",
    ),
    Reason.ADDRESS: (
        "Adressen »{word}« kan ikke stå i en besked. Kun navne som {link} må føre ud, så ingen bliver narret.",
        "The address “{word}” cannot stand in a message. Only names like {link} may lead out, so nobody is fooled.",
    ),
    Reason.UNKNOWN_PART: ("Den del findes ikke i denne besked.", "This message has no such part."),
}
PART_NAMES: dict[str, tuple[str, str]] = {
    "subject": ("Emne", "Subject"),
    "body": ("Tekst", "Text"),
    "sms": ("SMS", "SMS"),
}


# What mail programs and telephones make a link of. Whoever learns that our messages lead to other places is easier
# to fool by somebody else's. An address of e-mail leads nowhere, and abbreviations end on no domain.
_ADDRESS = re.compile(
    r"(?:\w+://|\bwww\.)[^\s{}]+|\b\d{1,3}(?:\.\d{1,3}){3}\b"
    r"|(?<![\w@.-])(?:[\w-]+\.)+(?:(?:dk|com|net|org|eu|info|io|nu|se|no|de|co|uk|biz|app|link|site|online|me|ly)\b"
    r"(?!@)|[a-z]{2,}(?=/))(?:/[^\s{}]*)?"
)


def faults(kind: Kind, language: str, words: Words, facts: MessageFacts, host: str | None = None) -> tuple[Fault, ...]:
    """Everything that is wrong. An SMS is measured with ``facts``, which are to be those of this installation.

    Addresses may lead to its own ``host`` and to no other.
    """
    found = [fault for part in PARTS for fault in _of_part(kind, part, words)]
    found += [Fault(part, Reason.ADDRESS, one) for part in PARTS for one in _leads_out(words.part(part), host)]
    if words.sms and not any(fault.part == "sms" for fault in found):
        size = len(own_sms(kind, language, facts, words.sms))
        if size > LONGEST_SMS:
            found.append(Fault("sms", Reason.SMS_TOO_LONG, str(size)))
    return tuple(found)


def _of_part(kind: Kind, part: str, words: Words) -> tuple[Fault, ...]:
    """A part that the kind does not have must be empty, whatever a form sends."""
    text = words.part(part)
    if text and part not in parts(kind):
        return (Fault(part, Reason.UNKNOWN_PART),)
    return tuple(unsound(kind, part, text))


def _leads_out(text: str, host: str | None) -> list[str]:
    """The addresses of other hosts, as they are written."""
    return [found for found in (one[0].rstrip(".,;:!?)") for one in _ADDRESS.finditer(text)) if _host(found) != host]


def _host(address: str) -> str | None:
    """What a browser would open: nothing before an @, and no port."""
    try:
        return urlsplit(address if "://" in address else f"//{address}").hostname
    except ValueError:
        return None


def sentences(found: tuple[Fault, ...], language: str) -> dict[str, str]:
    """What is wrong with each part, in the language of the page: its name, then a sentence for each kind of fault."""
    english = spoken(language) == ENGLISH
    told = {}
    for part in dict.fromkeys(fault.part for fault in found):
        by_reason: dict[Reason, list[str]] = {}
        for fault in found:
            if fault.part == part:
                by_reason.setdefault(fault.reason, []).append(fault.detail)
        said = " ".join(_said(reason, details, english) for reason, details in by_reason.items())
        told[part] = f"{PART_NAMES[part][english]}: {said}"
    return told


def _said(reason: Reason, details: list[str], english: bool) -> str:
    named = ", ".join(f"{{{detail}}}" for detail in details)
    put = {"name": named, "number": details[0], "word": details[0]}
    return filling.plain(_SENTENCES[reason][english], lambda name: put.get(name, f"{{{name}}}"))
