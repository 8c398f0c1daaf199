"""What everybody may read about the service: how accessible it is, and what becomes of what is known about people."""

from datetime import date

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from jobcentre.web.security import centre, public
from jobcentre.web.whom import whom

blueprint = Blueprint("about", __name__)
# When the accessibility statement was last gone through, page by page. At the latest a year later it is due again.
REVIEWED_ON = date(2026, 11, 22)


@blueprint.get("/was")
@public
def accessibility() -> ResponseReturnValue:
    """The accessibility statement (webtilgængelighedsloven § 4; Commission Implementing Decision (EU) 2018/1523)."""
    return render_template("about/accessibility.html", reviewed_on=REVIEWED_ON, **whom())


@blueprint.get("/privacy")
@public
def privacy() -> ResponseReturnValue:
    """What is kept, why and how long, who sees it, and what one may ask for (GDPR, articles 13 and 14)."""
    settings = centre().settings
    return render_template("about/privacy.html", kept=settings.retention, session_of=settings.session, **whom())
