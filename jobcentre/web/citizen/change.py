"""Moving and cancelling a meeting, until the cut-off."""

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from jobcentre.rules import booking as rules
from jobcentre.rules.booking import Booker, CancelGround
from jobcentre.rules.refusals import Closed, Invalid, NotAllowed, Refusal, SentBefore, TooLate
from jobcentre.services import booking
from jobcentre.services.booking import Standing
from jobcentre.web.citizen import picking
from jobcentre.web.citizen.booking import JUST_MOVED, blueprint
from jobcentre.web.citizen.picking import MOVE
from jobcentre.web.citizen.standing import standing_of
from jobcentre.web.errors import words_of
from jobcentre.web.language import LazyString
from jobcentre.web.language import lazy_gettext as _
from jobcentre.web.security import centre, citizen, request_id, who
from jobcentre.web.sessions import Link

GROUNDS: dict[CancelGround, LazyString] = {
    CancelGround.ILLNESS: _("Jeg er syg"),
    CancelGround.JOB_INTERVIEW: _("Jeg skal til jobsamtale"),
    CancelGround.WORK: _("Jeg skal på arbejde"),
    CancelGround.CHILD_CARE: _("Jeg skal passe mit barn"),
    CancelGround.PARENTAL_LEAVE: _("Jeg er på barsel"),
    CancelGround.OTHER: _("Noget andet"),
}


@blueprint.get("/move")
@citizen(verified=True)
def move(link: Link) -> ResponseReturnValue:
    """Free times for the new meeting."""
    standing = standing_of(link)
    return picking.times(standing, MOVE) if MOVE.picks(standing) else _today()


@blueprint.post("/move")
@citizen(verified=True)
def move_choose(link: Link) -> ResponseReturnValue:
    """A new time was chosen; nothing is moved yet."""
    standing = standing_of(link)
    return picking.choose(standing, MOVE) if MOVE.picks(standing) else _today()


@blueprint.get("/move/check")
@citizen(verified=True)
def move_check(link: Link) -> ResponseReturnValue:
    """The new time, to be looked at once more."""
    standing = standing_of(link)
    stays = standing.meeting is not None and picking.chosen_slot() == standing.meeting.starts_at
    return picking.check(standing, MOVE) if MOVE.picks(standing) or (stays and MOVE.open(standing)) else _today()


@blueprint.post("/move/check")
@citizen(verified=True)
def move_confirm(link: Link) -> ResponseReturnValue:
    """Move it: the old time is given up only when the new one is won."""
    standing = standing_of(link)
    starts_at = picking.chosen_slot()
    if standing.meeting is None or starts_at is None:
        return _today()
    try:
        booking.move(centre(), standing.meeting.public_id, starts_at, request_id(), who(), form=picking.form())
    except Refusal as refusal:
        return picking.again(link, MOVE, refusal)
    session[JUST_MOVED] = "form" if starts_at == standing.meeting.starts_at else "time"
    return redirect(url_for("booking.receipt"), 303)


@blueprint.get("/cancel")
@citizen(verified=True)
def cancel(link: Link) -> ResponseReturnValue:
    """Ask why; cancelling is a form of its own."""
    standing = standing_of(link)
    return _cancel_form(standing) if MOVE.open(standing) else _today()


@blueprint.post("/cancel")
@citizen(verified=True)
def cancel_confirm(link: Link) -> ResponseReturnValue:
    """Cancel the meeting. The duty to meet stays, so the next page offers new times."""
    standing = standing_of(link)
    if standing.meeting is None:
        return _today()
    try:
        ground = rules.parse_ground(request.form.get("ground", ""), Booker.CITIZEN, standing.moves_left)
    except Invalid:
        return _cancel_form(standing, str(_("Vælg en grund")), 422)
    try:
        booking.cancel(centre(), standing.meeting.public_id, ground, request_id(), who())
    except (Closed, NotAllowed, SentBefore, TooLate) as refusal:
        flash(words_of(refusal), "warning")
    return _today()


def _cancel_form(standing: Standing, error: str | None = None, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "citizen/change/cancel.html",
        standing=standing,
        grounds=[(ground.value, GROUNDS[ground]) for ground in rules.grounds(Booker.CITIZEN, standing.moves_left)],
        errors={"ground": error} if error else {},
    )
    return page, status


def _today() -> ResponseReturnValue:
    return redirect(url_for("booking.show"), 303)
