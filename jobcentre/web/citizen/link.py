"""The personal link of every message: it leads to a session and shows, and never acts. And the session's end."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from jobcentre.models.base import scope
from jobcentre.services import booking, links
from jobcentre.web import sessions
from jobcentre.web.errors import LinkUnknown
from jobcentre.web.language import gettext as _
from jobcentre.web.security import centre, public

blueprint = Blueprint("link", __name__)


@blueprint.get("/b/<path:token>", endpoint="open")
@public
def follow(token: str) -> ResponseReturnValue:
    """Move the token into the session, so that no later address holds it. Mail scanners may come as they please."""
    ref = links.find_summons(token)
    if ref is None:
        raise LinkUnknown()
    with scope(ref.municipality_id):
        spoken = booking.standing(centre(), ref.public_id).language
    sessions.follow(ref, spoken)
    return redirect(url_for("booking.show"), 303)


@blueprint.post("/close")
@public
def close() -> ResponseReturnValue:
    """End the session, for whoever shares the device. Doing it twice is no fault."""
    sessions.close()
    flash(_("Siden er lukket. Åbn linket i din besked, hvis du vil se den igen."), "success")
    return redirect(url_for("front.show"), 303)
