"""Finding who is due and summoning them, by hand: first a look at who and why, then the summons."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from jobcentre import clock
from jobcentre.models.occasion import Held
from jobcentre.rules.access import Right
from jobcentre.rules.civil import moment_of
from jobcentre.services.sweep import EVERY_DAY_AT, Act, Face, Swept, sweep
from jobcentre.texts import reasons
from jobcentre.web.caseworker import blueprint
from jobcentre.web.language import LazyString, current, lazy_gettext, ngettext
from jobcentre.web.language import gettext as _
from jobcentre.web.security import centre, staff, who

HELD: dict[Held, LazyString] = {
    Held.NO_ADDRESS: lazy_gettext("Vi kan ikke skrive til borgeren."),
    Held.NO_TIMES: lazy_gettext("Der er ingen ledige tider inden fristen."),
    Held.NO_SELF_BOOKING: lazy_gettext("Skal ikke selv vælge tid. Find en tid sammen."),
    Held.INCOMPLETE: lazy_gettext("Kommunens navn, telefon eller e-mail mangler."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One person of the preview, why in words. ``face`` is missing when the reader may not see the person."""

    external_id: str
    face: Face | None
    why: str


@blueprint.get("/summon")
@staff(Right.SWEEP)
def summoning() -> ResponseReturnValue:
    """Who would be summoned now or let go, and who would not, and why. Writes nothing."""
    result = sweep(centre(), dry_run=True, who=who())
    months = centre().packs[result.pack].threshold_months if result.pack else 0
    shown = (Act.SUMMONED, Act.HELD, Act.WITHDRAWN, Act.NOT_DUE)
    groups = {act: _lines(result.people, act, months) for act in shown}
    return render_template(
        "caseworker/summoning.html",
        pack=centre().packs[result.pack] if result.pack else None,
        due=groups[Act.SUMMONED],
        held=groups[Act.HELD],
        withdrawn=groups[Act.WITHDRAWN],
        not_due=groups[Act.NOT_DUE],
        already=result.count(Act.ALREADY),
        every_day=moment_of(clock.today(), EVERY_DAY_AT),
    )


@blueprint.post("/summon")
@staff(Right.SWEEP)
def summoning_now() -> ResponseReturnValue:
    """Summon everybody who is due. Pressing twice does it once: whoever is summoned is no longer to be."""
    result = sweep(centre(), who=who())
    summoned, held, failed = (result.count(act) for act in (Act.SUMMONED, Act.HELD, Act.FAILED))
    if summoned or not held:
        flash(ngettext("%(num)s borger er indkaldt.", "%(num)s borgere er indkaldt.", summoned), "success")
    if withdrawn := result.count(Act.WITHDRAWN):
        flash(ngettext("%(num)s indkaldelse er lukket.", "%(num)s indkaldelser er lukket.", withdrawn), "success")
    if held:
        words = ngettext(
            "%(num)s borger kunne ikke indkaldes. Se hvorfor herunder.",
            "%(num)s borgere kunne ikke indkaldes. Se hvorfor herunder.",
            held,
        )
        flash(words, "warning")
    if failed:
        flash(_("Noget gik galt for %(count)s. De bliver prøvet igen i morgen tidlig.", count=failed), "error")
    return redirect(url_for("caseworker.summoning"), 303)


def _lines(people: Iterable[Swept], act: Act, months: int) -> list[Line]:
    chosen = (person for person in people if person.act is act and person.verdict is not None)
    return [Line(person.external_id, person.face, _why(person, months)) for person in chosen]


def _why(person: Swept, months: int) -> str:
    if person.held is Held.NO_TIMES and person.face and person.face.caseworker:
        return _("%(name)s har ingen tider inden fristen.", name=person.face.caseworker)
    if person.held is not None:
        return str(HELD[person.held])
    return reasons.paragraph(_facts(person), months, current())


def _facts(person: Swept) -> Iterable[tuple[str, Mapping[str, Any]]]:
    return ((one.code, one.facts) for one in person.verdict.reasons) if person.verdict else ()
