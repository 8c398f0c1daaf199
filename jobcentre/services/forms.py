"""Which form an interview has: the facts that ``rules.forms`` decides by."""

from sqlalchemy import case, exists, select
from sqlalchemy.orm import aliased

from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.occasion import Occasion, Summons
from jobcentre.rules import forms
from jobcentre.rules.attendance import Outcome
from jobcentre.rules.forms import Situation
from jobcentre.rules.packs import Form, Pack


def situation(pack: Pack, summons: Summons, citizen: Citizen) -> Situation:
    """Return what decides the form of a summons's interview, in two statements at the most."""
    confirmed = case((Meeting.status == MeetingStatus.CONFIRMED, 0), else_=1)
    query = select(Meeting).where(Meeting.summons_id == summons.id).order_by(confirmed, Meeting.id.desc()).limit(1)
    return after(pack, summons, citizen, db.session.execute(query).scalar())


def after(pack: Pack, summons: Summons, citizen: Citizen, last: Meeting | None) -> Situation:
    """Return the same where the meeting that stands, or else the last one, has been read already."""
    return of(pack, summons, citizen, *agreed(last))


def of(pack: Pack, summons: Summons, citizen: Citizen, form: Form | None, reason: str) -> Situation:
    """Return the same from the form that is agreed, and why staff asked for it."""
    first = is_first(pack, summons.occasion_id, summons.id)
    return Situation(first=first, has_number=bool(citizen.mobile), agreed=form, reason=reason)


def agreed(last: Meeting | None) -> tuple[Form | None, str]:
    """Return what the last meeting of a summons says about the next one's form.

    What the citizen chose for a meeting that is called off may be chosen anew; what staff asked for still holds.
    """
    if last is None or not (last.status is MeetingStatus.CONFIRMED or last.form_reason):
        return None, ""
    return last.form, last.form_reason


def is_first(pack: Pack, occasion_id: int, summons_id: int | None = None) -> bool:
    """Return whether an occasion's interview is the first of its stretch: none has been attended before.

    It still is when the summons before was withdrawn or came to nothing. A meeting under ``summons_id`` does not count.
    One statement; none under a pack where every interview has the same form.
    """
    if not forms.may_differ(pack):
        return True
    mine = aliased(Occasion)
    held = (
        select(Meeting.id)
        .join(Summons, Summons.id == Meeting.summons_id)
        .join(Occasion, Occasion.id == Summons.occasion_id)
        .where(Meeting.citizen_id == mine.citizen_id, Occasion.episode == mine.episode)
        .where(Meeting.outcome == Outcome.ATTENDED, Meeting.summons_id.is_distinct_from(summons_id))
    )
    return not db.session.execute(select(exists(held)).select_from(mine).where(mine.id == occasion_id)).scalar_one()
