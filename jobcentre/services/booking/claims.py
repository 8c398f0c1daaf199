"""Who takes a meeting. The claim has the last word: its constraint is what forbids double booking."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from jobcentre.models.base import db, table_of
from jobcentre.models.citizen import Citizen
from jobcentre.models.claim import NO_OVERLAP, Claim
from jobcentre.models.meeting import Meeting
from jobcentre.models.staff import Staff
from jobcentre.rules.packs import Pack
from jobcentre.rules.refusals import NotAllowed, SlotTaken
from jobcentre.services import availability

_CLAIM = insert(table_of(Claim)).on_conflict_do_nothing(constraint=NO_OVERLAP).returning(Claim.id)


def release(meeting: Meeting) -> None:
    """Free the time of a meeting within the current transaction."""
    db.session.execute(delete(Claim).where(Claim.meeting_id == meeting.id))


def candidates(
    pack: Pack, citizen: Citizen, starts_at: datetime, staff_id: int | None, keep: int | None = None
) -> list[int]:
    """Return who may take a meeting at ``starts_at``, the one it is kept with first.

    A caseworker named by staff need not have hours then. Raises ``SlotTaken`` when nobody is free.
    """
    if staff_id is not None:
        found = db.session.execute(select(Staff.id).where(Staff.id == staff_id, Staff.active)).scalar()
        if found is None:
            raise NotAllowed()
        return [found]
    chooser = availability.chooser_of(citizen)
    free = availability.free_at(pack, chooser, starts_at)
    if not free:
        raise SlotTaken()
    return sorted(free, key=lambda candidate: (candidate != keep, candidate))


def claim_first(meeting: Meeting, staff_ids: list[int], pack: Pack) -> None:
    """Claim the meeting's time for the first who is still free and make the meeting theirs; else ``SlotTaken``."""
    ends_at = meeting.ends_at + timedelta(minutes=pack.buffer_minutes)
    for staff_id in staff_ids:
        claimed = db.session.execute(
            _CLAIM,
            {
                "municipality_id": meeting.municipality_id,
                "meeting_id": meeting.id,
                "staff_id": staff_id,
                "starts_at": meeting.starts_at,
                "ends_at": ends_at,
            },
        ).scalar()
        if claimed is not None:
            if meeting.staff_id != staff_id:
                meeting.staff_id = staff_id
            return
    raise SlotTaken()
