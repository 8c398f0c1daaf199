"""Teams: caseworkers who stand in for each other and see the same people."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jobcentre.rules.access import Right
from jobcentre.services.staff_accounts import administration
from jobcentre.services.unfit import Unfit
from jobcentre.web import staff_words
from jobcentre.web.admin import blueprint
from jobcentre.web.language import gettext as _
from jobcentre.web.security import request_id, staff, who


@blueprint.get("/teams")
@staff(Right.ADMINISTER)
def teams() -> ResponseReturnValue:
    """The teams, and a form to add one."""
    return _list()


@blueprint.post("/teams")
@staff(Right.ADMINISTER)
def team_create() -> ResponseReturnValue:
    """Add a team."""
    try:
        administration.create_team(request.form.get("name", ""), request_id(), who())
    except Unfit as unfit:
        return _list(staff_words.faults(unfit), 422)
    flash(_("Teamet er oprettet."), "success")
    return redirect(url_for("admin.teams"), 303)


@blueprint.get("/teams/<uuid:public_id>")
@staff(Right.ADMINISTER)
def team_edit(public_id: UUID) -> ResponseReturnValue:
    """Rename a team."""
    return _form(public_id)


@blueprint.post("/teams/<uuid:public_id>")
@staff(Right.ADMINISTER)
def team_rename(public_id: UUID) -> ResponseReturnValue:
    """Keep the new name."""
    try:
        administration.rename_team(public_id, request.form.get("name", ""), request_id(), who())
    except Unfit as unfit:
        return _form(public_id, staff_words.faults(unfit), 422)
    flash(_("Teamet har fået et nyt navn."), "success")
    return redirect(url_for("admin.teams"), 303)


def _list(errors: dict[str, str] | None = None, status: int = 200) -> ResponseReturnValue:
    name = request.form.get("name", "")
    page = render_template("admin/teams/list.html", teams=administration.teams(), name=name, errors=errors or {})
    return page, status


def _form(public_id: UUID, errors: dict[str, str] | None = None, status: int = 200) -> ResponseReturnValue:
    team = next((team for team in administration.teams() if team.public_id == public_id), None)
    if team is None:
        abort(404)
    name = request.form.get("name", team.name)
    return render_template("admin/teams/form.html", team=team, name=name, errors=errors or {}), status
