"""A citizen whose link is locked asks for a new one; it goes by the binding way alone.

Asking is one statement, whether or not there is such a link and such a birth date: neither the answer nor the time it
takes tells anybody. What was asked for is done by the timetable.
"""

from datetime import date, timedelta
from uuid import UUID, uuid4

import structlog
from sqlalchemy import Update, and_, or_, select, update

from jobcentre import clock, keys
from jobcentre.centre import Centre
from jobcentre.models.base import db, unscoped
from jobcentre.models.citizen import Citizen
from jobcentre.models.occasion import Summons
from jobcentre.rules import access
from jobcentre.rules.refusals import Refusal, Throttled
from jobcentre.services import audit, links, throttle
from jobcentre.services.links import Ref
from jobcentre.services.summoning.renewing import renew_link

log = structlog.get_logger(__name__)
EVERY = timedelta(minutes=2)
LONGEST_TOKEN = 200


def ask_for_link(centre: Centre, token: str, came_by: Ref | None, birth_date: date, address: str) -> None:
    """Note that somebody wants a new link in place of a locked one. Says nothing of whether there is one. Commits.

    ``token`` is that of the link; without one it is the link ``came_by``, with which the browser's session began. Noted
    are one a day and three in all. Raises ``Throttled`` when ``address`` has asked too often.
    """
    window = access.NEW_LINK_PER_ADDRESS.window
    with unscoped():
        tries = throttle.count(centre, f"new link:{address}", window)
        if tries <= access.NEW_LINK_PER_ADDRESS.tries:
            db.session.execute(_noting(token[:LONGEST_TOKEN], came_by, birth_date))
        db.session.commit()
    if tries > access.NEW_LINK_PER_ADDRESS.tries:
        raise Throttled(retry_at=throttle.retry_at(window))


def _noting(token: str, came_by: Ref | None, birth_date: date) -> Update:
    now = clock.now()
    public_id, mark = (came_by.public_id, came_by.mark) if came_by and not token else (uuid4(), "00" * links.MARK_BYTES)
    this_one = or_(
        Summons.token_digest == keys.digest(token),
        and_(Summons.public_id == public_id, links.marked(Summons, audit.by_link(mark))),
    )
    return (
        update(Summons)
        .where(this_one, Summons.locked_at.is_not(None), Summons.closed_at.is_(None))
        .where(Citizen.id == Summons.citizen_id, Citizen.birth_date == birth_date)
        .where(Summons.new_links_asked < access.NEW_LINKS)
        .where(or_(Summons.new_link_asked_at.is_(None), Summons.new_link_asked_at <= now - access.NEW_LINK_EVERY))
        .values(new_link_asked_at=now, new_links_asked=Summons.new_links_asked + 1)
        .execution_options(synchronize_session=False)
    )


def renew_asked(centre: Centre) -> str:
    """Send the new links that have been asked for, and say how many. Commits each.

    What cannot be renewed (its meeting has begun, its last day has passed) is let be: the page has said to call.
    """
    done = 0
    for public_id in _asked():
        try:
            renew_link(centre, public_id, uuid4(), audit.CITIZEN)
        except Refusal as refusal:
            log.info("link.not_renewed", reason=refusal.code)
        except Exception as error:  # one that fails must not keep the others from theirs
            log.error("link.failed", exc_info=error)
        else:
            done += 1
    return f"links {done}"


def _asked() -> list[UUID]:
    """Those asked for since they were locked, and lately."""
    query = select(Summons.public_id).where(
        Summons.locked_at.is_not(None),
        Summons.closed_at.is_(None),
        Summons.new_link_asked_at >= Summons.locked_at,
        Summons.new_link_asked_at > clock.now() - access.NEW_LINK_EVERY,
    )
    return list(db.session.execute(query.order_by(Summons.id)).scalars())
