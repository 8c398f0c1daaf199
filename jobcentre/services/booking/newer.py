"""The summons that came after an older one: the link of an old message leads on to it."""

from uuid import UUID

from sqlalchemy import ScalarSelect, select
from sqlalchemy.orm import aliased

from jobcentre.models.base import db
from jobcentre.models.occasion import Summons
from jobcentre.rules.refusals import Closed
from jobcentre.services.audit import Who
from jobcentre.services.links import Ref, mark, marked

_later = aliased(Summons)


def newer() -> ScalarSelect[UUID]:
    """Return the open summons that the citizen of a ``Summons`` has been sent since, as a column beside it.

    One whose link is locked counts for none: it leads nobody anywhere until there is a new link.
    """
    return (
        select(_later.public_id)
        .where(
            _later.citizen_id == Summons.citizen_id,
            _later.id > Summons.id,
            _later.closed_at.is_(None),
            _later.locked_at.is_(None),
        )
        .order_by(_later.id.desc())
        .limit(1)
        .correlate(Summons)
        .scalar_subquery()
    )


def newer_link(summons_public_id: UUID, who: Who) -> Ref:
    """Return what a session of the older summons may go on to: another one of the same citizen.

    Raises ``Closed`` when there is none, and for who came by a link that has been replaced.
    """
    query = select(Summons.municipality_id, newer().label("newer"))
    row = db.session.execute(query.where(Summons.public_id == summons_public_id, marked(Summons, who))).first()
    if row is None or row.newer is None:
        raise Closed()
    digest = db.session.execute(select(Summons.token_digest).where(Summons.public_id == row.newer)).scalar_one()
    return Ref(row.municipality_id, row.newer, mark(digest))
