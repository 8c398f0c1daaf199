"""Whom a sweep looks at, as conditions on ``Citizen``: wide enough to forget nobody, the rules have the last word.

The sweep by night asks for a few small sets, each found by an index, and never looks at everybody: most people with an
old, ended spell or with a met duty are of no interest. What stands two levels down is correlated by hand: the tenant
filter would bring tables of its own in.
"""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, cast, exists, func, or_, select, union
from sqlalchemy import Date as SqlDate

from jobcentre.models.citizen import Citizen, Spell
from jobcentre.models.message import Message, MessageState
from jobcentre.models.occasion import Occasion, Summons
from jobcentre.rules import counting
from jobcentre.rules.packs import AgeDay, Pack
from jobcentre.services import occasions, told
from jobcentre.services.supply.waiting import open_without_meeting
from jobcentre.texts.kinds import Kind

# A month's end may count a few days more or less; four days cover every pair of months.
SLACK = 4


def to_act_upon(pack: Pack, today: date) -> ColumnElement[bool]:
    """Whoever may be due and not summoned, was held back, or has a summons that may have lost its ground.

    One set after the other: said as alternatives, every citizen is looked at for each of them.
    """
    found = union(_maybe_due(pack, today), _held_back(today), _may_have_lost_its_ground(pack, today))
    return Citizen.id.in_(select(found.subquery().c[0]))


def to_judge(today: date) -> ColumnElement[bool]:
    """Whoever has an open or coming spell, or a summons without a meeting."""
    lasting = exists().where(_lasting(today))
    return or_(and_(_ours(today), lasting), exists().where(open_without_meeting()))


def never_told() -> ColumnElement[bool]:
    """The summons was written and taken back before it left by any channel, or all that left came back; one made
    without a message is not of these.
    """
    about = Message.summons_id == Summons.id
    left = or_(told.left(), Message.state == MessageState.PENDING)
    written = exists().where(about, Message.kind == Kind.SUMMONS.value, Message.state == MessageState.VOID)
    sent = exists().where(about, Message.citizen_id.is_not(None), left)
    return and_(written.correlate(Summons), ~sent.correlate(Summons))


def _maybe_due(pack: Pack, today: date) -> Any:
    """Whoever was projected to have reached the threshold by now, with nothing under way or done about that run.

    The day stands on the last spell of the run (``services.register.projecting``, which keeps it current and counts a
    part of everybody anew each night). An occasion that became due after that spell began is about the same run (see
    ``rules.eligibility``). Who is too old, and only gets older, is not looked at each night.
    """
    about_it = and_(Occasion.citizen_id == Spell.citizen_id, Occasion.due_on >= Spell.started_on, ~occasions.let_go())
    open_one = Occasion.closed_at.is_(None), Occasion.held.is_(None)
    under_way = exists().where(Occasion.citizen_id == Spell.citizen_id, *open_one)
    return (
        select(Spell.citizen_id)
        .join(Citizen, Citizen.id == Spell.citizen_id)
        .where(Spell.withdrawn_at.is_(None), Spell.projected_on <= today, _ours(today), _young(pack, today))
        .where(~exists().where(about_it).correlate(Spell), ~under_way.correlate(Spell))
        .correlate(None)
    )


def _young(pack: Pack, today: date) -> ColumnElement[bool]:
    """Not yet as old as no summons can be sent to any more; who cannot be met in time is left to the rules."""
    if pack.age_measured_on is AgeDay.THRESHOLD:
        limit = cast(Spell.projected_on - func.make_interval(pack.age_limit), SqlDate)
        return Citizen.birth_date.op(">", is_comparison=True)(limit)
    return Citizen.birth_date > counting.add_months(today, -12 * pack.age_limit)


def _ours(today: date) -> ColumnElement[bool]:
    """Neither gone from the municipality, nor a row that another has taken over."""
    return and_(Citizen.merged_into_id.is_(None), or_(Citizen.left_on.is_(None), Citizen.left_on > today))


def _held_back(today: date) -> Any:
    held = Occasion.held.is_not(None), Occasion.closed_at.is_(None)
    query = select(Occasion.citizen_id).join(Citizen, Citizen.id == Occasion.citizen_id)
    return query.where(*held, _ours(today)).correlate(None)


def _may_have_lost_its_ground(pack: Pack, today: date) -> Any:
    """Somebody who is to choose a time, and whose unemployment is over, who is too old or has not been told at all."""
    too_old = Citizen.birth_date <= _later(counting.add_months(today, -12 * pack.age_limit))
    same_run = exists().where(_open(today), Spell.started_on <= Occasion.due_on).correlate(Citizen, Occasion)
    return (
        select(Occasion.citizen_id)
        .join(Citizen, Citizen.id == Occasion.citizen_id)
        .join(Summons, Summons.occasion_id == Occasion.id)
        .where(open_without_meeting(), or_(too_old, ~same_run, never_told()))
        .correlate(None)
    )


def _lasting(today: date) -> ColumnElement[bool]:
    return and_(
        Spell.citizen_id == Citizen.id,
        Spell.withdrawn_at.is_(None),
        or_(Spell.ended_on.is_(None), Spell.ended_on > today),
    )


def _open(today: date) -> ColumnElement[bool]:
    return and_(_lasting(today), Spell.started_on <= today)


def _later(day: date) -> date:
    return date.fromordinal(min(day.toordinal() + SLACK, date.max.toordinal()))
