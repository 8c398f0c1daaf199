"""Where the citizen of this session stands, and whom every page tells to call."""

from flask import g

from jobcentre.services import booking
from jobcentre.services.booking import Standing
from jobcentre.web import sessions
from jobcentre.web.security import centre
from jobcentre.web.sessions import Link, LinkNeeded


def standing_of(link: Link) -> Standing:
    """Today's truth about the link; its job centre goes into head and foot of the page, also of an error page.

    Raises `LinkNeeded` and ends the session when the citizen has another link by now.
    """
    standing = booking.standing(centre(), link.summons)
    g.authority = standing.authority
    if standing.mark != link.mark:
        sessions.close(sessions.LINK, sessions.ERRAND)
        raise LinkNeeded()
    return standing
