"""The front door, for those who come without a link."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from jobcentre.web.security import public

blueprint = Blueprint("front", __name__)


@blueprint.get("/")
@public
def show() -> ResponseReturnValue:
    """Citizens use the link in their message; staff log in."""
    return render_template("front.html")
