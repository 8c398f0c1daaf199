"""One person's page, and what can be done from it without choosing a time."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from jobcentre import clock
from jobcentre.registers import Faulty
from jobcentre.rules.access import Right
from jobcentre.rules.attendance import Outcome
from jobcentre.rules.refusals import Closed, TooLate
from jobcentre.services import people, summoning
from jobcentre.services.people import PersonStanding, PersonView
from jobcentre.services.register import former
from jobcentre.services.summoning import Called, Way
from jobcentre.services.sweep import by_hand
from jobcentre.web import staff_words
from jobcentre.web.caseworker import actions, blueprint, calling, documents, replies
from jobcentre.web.language import gettext as _
from jobcentre.web.security import centre, request_id, staff, who

ENDED = (PersonStanding.NEW_TIME, PersonStanding.ABSENT, PersonStanding.ATTENDED)
# Where an open summons may have run out.
WAITING = (
    PersonStanding.OVERDUE,
    PersonStanding.CANCELLED,
    PersonStanding.LINK_LOCKED,
    PersonStanding.MESSAGE_FAILED,
)


@blueprint.get("/people/<uuid:public_id>")
@staff(Right.SEE_PEOPLE)
def person(public_id: UUID) -> ResponseReturnValue:
    """Everything about one person, with the history in words."""
    found = shown(public_id)
    return render_template(
        "caseworker/people/person.html",
        person=found,
        action=actions.of(found.standing),
        can_summon=_can_summon(found),
        can_withdraw=can_withdraw(found),
        can_set_time=can_set_time(found),
        can_renew_link=can_renew_link(found),
        now=clock.now(),
        **replies.lines(public_id),
        **documents.lines(public_id),
    )


@blueprint.get("/people/<uuid:public_id>/link")
@staff(Right.BOOK_FOR)
def person_link(public_id: UUID) -> ResponseReturnValue:
    """Ask before the old link dies."""
    found = shown(public_id)
    if found.standing.summons is None:
        return nothing_to_do(public_id)
    if not can_renew_link(found):
        return _too_late(public_id)
    return render_template("caseworker/people/link.html", person=found, expired=_expired(found))


@blueprint.post("/people/<uuid:public_id>/link")
@staff(Right.BOOK_FOR)
def person_link_renew(public_id: UUID) -> ResponseReturnValue:
    """Send a new link; the old one stops working."""
    found = shown(public_id)
    if found.standing.summons is None:
        return nothing_to_do(public_id)
    try:
        called = summoning.renew_link(centre(), found.standing.summons, request_id(), who())
    except TooLate:
        return _too_late(public_id)
    if called.summons != found.standing.summons:
        return _say(public_id, called, _("Borgeren har fået en ny indkaldelse med et nyt link og nye frister."))
    if found.ways:
        flash(_("Der er sendt et nyt link. Det gamle virker ikke mere."), "success")
    else:
        flash(_("Det gamle link virker ikke mere. Vi kan ikke skrive til borgeren, så find en tid sammen."), "warning")
    return redirect(url_for("caseworker.person", public_id=public_id), 303)


@blueprint.get("/people/<uuid:public_id>/summon")
@staff(Right.BOOK_FOR)
def person_summon(public_id: UUID) -> ResponseReturnValue:
    """Ask before a person is summoned, for the first time or again."""
    found = shown(public_id)
    if not _can_summon(found):
        return nothing_to_do(public_id)
    return summon_form(found)


@blueprint.post("/people/<uuid:public_id>/summon")
@staff(Right.BOOK_FOR)
def person_summon_now(public_id: UUID) -> ResponseReturnValue:
    """Summon the person now, and say what came of it."""
    found = shown(public_id)
    occasion = found.standing.occasion
    if not _can_summon(found):
        return nothing_to_do(public_id)
    try:
        notice = calling.notice()
        if _is_due(found):
            called = by_hand.summon_one(centre(), public_id, request_id(), who(), notice)
            return _say(public_id, called, _("Borgeren er indkaldt."))
        assert occasion is not None
        if _is_held(found):
            called = summoning.issue_now(centre(), occasion, request_id(), who(), notice)
            return _say(public_id, called, _("Borgeren er indkaldt."))
        wanted_by = calling.wanted_by()
        called = summoning.summon_again(centre(), occasion, request_id(), who(), notice=notice, wanted_by=wanted_by)
        return _say(public_id, called, _("Borgeren er indkaldt igen."))
    except Faulty as refused:
        return summon_form(found, calling.errors(refused)), 422
    except Closed:
        return nothing_to_do(public_id)


def summon_form(found: PersonView, errors: dict[str, str] | None = None) -> str:
    """The page that asks, with the days to choose a time if they are to be few."""
    last = next((meeting.outcome for meeting in found.meetings if meeting.outcome), None)
    return render_template(
        "caseworker/people/summon.html",
        person=found,
        again=not (_is_held(found) or _is_due(found)),
        **calling.fields(found, met=last is Outcome.ATTENDED, errors=errors or {}),
    )


def shown(public_id: UUID) -> PersonView:
    """The person, or a 404 when there is none for this reader; the reading is an entry of the audit trail.

    A row that was merged into another leads to that one.
    """
    found = people.show(centre(), public_id, who())
    if found is None:
        kept = former.kept_of(public_id, who())
        abort(redirect(url_for("caseworker.person", public_id=kept), 303) if kept else 404)
    return found


def nothing_to_do(public_id: UUID) -> ResponseReturnValue:
    """Back to the person: what was asked for is done or not wanted any more."""
    flash(_("Det er der ikke brug for mere. Her ser du, hvad der gælder nu."), "info")
    return redirect(url_for("caseworker.person", public_id=public_id), 303)


def can_renew_link(found: PersonView) -> bool:
    """Whether there is an open duty whose meeting, if it has one, has not begun."""
    standing = found.standing
    started = [one.starts_at <= clock.now() for one in found.meetings if one.public_id == standing.meeting]
    return standing.summons is not None and not any(started)


def can_set_time(found: PersonView) -> bool:
    """Whether there is an open duty without a time."""
    return can_withdraw(found) and found.standing.meeting is None


def can_withdraw(found: PersonView) -> bool:
    """Whether there is an open duty that no meeting has begun to meet."""
    standing = found.standing
    return standing.standing is not PersonStanding.OUTCOME_MISSING and (
        standing.summons is not None or standing.standing.value.startswith("held_")
    )


def _too_late(public_id: UUID) -> ResponseReturnValue:
    flash(_("Samtalen er begyndt eller slut, så der bliver ikke sendt et nyt link. Intet er ændret."), "warning")
    return redirect(url_for("caseworker.person", public_id=public_id), 303)


def _say(public_id: UUID, called: Called, summoned: str) -> ResponseReturnValue:
    if called.way is Way.SUMMONED:
        flash(summoned, "success")
    else:
        flash(
            str(staff_words.NOT_SENT.get(called.held) or _("Der er ikke sendt besked. Find en tid sammen.")), "warning"
        )
    return redirect(url_for("caseworker.person", public_id=public_id), 303)


def _is_due(found: PersonView) -> bool:
    return found.standing.standing is PersonStanding.DUE


def _is_held(found: PersonView) -> bool:
    return found.standing.standing is PersonStanding.HELD_NO_TIMES


def _can_summon(found: PersonView) -> bool:
    """Due, held for want of times, after a duty that has ended, or when its summons has run out."""
    standing = found.standing
    if _is_due(found):
        return True
    if standing.occasion is None:
        return False
    if standing.standing in (PersonStanding.CLOSED, PersonStanding.NOT_DUE):
        # withdrawn by hand, and the rules call for it all the same
        return found.verdict is not None and found.verdict.due
    return _is_held(found) or standing.standing in ENDED or _expired(found)


def _expired(found: PersonView) -> bool:
    standing = found.standing
    return (
        standing.summons is not None
        and standing.standing in WAITING
        and summoning.has_expired(centre(), standing.summons)
    )
