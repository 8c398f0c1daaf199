"""What only the municipality's own records can tell about a register: known numbers and unknown caseworkers."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db, tenant
from jobcentre.models.citizen import Citizen, LeftGround
from jobcentre.models.municipality import Team
from jobcentre.models.staff import Staff
from jobcentre.registers import Fault, PersonRow, Reason
from jobcentre.services.colleagues import HOLD_MEETINGS

CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Caseworker:
    """Who a person can be given to, and the team that comes with it."""

    id: int
    team_id: int | None


@dataclass(frozen=True, slots=True)
class Office:
    """The active staff who hold meetings by e-mail address in lower case, and the team when there is only one.

    ``others`` are the addresses of active staff who hold none.
    """

    caseworkers: dict[str, Caseworker]
    only_team: int | None
    others: frozenset[str]

    def caseworker(self, email: str | None) -> Caseworker | None:
        return self.caseworkers[email] if email else None


def office() -> Office:
    """Read staff and teams: two statements."""
    columns = (func.lower(Staff.email), Staff.id, Staff.team_id, Staff.role)
    staff = db.session.execute(select(*columns).where(Staff.active)).all()
    teams = db.session.execute(select(Team.id).limit(2)).scalars().all()
    found = {email: Caseworker(staff_id, team_id) for email, staff_id, team_id, role in staff if role in HOLD_MEETINGS}
    others = frozenset(email for email, *_ in staff if email not in found)
    return Office(found, teams[0] if len(teams) == 1 else None, others)


def blind(centre: Centre, cpr: str) -> bytes:
    """Return what a CPR number is found by within the current municipality."""
    return centre.keys.blind(cpr, f"{tenant()}:cpr")


def in_chunks(people: Sequence[PersonRow]) -> Iterator[Sequence[PersonRow]]:
    """Cut a long list into pieces one statement can take."""
    for first in range(0, len(people), CHUNK):
        yield people[first : first + CHUNK]


def faults(centre: Centre, people: Sequence[PersonRow], staff: Office, progress: Callable[[int], None]) -> list[Fault]:
    """Return every fault; ``progress`` is given how many people have been looked at."""
    found: list[Fault] = []
    done = 0
    for chunk in in_chunks(people):
        found += [fault for person in chunk for fault in _own(person, staff)]
        found += _known_numbers(centre, chunk)
        done += len(chunk)
        progress(done)
    return found


def _own(person: PersonRow, staff: Office) -> Iterator[Fault]:
    if person.caseworker_email and person.caseworker_email not in staff.caseworkers:
        known = person.caseworker_email in staff.others
        reason = Reason.CASEWORKER_HOLDS_NONE if known else Reason.CASEWORKER_UNKNOWN
        yield Fault(person.line, "caseworker_email", reason)
    if person.birth_date > clock.today():
        yield Fault(person.line, "cpr", Reason.CPR_DATE)
    if person.left_why == LeftGround.DEAD and person.left_on is not None and person.left_on > clock.today():
        yield Fault(person.line, "left_on", Reason.DEATH_AHEAD)


def _known_numbers(centre: Centre, people: Sequence[PersonRow]) -> Iterator[Fault]:
    by_index = {blind(centre, person.cpr): person for person in people}
    bearers = db.session.execute(
        select(Citizen.cpr_index, Citizen.external_id, Citizen.public_id).where(Citizen.cpr_index.in_(list(by_index)))
    )
    for index, external_id, public_id in bearers:
        person = by_index[index]
        if person.external_id != external_id:
            facts = {"external_id": external_id, "public_id": str(public_id), "new_id": person.external_id}
            yield Fault(person.line, "cpr", Reason.CPR_KNOWN, facts)
