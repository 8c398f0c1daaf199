"""The words for why no time is set for somebody, for whoever is to find one."""

from jobcentre.rules.fixing import Obstacle
from jobcentre.web.language import LazyString
from jobcentre.web.language import lazy_gettext as _

OBSTACLES: dict[Obstacle, LazyString] = {
    Obstacle.NO_TIMES: _("Der er ingen ledige tider, før samtalen senest skal holdes. Åbn flere tider, eller ring."),
    Obstacle.NO_WAY: _("Vi har ingen måde at sende tiden på. Ring til borgeren, og find en tid sammen."),
    Obstacle.NEVER_TOLD: _("Indkaldelsen er aldrig sendt skriftligt. Ring til borgeren, eller send et nyt link."),
    Obstacle.LINK_LOCKED: _("Borgerens link er låst. Giv et nyt link, eller ring, og find en tid sammen."),
    Obstacle.INTERPRETER: _("Borgeren har brug for tolk. Find en tid, hvor tolken kan være med."),
    Obstacle.MOVES_USED: _("Borgeren har meldt afbud og kan ikke selv vælge en ny tid. Ring, og find en tid sammen."),
}
