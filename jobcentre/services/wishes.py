"""A citizen whose interview is over and who wants another: a person is called for, and decides."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.occasion import Occasion, Summons
from jobcentre.models.task import Task, TaskKind
from jobcentre.rules.refusals import Closed
from jobcentre.services import audit, requests, tasks
from jobcentre.services.audit import Who
from jobcentre.services.transaction import transaction


class Wish(StrEnum):
    """Whether a citizen may ask for another interview."""

    OPEN = "open"
    ASKED = "asked"  # they have, and nobody has answered yet
    NONE = "none"  # no interview is over, or another is on its way


def of(summons_public_id: UUID) -> Wish:
    """Return what the citizen's page offers."""
    row = db.session.execute(
        select(
            _over().label("over"),
            _another_open().label("another"),
            exists().where(Task.citizen_id == Citizen.id, *_asked()).correlate(Citizen).label("asked"),
        )
        .select_from(Summons)
        .join(Citizen, Citizen.id == Summons.citizen_id)
        .where(Summons.public_id == summons_public_id, Citizen.merged_into_id.is_(None))
        .where(or_(Citizen.left_on.is_(None), Citizen.left_on > clock.today()))
    ).first()
    if row is None or row.another or not row.over:
        return Wish.NONE
    return Wish.ASKED if row.asked else Wish.OPEN


def ask(summons_public_id: UUID, request_id: UUID, who: Who) -> None:
    """Call for a caseworker, once; commits. Raises ``Closed`` where there is none to ask for."""
    with transaction():
        if requests.seen_before(request_id, "wish", summons_public_id):
            return
        query = select(Summons.citizen_id).where(Summons.public_id == summons_public_id).with_for_update(of=Summons)
        citizen_id = db.session.execute(query).scalar()
        wish = of(summons_public_id)
        if citizen_id is None or wish is Wish.NONE:
            raise Closed()
        if wish is Wish.OPEN:
            tasks.open_task(TaskKind.WANTS_INTERVIEW, citizen_id)
            audit.record("citizen.wants_interview", who, citizen_id)


def _over() -> ColumnElement[bool]:
    ended = or_(Meeting.outcome.is_not(None), Meeting.ends_at <= clock.now())
    return (
        exists()
        .where(Meeting.summons_id == Summons.id, Meeting.status == MeetingStatus.CONFIRMED, ended)
        .correlate(Summons)
    )


def _another_open() -> ColumnElement[bool]:
    another = aliased(Occasion)
    elsewhere = and_(another.citizen_id == Summons.citizen_id, another.id != Summons.occasion_id)
    return exists().where(elsewhere, another.closed_at.is_(None)).correlate(Summons)


def _asked() -> tuple[ColumnElement[bool], ...]:
    return Task.kind == TaskKind.WANTS_INTERVIEW, Task.done_at.is_(None)
