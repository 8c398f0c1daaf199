"""Booking a time and seeing what has been booked."""

from contextlib import suppress
from datetime import datetime

from flask import Blueprint, Response, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from jobcentre import clock
from jobcentre.rules import attendance
from jobcentre.rules.packs import Form
from jobcentre.rules.refusals import Closed, Code, Invalid, Refusal
from jobcentre.services import booking, needs, waiting_list, wishes
from jobcentre.services.booking import MeetingView, Standing, State
from jobcentre.services.wishes import Wish
from jobcentre.web.citizen import asked, identity, picking, ways
from jobcentre.web.citizen.picking import BOOK
from jobcentre.web.citizen.standing import standing_of
from jobcentre.web.language import current
from jobcentre.web.security import centre, citizen, request_id, who
from jobcentre.web.sessions import Link

blueprint = Blueprint("booking", __name__, url_prefix="/booking")
JUST_CANCELLED = "just_cancelled"  # in the session until the next page of theirs: what follows from cancelling
JUST_MOVED = "just_moved"  # in the session until the next receipt, which then says so: "time" or "form"


@blueprint.get("")
@citizen(verified=False)
def show(link: Link) -> ResponseReturnValue:
    """Today's truth: who are you, choose a time, the receipt, or what became of it."""
    if not link.verified:
        return identity.form(link)
    standing, follows = standing_of(link), session.pop(JUST_CANCELLED, "")
    if standing.state is State.CHOOSE:
        return picking.times(standing, BOOK, follows=follows)
    if standing.state is State.BOOKED:
        offered = waiting_list.open_offer(link.summons)
        return redirect(url_for("waiting.offer" if offered else "booking.receipt"), 303)
    if standing.state is State.OVER and standing.meeting is not None and _still_open(standing.meeting):
        return redirect(standing.meeting.meeting_path, 303)
    if follows:
        flash(follows, "success")
    return _ended(standing)


@blueprint.get("/identify")
@citizen(verified=False)
def identify_again(_link: Link) -> ResponseReturnValue:
    """Where the language links of a refused form lead."""
    return redirect(url_for("booking.show"), 303)


@blueprint.post("/identify")
@citizen(verified=False)
def identify(link: Link) -> ResponseReturnValue:
    """The birth date."""
    return redirect(url_for("booking.show"), 303) if link.verified else identity.answer(link)


@blueprint.post("")
@citizen(verified=True)
def choose(link: Link) -> ResponseReturnValue:
    """A time was chosen; nothing is booked yet."""
    standing = standing_of(link)
    return picking.choose(standing, BOOK) if BOOK.open(standing) else redirect(url_for("booking.show"), 303)


@blueprint.get("/check")
@citizen(verified=True)
def check(link: Link) -> ResponseReturnValue:
    """The choice, to be looked at once more."""
    standing = standing_of(link)
    return picking.check(standing, BOOK) if BOOK.open(standing) else _booked_before(standing)


@blueprint.post("/check")
@citizen(verified=True)
def book(link: Link) -> ResponseReturnValue:
    """Book it. A repeated form finds its own booking."""
    try:
        booking.book(centre(), link.summons, _slot(), request_id(), who(), asked.whom(), form=asked.form())
    except Closed:
        return _booked_before(standing_of(link))
    except Refusal as refusal:
        return picking.again(link, BOOK, refusal)
    return redirect(url_for("booking.receipt"), 303)


@blueprint.get("/receipt")
@citizen(verified=True)
def receipt(link: Link) -> ResponseReturnValue:
    """When, with whom, how to take part, and how to change it."""
    standing = standing_of(link)
    if standing.state is not State.BOOKED or standing.meeting is None:
        return redirect(url_for("booking.show"), 303)
    told = booking.told_by(standing.meeting.public_id)
    return render_template(
        "citizen/booking/receipt.html",
        standing=standing,
        confirmation=ways.confirmation(told),
        places=ways.places(told),
        reminded=told.reminded,
        moved=session.pop(JUST_MOVED, ""),
        waiting=waiting_list.place(centre(), standing),
        asked=needs.shown(centre(), link.summons),
    )


@blueprint.post("/further")
@citizen(verified=True)
def further(link: Link) -> ResponseReturnValue:
    """Ask for another interview once this one is over; the page then says that it has been asked for."""
    standing_of(link)
    with suppress(Closed):
        wishes.ask(link.summons, request_id(), who())
    return redirect(url_for("booking.show"), 303)


@blueprint.get("/calendar.ics")
@citizen(verified=True)
def calendar(link: Link) -> ResponseReturnValue:
    """The meeting for the citizen's own calendar, without anybody to answer to."""
    standing = standing_of(link)
    if standing.state is not State.BOOKED or standing.meeting is None:
        return redirect(url_for("booking.show"), 303)
    file = booking.calendar_file(centre(), standing.meeting.public_id, current())
    response = Response(file, mimetype="text/calendar")
    response.headers["Content-Disposition"] = 'attachment; filename="samtale.ics"'
    return response


def _still_open(meeting: MeetingView) -> bool:
    """Whether a meeting whose time is up may still be entered: conversations run over, and somebody may drop out."""
    on_video = meeting.form is Form.VIDEO and meeting.outcome is None
    return on_video and clock.now() < attendance.closes_at(meeting.ends_at)


def _booked_before(standing: Standing) -> ResponseReturnValue:
    """A time was asked for while another one stands (a second tab): say that it is not booked."""
    wanted = asked.slot()
    if standing.state is not State.BOOKED or standing.meeting is None or wanted in (None, standing.meeting.starts_at):
        return redirect(url_for("booking.show"), 303)
    return render_template("citizen/booking/already.html", standing=standing, wanted=wanted), 409


def _slot() -> datetime:
    starts_at = asked.slot()
    if starts_at is None:
        raise Invalid(Code.SLOT_MALFORMED)
    return starts_at


def _ended(standing: Standing) -> ResponseReturnValue:
    wish = wishes.of(standing.public_id) if standing.state is State.OVER else Wish.NONE
    return render_template("citizen/booking/ended.html", standing=standing, today=clock.today(), wish=wish)
