"""What a message says of how its reader is asked who they are, so that nobody falls for one that asks for more."""

from jobcentre.rules.identifying import Identification
from jobcentre.texts.languages import ENGLISH, spoken

_WORDS: dict[Identification, tuple[str, str]] = {
    Identification.BIRTH_DATE: (
        "Vi spørger kun om din fødselsdato. Vi spørger aldrig om CPR-nummer, MitID eller bank.",
        "We only ask for your date of birth. We never ask for your CPR number, MitID or bank details.",
    ),
    Identification.CODE: (
        "Vi spørger om din fødselsdato og sender dig en kode. Vi spørger aldrig om CPR-nummer, MitID eller bank.",
        "We ask for your date of birth and send you a code. We never ask for your CPR number, MitID or bank details.",
    ),
    Identification.MITID: (
        "Du logger ind med MitID. Vi spørger aldrig om CPR-nummer eller bank, og vi ringer aldrig om dit MitID.",
        "You log in with MitID. We never ask for your CPR number or bank details, and never call about your MitID.",
    ),
}


def words(asks: Identification, language: str) -> str:
    """Return one sentence or two."""
    return _WORDS[asks][spoken(language) == ENGLISH]
