"""Whom a sweep looks at, as conditions on ``Citizen``: wide enough to forget nobody, the rules have the last word.

What stands two levels down is correlated by hand: the tenant filter would bring tables of its own in.
"""

from datetime import date

from sqlalchemy import ColumnElement, and_, exists, or_

from jobcentre.models.citizen import Citizen, Spell
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.message import Message, MessageState
from jobcentre.models.occasion import Occasion, Summons
from jobcentre.rules import counting
from jobcentre.rules.eligibility import ReasonCode
from jobcentre.rules.packs import Pack
from jobcentre.services import told
from jobcentre.texts.kinds import Kind

# Obstacles to a duty; among the reasons of an occasion they say that a sweep withdrew it.
LOST = tuple(
    code.value
    for code in (
        ReasonCode.NO_SPELL,
        ReasonCode.FUTURE,
        ReasonCode.ENDED,
        ReasonCode.NOT_YET,
        ReasonCode.ENDS_FIRST,
        ReasonCode.TOO_OLD,
    )
)
# A month's end may count a few days more or less; four days cover every pair of months.
SLACK = 4


def to_act_upon(pack: Pack, today: date) -> ColumnElement[bool]:
    """Whoever may be due and not summoned, was held back, or has a summons that may have lost its ground."""
    return or_(_maybe_due(pack, today), _held_back(), _may_have_lost_its_ground(pack, today))


def to_judge(today: date) -> ColumnElement[bool]:
    """Whoever has an open or coming spell, or a summons without a meeting."""
    lasting = exists().where(_lasting(today))
    return or_(lasting, exists().where(open_without_meeting()))


def open_without_meeting() -> ColumnElement[bool]:
    """An occasion whose summons is open and has no meeting that stands; ``Occasion`` and ``Summons`` are not joined."""
    return and_(
        Occasion.citizen_id == Citizen.id,
        Occasion.closed_at.is_(None),
        Summons.occasion_id == Occasion.id,
        Summons.closed_at.is_(None),
        ~exists().where(Meeting.summons_id == Summons.id, Meeting.status == MeetingStatus.CONFIRMED).correlate(Summons),
    )


def never_told() -> ColumnElement[bool]:
    """The summons was written and taken back before it left by any channel, or all that left came back; one made
    without a message is not of these.
    """
    about = Message.summons_id == Summons.id
    left = or_(told.left(), Message.state == MessageState.PENDING)
    written = exists().where(about, Message.kind == Kind.SUMMONS.value, Message.state == MessageState.VOID)
    sent = exists().where(about, Message.citizen_id.is_not(None), left)
    return and_(written.correlate(Summons), ~sent.correlate(Summons))


def _maybe_due(pack: Pack, today: date) -> ColumnElement[bool]:
    """Whoever may be due, with nothing under way.

    A run of touching spells began with some spell at least the threshold ago, or the case system says so. An
    occasion that became due after the open spell began is about the same run (see ``rules.eligibility``).
    """
    some = and_(Spell.citizen_id == Citizen.id, Spell.withdrawn_at.is_(None))
    long_ago = _later(counting.add_months(today, -pack.threshold_months))
    reached = or_(Spell.started_on <= long_ago, Spell.threshold_reached_on <= today)
    about_it = and_(Occasion.citizen_id == Citizen.id, Occasion.due_on >= Spell.started_on, ~_let_go())
    done = exists().where(about_it).correlate(Citizen, Spell)
    under_way = exists().where(Occasion.citizen_id == Citizen.id, Occasion.closed_at.is_(None), Occasion.held.is_(None))
    return and_(exists().where(some, reached), exists().where(_open(today), ~done), ~under_way)


def _let_go() -> ColumnElement[bool]:
    return or_(*(Occasion.reasons.contains([{"code": code}]) for code in LOST))


def _held_back() -> ColumnElement[bool]:
    return exists().where(Occasion.citizen_id == Citizen.id, Occasion.held.is_not(None), Occasion.closed_at.is_(None))


def _may_have_lost_its_ground(pack: Pack, today: date) -> ColumnElement[bool]:
    """Somebody who is to choose a time, and whose unemployment is over, who is too old or has not been told at all."""
    too_old = Citizen.birth_date <= _later(counting.add_months(today, -12 * pack.age_limit))
    same_run = exists().where(_open(today), Spell.started_on <= Occasion.due_on).correlate(Citizen, Occasion)
    return exists().where(open_without_meeting(), or_(too_old, ~same_run, never_told()))


def _lasting(today: date) -> ColumnElement[bool]:
    return and_(
        Spell.citizen_id == Citizen.id,
        Spell.withdrawn_at.is_(None),
        or_(Spell.ended_on.is_(None), Spell.ended_on > today),
    )


def _open(today: date) -> ColumnElement[bool]:
    return and_(_lasting(today), Spell.started_on <= today)


def _later(day: date) -> date:
    return date.fromordinal(day.toordinal() + SLACK)
