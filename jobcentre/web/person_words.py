"""What a person's page says of why they are where they are, and of what to do next."""

from collections.abc import Callable

from jobcentre.rules.civil import day_of
from jobcentre.rules.eligibility import ReasonCode
from jobcentre.services.people import PersonStanding, PersonView
from jobcentre.texts import looking_back
from jobcentre.texts.looking_back import Remark
from jobcentre.web import standing_words
from jobcentre.web.language import current
from jobcentre.web.language import gettext as _

STOPPED = (PersonStanding.DEFERRED, PersonStanding.EXEMPT, PersonStanding.NOT_RELEVANT)
CHOOSING = (PersonStanding.CHOOSING, PersonStanding.CHOOSING_SOON, PersonStanding.REMINDED)


def why(person: PersonView) -> str:
    """The reasons as one paragraph; a summons is explained by the rule it was sent by."""
    remarks = []
    if person.summons is not None and person.told.but:
        remarks.append((Remark.STANDS, {"since": day_of(person.summons.issued_at)}))
    elif _is_closed_for_good(person) and person.standing.at is not None:
        remarks.append((Remark.CLOSED_BEFORE, {"since": day_of(person.standing.at)}))
    return looking_back.paragraph(person.told.reasons, remarks, current(), but=person.told.but)


def then(person: PersonView) -> str:
    """What to do next, or what will happen by itself, as far as it is true of this person."""
    standing = person.standing.standing
    if standing in STOPPED and person.summons is not None:
        return _("Luk indkaldelsen, hvis borgeren ikke skal vælge en tid.")
    if standing in CHOOSING and person.no_self_booking:
        return _("Borgeren skal ikke selv vælge tid. Ring, og find en tid sammen.")
    if _is_closed_for_good(person):
        return _("Borgeren bliver ikke indkaldt igen af sig selv. Brug »Indkald igen«, hvis I skal tale sammen.")
    if standing is PersonStanding.NOT_DUE and _is_uncountable(person):
        return _("Oplysningerne om ledighed passer ikke sammen. Ret dem, så regner vi igen.")
    return str(standing_words.then(person.standing))


def filters() -> dict[str, Callable[..., object]]:
    """The words for templates, by the filter's name."""
    return {"why_words": why, "next_words": then}


def _is_closed_for_good(person: PersonView) -> bool:
    """Closed by hand, though the rule would still have called."""
    due = person.verdict is not None and person.verdict.due
    return person.standing.standing is PersonStanding.CLOSED and due


def _is_uncountable(person: PersonView) -> bool:
    found = person.verdict
    return found is not None and not found.due and found.has(ReasonCode.CONTRADICTION)
