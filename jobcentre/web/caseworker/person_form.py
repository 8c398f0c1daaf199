"""Adding and correcting one person by hand. What is wrong stands beside the field it is about."""

from collections.abc import Mapping, Sequence
from itertools import count
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jobcentre.registers import Fault, Faulty, Reason
from jobcentre.registers.people import OF_SPELL, PERSONAL
from jobcentre.rules.access import Right
from jobcentre.services.register import people_edit
from jobcentre.services.register.people_edit import PersonForm
from jobcentre.web import leaving_words, staff_words
from jobcentre.web.caseworker import blueprint, needs
from jobcentre.web.forms import read_day
from jobcentre.web.language import NAMES, LazyString
from jobcentre.web.language import lazy_gettext as _
from jobcentre.web.security import centre, request_id, staff, who

MOST_SPELLS = 50
DAYS = ("spell_started_on", "spell_ended_on", "threshold_reached_on")
WHOLE_FORM = "main-content"
NOBODY = PersonForm({"language": "da"}, [])
# What the summary of faults calls the fields.
LABELS: dict[str, LazyString] = {
    "external_id": _("Sagsnummer"),
    "cpr": _("CPR-nummer"),
    "given_name": _("Fornavn"),
    "family_name": _("Efternavn"),
    "email": _("E-mailadresse"),
    "mobile": _("Mobil"),
    "language": _("Sprog"),
    "interpreter": _("Tolk"),
    "other_needs": _("Andre behov"),
    "caseworker_email": _("Sagsbehandler"),
    "benefit_group": _("Ydelse"),
    "spell_started_on": _("Første dag"),
    "spell_ended_on": _("Sidste dag"),
    "hours": _("Timer"),
    "threshold_reached_on": _("Grænsen nået"),
    "part_time_insured": _("Deltidsforsikret"),
    "left_on": _("Fra hvilken dag"),
    "left_why": _("Hvorfor"),
}


@blueprint.get("/people/new")
@staff(Right.EDIT_PEOPLE)
def person_new() -> ResponseReturnValue:
    """An empty form."""
    return _page(NOBODY)


@blueprint.post("/people/new")
@staff(Right.EDIT_PEOPLE)
def person_add() -> ResponseReturnValue:
    """Add the person."""
    return _save(None)


@blueprint.get("/people/<uuid:public_id>/edit")
@staff(Right.EDIT_PEOPLE)
def person_edit(public_id: UUID) -> ResponseReturnValue:
    """What is on file, to be corrected."""
    return _page(_found(public_id), public_id)


@blueprint.post("/people/<uuid:public_id>/edit")
@staff(Right.EDIT_PEOPLE)
def person_change(public_id: UUID) -> ResponseReturnValue:
    """Keep the corrections."""
    return _save(public_id)


def _save(public_id: UUID | None) -> ResponseReturnValue:
    form = _sent()
    try:
        saved = people_edit.save(centre(), public_id, form, request_id(), who())
    except Faulty as refused:
        if public_id:
            # the case number is not among the fields of a correction
            on_file = _found(public_id)
            form = PersonForm({**form.person, "external_id": on_file.person["external_id"]}, form.spells, on_file.stamp)
        return _page(form, public_id, _errors(refused.faults)), 422
    if saved is None:
        abort(404)
    flash(str(_("Ændringerne er gemt.") if public_id else _("Borgeren er oprettet.")), "success")
    return redirect(url_for("caseworker.person", public_id=saved), 303)


def _found(public_id: UUID) -> PersonForm:
    found = people_edit.filled(public_id, who())
    if found is None:
        abort(404)
    return found


def _sent() -> PersonForm:
    """Read the form; a spell whose fields are empty, or that is marked to be removed, is left out."""
    person = {**{name: request.form.get(name, "") for name in PERSONAL}, "needs": needs.sent()}
    person["left_on"] = read_day("left_on").text
    spells: list[Mapping[str, str]] = []
    for number in count():
        if f"spell-{number}-benefit_group" not in request.form or number == MOST_SPELLS:
            break
        spell = {name: _typed(f"spell-{number}-", name) for name in OF_SPELL}
        if any(spell.values()) and not request.form.get(f"spell-{number}-remove"):
            spells.append(spell)
    return PersonForm(person, spells, request.form.get("stamp", ""))


def _typed(spell: str, name: str) -> str:
    return read_day(spell + name).text if name in DAYS else request.form.get(spell + name, "").strip()


def _shown(spell: Mapping[str, str]) -> dict[str, object]:
    """A spell with its dates in three parts."""
    days = {name: (*spell.get(name, "").split("-", 2), "", "", "")[:3] for name in DAYS}
    return {**spell, **days}


def _errors(found: Sequence[Fault]) -> dict[str, str]:
    """Return the sentences by the id of the field they are about; the first fault of a field counts."""
    errors: dict[str, str] = {}
    for fault in found:
        errors.setdefault(_field(fault), staff_words.fault_sentence(fault))
    return errors


def _field(fault: Fault) -> str:
    """The id of the field; a date's first part stands for the whole."""
    field = fault.column or WHOLE_FORM
    if field == needs.FIELD:
        return "interpreter" if fault.reason is Reason.INTERPRETER else "other_needs"
    if field == "left_on":
        return "left_on-day"
    if field in OF_SPELL and fault.line:
        field = f"spell-{fault.line - 1}-{field}" + ("-day" if field in DAYS else "")
    return field


def _named(field: str, words: str) -> str:
    """Return a fault as it stands away from its field."""
    label = LABELS.get(field.removesuffix("-day").rpartition("-")[2])
    return f"{label}: {words}" if label else words


def _page(form: PersonForm, public_id: UUID | None = None, errors: dict[str, str] | None = None) -> str:
    return render_template(
        "caseworker/intake/person.html",
        form=form,
        # one to fill in at least, and an empty one to add
        spells=[_shown(spell) for spell in [*(form.spells or [{}]), {}]],
        needs=needs.split(form.person.get("needs", "")),
        summary={field: _named(field, words) for field, words in (errors or {}).items()},
        public_id=public_id,
        errors=errors or {},
        left_on=(*form.person.get("left_on", "").split("-", 2), "", "", "")[:3],
        left_grounds=[("", _("Er hos os")), *((one.value, words) for one, words in leaving_words.GROUNDS.items())],
        colleagues=people_edit.colleagues(),
        benefits=[("", _("Vælg")), *((group.value, words) for group, words in staff_words.BENEFITS.items())],
        languages=list(NAMES.items()),
    )
