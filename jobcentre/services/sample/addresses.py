"""Where to go in the sample: logins, booking links, and a meeting that can be entered now."""

import base64
from dataclasses import asdict, dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import func, select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db, scope, unscoped
from jobcentre.models.citizen import Citizen
from jobcentre.models.claim import Claim
from jobcentre.models.meeting import Meeting, Party
from jobcentre.models.municipality import Municipality
from jobcentre.models.occasion import Summons
from jobcentre.models.staff import Staff
from jobcentre.rules.access import Role
from jobcentre.services import links, messaging
from jobcentre.services.sample.waiting import waiting
from jobcentre.services.transaction import transaction

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


def meeting_now(centre: Centre) -> UUID | None:
    """Let somebody meet within minutes, whatever the day and hour; ``None`` when nobody is left to meet.

    For trying the video room: the doors are open at once.
    """
    for summons, _ in reversed(waiting()):
        return _meeting_in_five_minutes(centre, summons)
    return None


def _meeting_in_five_minutes(centre: Centre, summons: Summons) -> UUID:
    now, public_id = clock.now(), uuid4()
    starts_at = now.replace(second=0, microsecond=0) + timedelta(minutes=5)
    pack = centre.packs[summons.pack]
    with transaction():
        citizen = db.session.get_one(Citizen, summons.citizen_id)
        staff_id = citizen.caseworker_id or _anybody()
        meeting = Meeting(
            public_id=public_id,
            summons_id=summons.id,
            citizen_id=citizen.id,
            staff_id=staff_id,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=pack.duration_minutes),
            uid=f"{uuid4()}@{centre.host}",
            booked_by=Party.STAFF,
            created_at=now,
            updated_at=now,
            **links.sealed_token(centre, "meeting", public_id),
        )
        db.session.add(meeting)
        db.session.flush()
        ends_at = meeting.ends_at
        db.session.add(Claim(meeting_id=meeting.id, staff_id=staff_id, starts_at=starts_at, ends_at=ends_at))
        messaging.write(messaging.plan_change(meeting, messaging.BOOKED, pack, citizen.email is not None))
    return public_id


def _anybody() -> int:
    return db.session.execute(select(func.min(Staff.id)).where(Staff.role == Role.CASEWORKER)).scalar_one()


def meeting_address(centre: Centre, public_id: UUID) -> str:
    """Return the citizen's permanent link into a meeting."""
    meeting = db.session.execute(select(Meeting).where(Meeting.public_id == public_id)).scalar_one()
    return centre.address(f"/m/{links.token_of(centre, meeting)}")


def password(centre: Centre) -> str:
    """Return the sample's password: made from this installation's own key, so none stands in the repository."""
    mark = base64.b32encode(centre.keys.blind("password", "sample"))[:10].decode().lower()
    return f"eksempel-{mark}"
