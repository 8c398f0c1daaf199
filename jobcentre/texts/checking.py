"""What is wrong with a municipality's own words, in a sentence for whoever wrote them."""

from jobcentre.texts import filling
from jobcentre.texts.kinds import Kind, MessageFacts
from jobcentre.texts.languages import ENGLISH, spoken
from jobcentre.texts.render import LONGEST_SMS, own_sms
from jobcentre.texts.wording import PARTS, Fault, Reason, Words, parts, unsound

# Reason to Danish and English. {name} is the name it is about, {word} the word, {number} how many.
_SENTENCES: dict[Reason, tuple[str, str]] = {
    Reason.UNKNOWN: (
        "{part}: Navnet {name} kan ikke bruges her. Vælg et fra listen.",
        "{part}: The name {name} cannot be used here. Choose one from the list.",
    ),
    Reason.LACKING: (
        "{part}: Der mangler {name}. Det skal stå i beskeden.",
        "{part}: {name} is missing. It must be in the message.",
    ),
    Reason.BRACES: (
        "{part}: En krøllet parentes passer ikke. Skriv navne som {phone}.",
        "{part}: A curly bracket does not match. Write names like {phone}.",
    ),
    Reason.CONTROL: (
        "{part}: Her står et usynligt tegn, som ikke kan bruges. Skriv teksten igen.",
        "{part}: There is an invisible character here that cannot be used. Write the text again.",
    ),
    Reason.LINES: (
        "{part}: Teksten skal stå på én linje.",
        "{part}: The text must be on one line.",
    ),
    Reason.TOO_LONG: (
        "{part}: Skriv det kortere. Der er plads til {number} tegn.",
        "{part}: Make it shorter. There is room for {number} characters.",
    ),
    Reason.SMS_TOO_LONG: (
        "{part}: Beskeden fylder {number} tegn. Der er plads til 150.",
        "{part}: The message takes {number} characters. There is room for 150.",
    ),
    Reason.SENSITIVE: (
        "{part}: Ordet »{word}« kan andre komme til at læse. Skriv det i teksten i stedet.",
        "{part}: Others may come to read the word “{word}”. Write it in the text instead.",
    ),
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
        return (Fault(part, Reason.TOO_LONG, "0"),)
    return tuple(unsound(kind, part, text))


def sentence(fault: Fault, language: str) -> str:
    """One fault in words, in the language of the page."""
    english = spoken(language) == ENGLISH
    put = {
        "part": PART_NAMES[fault.part][english],
        "name": f"{{{fault.detail}}}",
        "number": fault.detail,
        "word": fault.detail,
    }
    return filling.plain(_SENTENCES[fault.reason][english], lambda name: put.get(name, f"{{{name}}}"))
