"""The time limit of a citizen's session: how long is left, and staying when it is nearly over."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from jobcentre.web import sessions
from jobcentre.web.security import citizen
from jobcentre.web.sessions import Link

blueprint = Blueprint("staying", __name__, url_prefix="/booking")


@blueprint.post("/stay")
@citizen(verified=True)
def stay(_link: Link) -> ResponseReturnValue:
    """Begin the idle time anew, which the guard has done; say how long is left now. Only the session changes."""
    sessions.stay()
    if request.accept_mimetypes.best == "application/json":
        return {"left": sessions.seconds_left()}
    return redirect(url_for("booking.show"), 303)
