"""The list of people, and the search by name or number."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jobcentre.rules.access import Right
from jobcentre.services import people as service
from jobcentre.services.people import PersonStanding, View
from jobcentre.web import standing_words
from jobcentre.web.caseworker import actions, blueprint
from jobcentre.web.language import gettext as _
from jobcentre.web.security import centre, staff, who

DIGITS_OF_A_NUMBER = 6  # from here on a search is for a number, and never stands in an address
LONGEST_NAME = 100


@blueprint.get("/people")
@staff(Right.SEE_PEOPLE)
def people() -> ResponseReturnValue:
    """A page of the list. A number never stands in this address; a name may."""
    text = request.args.get("name", "").strip()[:LONGEST_NAME]
    found = service.search(centre(), "" if _is_number(text) else text, _view(), _page(), who(), _standing())
    rows = [(row, actions.of(row)) for row in found.rows]
    groups = standing_words.offered(found.standings, found.standing)
    return render_template("caseworker/people/list.html", found=found, rows=rows, groups=groups)


@blueprint.post("/people/search")
@staff(Right.SEE_PEOPLE)
def people_search() -> ResponseReturnValue:
    """A case number or a CPR number leads to the person, a name to the list."""
    text = request.form.get("text", "").strip()[:LONGEST_NAME]
    if found := service.find_by_case(text, who()):
        return redirect(url_for("caseworker.person", public_id=found), 303)
    if not _is_number(text):
        return redirect(url_for("caseworker.people", name=text or None), 303)
    try:
        public_id = service.find_by_number(centre(), text, who())
    except ValueError:
        flash(_("Det er ikke et nummer, vi kender. Skriv CPR-nummeret med ti cifre, eller søg på navnet."), "warning")
        return redirect(url_for("caseworker.people"), 303)
    if public_id is None:
        flash(_("Vi fandt ingen borger med det CPR-nummer blandt dem, du kan se."), "warning")
        return redirect(url_for("caseworker.people"), 303)
    return redirect(url_for("caseworker.person", public_id=public_id), 303)


def _is_number(text: str) -> bool:
    return sum(character.isdigit() for character in text) >= DIGITS_OF_A_NUMBER


def _view() -> View:
    wanted = request.args.get("view", "")
    return View(wanted) if wanted in list(View) else View.ALL


def _standing() -> PersonStanding | None:
    wanted = request.args.get("standing", "")
    return PersonStanding(wanted) if wanted in list(PersonStanding) else None


def _page() -> int:
    wanted = request.args.get("page", "1")
    return int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 7 else 1
