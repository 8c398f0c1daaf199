"""Finding who is due and summoning them, by hand: first a look at who and why, then the summons."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from jobcentre.rules.access import Right
from jobcentre.services.sweep import Act, Swept, sweep
from jobcentre.texts import reasons
from jobcentre.web.caseworker import blueprint
from jobcentre.web.language import current, ngettext
from jobcentre.web.language import gettext as _
from jobcentre.web.security import centre, staff, who


@dataclass(frozen=True, slots=True)
class Line:
    """One person of the preview, why in words."""

    external_id: str
    why: str


@blueprint.get("/summon")
@staff(Right.SWEEP)
def summoning() -> ResponseReturnValue:
    """Who would be summoned now or let go, and who would not, and why. Writes nothing."""
    result = sweep(centre(), dry_run=True, who=who())
    months = centre().packs[result.pack].threshold_months if result.pack else 0
    groups = {act: _lines(result.people, act, months) for act in (Act.SUMMONED, Act.WITHDRAWN, Act.NOT_DUE)}
    return render_template(
        "caseworker/summoning.html",
        pack=centre().packs[result.pack] if result.pack else None,
        due=groups[Act.SUMMONED],
        withdrawn=groups[Act.WITHDRAWN],
        not_due=groups[Act.NOT_DUE],
        already=result.count(Act.ALREADY),
    )


@blueprint.post("/summon")
@staff(Right.SWEEP)
def summoning_now() -> ResponseReturnValue:
    """Summon everybody who is due. Pressing twice does it once: whoever is summoned is no longer to be."""
    result = sweep(centre(), who=who())
    summoned, held, failed = (result.count(act) for act in (Act.SUMMONED, Act.HELD, Act.FAILED))
    flash(ngettext("%(num)s borger er indkaldt.", "%(num)s borgere er indkaldt.", summoned), "success")
    if withdrawn := result.count(Act.WITHDRAWN):
        flash(ngettext("%(num)s indkaldelse er lukket.", "%(num)s indkaldelser er lukket.", withdrawn), "success")
    if held:
        words = ngettext(
            "%(num)s borger kunne ikke indkaldes. Se hvorfor under Borgere.",
            "%(num)s borgere kunne ikke indkaldes. Se hvorfor under Borgere.",
            held,
        )
        flash(words, "warning")
    if failed:
        flash(_("Noget gik galt for %(count)s. De bliver prøvet igen i nat.", count=failed), "error")
    return redirect(url_for("caseworker.summoning"), 303)


def _lines(people: Iterable[Swept], act: Act, months: int) -> list[Line]:
    chosen = (person for person in people if person.act is act and person.verdict is not None)
    return [Line(person.external_id, reasons.paragraph(_facts(person), months, current())) for person in chosen]


def _facts(person: Swept) -> Iterable[tuple[str, Mapping[str, Any]]]:
    return ((one.code, one.facts) for one in person.verdict.reasons) if person.verdict else ()
