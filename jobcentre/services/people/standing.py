"""Where each person stands, as SQL: ``rules.standing`` over again, computed in the database for everybody at once.

The list of people, its tabs and the task list all read the same expression, so they can never disagree; a test holds
it to the rule. What may be empty is compared so that the result is never empty itself: ``not`` would leave it so.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, func, or_

from jobcentre.models.citizen import Citizen, LeftGround
from jobcentre.models.occasion import Held
from jobcentre.models.task import TaskKind
from jobcentre.rules.attendance import Outcome
from jobcentre.rules.standing import NEEDS, RANK, SOON, STOPS, PersonStanding
from jobcentre.services.people import past
from jobcentre.services.people.situation import Situation

OF_TASK = {
    TaskKind.UNREACHABLE: PersonStanding.UNREACHABLE,
    TaskKind.UNCERTAIN: PersonStanding.UNCERTAIN,
    TaskKind.DECLINED: PersonStanding.DECLINED,
    TaskKind.REPLY: PersonStanding.REPLIED,
    TaskKind.NEEDS: PersonStanding.ASKED,
    TaskKind.DOCUMENT: PersonStanding.DOCUMENT,
    TaskKind.WANTS_INTERVIEW: PersonStanding.WANTS_INTERVIEW,
    TaskKind.NO_TIME_SET: PersonStanding.NO_TIME_SET,
    TaskKind.SPELLS: PersonStanding.SPELLS,
    TaskKind.BOUNCED: PersonStanding.BOUNCED,
    TaskKind.RECEIPT_MISSING: PersonStanding.RECEIPT_MISSING,
}
OF_LEFT = {
    LeftGround.MOVED: PersonStanding.MOVED_AWAY,
    LeftGround.EMIGRATED: PersonStanding.EMIGRATED,
    LeftGround.DEAD: PersonStanding.DEAD,
}
OF_HELD = {held: PersonStanding(f"held_{held.value}") for held in Held}
FIRST_WITHOUT_NEED = len(NEEDS)
_ALL = tuple(PersonStanding)
Truths = dict[PersonStanding, ColumnElement[bool]]


def standing(found: Situation, with_tasks: bool = True) -> ColumnElement[int]:
    """Return the place of everybody's standing in the order of urgency (``RANK``; ``of`` leads back).

    Without tasks it is the case alone, as a page shows it that lists the tasks besides.
    """
    true = _calls(found) | _waits(found) | _states(found)
    if with_tasks:
        wish = true[PersonStanding.ASKED]
        true |= {said: found.task.c.kind == kind for kind, said in OF_TASK.items()}
        true[PersonStanding.ASKED] = or_(wish, true[PersonStanding.ASKED])
    branches = [(true[one], RANK[one]) for one in PersonStanding if one in true]
    return case(*branches, else_=RANK[PersonStanding.NOT_DUE])


def of(rank: int) -> PersonStanding:
    """Return the standing in this place of the order."""
    return _ALL[rank]


def in_need(rank: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether a standing calls for somebody's act."""
    return rank < FIRST_WITHOUT_NEED


def deadline(found: Situation) -> ColumnElement[Any]:
    """Return the last day to choose a time, for those who have none."""
    return case((found.without_time, found.summons.c.book_by))


def since(found: Situation) -> ColumnElement[Any]:
    """Return the moment the standing is about: the meeting, the cancellation, the summons or the duty."""
    return func.coalesce(
        found.meeting.c.starts_at,
        found.summons.c.cancelled_at,
        found.summons.c.issued_at,
        found.occasion.c.created_at,
        case((_dropped(found), found.latest.c.closed_at)),
        found.outcome.c.starts_at,
    )


def _calls(found: Situation) -> Truths:
    """What calls for somebody's act, but for tasks."""
    summons, meeting, occasion = found.summons.c, found.meeting.c, found.occasion.c
    concerned, free = ~_left_alone(found), meeting.id.is_(None)
    called = and_(concerned, summons.id.is_not(None), or_(free, found.booked))
    unchosen = and_(concerned, found.without_time)
    nothing = and_(occasion.id.is_not(None), summons.id.is_(None), free)
    again = and_(_unemployed(found), occasion.id.is_(None), free, concerned, ~_dropped(found))
    came_to = found.outcome.c.outcome
    held = {said: and_(concerned, occasion.held == held) for held, said in OF_HELD.items()}
    return held | {
        PersonStanding.STAFF_GONE: and_(meeting.starts_at > found.now, ~meeting.staffed),
        PersonStanding.LINK_LOCKED: and_(called, summons.locked_at.is_not(None)),
        PersonStanding.MESSAGE_FAILED: and_(called, found.missed.c.citizen_id.is_not(None)),
        PersonStanding.OUTCOME_MISSING: meeting.ends_at <= found.now,
        PersonStanding.HELD_INCOMPLETE: and_(concerned, or_(occasion.held == Held.INCOMPLETE, nothing)),
        PersonStanding.ASKED: and_(unchosen, summons.wish),
        PersonStanding.OVERDUE: and_(unchosen, ~summons.wish, summons.book_by < found.today),
        PersonStanding.CANCELLED: and_(unchosen, summons.cancelled_at.is_not(None)),
        PersonStanding.NEW_TIME: and_(again, came_to.in_((Outcome.EXCUSED, Outcome.TECHNICAL_FAILURE))),
        PersonStanding.ABSENT: and_(again, came_to == Outcome.ABSENT),
    }


def _waits(found: Situation) -> Truths:
    """For a time to be chosen, or for a summons."""
    summons = found.summons.c
    unchosen = and_(~_left_alone(found), found.without_time)
    idle = and_(found.meeting.c.id.is_(None), found.occasion.c.id.is_(None), ~_left_alone(found))
    return {
        PersonStanding.CHOOSING_SOON: and_(unchosen, ~summons.chased, summons.book_by <= found.today + SOON),
        PersonStanding.REMINDED: and_(unchosen, summons.chased),
        PersonStanding.CHOOSING: unchosen,
        PersonStanding.DUE: and_(idle, _reached(found)),
    }


def _states(found: Situation) -> Truths:
    """All else that is so. Who has left has no other standing than that, once nothing is to be done."""
    gone = past.gone(found.today)
    stops = {said: and_(~gone, found.stop.c.kind == kind) for kind, said in STOPS.items()}
    left = {said: and_(gone, Citizen.left_ground == ground) for ground, said in OF_LEFT.items()}
    held = found.outcome.c.outcome == Outcome.ATTENDED
    return (
        stops
        | left
        | {
            PersonStanding.TIME_SET: and_(found.booked, found.meeting.c.set_for),
            PersonStanding.BOOKED: found.booked,
            PersonStanding.ATTENDED: and_(~gone, ~_dropped(found), held),
            PersonStanding.CLOSED: and_(~gone, _dropped(found)),
            PersonStanding.NOT_DUE: ~gone,
        }
    )


def _left_alone(found: Situation) -> ColumnElement[bool]:
    stopped = found.stop.c.kind.is_not(None)
    return and_(found.meeting.c.id.is_(None), or_(past.gone(found.today), stopped))


def _dropped(found: Situation) -> ColumnElement[bool]:
    """Whether the latest duty ended without an outcome."""
    other = found.outcome.c.occasion_id.is_distinct_from(found.latest.c.id)
    return and_(found.latest.c.closed_at.is_not(None), other)


def _unemployed(found: Situation) -> ColumnElement[bool]:
    return found.spell.c.citizen_id.is_not(None)


def _reached(found: Situation) -> ColumnElement[bool]:
    """Whether a threshold has been reached for which nobody has been called yet, and the rule is for this person."""
    if found.too_old is None:
        return false()
    uncovered = or_(found.covered.c.until.is_(None), found.covered.c.until < found.spell.c.reached_in)
    return and_(Citizen.birth_date > found.too_old, found.spell.c.reached_on.is_not(None), uncovered)
