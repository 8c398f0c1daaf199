"""The words for where people stand: the badge of each standing, and the groups in which a list offers them."""

from collections.abc import Callable, Mapping

from jobcentre.models.citizen import LeftGround
from jobcentre.models.task import TaskKind
from jobcentre.rules.standing import NEEDS, PersonStanding
from jobcentre.services.people import OF_LEFT, OF_TASK, PersonRow
from jobcentre.web import message_words
from jobcentre.web.language import LazyString
from jobcentre.web.language import lazy_gettext as _

# Kind of badge and words.
STANDINGS: dict[PersonStanding, tuple[str, LazyString]] = {
    PersonStanding.STAFF_GONE: ("error", _("Mangler sagsbehandler")),
    PersonStanding.LINK_LOCKED: ("error", _("Link låst")),
    PersonStanding.UNREACHABLE: ("error", _("Kan ikke nås")),
    PersonStanding.MESSAGE_FAILED: ("error", _("Besked ikke nået frem")),
    PersonStanding.UNCERTAIN: ("warning", _("Måske nået frem")),
    PersonStanding.DECLINED: ("warning", _("Siger nej til tiden")),
    PersonStanding.REPLIED: ("info", _("Har skrevet")),
    PersonStanding.ASKED: ("info", _("Har bedt om noget")),
    PersonStanding.DOCUMENT: ("info", _("Har vedhæftet en fil")),
    PersonStanding.WANTS_INTERVIEW: ("info", _("Ønsker en samtale")),
    PersonStanding.OUTCOME_MISSING: ("warning", _("Resultat mangler")),
    PersonStanding.HELD_NO_ADDRESS: ("error", _("Ingen adresse")),
    PersonStanding.HELD_NO_TIMES: ("error", _("Ingen ledige tider")),
    PersonStanding.HELD_NO_SELF_BOOKING: ("warning", _("Skal have en tid")),
    PersonStanding.HELD_INCOMPLETE: ("error", _("Mangler oplysninger")),
    PersonStanding.NO_TIME_SET: ("warning", _("Har ikke fået en tid")),
    PersonStanding.SPELLS: ("warning", _("Ledighed uklar")),
    PersonStanding.BOUNCED: ("warning", _("Kunne ikke leveres")),
    PersonStanding.RECEIPT_MISSING: ("warning", _("Kvittering mangler")),
    PersonStanding.OVERDUE: ("error", _("Frist overskredet")),
    PersonStanding.CANCELLED: ("warning", _("Aflyst")),
    PersonStanding.NEW_TIME: ("warning", _("Skal indkaldes igen")),
    PersonStanding.ABSENT: ("error", _("Udeblevet")),
    PersonStanding.CHOOSING_SOON: ("warning", _("Frist snart")),
    PersonStanding.DUE: ("info", _("Skal indkaldes")),
    PersonStanding.REMINDED: ("warning", _("Påmindet")),
    PersonStanding.CHOOSING: ("info", _("Indkaldt")),
    PersonStanding.TIME_SET: ("success", _("Tid sat")),
    PersonStanding.BOOKED: ("success", _("Booket")),
    PersonStanding.DEFERRED: ("", _("Udsat")),
    PersonStanding.EXEMPT: ("", _("Fritaget")),
    PersonStanding.NOT_RELEVANT: ("", _("Ikke relevant")),
    PersonStanding.ATTENDED: ("success", _("Mødte op")),
    PersonStanding.CLOSED: ("", _("Indkaldelse lukket")),
    PersonStanding.NOT_DUE: ("", _("Ikke indkaldt")),
    PersonStanding.MOVED_AWAY: ("", _("Flyttet")),
    PersonStanding.EMIGRATED: ("", _("Udrejst")),
    PersonStanding.DEAD: ("", _("Død")),
}
# What to do next, or what will happen by itself.
NEXT: dict[PersonStanding, LazyString] = {
    PersonStanding.STAFF_GONE: _("Flyt samtalen til en kollega."),
    PersonStanding.LINK_LOCKED: _("Giv borgeren et nyt link."),
    PersonStanding.UNREACHABLE: _("Ring, eller find en anden vej."),
    PersonStanding.MESSAGE_FAILED: _("Ring, og sig det, der stod i beskeden."),
    PersonStanding.UNCERTAIN: _("Spørg borgeren, om beskeden er kommet."),
    PersonStanding.DECLINED: _("Spørg borgeren, om samtalen skal flyttes."),
    PersonStanding.REPLIED: _("Læs svaret."),
    PersonStanding.ASKED: _("Se, hvad borgeren beder om, og svar."),
    PersonStanding.DOCUMENT: _("Læs filen, og tag stilling til grunden."),
    PersonStanding.WANTS_INTERVIEW: _("Indkald igen, eller aftal noget andet."),
    PersonStanding.OUTCOME_MISSING: _("Notér, hvordan det gik."),
    PersonStanding.HELD_NO_ADDRESS: _("Tilføj e-mail eller mobil, eller find en tid sammen."),
    PersonStanding.HELD_NO_TIMES: _("Åbn flere tider, og indkald så."),
    PersonStanding.HELD_NO_SELF_BOOKING: _("Ring, og find en tid sammen."),
    PersonStanding.HELD_INCOMPLETE: _("Udfyld det, der mangler."),
    PersonStanding.NO_TIME_SET: _("Ring, og find en tid sammen."),
    PersonStanding.SPELLS: _("Ret oplysningerne om ledighed."),
    PersonStanding.BOUNCED: _("Spørg borgeren om den rigtige adresse, og ret den."),
    PersonStanding.RECEIPT_MISSING: _("Spørg borgeren, om beskeden er kommet."),
    PersonStanding.OVERDUE: _("Ring, og find en tid sammen, eller sæt en tid."),
    PersonStanding.CANCELLED: _("Vent på, at borgeren vælger en ny tid, eller find en sammen."),
    PersonStanding.NEW_TIME: _("Indkald igen."),
    PersonStanding.ABSENT: _("Ring, og hør hvorfor. Indkald så igen."),
    PersonStanding.CHOOSING_SOON: _("Du kan ringe og hjælpe med at finde en tid."),
    PersonStanding.DUE: _("Indkaldelsen bliver sendt næste morgen."),
    PersonStanding.REMINDED: _("Du kan ringe og hjælpe med at finde en tid."),
    PersonStanding.CHOOSING: _("Borgeren vælger selv en tid. Du skal ikke gøre noget nu."),
    PersonStanding.TIME_SET: _("Borgeren kan flytte tiden. Du skal ikke gøre noget nu."),
    PersonStanding.BOOKED: _("Du skal ikke gøre noget før samtalen."),
    PersonStanding.DEFERRED: _("Bagefter sker indkaldelsen af sig selv, hvis borgeren stadig skal til samtale."),
    PersonStanding.EXEMPT: _("Når det er slut, ser vi af os selv, om borgeren skal indkaldes."),
    PersonStanding.NOT_RELEVANT: _("Du skal ikke gøre noget."),
    PersonStanding.ATTENDED: _("Du skal ikke gøre noget. Du kan indkalde igen, hvis der er brug for en samtale mere."),
    PersonStanding.CLOSED: _("Du skal ikke gøre noget."),
    PersonStanding.NOT_DUE: _("Indkaldelsen sker af sig selv, når borgeren skal til samtale."),
    PersonStanding.MOVED_AWAY: _("Du skal ikke gøre noget."),
    PersonStanding.EMIGRATED: _("Du skal ikke gøre noget."),
    PersonStanding.DEAD: _("Vi skriver ikke mere til borgeren."),
}
# In the order in which a list offers them; together they are all there are.
GROUPS: tuple[tuple[LazyString, tuple[PersonStanding, ...]], ...] = (
    (_("Har brug for noget"), NEEDS),
    (
        _("Undervejs"),
        (
            PersonStanding.DUE,
            PersonStanding.CHOOSING,
            PersonStanding.REMINDED,
            PersonStanding.CHOOSING_SOON,
            PersonStanding.TIME_SET,
            PersonStanding.BOOKED,
        ),
    ),
    (
        _("Skal ikke indkaldes nu"),
        (
            PersonStanding.NOT_DUE,
            PersonStanding.DEFERRED,
            PersonStanding.EXEMPT,
            PersonStanding.NOT_RELEVANT,
        ),
    ),
    (
        _("Afsluttet"),
        (
            PersonStanding.ATTENDED,
            PersonStanding.CLOSED,
            PersonStanding.MOVED_AWAY,
            PersonStanding.EMIGRATED,
            PersonStanding.DEAD,
        ),
    ),
)


def offered(
    counts: Mapping[PersonStanding, int], chosen: PersonStanding | None
) -> list[tuple[LazyString, list[PersonStanding]]]:
    """The groups to choose from: where somebody stands, and what is chosen already."""
    groups = ((words, [one for one in those if counts.get(one) or one is chosen]) for words, those in GROUPS)
    return [(words, those) for words, those in groups if those]


def badge(standing: PersonStanding, channel: str | None = None) -> tuple[str, LazyString]:
    """Kind of badge and words; ``channel`` is the one that a task is about."""
    if standing is PersonStanding.BOUNCED and channel in message_words.WRONG_ADDRESS:
        return "warning", message_words.WRONG_ADDRESS[channel]
    return STANDINGS[standing]


def task_badge(kind: TaskKind, channel: str | None = None) -> tuple[str, LazyString]:
    """The same for a task by itself."""
    return badge(OF_TASK[kind], channel)


def then(row: PersonRow) -> LazyString:
    """What to do next."""
    return NEXT[row.standing]


def left(ground: LeftGround) -> PersonStanding:
    """Where somebody stands who has left so."""
    return OF_LEFT[ground]


def filters() -> dict[str, Callable[..., object]]:
    """The words for templates, by the filter's name."""
    return {"task_badge": task_badge, "standing_badge": badge, "left_standing": left}
