"""From the page of an older summons to that of the newer one: what a link in an old message leads on to."""

from contextlib import suppress

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from jobcentre.rules.refusals import Closed
from jobcentre.services import booking
from jobcentre.web import sessions
from jobcentre.web.citizen.standing import standing_of
from jobcentre.web.security import citizen, who
from jobcentre.web.sessions import Link

blueprint = Blueprint("newer", __name__, url_prefix="/booking")


@blueprint.post("/newer")
@citizen(verified=True)
def go_on(link: Link) -> ResponseReturnValue:
    """Change the session and nothing else; who they are has been told. Without a newer summons nothing happens."""
    standing_of(link)
    with suppress(Closed):
        sessions.go_on(booking.newer_link(link.summons, who()))
    return redirect(url_for("booking.show"), 303)
