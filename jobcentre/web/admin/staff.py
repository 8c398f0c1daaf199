"""Who works here."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jobcentre.rules.access import Right, Role
from jobcentre.services.staff_accounts import administration, employees, staffing
from jobcentre.services.staff_accounts.employees import StaffView
from jobcentre.services.unfit import Unfit
from jobcentre.web import staff_words
from jobcentre.web.admin import blueprint
from jobcentre.web.language import NAMES
from jobcentre.web.language import gettext as _
from jobcentre.web.security import centre, identity, request_id, who
from jobcentre.web.security import staff as guarded

FIELDS = ("name", "email", "role", "language", "team")


@blueprint.get("/")
@guarded(Right.ADMINISTER)
def start() -> ResponseReturnValue:
    """The first of the administrator's pages."""
    return redirect(url_for("admin.staff"), 303)


@blueprint.get("/staff")
@guarded(Right.ADMINISTER)
def staff() -> ResponseReturnValue:
    """Everybody, with role and team."""
    return render_template("admin/staff/list.html", people=employees.everybody())


@blueprint.get("/staff/new")
@guarded(Right.ADMINISTER)
def staff_new() -> ResponseReturnValue:
    """An empty form."""
    return _form(None, {"role": Role.CASEWORKER.value, "language": "da"})


@blueprint.post("/staff/new")
@guarded(Right.ADMINISTER)
def staff_create() -> ResponseReturnValue:
    """Add somebody and send them a link to choose a password."""
    form = _sent()
    try:
        staffing.create_staff(centre(), form, request_id(), who())
    except Unfit as unfit:
        return _form(None, form, staff_words.faults(unfit), 422)
    flash(
        _("%(name)s er oprettet og får en e-mail med et link til at vælge adgangskode.", name=form["name"]), "success"
    )
    return redirect(url_for("admin.staff"), 303)


@blueprint.get("/staff/<uuid:public_id>")
@guarded(Right.ADMINISTER)
def staff_edit(public_id: UUID) -> ResponseReturnValue:
    """One member of staff, to be changed."""
    found = _found(public_id)
    team = str(found.team_public_id or "")
    return _form(
        found,
        {
            "name": found.name,
            "email": found.email,
            "role": found.role.value,
            "language": found.language,
            "team": team,
        },
    )


@blueprint.post("/staff/<uuid:public_id>")
@guarded(Right.ADMINISTER)
def staff_change(public_id: UUID) -> ResponseReturnValue:
    """Keep the changes; a new role ends the person's sessions."""
    found, form = _found(public_id), _sent()
    try:
        staffing.change_staff(centre(), public_id, form, request_id(), who())
    except Unfit as unfit:
        return _form(found, form, staff_words.faults(unfit), 422)
    flash(_("Ændringerne er gemt."), "success")
    return redirect(url_for("admin.staff"), 303)


@blueprint.get("/staff/<uuid:public_id>/close")
@guarded(Right.ADMINISTER)
def staff_close(public_id: UUID) -> ResponseReturnValue:
    """Ask before access is closed, and say what stays behind."""
    return _closing(_found(public_id))


@blueprint.post("/staff/<uuid:public_id>/close")
@guarded(Right.ADMINISTER)
def staff_close_now(public_id: UUID) -> ResponseReturnValue:
    """Close access at once."""
    found = _found(public_id)
    try:
        staffing.deactivate(public_id, request_id(), who())
    except Unfit as unfit:
        return _closing(found, staff_words.faults(unfit), 422)
    flash(_("%(name)s kan ikke logge ind mere.", name=found.name), "success")
    return redirect(url_for("admin.staff"), 303)


@blueprint.post("/staff/<uuid:public_id>/open")
@guarded(Right.ADMINISTER)
def staff_open(public_id: UUID) -> ResponseReturnValue:
    """Give access again; the old password is not taken up."""
    found = _found(public_id)
    if not found.active:
        staffing.reactivate(centre(), public_id, request_id(), who())
    flash(_("%(name)s får en e-mail med et link til at vælge adgangskode.", name=found.name), "success")
    return redirect(url_for("admin.staff"), 303)


@blueprint.post("/staff/<uuid:public_id>/welcome")
@guarded(Right.ADMINISTER)
def staff_welcome(public_id: UUID) -> ResponseReturnValue:
    """Send the link to choose a password once more."""
    found = _found(public_id)
    if found.active and not found.signed_up:
        staffing.welcome_again(centre(), public_id, request_id(), who())
    flash(_("%(name)s får en e-mail med et link til at vælge adgangskode.", name=found.name), "success")
    return redirect(url_for("admin.staff"), 303)


def _found(public_id: UUID) -> StaffView:
    found = employees.one(public_id)
    if found is None:
        abort(404)
    return found


def _is_own(person: StaffView) -> bool:
    return person.public_id == identity().public_id


def _closing(person: StaffView, errors: dict[str, str] | None = None, status: int = 200) -> ResponseReturnValue:
    page = render_template("admin/staff/close.html", person=person, own=_is_own(person), errors=errors or {})
    return page, status


def _sent() -> dict[str, str]:
    return {field: request.form.get(field, "") for field in FIELDS}


def _form(
    person: StaffView | None, values: dict[str, str], errors: dict[str, str] | None = None, status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "admin/staff/form.html",
        person=person,
        own=person is not None and _is_own(person),
        values=values,
        roles=[(role.value, words, staff_words.ROLE_HINTS[role]) for role, words in staff_words.ROLES.items()],
        teams=[("", _("Intet team")), *((str(team.public_id), team.name) for team in administration.teams())],
        languages=list(NAMES.items()),
        errors=errors or {},
    )
    return page, status
