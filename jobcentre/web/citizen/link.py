"""The personal link of every message: it leads to a session and shows, and never acts. And the session's end."""

from uuid import uuid4

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from jobcentre.models.base import scope, unscoped
from jobcentre.services import held, links
from jobcentre.web import sessions
from jobcentre.web.errors import link_page
from jobcentre.web.language import gettext as _
from jobcentre.web.security import public

blueprint = Blueprint("link", __name__)


@blueprint.get("/b/<path:token>", endpoint="open")
@public
def follow(token: str) -> ResponseReturnValue:
    """Move the token into the session, so that no later address holds it. Mail scanners may come as they please."""
    ref = links.find_summons(token)
    with scope(ref.municipality_id) if ref else unscoped():
        spoken = links.language(ref.public_id if ref else uuid4())
    nowhere = link_page(token)  # made whether or not it is shown: the answer takes as long, known or not
    if ref is None:
        return nowhere
    sessions.follow(ref, spoken)
    return redirect(url_for("booking.show"), 303)


@blueprint.post("/close")
@public
def close() -> ResponseReturnValue:
    """End the session, for whoever shares the device, and let go of the time it holds. Twice is no fault."""
    left = sessions.link()
    if left is not None and left.verified:
        with scope(left.municipality_id):
            held.let_go(left.summons)
    sessions.close()
    flash(_("Siden er lukket. Åbn linket i din besked, hvis du vil se den igen."), "success")
    return redirect(url_for("front.show"), 303)
