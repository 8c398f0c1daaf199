"""Where the citizen of this session stands, and whom every page tells to call."""

from flask import g

from jobcentre.services import booking
from jobcentre.services.booking import Standing
from jobcentre.web.security import centre
from jobcentre.web.sessions import Link


def standing_of(link: Link) -> Standing:
    """Today's truth about the link; its job centre goes into head and foot of the page, also of an error page."""
    standing = booking.standing(centre(), link.summons)
    g.authority = standing.authority
    return standing
