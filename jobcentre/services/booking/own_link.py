"""The permanent link of a summons, for its owner: to go on with on another device."""

from uuid import UUID

from sqlalchemy import select

from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.occasion import Summons
from jobcentre.rules.refusals import Closed
from jobcentre.services import links
from jobcentre.services.audit import Who


def own_link(centre: Centre, public_id: UUID, who: Who) -> str:
    """Return the address that stands in every message. Raises ``Closed`` when ``who`` came by an older link."""
    query = select(Summons).where(Summons.public_id == public_id, links.marked(Summons, who))
    summons = db.session.execute(query).scalar_one_or_none()
    if summons is None:
        raise Closed()
    return centre.address(f"/b/{links.token_of(centre, summons)}")
