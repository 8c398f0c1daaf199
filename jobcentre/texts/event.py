"""What a meeting is called and says in a calendar, where family and colleagues may read along.

So it is neutral: no benefit, no case, no citizen's name, in either party's calendar.
"""

from dataclasses import dataclass

from jobcentre.rules.packs import Form
from jobcentre.texts.kinds import CALENDAR_METHODS, Kind, MessageFacts, known
from jobcentre.texts.languages import ENGLISH, spoken
from jobcentre.texts.templates import environment


@dataclass(frozen=True, slots=True)
class EventWords:
    """`conference_label` is the name of the link as a button; ASCII, as calendars want it.

    `location` says where, and is empty on video: there the link is the place. A number to call never stands here.
    """

    summary: str
    description: str
    conference_label: str
    location: str


_TITLES: dict[Form, tuple[str, str]] = {
    Form.VIDEO: ("Videomøde", "Video meeting"),
    Form.TELEPHONE: ("Telefonmøde", "Telephone meeting"),
    Form.IN_PERSON: ("Møde", "Meeting"),
}
_BUTTON = ("Deltag i samtalen", "Join the interview")
_BY_TELEPHONE = ("Telefon", "Telephone")


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
    form, english = facts.form or Form.VIDEO, written_in == ENGLISH
    where = {Form.TELEPHONE: _BY_TELEPHONE[english], Form.IN_PERSON: facts.place or ""}.get(form, "")
    return EventWords(_TITLES[form][english], description, _BUTTON[english], where)
