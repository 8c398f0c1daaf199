"""One person's page, and what can be done from it without choosing a time."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from jobcentre import clock
from jobcentre.rules.access import Right
from jobcentre.services import people, summoning
from jobcentre.services.people import PersonStanding, PersonView
from jobcentre.web.caseworker import actions, blueprint
from jobcentre.web.language import gettext as _
from jobcentre.web.security import centre, request_id, staff, who

ENDED = (PersonStanding.NEW_TIME, PersonStanding.ABSENT, PersonStanding.MET)


@blueprint.get("/people/<uuid:public_id>")
@staff(Right.SEE_PEOPLE)
def person(public_id: UUID) -> ResponseReturnValue:
    """Everything about one person, with the history in words."""
    found = shown(public_id)
    action = actions.of(found.standing)
    return render_template("caseworker/people/person.html", person=found, action=action, now=clock.now())


@blueprint.get("/people/<uuid:public_id>/link")
@staff(Right.BOOK_FOR)
def person_link(public_id: UUID) -> ResponseReturnValue:
    """Ask before the old link dies."""
    found = shown(public_id)
    if found.standing.summons is None:
        return _nothing(public_id)
    return render_template("caseworker/people/link.html", person=found)


@blueprint.post("/people/<uuid:public_id>/link")
@staff(Right.BOOK_FOR)
def person_link_renew(public_id: UUID) -> ResponseReturnValue:
    """Send a new link; the old one stops working."""
    found = shown(public_id)
    if found.standing.summons is None:
        return _nothing(public_id)
    summoning.renew_link(centre(), found.standing.summons, request_id(), who())
    if found.email:
        flash(_("Der er sendt et nyt link. Det gamle virker ikke mere."), "success")
    else:
        flash(_("Det gamle link virker ikke mere. Borgeren har ingen e-mail, så find en tid sammen."), "warning")
    return redirect(url_for("caseworker.person", public_id=public_id), 303)


@blueprint.get("/people/<uuid:public_id>/summon")
@staff(Right.BOOK_FOR)
def person_summon(public_id: UUID) -> ResponseReturnValue:
    """Ask before a person is summoned, for the first time or again."""
    found = shown(public_id)
    if not _can_summon(found):
        return _nothing(public_id)
    return render_template("caseworker/people/summon.html", person=found, again=found.standing.standing in ENDED)


@blueprint.post("/people/<uuid:public_id>/summon")
@staff(Right.BOOK_FOR)
def person_summon_now(public_id: UUID) -> ResponseReturnValue:
    """Summon the person now."""
    found = shown(public_id)
    occasion = found.standing.occasion
    if not _can_summon(found) or occasion is None:
        return _nothing(public_id)
    if found.standing.standing in ENDED:
        summoning.summon_again(centre(), occasion, request_id(), who())
        flash(_("Borgeren er indkaldt igen."), "success")
    elif summoning.issue_now(centre(), occasion, request_id(), who()) is None:
        flash(_("Der er stadig ingen ledige tider. Åbn flere tider, og prøv igen."), "warning")
    else:
        flash(_("Borgeren er indkaldt."), "success")
    return redirect(url_for("caseworker.person", public_id=public_id), 303)


def shown(public_id: UUID) -> PersonView:
    """The person, or a 404 when there is none for this reader; the reading is an entry of the audit trail."""
    found = people.show(centre(), public_id, who())
    if found is None:
        abort(404)
    return found


def _can_summon(found: PersonView) -> bool:
    standing = found.standing
    held = standing.standing.value.startswith("held_")
    return standing.occasion is not None and (held or standing.standing in ENDED)


def _nothing(public_id: UUID) -> ResponseReturnValue:
    flash(_("Det er der ikke brug for mere. Her ser du, hvad der gælder nu."), "info")
    return redirect(url_for("caseworker.person", public_id=public_id), 303)
