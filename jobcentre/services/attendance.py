"""What came of a meeting, as a person recorded it. Nothing here decides a consequence."""

from uuid import UUID

from sqlalchemy import select

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.occasion import Summons
from jobcentre.rules import attendance as rules
from jobcentre.rules.attendance import Outcome
from jobcentre.rules.refusals import Closed
from jobcentre.services import audit, requests, summoning
from jobcentre.services.audit import Who
from jobcentre.services.transaction import transaction

NOTE_LENGTH = 1000


def record(meeting_public_id: UUID, outcome: Outcome, note: str, request_id: UUID, who: Who) -> None:
    """Record or correct the outcome of a meeting that has begun; commits.

    The occasion ends with it, whatever came of it: a further meeting is a further occasion
    (``summoning.summon_again``), which a person decides upon.
    Raises ``NotOpenYet`` before the start and ``Closed`` when the meeting was cancelled or is not there.
    """
    with transaction():
        if requests.seen_before(request_id, "outcome"):
            return
        meeting = _locked(meeting_public_id)
        now = clock.now()
        rules.check_record(meeting.starts_at, now)
        before = meeting.outcome
        meeting.outcome, meeting.outcome_note, meeting.outcome_at = outcome, note[:NOTE_LENGTH], now
        meeting.updated_at = now
        occasion = select(Summons.occasion_id).where(Summons.id == meeting.summons_id)
        if before is None:
            summoning.close(db.session.execute(occasion).scalar_one())
        facts = {"meeting": str(meeting.public_id), "outcome": outcome.value}
        if before is not None:
            facts["before"] = before.value
        audit.record("meeting.outcome", who, meeting.citizen_id, **facts)
        requests.answer(request_id, str(meeting.public_id))


def _locked(public_id: UUID) -> Meeting:
    meeting: Meeting | None = db.session.execute(
        select(Meeting)
        .where(Meeting.public_id == public_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).scalar()
    if meeting is None or meeting.status is not MeetingStatus.CONFIRMED:
        raise Closed()
    return meeting
