"""The one thing to do about a person, by where they stand."""

from dataclasses import dataclass

from flask import url_for

from jobcentre.rules.access import Right, allows
from jobcentre.services.people import OF_TASK, PersonRow, PersonStanding
from jobcentre.web.language import LazyString
from jobcentre.web.language import lazy_gettext as _
from jobcentre.web.security import identity


@dataclass(frozen=True, slots=True)
class Action:
    """Words for a button and where it leads."""

    text: LazyString
    href: str


_BOOK = _("Find en tid")
_LINK = _("Giv nyt link")
_OPEN = _("Åbn")
# Standing to the words, and the endpoint within the person's pages.
_BY_STANDING: dict[PersonStanding, tuple[LazyString, str]] = {
    PersonStanding.STAFF_GONE: (_("Flyt til en kollega"), "caseworker.person_book"),
    PersonStanding.LINK_LOCKED: (_LINK, "caseworker.person_link"),
    PersonStanding.UNREACHABLE: (_("Se opgaven"), "caseworker.person"),
    PersonStanding.MESSAGE_FAILED: (_("Se beskeder"), "caseworker.person"),
    PersonStanding.UNCERTAIN: (_("Se opgaven"), "caseworker.person"),
    PersonStanding.DECLINED: (_("Se opgaven"), "caseworker.person"),
    PersonStanding.REPLIED: (_("Læs svaret"), "caseworker.person"),
    PersonStanding.ASKED: (_("Se opgaven"), "caseworker.person"),
    PersonStanding.DOCUMENT: (_("Se opgaven"), "caseworker.person"),
    PersonStanding.WANTS_INTERVIEW: (_("Se opgaven"), "caseworker.person"),
    PersonStanding.HELD_NO_ADDRESS: (_("Ret oplysninger"), "caseworker.person_edit"),
    PersonStanding.HELD_NO_TIMES: (_("Indkald nu"), "caseworker.person_summon"),
    PersonStanding.HELD_NO_SELF_BOOKING: (_BOOK, "caseworker.person_book"),
    PersonStanding.HELD_INCOMPLETE: (_("Ret oplysninger"), "caseworker.person_edit"),
    PersonStanding.BOUNCED: (_("Se opgaven"), "caseworker.person"),
    PersonStanding.RECEIPT_MISSING: (_("Se opgaven"), "caseworker.person"),
    PersonStanding.NO_TIME_SET: (_BOOK, "caseworker.person_book"),
    PersonStanding.SPELLS: (_("Ret oplysninger"), "caseworker.person_edit"),
    PersonStanding.OVERDUE: (_BOOK, "caseworker.person_book"),
    PersonStanding.CANCELLED: (_BOOK, "caseworker.person_book"),
    PersonStanding.NEW_TIME: (_("Indkald igen"), "caseworker.person_summon"),
    PersonStanding.ABSENT: (_("Følg op"), "caseworker.person"),
    PersonStanding.DUE: (_("Indkald nu"), "caseworker.summoning"),
    PersonStanding.REMINDED: (_BOOK, "caseworker.person_book"),
    PersonStanding.CHOOSING_SOON: (_BOOK, "caseworker.person_book"),
    PersonStanding.CHOOSING: (_BOOK, "caseworker.person_book"),
}
_RIGHTS = {
    "caseworker.person_link": Right.BOOK_FOR,
    "caseworker.person_summon": Right.BOOK_FOR,
    "caseworker.person_book": Right.BOOK_FOR,
    "caseworker.person_edit": Right.EDIT_PEOPLE,
    "caseworker.summoning": Right.SWEEP,
}

# Where on the person's page the matter stands.
_ANCHORS = dict.fromkeys(OF_TASK.values(), "tasks") | {
    PersonStanding.MESSAGE_FAILED: "messages",
}


def of(row: PersonRow) -> Action:
    """Return the action, or merely a way to the person's page for readers who may do no more."""
    if row.standing is PersonStanding.OUTCOME_MISSING and row.meeting and _may(Right.RECORD_OUTCOME):
        return Action(_("Notér resultat"), url_for("caseworker.meeting", public_id=row.meeting) + "#outcome")
    if row.standing in (PersonStanding.TIME_SET, PersonStanding.BOOKED) and row.meeting and _may(Right.BOOK_FOR):
        return Action(_("Åbn møde"), url_for("caseworker.meeting", public_id=row.meeting))
    text, endpoint = _BY_STANDING.get(row.standing, (_OPEN, "caseworker.person"))
    if endpoint in _RIGHTS and not _may(_RIGHTS[endpoint]):
        text, endpoint = _OPEN, "caseworker.person"
    if endpoint == "caseworker.summoning":  # of everybody who is due at once
        return Action(text, url_for(endpoint))
    anchor = _ANCHORS.get(row.standing) if endpoint == "caseworker.person" else None
    return Action(text, url_for(endpoint, public_id=row.public_id, _anchor=anchor))


def _may(right: Right) -> bool:
    return allows(identity().role, right)
