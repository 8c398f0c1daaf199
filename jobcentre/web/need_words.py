"""The words for what citizens ask for, on their own pages and on those of the staff."""

from collections.abc import Iterable

from babel import Locale

from jobcentre.rules.needs import FREQUENT_TONGUES, FURTHER_TONGUES, NeedKind
from jobcentre.services.asked import Asked
from jobcentre.texts import dates
from jobcentre.web.language import LazyString, current, gettext
from jobcentre.web.language import lazy_gettext as _

_ASKED: dict[NeedKind, LazyString] = {
    NeedKind.OTHER_TIME: _("En anden tid"),
    NeedKind.INTERPRETER: _("Tolk"),
    NeedKind.COMPANION: _("En, der kommer med"),
    NeedKind.TELEPHONE: _("Samtale i telefonen i stedet"),
    NeedKind.IN_PERSON: _("Personligt fremmøde i stedet"),
}

_SENTENCES: dict[NeedKind, LazyString] = {
    NeedKind.OTHER_TIME: _("Du har bedt om en anden tid."),
    NeedKind.INTERPRETER: _("Du har bedt om tolk."),
    NeedKind.COMPANION: _("Du har sagt, at du tager en med."),
    NeedKind.TELEPHONE: _("Du har bedt om at tale i telefonen."),
    NeedKind.IN_PERSON: _("Du har bedt om at mødes."),
}


def kinds(asked_for: Iterable[NeedKind]) -> str:
    """What is asked for, in few words, in the order in which it is offered."""
    wanted = set(asked_for)
    names = [str(words) for kind, words in _ASKED.items() if kind in wanted]
    return "; ".join(name[:1].lower() + name[1:] for name in names)


def tongue(code: str) -> str:
    """A language in the language of the page; what is no code is its own name."""
    return str(Locale.parse(current()).languages.get(code, code))


def asked(one: Asked) -> str:
    """What was asked for; of an interpreter with the language. A language of the citizen's own words is not in it."""
    if one.kind is NeedKind.INTERPRETER and one.detail:
        return gettext("Tolk: %(spoken)s", spoken=tongue(one.detail))
    return str(_ASKED[one.kind])


def sentence(one: Asked) -> str:
    """The same to whoever asked for it, as a sentence."""
    if one.kind is NeedKind.INTERPRETER and one.detail:
        return gettext("Du har bedt om tolk på %(spoken)s.", spoken=tongue(one.detail))
    return str(_SENTENCES[one.kind])


def tongues() -> list[tuple[str, str]]:
    """The languages to choose from: those most called for, then the others by name."""
    frequent = [(code, dates.sentence(tongue(code))) for code in FREQUENT_TONGUES]
    further = [(code, dates.sentence(tongue(code))) for code in FURTHER_TONGUES]
    return frequent + sorted(further, key=lambda one: one[1].casefold())
