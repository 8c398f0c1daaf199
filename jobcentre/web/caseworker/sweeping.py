"""Finding who is due and summoning them, by hand: who and why, by group of times; a second look; then the summons."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jobcentre import clock
from jobcentre.models.occasion import Held
from jobcentre.rules.access import Right
from jobcentre.rules.civil import moment_of
from jobcentre.rules.reach import Medium
from jobcentre.services.sweep import EVERY_DAY_AT, Act, Face, Figures, SweepResult, Swept, by_hand, look
from jobcentre.texts import held_fields, reasons
from jobcentre.web.caseworker import blueprint
from jobcentre.web.language import LazyString, current, lazy_gettext, ngettext
from jobcentre.web.language import gettext as _
from jobcentre.web.security import centre, request_id, staff, who

HELD: dict[Held, LazyString] = {
    Held.NO_ADDRESS: lazy_gettext("Vi kan ikke skrive til borgeren."),
    Held.NO_TIMES: lazy_gettext("Der er ingen ledige tider inden fristen."),
    Held.NO_SELF_BOOKING: lazy_gettext("Skal ikke selv vælge tid. Find en tid sammen."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One person of the preview: how a summons would go out, and why in words."""

    face: Face
    ways: tuple[Medium, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Block:
    """One group's figures, who can be summoned, and who waits for times."""

    figures: Figures
    due: list[Line]
    short: list[Line]


@blueprint.get("/summon")
@staff(Right.SWEEP)
def summoning() -> ResponseReturnValue:
    """Who would be summoned now or let go, who lacks what, and how far the times go. Writes nothing.

    `all` is the group whose people are ticked beforehand.
    """
    return _list()


@blueprint.post("/summon/check")
@staff(Right.SWEEP)
def summoning_check() -> ResponseReturnValue:
    """Show those who were chosen once more. Sends nothing."""
    chosen = _chosen()
    if error := _fault(chosen):
        return _list(error)
    result = look(centre(), who(), chosen)
    return render_template(
        "caseworker/summoning_check.html",
        blocks=_blocks(result),
        held=_lines(one for one in result.people if one.act is Act.HELD and not one.waits_for_times),
        withdrawn=_lines(one for one in result.people if one.act is Act.WITHDRAWN),
        chosen=chosen,
        gone=len(chosen) - sum(one.act in (Act.SUMMONED, Act.HELD, Act.WITHDRAWN) for one in result.people),
    )


@blueprint.post("/summon")
@staff(Right.SWEEP)
def summoning_now() -> ResponseReturnValue:
    """Summon those who were chosen, each judged again. Pressing twice does it once."""
    chosen = _chosen()
    if error := _fault(chosen):
        return _list(error)
    result = by_hand.summon_chosen(centre(), chosen, request_id(), who())
    if result is not None:
        _tell(result)
    return redirect(url_for("caseworker.summoning"), 303)


def _list(error: str = "") -> ResponseReturnValue:
    result = look(centre(), who())
    page = render_template(
        "caseworker/summoning.html",
        pack=centre().packs[result.pack] if result.pack else None,
        blocks=_blocks(result),
        held=_lines(one for one in result.people if one.act is Act.HELD and not one.waits_for_times),
        withdrawn=_lines(one for one in result.people if one.act is Act.WITHDRAWN),
        most=by_hand.MOST,
        ticked={str(one) for one in _chosen()},
        all_of=request.args.get("all"),
        every_day=moment_of(clock.today(), EVERY_DAY_AT),
        errors={"people": error} if error else {},
    )
    return page, 422 if error else 200


def _chosen() -> list[UUID]:
    """The people of the form, each once; what is no id is nobody."""
    found: dict[UUID, None] = {}
    for text in request.form.getlist("person"):
        try:
            found[UUID(text)] = None
        except ValueError:
            continue
    return list(found)


def _fault(chosen: list[UUID]) -> str:
    if not chosen:
        return _("Vælg mindst én borger")
    if len(chosen) > by_hand.MOST:
        return _(
            "Du kan højst vælge %(most)s borgere ad gangen. Du har valgt %(count)s",
            most=by_hand.MOST,
            count=len(chosen),
        )
    return ""


def _tell(result: SweepResult) -> None:
    summoned, held, failed = (result.count(act) for act in (Act.SUMMONED, Act.HELD, Act.FAILED))
    if summoned:
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
    if not (summoned or withdrawn or held or failed):
        flash(_("Ingen af dem skulle indkaldes mere."), "warning")


def _blocks(result: SweepResult) -> list[Block]:
    due = [one for one in result.people if one.act is Act.SUMMONED]
    short = [one for one in result.people if one.waits_for_times]
    blocks = (
        Block(figures, *(_lines(one for one in of if one.group == figures.group) for of in (due, short)))
        for figures in result.figures
    )
    return [block for block in blocks if block.due or block.short]


def _lines(people: Iterable[Swept]) -> list[Line]:
    """By name, for whoever looks for somebody."""
    lines = [Line(one.face, one.ways, _why(one)) for one in people if one.face is not None]
    return sorted(lines, key=lambda line: _alphabetic(line.face.name))


def _alphabetic(name: str) -> str:
    """Sorts å last, where Danish has it; the code points have it before æ and ø."""
    return name.casefold().replace("å", "ø~")


def _why(person: Swept) -> str:
    if person.held is Held.INCOMPLETE:
        return held_fields.sentences(person.fields, current())
    if person.held is not None:
        return str(HELD[person.held])
    return reasons.paragraph(_facts(person), current())


def _facts(person: Swept) -> Iterable[tuple[str, Mapping[str, Any]]]:
    return ((one.code, one.facts) for one in person.verdict.reasons) if person.verdict else ()
