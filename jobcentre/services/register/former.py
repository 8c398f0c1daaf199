"""Rows of people that were merged into another: kept as history, and part of the same person's story."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.services.audit import Who
from jobcentre.services.visibility import people_of


def all_of(citizen_id: int) -> Select[Any]:
    """Return the numbers of a person's row and of those merged into it, to be read within another statement."""
    one = aliased(Citizen)
    return select(one.id).where(or_(one.id == citizen_id, one.merged_into_id == citizen_id))


def kept_of(public_id: UUID, who: Who) -> UUID | None:
    """Return who a merged row belongs to now, if the reader may see them."""
    gone = aliased(Citizen)
    query = select(Citizen.public_id).join(gone, gone.merged_into_id == Citizen.id)
    return db.session.execute(query.where(gone.public_id == public_id, people_of(who))).scalar()
