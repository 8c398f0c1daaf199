"""The words of the receipt for how its reader hears of the meeting, and where the way in is found again."""

from collections.abc import Iterable

from jobcentre.rules.reach import Medium
from jobcentre.services.booking import ToldBy
from jobcentre.web.language import LazyString, gettext
from jobcentre.web.language import lazy_gettext as _

_BY: dict[Medium, LazyString] = {
    Medium.DIGITAL_POST: _("i Digital Post"),
    Medium.LETTER: _("i et brev"),
    Medium.EMAIL: _("på e-mail"),
    Medium.SMS: _("på SMS"),
    Medium.NEMSMS: _("på NemSMS"),
}
_PLACES: dict[Medium, LazyString] = {
    Medium.DIGITAL_POST: _("i Digital Post"),
    Medium.LETTER: _("i brevet fra os"),
    Medium.EMAIL: _("i din e-mail"),
    Medium.SMS: _("i din SMS"),
    Medium.NEMSMS: _("i din NemSMS"),
}


def confirmation(told: ToldBy) -> str:
    """How the confirmation comes; where none can, that the time is to be written down."""
    if not told.ways:
        return gettext("Vi kan ikke sende dig en bekræftelse. Skriv tiden ned, eller læg den i din kalender.")
    return gettext("Du får også en bekræftelse %(ways)s.", ways=_listed(_BY[way] for way in told.ways))


def places(told: ToldBy) -> str:
    """Where the way in stands besides this page; empty where nothing was sent."""
    if not told.ways:
        return ""
    return gettext("Vejen ind står også %(places)s.", places=_listed(_PLACES[way] for way in told.ways))


def _listed(words: Iterable[LazyString]) -> str:
    *first, last = (str(word) for word in words)
    return gettext("%(first)s og %(last)s", first=", ".join(first), last=last) if first else last
