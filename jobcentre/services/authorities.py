"""Whom to call, for somebody of whom nothing is known."""

from sqlalchemy import select

from jobcentre.models.base import db
from jobcentre.models.municipality import Municipality
from jobcentre.services.booking.standing import Authority, authority

# In a service that many municipalities share, a list of all of them would help nobody.
MOST = 5


def authorities() -> tuple[Authority, ...]:
    """Return the municipalities of this installation by name, or none when there are more than a reader can use."""
    found = db.session.scalars(select(Municipality).order_by(Municipality.name).limit(MOST + 1)).all()
    return tuple(authority(one) for one in found) if len(found) <= MOST else ()


def authority_of(municipality_id: int) -> Authority | None:
    """Return one municipality by its key; ``None`` when it is not there any more."""
    found = db.session.get(Municipality, municipality_id)
    return authority(found) if found else None
