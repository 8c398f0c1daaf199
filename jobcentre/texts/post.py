"""What Digital Post and NemSMS say besides the message itself: the announcement, the buttons, the calendar entry.

The announcement is read on a locked screen and the calendar by the family, so both say nothing about the matter.
"""

import re
from dataclasses import dataclass

from jobcentre.rules.packs import Form
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
    on_video: str
    by_telephone: str
    in_person: str
    choose: str
    change: str
    see: str
    system: str

    def description(self, form: Form) -> str:
        """What stands in the calendar entry of a meeting."""
        words = {Form.VIDEO: self.on_video, Form.TELEPHONE: self.by_telephone, Form.IN_PERSON: self.in_person}
        return words[form]

    def page(self, moves_left: int | None) -> str:
        """What the button to the citizen's own page says once there is a time."""
        return self.see if moves_left is not None and moves_left < 1 else self.change


_WORDS = {
    "da": PostWords(
        subject="Besked fra kommunen",
        notification="Du har fået en besked fra kommunen. Læs den i Digital Post.",
        document="Brev",
        file_name="brev.pdf",
        appointment="Læg tiden i din kalender",
        on_video="Samtale med kommunen på video. Åbn linket, når tiden kommer. Alt om samtalen står i Digital Post.",
        by_telephone="Samtale med kommunen i telefonen. Vi ringer til dig. Alt om samtalen står i Digital Post.",
        in_person="Samtale med kommunen ved personligt fremmøde. Alt om samtalen står i Digital Post.",
        choose="Vælg en tid",
        change="Se eller flyt din tid",
        see="Se din tid",
        system="Videosamtaler",
    ),
    "en": PostWords(
        subject="Message from the municipality",
        notification="You have a message from the municipality. Read it in Digital Post.",
        document="Letter",
        file_name="letter.pdf",
        appointment="Put the time in your calendar",
        on_video="Video interview with the municipality. Open the link at the time. Digital Post has the details.",
        by_telephone="Interview with the municipality. We will call you. Digital Post has the details.",
        in_person="Interview with the municipality in person. Digital Post has the details.",
        choose="Choose a time",
        change="See or change your time",
        see="See your time",
        system="Video interviews",
    ),
}


def words(language: str) -> PostWords:
    """Return the fixed words in the reader's language."""
    return _WORDS[spoken(language)]


def label(subject: str, language: str) -> str:
    """Return the message's subject, or a neutral one where it names a benefit or an illness."""
    return words(language).subject if _TELLING.search(subject) else subject
