"""What a meeting is called and says in a calendar, where family and colleagues may read along.

So it is neutral: no benefit, no case, no citizen's name, in either party's calendar.
"""

from dataclasses import dataclass

from jobcentre.texts.kinds import CALENDAR_METHODS, Kind, MessageFacts, known
from jobcentre.texts.languages import ENGLISH, spoken
from jobcentre.texts.templates import environment


@dataclass(frozen=True, slots=True)
class EventWords:
    """`conference_label` is the name of the link as a button; ASCII, as calendars want it."""

    summary: str
    description: str
    conference_label: str


def event(kind: Kind, language: str, facts: MessageFacts) -> EventWords:
    """The words of the calendar object that goes with a message of this kind.

    Needs the facts that the message itself needs; for a calendar file to fetch, those of the
    confirmation.
    """
    written_in = spoken(language)
    reader = "staff" if kind.startswith("staff_") else "citizen"
    template = environment(written_in).get_template(f"events/{written_in}/{reader}.txt")
    cancelled = CALENDAR_METHODS[kind] == "CANCEL"
    description = template.render(known(facts) | {"cancelled": cancelled}).strip()
    if written_in == ENGLISH:
        return EventWords("Video meeting", description, "Join the interview")
    return EventWords("Videomøde", description, "Deltag i samtalen")
