"""What Digital Post and NemSMS say besides the message itself: the announcement, the buttons, the calendar entry.

The announcement is read on a locked screen and the calendar by the family, so both say nothing about the matter.
"""

import re
from dataclasses import dataclass

from jobcentre.texts.languages import spoken

# What somebody lives on or suffers from has no place in a subject line, whoever wrote it.
_TELLING = re.compile(
    "kontanthjælp|dagpenge|uddannelseshjælp|ledighed|arbejdsløs|sanktion|sygdom|syge(?:meld|dag)|"
    "benefit|unemploy|sanction|illness|sick",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostWords:
    """The fixed words. ``subject`` stands where the message's own would tell too much, and names a NemSMS."""

    subject: str
    notification: str
    document: str
    file_name: str
    appointment: str
    description: str
    choose: str
    change: str
    system: str


_WORDS = {
    "da": PostWords(
        subject="Besked fra kommunen",
        notification="Du har fået en besked fra kommunen. Læs den i Digital Post.",
        document="Brev",
        file_name="brev.pdf",
        appointment="Læg tiden i din kalender",
        description="Samtale med kommunen på video. Åbn linket, når tiden kommer. Alt om samtalen står i Digital Post.",
        choose="Vælg en tid",
        change="Se eller flyt din tid",
        system="Videosamtaler",
    ),
    "en": PostWords(
        subject="Message from the municipality",
        notification="You have a message from the municipality. Read it in Digital Post.",
        document="Letter",
        file_name="letter.pdf",
        appointment="Put the time in your calendar",
        description="Video interview with the municipality. Open the link at the time. Digital Post has the details.",
        choose="Choose a time",
        change="See or change your time",
        system="Video interviews",
    ),
}


def words(language: str) -> PostWords:
    """Return the fixed words in the reader's language."""
    return _WORDS[spoken(language)]


def label(subject: str, language: str) -> str:
    """Return the message's subject, or a neutral one where it names a benefit or an illness."""
    return words(language).subject if _TELLING.search(subject) else subject
