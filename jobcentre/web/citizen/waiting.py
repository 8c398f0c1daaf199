"""The waiting list for an earlier time: asking to be told, and answering what is offered. Each tap is a form."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from jobcentre.rules.refusals import Code, Invalid, Refusal
from jobcentre.services import waiting_list
from jobcentre.services.booking import Standing, State
from jobcentre.services.waiting_list import Position, Reply
from jobcentre.web.citizen.booking import JUST_MOVED
from jobcentre.web.citizen.standing import standing_of
from jobcentre.web.errors import words_of
from jobcentre.web.language import gettext as _
from jobcentre.web.security import centre, citizen, request_id, who
from jobcentre.web.sessions import Link

blueprint = Blueprint("waiting", __name__, url_prefix="/booking")
JOIN, ANYWAY, LEAVE = "join", "anyway", "leave"


@blueprint.get("/waiting")
@citizen(verified=True)
def ask(link: Link) -> ResponseReturnValue:
    """What it means to wait; and first of all the earlier times there are already."""
    standing = standing_of(link)
    if waiting_list.place(centre(), standing).position is not Position.MAY_WAIT:
        return _receipt()
    earlier = waiting_list.earlier_times(centre(), link.summons) if _moves(standing) else ()
    return render_template("citizen/waiting/ask.html", standing=standing, first=earlier[0] if earlier else None)


@blueprint.post("/waiting")
@citizen(verified=True)
def change(link: Link) -> ResponseReturnValue:
    """Wait, or wait no longer. Who could move to an earlier time at once is shown that first."""
    standing, wish = standing_of(link), request.form.get("do", "")
    if wish == JOIN and _moves(standing) and waiting_list.earlier_times(centre(), link.summons):
        return redirect(url_for("waiting.ask"), 303)
    try:
        if wish in (JOIN, ANYWAY):
            waiting_list.join(centre(), link.summons, request_id(), who())
            flash(_("Vi skriver til dig, hvis der kommer en tidligere tid."), "success")
        elif wish == LEAVE:
            waiting_list.leave(link.summons, request_id(), who())
            flash(_("Vi skriver ikke mere til dig om tidligere tider."), "success")
        else:
            raise Invalid()
    except Refusal as refusal:
        flash(words_of(refusal), "warning")
    return redirect(url_for("booking.show"), 303)


@blueprint.get("/offer")
@citizen(verified=True)
def offer(link: Link) -> ResponseReturnValue:
    """The earlier time that is held for them."""
    standing, held = standing_of(link), waiting_list.open_offer(link.summons)
    if held is None or standing.state is not State.BOOKED:
        return _receipt()
    return render_template("citizen/waiting/offer.html", standing=standing, offer=held)


@blueprint.post("/offer")
@citizen(verified=True)
def answer(link: Link) -> ResponseReturnValue:
    """Yes, no, or no more of it. What is held no longer leaves everything as it was, and the page says so."""
    standing_of(link)
    try:
        which, reply = _offer_id(), _reply()
        waiting_list.answer(centre(), link.summons, which, reply, request_id(), who())
    except Refusal as refusal:
        if refusal.code == Code.OFFER_GONE and waiting_list.was_taken(link.summons, which):
            return _taken_already()
        flash(words_of(refusal), "warning")
        return redirect(url_for("booking.show"), 303)
    if reply is not Reply.TAKE and waiting_list.was_taken(link.summons, which):
        return _taken_already()
    if reply is Reply.TAKE:
        session[JUST_MOVED] = "time"
    elif reply is Reply.KEEP:
        flash(_("Du beholder din tid."), "success")
    else:
        flash(_("Du beholder din tid. Vi skriver ikke mere til dig om tidligere tider."), "success")
    return _receipt()


def _taken_already() -> ResponseReturnValue:
    """Yes was said in another tab: to keep the old time is too late, and what is open now is to move again."""
    flash(_("Du har allerede sagt ja til den tidligere tid, så samtalen er flyttet."), "warning")
    return _receipt()


def _moves(standing: Standing) -> bool:
    """Whether they may choose another time themselves."""
    return standing.state is State.BOOKED and standing.may_change and standing.moves_left > 0


def _reply() -> Reply:
    try:
        return Reply(request.form.get("reply", ""))
    except ValueError:
        raise Invalid() from None


def _offer_id() -> UUID:
    try:
        return UUID(request.form.get("offer", ""))
    except ValueError:
        raise Invalid() from None


def _receipt() -> ResponseReturnValue:
    return redirect(url_for("booking.receipt"), 303)
