"""The personal link of every message: it leads to a session and shows, and never acts."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from jobcentre.services import links
from jobcentre.web import sessions
from jobcentre.web.errors import LinkUnknown
from jobcentre.web.security import public

blueprint = Blueprint("link", __name__)


@blueprint.get("/b/<path:token>", endpoint="open")
@public
def follow(token: str) -> ResponseReturnValue:
    """Move the token into the session, so that no later address holds it. Mail scanners may come as they please."""
    ref = links.find_summons(token)
    if ref is None:
        raise LinkUnknown()
    sessions.follow(ref)
    return redirect(url_for("booking.show"), 303)
