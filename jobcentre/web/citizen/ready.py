"""Getting ready for the meeting: trying camera, microphone and sound, and going on with it on the phone.

Nothing here changes anything: the test runs on the reader's device alone (static/app/device-check.js), and the picture
with the permanent link is made anew for each reader who has told who they are.
"""

from io import BytesIO

import segno
from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from jobcentre.services import booking
from jobcentre.web.citizen.standing import standing_of
from jobcentre.web.security import allow_camera, centre, citizen, public, who
from jobcentre.web.sessions import Link
from jobcentre.web.whom import whom

blueprint = Blueprint("ready", __name__, url_prefix="/booking")
QUIET_ZONE = 4  # modules of white around the code (ISO 18004)
SCALE = 4


@blueprint.get("/device-check")
@public
def device_check() -> ResponseReturnValue:
    """A test of what a meeting on video needs. It says nothing about anybody, so it is open to everybody."""
    allow_camera()
    return render_template("citizen/ready/device_check.html", **whom())


@blueprint.get("/qr.svg")
@citizen(verified=True)
def qr(link: Link) -> ResponseReturnValue:
    """The permanent link as a picture to scan. It opens the page of its owner, so it is kept nowhere."""
    standing_of(link)
    code = segno.make(booking.own_link(centre(), link.summons, who()), error="m", micro=False)
    picture = BytesIO()
    code.save(picture, kind="svg", scale=SCALE, border=QUIET_ZONE, light="#fff", xmldecl=False)
    return Response(picture.getvalue(), mimetype="image/svg+xml")
