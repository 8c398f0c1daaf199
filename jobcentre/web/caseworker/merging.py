"""Two rows that are one person, or one person with a new case number: found by the number, shown, then confirmed."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jobcentre.registers import Faulty
from jobcentre.rules.access import Right
from jobcentre.rules.refusals import Closed, Refusal
from jobcentre.services.register import merge_preview, merging, renumbering
from jobcentre.services.register.merge_preview import Side
from jobcentre.web import staff_words
from jobcentre.web.caseworker import blueprint
from jobcentre.web.errors import words_of
from jobcentre.web.language import gettext as _
from jobcentre.web.security import centre, request_id, staff, who

LONGEST = 100  # as in the citizens file


@blueprint.get("/people/<uuid:public_id>/merge")
@staff(Right.EDIT_PEOPLE)
def person_merge(public_id: UUID) -> ResponseReturnValue:
    """Ask for the other case number."""
    return _ask(_side(public_id))


@blueprint.post("/people/<uuid:public_id>/merge/check")
@staff(Right.EDIT_PEOPLE)
def person_merge_check(public_id: UUID) -> ResponseReturnValue:
    """Show whom the number means and what would happen; nothing is written."""
    kept, number = _side(public_id), request.form.get("external_id", "").strip()[:LONGEST]
    if not number:
        return _ask(kept, {"external_id": str(_("Skriv et sagsnummer"))}, 422)
    found = merge_preview.match(public_id, number, who())
    if found.theirs:
        return _ask(kept, {"external_id": str(_("Sagsnummeret er allerede denne borgers"))}, 422, number)
    if found.taken:
        return _ask(
            kept, {"external_id": str(_("Sagsnummeret er en borgers, som du ikke har adgang til"))}, 422, number
        )
    return render_template("caseworker/people/merge_check.html", kept=kept, other=found.other, number=number)


@blueprint.post("/people/<uuid:public_id>/merge")
@staff(Right.EDIT_PEOPLE)
def person_merge_now(public_id: UUID) -> ResponseReturnValue:
    """Make the two one; this one is kept."""
    try:
        merging.merge(centre(), public_id, _uuid(request.form.get("gone", "")), request_id(), who())
    except (Refusal, Faulty) as refused:
        return _refused(public_id, refused)
    flash(str(_("De to er nu én borger. Alt står her.")), "success")
    return redirect(url_for("caseworker.person", public_id=public_id), 303)


@blueprint.post("/people/<uuid:public_id>/renumber")
@staff(Right.EDIT_PEOPLE)
def person_renumber(public_id: UUID) -> ResponseReturnValue:
    """Give the person a new case number."""
    number = request.form.get("external_id", "").strip()[:LONGEST]
    try:
        renumbering.renumber(centre(), public_id, number, request_id(), who())
    except (Refusal, Faulty) as refused:
        return _refused(public_id, refused)
    flash(str(_("Borgeren har fået det nye sagsnummer. En fil med det gamle finder stadig borgeren.")), "success")
    return redirect(url_for("caseworker.person", public_id=public_id), 303)


def _side(public_id: UUID) -> Side:
    found = merge_preview.side(public_id, who())
    if found is None:
        abort(404)
    return found


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        abort(404)


def _refused(public_id: UUID, refused: Refusal | Faulty) -> ResponseReturnValue:
    """Say why not beside the number that was typed; where one of the two is there no more, begin again."""
    why = words_of(refused) if isinstance(refused, Refusal) else staff_words.fault_sentence(refused.faults[0])
    if isinstance(refused, Closed):
        flash(why, "warning")
        return redirect(url_for("caseworker.person_merge", public_id=public_id), 303)
    number = request.form.get("external_id", "").strip()[:LONGEST]
    return _ask(_side(public_id), {"external_id": why}, 422, number)


def _ask(kept: Side, errors: dict[str, str] | None = None, status: int = 200, typed: str = "") -> ResponseReturnValue:
    page = render_template("caseworker/people/merge.html", kept=kept, typed=typed, errors=errors or {})
    return page, status
