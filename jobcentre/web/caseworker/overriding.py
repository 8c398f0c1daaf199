"""Deciding in place of the rules (exempt, not relevant, deferred, not chased, not choosing), and taking it back."""

from collections.abc import Mapping
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jobcentre import clock
from jobcentre.registers import Faulty
from jobcentre.rules import overrides
from jobcentre.rules.access import Right, allows
from jobcentre.rules.overrides import OverrideKind
from jobcentre.services.decisions import deciding
from jobcentre.services.decisions.deciding import Decided, Offer
from jobcentre.services.decisions.override_forms import LONGEST_NOTE, OverrideForm
from jobcentre.web import override_words, staff_words
from jobcentre.web.caseworker import blueprint
from jobcentre.web.caseworker.person import shown
from jobcentre.web.forms import read_day
from jobcentre.web.language import LazyString
from jobcentre.web.language import lazy_gettext as _
from jobcentre.web.security import centre, identity, request_id, staff, who

NO_DAY = ("", "", "")
LABELS: dict[str, LazyString] = {
    "ground": _("Hvorfor"),
    "from_on-day": _("Første dag"),
    "until_on-day": _("Sidste dag"),
    "note": _("Note"),
    "close": _("Luk også indkaldelsen"),
}


@blueprint.get("/people/<uuid:public_id>/override")
@staff(Right.EDIT_PEOPLE)
def override(public_id: UUID) -> ResponseReturnValue:
    """What has been decided, and what may be."""
    person = shown(public_id)
    choices = [(kind.value, override_words.ACTS[kind], override_words.CONSEQUENCES[kind]) for kind in OverrideKind]
    holding = [one for one in person.overrides if not one.ended]
    return render_template("caseworker/overriding/list.html", person=person, holding=holding, choices=choices)


@blueprint.get("/people/<uuid:public_id>/override/<kind>")
@staff(Right.EDIT_PEOPLE)
def override_form(public_id: UUID, kind: str) -> ResponseReturnValue:
    """The form for one kind, with the usual answers filled in."""
    chosen, today, offer = _kind(kind), clock.today(), _offer(public_id)
    first = (str(today.day), str(today.month), str(today.year))
    close = chosen in (OverrideKind.NOT_RELEVANT, OverrideKind.DEFERRED)
    again = request.args.get("call_again") == "yes"
    return _page(public_id, chosen, {"from_on": first, "until_on": NO_DAY, "close": close, "call_again": again}, offer)


@blueprint.post("/people/<uuid:public_id>/override/<kind>")
@staff(Right.EDIT_PEOPLE)
def override_add(public_id: UUID, kind: str) -> ResponseReturnValue:
    """Decide."""
    chosen, offer = _kind(kind), _offer(public_id)
    first, last = read_day("from_on"), read_day("until_on")
    ground, note = request.form.get("ground", ""), request.form.get("note", "")
    close, again = (request.form.get(name) == "yes" and _books() for name in ("close", "call_again"))
    form = OverrideForm(chosen, ground, first.text, last.text, note, close, again)
    try:
        decided = deciding.decide(centre(), public_id, form, request_id(), who())
    except Faulty as refused:
        errors = {_field(fault.column): staff_words.fault_sentence(fault) for fault in refused.faults}
        typed = {"ground": ground, "from_on": first.parts, "until_on": last.parts, "note": note, "close": close}
        return _page(public_id, chosen, typed | {"call_again": again}, offer, errors), 422
    if decided is None:
        abort(404)
    flash(_done(chosen, decided), "success")
    return redirect(url_for("caseworker.person", public_id=public_id), 303)


@blueprint.post("/people/<uuid:public_id>/override/<uuid:override_id>/end")
@staff(Right.EDIT_PEOPLE)
def override_end(public_id: UUID, override_id: UUID) -> ResponseReturnValue:
    """End one decision now."""
    if not deciding.end(public_id, override_id, request_id(), who()):
        abort(404)
    flash(str(_("Det gælder ikke mere.")), "success")
    return redirect(url_for("caseworker.person", public_id=public_id), 303)


def _page(
    public_id: UUID,
    kind: OverrideKind,
    typed: Mapping[str, object],
    offer: Offer,
    errors: dict[str, str] | None = None,
) -> str:
    return render_template(
        "caseworker/overriding/form.html",
        person=shown(public_id),
        kind=kind,
        act=override_words.ACTS[kind],
        consequence=override_words.CONSEQUENCES[kind],
        must_end=overrides.needs_end(kind),
        offer=offer,
        typed=typed,
        errors=errors or {},
        summary={field: f"{LABELS[field]}: {words}" for field, words in (errors or {}).items()},
        grounds=[(ground.value, override_words.GROUNDS[ground]) for ground in overrides.grounds(kind)],
        longest=LONGEST_NOTE,
    )


def _kind(text: str) -> OverrideKind:
    found = next((kind for kind in OverrideKind if kind == text), None)
    if found is None:
        abort(404)
    return found


def _offer(public_id: UUID) -> Offer:
    """Whoever may not summon may not withdraw or call again either."""
    return deciding.offer(public_id, who()) if _books() else Offer()


def _books() -> bool:
    return allows(identity().role, Right.BOOK_FOR)


def _done(kind: OverrideKind, decided: Decided) -> str:
    said = [override_words.DONE[kind]]
    if decided.closed:
        said.append(_("Indkaldelsen er lukket."))
    if decided.waits:
        said.append(_("Borgeren bliver indkaldt igen efter den dag."))
    return " ".join(str(words) for words in said)


def _field(column: str | None) -> str:
    """Return the id of the field; a date's first part stands for the whole."""
    return f"{column}-day" if column in ("from_on", "until_on") else str(column)
