"""What stands over a message that is sent again because the old link ended, whoever wrote the rest of its words."""

from jobcentre.texts.kinds import MessageFacts
from jobcentre.texts.languages import ENGLISH, spoken

_NAME = ("Dit nye link", "Your new link")
_LINE = (
    "Her er dit nye link. Det gamle virker ikke mere.",
    "Here is your new link. The old one does not work any more.",
)
_ON_PAPER = (
    "Her er dit nye link og din nye kode. De gamle virker ikke mere.",
    "Here is your new link and your new code. The old ones do not work any more.",
)


def over(text: str, facts: MessageFacts, language: str, between: str) -> str:
    """Return a subject or an SMS, with the news before it where there is any."""
    return f"{_NAME[spoken(language) == ENGLISH]}{between} {text}" if facts.new_link and text else text


def line(facts: MessageFacts, language: str) -> str:
    """Return the first line of the text; none where the link is as it was."""
    if not facts.new_link:
        return ""
    return (_ON_PAPER if facts.on_paper else _LINE)[spoken(language) == ENGLISH]
