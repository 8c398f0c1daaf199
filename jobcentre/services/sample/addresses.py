"""Where to go in the sample: logins and booking links, and the way into a meeting."""

import base64
from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy import select

from jobcentre.centre import Centre
from jobcentre.models.base import db, scope, unscoped
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting
from jobcentre.models.municipality import Municipality
from jobcentre.models.occasion import Summons
from jobcentre.models.staff import Staff
from jobcentre.services import links
from jobcentre.services.sample.waiting import waiting

FIRST_CODE = "0999"


@dataclass(frozen=True, slots=True)
class Login:
    """A member of staff of the sample and the password made for this installation."""

    email: str
    password: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class BookingLink:
    """A citizen of the sample who has not chosen a time yet."""

    url: str
    birth_date: str
    name: str


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where to go in the sample."""

    base_url: str
    caseworkers: list[Login]
    booking_links: list[BookingLink]

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def addresses(centre: Centre) -> Addresses:
    """Return logins and links of the first sample municipality; empty where there is none."""
    with unscoped():
        municipality_id = db.session.execute(select(Municipality.id).where(Municipality.code == FIRST_CODE)).scalar()
    if municipality_id is None:
        return Addresses(centre.address(""), [], [])
    with scope(municipality_id):
        staff = db.session.execute(select(Staff).where(Staff.active).order_by(Staff.id)).scalars()
        logins = [Login(one.email, password(centre), one.name, one.role.value) for one in staff]
        return Addresses(
            centre.address(""),
            logins,
            [_link(centre, *pair) for pair in waiting()],
        )


def _link(centre: Centre, summons: Summons, citizen: Citizen) -> BookingLink:
    url = centre.address(f"/b/{links.token_of(centre, summons)}")
    return BookingLink(url, citizen.birth_date.isoformat(), citizen.name)


def meeting_address(centre: Centre, public_id: UUID) -> str:
    """Return the citizen's permanent link into a meeting."""
    meeting = db.session.execute(select(Meeting).where(Meeting.public_id == public_id)).scalar_one()
    return centre.address(f"/m/{links.token_of(centre, meeting)}")


def password(centre: Centre) -> str:
    """Return the sample's password: made from this installation's own key, so none stands in the repository."""
    mark = base64.b32encode(centre.keys.blind("password", "sample"))[:10].decode().lower()
    return f"eksempel-{mark}"
