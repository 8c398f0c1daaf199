"""What came of a meeting, as a person recorded it. Nothing here decides a consequence."""

from uuid import UUID

from sqlalchemy import select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting
from jobcentre.models.occasion import Occasion, Summons
from jobcentre.rules import attendance as rules
from jobcentre.rules.attendance import Outcome
from jobcentre.rules.refusals import Closed, Code
from jobcentre.rules.withdrawal import Ground
from jobcentre.services import audit, booking, needs, requests, summoning, trail
from jobcentre.services.audit import Who
from jobcentre.services.transaction import transaction

NOTE_LENGTH = 1000


def record(
    centre: Centre,
    meeting_public_id: UUID,
    outcome: Outcome,
    note: str,
    request_id: UUID,
    who: Who,
    *,
    version: str | None = None,
    sure: bool = False,
) -> bool:
    """Record or correct the outcome of a meeting that has begun; commits.

    The occasion ends with it, whatever came of it: a further meeting is a further occasion
    (``summoning.summon_again``), which a person decides upon. When an absence is corrected to a meeting that was
    held, the further occasion is withdrawn; return whether it stays, since it is booked already.
    ``version`` is that of the record which the reader saw (``trail.version_of``). What is corrected is kept.
    Raises ``NotOpenYet`` before the start, ``Closed`` when the meeting was cancelled, is not there or was recorded
    by somebody else meanwhile, and ``Invalid`` for an absence that nobody is ``sure`` of (``rules.check_absence``).
    """
    with transaction():
        if requests.seen_before(request_id, "outcome", meeting_public_id, outcome, note):
            return False
        meeting, summons, _ = booking.locked_meeting(meeting_public_id, who)
        now = clock.now()
        rules.check_record(meeting.starts_at, now)
        _check_version(meeting, version)
        before = meeting.outcome
        if outcome is Outcome.ABSENT and before is not Outcome.ABSENT and not sure:
            rules.check_absence(meeting.starts_at, trail.citizen_entered(meeting), now)
        trail.keep(meeting)
        meeting.outcome, meeting.outcome_note, meeting.outcome_at = outcome, note[:NOTE_LENGTH], now
        meeting.updated_at = now
        if before is None:
            summoning.close(summons.occasion_id)
            needs.settle(meeting.citizen_id, who)
        audit.record("meeting.outcome", who, meeting.citizen_id, **_facts(meeting, before))
        requests.answer(request_id, str(meeting.public_id))
        return before is not None and outcome is Outcome.ATTENDED and _another_stays(centre, summons, who)


def _facts(meeting: Meeting, before: Outcome | None) -> dict[str, str]:
    """Return what the trail keeps: of the note only that there is one."""
    facts = {"meeting": str(meeting.public_id), "outcome": str(meeting.outcome)}
    if before is not None:
        facts["before"] = before.value
    if meeting.outcome_note:
        facts["note"] = "written"
    return facts


def _check_version(meeting: Meeting, version: str | None) -> None:
    if version is None or version == trail.version_of(meeting.outcome_at):
        return
    by = trail.recorded_by(meeting)
    raise Closed(Code.OUTCOME_MEANWHILE, by=by.name if by else None, at=meeting.outcome_at)


def _another_stays(centre: Centre, summons: Summons, who: Who) -> bool:
    """Withdraw the occasion that followed this one; say whether one stays because it is booked."""
    held = db.session.get_one(Occasion, summons.occasion_id)
    later = select(Occasion.id).where(
        Occasion.citizen_id == held.citizen_id,
        Occasion.pack == held.pack,
        Occasion.episode == held.episode,
        Occasion.nth > held.nth,
        Occasion.closed_at.is_(None),
    )
    found = db.session.execute(later).scalars().all()
    ended = [summoning.withdraw_quietly(centre, occasion_id, who, Ground.ALREADY_MET) for occasion_id in found]
    return not all(ended)
