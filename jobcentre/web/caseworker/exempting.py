"""Exempting a person from interviews for a while, and ending it again."""

from collections.abc import Mapping
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jobcentre import clock
from jobcentre.registers import Faulty
from jobcentre.rules import overrides
from jobcentre.rules.access import Right
from jobcentre.rules.overrides import OverrideKind
from jobcentre.services import overriding
from jobcentre.services.overriding import LONGEST_NOTE, ExemptionForm
from jobcentre.web import override_words, staff_words
from jobcentre.web.caseworker import blueprint
from jobcentre.web.caseworker.person import shown
from jobcentre.web.forms import read_day
from jobcentre.web.language import LazyString
from jobcentre.web.language import lazy_gettext as _
from jobcentre.web.security import request_id, staff, who

NO_DAY = ("", "", "")
LABELS: dict[str, LazyString] = {
    "ground": _("Hvorfor"),
    "from_on-day": _("Første dag"),
    "until_on-day": _("Sidste dag"),
    "note": _("Note"),
}


@blueprint.get("/people/<uuid:public_id>/exempt")
@staff(Right.EDIT_PEOPLE)
def exempt(public_id: UUID) -> ResponseReturnValue:
    """The exemptions there are, and a form for another."""
    today = clock.today()
    return _page(public_id, {"from_on": (str(today.day), str(today.month), str(today.year)), "until_on": NO_DAY})


@blueprint.post("/people/<uuid:public_id>/exempt")
@staff(Right.EDIT_PEOPLE)
def exempt_add(public_id: UUID) -> ResponseReturnValue:
    """Exempt the person."""
    first, last = read_day("from_on"), read_day("until_on")
    ground, note = request.form.get("ground", ""), request.form.get("note", "")
    try:
        done = overriding.exempt(public_id, ExemptionForm(ground, first.text, last.text, note), request_id(), who())
    except Faulty as refused:
        errors = {_field(fault.column): staff_words.fault_sentence(fault) for fault in refused.faults}
        typed = {"ground": ground, "from_on": first.parts, "until_on": last.parts, "note": note}
        return _page(public_id, typed, errors), 422
    if not done:
        abort(404)
    flash(str(_("Borgeren er fritaget. Et møde, der allerede er booket, bliver stående.")), "success")
    return redirect(url_for("caseworker.person", public_id=public_id), 303)


@blueprint.post("/people/<uuid:public_id>/exempt/<uuid:exemption>/end")
@staff(Right.EDIT_PEOPLE)
def exempt_end(public_id: UUID, exemption: UUID) -> ResponseReturnValue:
    """End one exemption now."""
    if not overriding.end_exemption(public_id, exemption, request_id(), who()):
        abort(404)
    flash(str(_("Fritagelsen er ophævet.")), "success")
    return redirect(url_for("caseworker.person", public_id=public_id), 303)


def _page(public_id: UUID, typed: Mapping[str, object], errors: dict[str, str] | None = None) -> str:
    person = shown(public_id)
    return render_template(
        "caseworker/intake/exempt.html",
        person=person,
        open_exemptions=[one for one in person.exemptions if not one.ended],
        typed=typed,
        errors=errors or {},
        summary={field: f"{LABELS[field]}: {words}" for field, words in (errors or {}).items()},
        grounds=[
            (ground.value, words)
            for ground, words in override_words.GROUNDS.items()
            if ground in overrides.grounds(OverrideKind.EXEMPT)
        ],
        longest=LONGEST_NOTE,
    )


def _field(column: str | None) -> str:
    """Return the id of the field; a date's first part stands for the whole."""
    return f"{column}-day" if column in ("from_on", "until_on") else str(column)
