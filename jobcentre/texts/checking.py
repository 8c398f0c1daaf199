"""What is wrong with a municipality's own words, in a sentence for whoever wrote them."""

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
    Reason.UNKNOWN_PART: ("Den del findes ikke i denne besked.", "This message has no such part."),
}
PART_NAMES: dict[str, tuple[str, str]] = {
    "subject": ("Emne", "Subject"),
    "body": ("Tekst", "Text"),
    "sms": ("SMS", "SMS"),
}


def faults(kind: Kind, language: str, words: Words, facts: MessageFacts) -> tuple[Fault, ...]:
    """Everything that is wrong. An SMS is measured with ``facts``, which are to be those of this installation."""
    found = [fault for part in PARTS for fault in _of_part(kind, part, words)]
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
    put = {"name": ", ".join(f"{{{detail}}}" for detail in details), "number": details[0], "word": details[0]}
    return filling.plain(_SENTENCES[reason][english], lambda name: put.get(name, f"{{{name}}}"))
