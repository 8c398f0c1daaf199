"""What a letter says besides the message itself: the box that stands for a link, the sender's lines, the foot."""

from dataclasses import dataclass

from jobcentre.texts.languages import spoken


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterWords:
    """The fixed words of a letter. ``again`` stands where a link comes up once more; braces are filled in.

    ``open`` and ``named`` are for a letter on a screen: the words on the button, and the box within a sentence.
    """

    phone: str
    reference: str
    paging: str
    alternative: str
    heading: str
    scan: str
    type: str
    then: str
    note: str
    again: str
    open: str
    named: str


_WORDS = {
    "da": LetterWords(
        phone="Telefon {phone}",
        reference="Brev {number}",
        paging="Side {page} af {pages}",
        alternative="QR-kode, der fører til din egen side",
        heading="Din egen side",
        scan="Scan QR-koden med kameraet på din telefon.",
        type="Eller skriv denne adresse i en browser:",
        then="Tast så denne kode:",
        note="Vi spørger kun om din fødselsdato. Vi spørger aldrig om CPR-nummer, MitID eller bank.",
        again="Brug boksen »Din egen side« her i brevet.",
        open="Åbn din egen side",
        named="»Din egen side«",
    ),
    "en": LetterWords(
        phone="Telephone {phone}",
        reference="Letter {number}",
        paging="Page {page} of {pages}",
        alternative="QR code that leads to your own page",
        heading="Your own page",
        scan="Scan the QR code with the camera of your phone.",
        type="Or type this address in a browser:",
        then="Then type this code:",
        note="We only ask for your date of birth. We never ask for your CPR number, MitID or bank details.",
        again="Use the box “Your own page” in this letter.",
        open="Open your own page",
        named="“Your own page”",
    ),
}


def words(language: str) -> LetterWords:
    """Return the fixed words in the reader's language."""
    return _WORDS[spoken(language)]
