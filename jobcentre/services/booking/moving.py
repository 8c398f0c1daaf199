"""The steps of a move: another time, caseworker or form, and who must hear of it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting
from jobcentre.rules.forms import Decided
from jobcentre.rules.packs import Form, Pack
from jobcentre.services import messaging
from jobcentre.services.booking import claims, making, waiting
from jobcentre.services.circles import Circle
from jobcentre.services.messaging import Change, Plan, Reach


@dataclass(frozen=True, slots=True)
class Before:
    """What was agreed until now."""

    starts_at: datetime
    staff_id: int
    form: Form

    def is_same(self, starts_at: datetime, staff_id: int | None, form: Form) -> bool:
        """Whether nothing would change."""
        return (starts_at, staff_id or self.staff_id, form) == (self.starts_at, self.staff_id, self.form)


def before(meeting: Meeting) -> Before:
    """Remember what is agreed now."""
    return Before(meeting.starts_at, meeting.staff_id, meeting.form)


def named(whom: int | Circle) -> int | None:
    """Return the caseworker who was named, if one was."""
    return whom if isinstance(whom, int) else None


def to(
    meeting: Meeting, starts_at: datetime, decided: Decided, pack: Pack, citizen: Citizen, whom: int | Circle
) -> None:
    """Give up the old time and claim the new one. A time that stays with its caseworker is not let go for a moment."""
    stays = starts_at == meeting.starts_at and named(whom) in (None, meeting.staff_id)
    values: dict[str, Any] = {"form": decided.form, "form_reason": decided.reason}
    if stays:
        making.change(meeting, **values)
        return
    # asked while the old time is taken still, as it was when the times were shown
    candidates = claims.candidates(pack, citizen, meeting.summons, starts_at, whom, meeting.staff_id)
    claims.release(meeting)
    ends_at = starts_at + timedelta(minutes=pack.duration_minutes)
    if starts_at != meeting.starts_at:
        values["moved_from"] = meeting.starts_at  # for who reads an old message
        waiting.end_waiting(meeting)
    making.change(meeting, starts_at=starts_at, ends_at=ends_at, **values)
    claims.claim_first(meeting, candidates, pack)


def plans(meeting: Meeting, was: Before, pack: Pack, reach: Reach, *, knows: bool) -> list[Plan]:
    """Plan what both sides must hear; a citizen who was never summoned in writing (``knows``) is summoned now."""
    change = _change(meeting, was)
    if not knows:
        change = replace(change, citizen=messaging.INVITED.citizen)
    found = messaging.plan_change(meeting, change, pack, reach)
    if meeting.staff_id != was.staff_id:
        found[0] = messaging.plan_for_staff(meeting, messaging.BOOKED)
        found.append(messaging.plan_handover(meeting, was.staff_id, was.starts_at))
    return found


def _change(meeting: Meeting, was: Before) -> Change:
    """At the same time in another form nothing has moved."""
    if meeting.starts_at == was.starts_at and meeting.form is not was.form:
        return messaging.CHANGED
    return messaging.moved(was.starts_at)
