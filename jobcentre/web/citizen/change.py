"""Moving a meeting, until the cut-off. What was done meanwhile, here or in another tab, is said as it is."""

from flask import flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from jobcentre.rules.refusals import Closed, Code, Refusal
from jobcentre.services import booking
from jobcentre.services.booking import Standing, State
from jobcentre.web.citizen import asked, picking
from jobcentre.web.citizen.booking import JUST_MOVED, blueprint
from jobcentre.web.citizen.picking import MOVE
from jobcentre.web.citizen.standing import standing_of
from jobcentre.web.language import gettext as _
from jobcentre.web.security import centre, citizen, request_id, who
from jobcentre.web.sessions import Link

__all__ = ["blueprint"]


@blueprint.get("/move")
@citizen(verified=True)
def move(link: Link) -> ResponseReturnValue:
    """Free times for the new meeting."""
    standing = standing_of(link)
    return picking.times(standing, MOVE) if MOVE.picks(standing) else _instead(standing)


@blueprint.post("/move")
@citizen(verified=True)
def move_choose(link: Link) -> ResponseReturnValue:
    """A new time was chosen; nothing is moved yet."""
    standing = standing_of(link)
    if _is_there(standing):
        return _moved()
    return picking.choose(standing, MOVE) if MOVE.picks(standing) else _instead(standing)


@blueprint.get("/move/check")
@citizen(verified=True)
def move_check(link: Link) -> ResponseReturnValue:
    """The new time, to be looked at once more."""
    standing = standing_of(link)
    if _is_there(standing):
        return _moved()
    stays = standing.meeting is not None and asked.slot() == standing.meeting.starts_at
    return (
        picking.check(standing, MOVE) if MOVE.picks(standing) or (stays and MOVE.open(standing)) else _instead(standing)
    )


@blueprint.post("/move/check")
@citizen(verified=True)
def move_confirm(link: Link) -> ResponseReturnValue:
    """Move it: the old time is given up only when the new one is won."""
    standing = standing_of(link)
    starts_at = asked.slot()
    if standing.meeting is None or starts_at is None:
        return _today()
    try:
        of, form = standing.meeting.public_id, asked.form()
        booking.move(centre(), of, starts_at, request_id(), who(), asked.whom(), form=form)
    except Closed:
        return _instead(standing_of(link))
    except Refusal as refusal:
        if refusal.code == Code.SLOT_SAME and _is_there(standing):
            return _moved()
        return picking.again(link, MOVE, refusal)
    # a second press of a move finds the meeting moved: what was chosen is still the time
    of_form_alone = starts_at == standing.meeting.starts_at and "with" not in request.form
    session[JUST_MOVED] = "form" if of_form_alone else "time"
    return redirect(url_for("booking.receipt"), 303)


def _is_there(standing: Standing) -> bool:
    """Whether the meeting has moved to the time asked for already: they went back, or it was done in another tab.

    Where the form may be chosen, the page for that is what shows the time they have.
    """
    meeting = standing.meeting
    if standing.state is not State.BOOKED or meeting is None or meeting.moved_from is None or standing.forms:
        return False
    return asked.slot() == meeting.starts_at


def _moved() -> ResponseReturnValue:
    session[JUST_MOVED] = "time"
    return redirect(url_for("booking.receipt"), 303)


def _instead(standing: Standing) -> ResponseReturnValue:
    """Nothing can be moved. Who has chosen a time meanwhile reads that it is not booked."""
    if standing.state is State.BOOKED or standing.meeting is None or asked.slot() is None:
        return _today()
    if standing.state is State.CHOOSE:
        return picking.called_off(standing, standing.meeting)
    flash(_("Den nye tid er ikke booket."), "warning")
    return _today()


def _today() -> ResponseReturnValue:
    return redirect(url_for("booking.show"), 303)
