"""What has been and what stands in the way, as tables to join beside what is under way (``situation``)."""

from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Subquery,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on
from sqlalchemy.orm import aliased

from jobcentre import clock
from jobcentre.models.citizen import BenefitGroup, Citizen, Spell
from jobcentre.models.meeting import Meeting
from jobcentre.models.message import MISSED, Message, MessageState
from jobcentre.models.occasion import Occasion, Summons
from jobcentre.models.override import Override
from jobcentre.models.task import Task, TaskKind
from jobcentre.rules.packs import AgeDay, Pack
from jobcentre.rules.standing import STOPS
from jobcentre.services import occasions, overriding, told
from jobcentre.texts.kinds import Kind

ABOUT_MESSAGES = (TaskKind.UNREACHABLE, TaskKind.UNCERTAIN, TaskKind.BOUNCED, TaskKind.RECEIPT_MISSING)
TELLS_THE_END = (Kind.WITHDRAWN.value, Kind.CANCELLED.value)  # whoever misses it goes on thinking of the summons
Among = list[int] | None  # whom the tables are about; None: everybody
_STOPS = {kind: number for number, kind in enumerate(STOPS)}


def of(column: Any, among: Among) -> ColumnElement[bool]:
    """Whether a row is about one of these people; everybody's are where nobody is named."""
    return true() if among is None else column == func.any(literal(among, ARRAY(BigInteger)))


def latest(among: Among) -> Subquery:
    """The latest duty, open or not."""
    return (
        select(Occasion.id, Occasion.public_id, Occasion.citizen_id, Occasion.closed_at)
        .where(of(Occasion.citizen_id, among))
        .order_by(Occasion.citizen_id, Occasion.created_at.desc(), Occasion.id.desc())
        .ext(distinct_on(Occasion.citizen_id))
        .subquery("latest_occasion")
    )


def covered(among: Among) -> Subquery:
    """Until when people have been called: the latest day on which a duty fell due that no sweep has let go."""
    let_go = and_(Occasion.closed_at.is_not(None), occasions.let_go())
    return (
        select(Occasion.citizen_id, func.max(Occasion.due_on).label("until"))
        .where(of(Occasion.citizen_id, among), ~let_go)
        .group_by(Occasion.citizen_id)
        .subquery("covered")
    )


def outcome(among: Among) -> Subquery:
    """The latest meeting that has an outcome, with the duty it was for."""
    return (
        select(Meeting.citizen_id, Meeting.outcome, Meeting.starts_at, Summons.occasion_id)
        .join(Summons, Summons.id == Meeting.summons_id)
        .where(of(Meeting.citizen_id, among), Meeting.outcome.is_not(None))
        .order_by(Meeting.citizen_id, Meeting.starts_at.desc(), Meeting.id.desc())
        .ext(distinct_on(Meeting.citizen_id))
        .subquery("latest_outcome")
    )


def missed(among: Among) -> Subquery:
    """Whom a message never reached, by no channel, and neither has any since; nor has a person seen to it.

    What was said of a meeting or a summons matters no more when that is over.
    """
    other = aliased(Message)
    reaches = other.kind.not_in(told.ASIDES)
    later = and_(other.state == MessageState.SENT, other.created_at > Message.created_at, reaches)
    copy = and_(
        other.state.in_((MessageState.SENT, MessageState.PENDING)),
        _stem(other) == _stem(Message),
        other.id != Message.id,
    )
    elsewhere = exists().where(other.citizen_id == Message.citizen_id, or_(later, copy))
    seen_to = exists().where(
        Task.citizen_id == Message.citizen_id, Task.kind.in_(ABOUT_MESSAGES), Task.done_at >= Message.created_at
    )
    over = exists().where(Meeting.id == Message.meeting_id, Meeting.ends_at <= clock.now())
    ended = exists().where(
        Summons.id == Message.summons_id, Summons.closed_at.is_not(None), Message.kind.not_in(TELLS_THE_END)
    )
    return (
        select(Message.citizen_id)
        .where(
            of(Message.citizen_id, among),
            Message.citizen_id.is_not(None),
            Message.state.in_(MISSED),
            Message.kind.not_in(told.MAY_BE_MISSED),
            ~elsewhere.correlate(Message),
            ~seen_to.correlate(Message),
            ~over.correlate(Message),
            ~ended.correlate(Message),
        )
        .distinct()
        .subquery("missed")
    )


def stop(among: Among, today: date, pack: Pack | None) -> Subquery:
    """What a person has decided that keeps somebody from being called today."""
    return (
        select(Override.citizen_id, Override.kind, Override.until_on)
        .where(
            of(Override.citizen_id, among),
            overriding.holds(today, STOPS),
            or_(Override.episode.is_(None), ~_anew(today, pack)),
        )
        .order_by(
            Override.citizen_id,
            case(_STOPS, value=Override.kind, else_=len(_STOPS)),
            Override.until_on.desc().nulls_first(),
        )
        .ext(distinct_on(Override.citizen_id))
        .subquery("stop")
    )


def spell(among: Among, today: date, pack: Pack | None) -> Subquery:
    """Whoever has an open or coming spell, with the thresholds reached in open ones.

    ``reached_on`` is the first, ``reached_in`` a day within the run of the last: a duty that fell due since is about
    it. A run may have begun before its last spell, but never after the day on which it reaches the threshold. Where age
    is asked on that day, those do not count on which the person was too old.
    """
    there = and_(Spell.projected_on <= today, Spell.started_on <= today, _young(pack))
    within: ColumnElement[Any] = func.least(Spell.projected_on, Spell.started_on)
    query = select(
        Spell.citizen_id,
        func.min(Spell.projected_on).filter(there).label("reached_on"),
        func.max(within).filter(there).label("reached_in"),
    )
    if _asks_at_threshold(pack):
        query = query.join(Citizen, Citizen.id == Spell.citizen_id)
    return (
        query.where(of(Spell.citizen_id, among), Spell.withdrawn_at.is_(None))
        .where(or_(Spell.ended_on.is_(None), Spell.ended_on > today))
        .group_by(Spell.citizen_id)
        .subquery("lasting_spell")
    )


def gone(today: date) -> ColumnElement[bool]:
    """Whether the person is not the municipality's any more."""
    return func.coalesce(Citizen.left_on <= today, False)


def _young(pack: Pack | None) -> ColumnElement[bool]:
    if pack is None or not _asks_at_threshold(pack):
        return true()
    return Citizen.birth_date > cast(Spell.projected_on - func.make_interval(pack.age_limit), Date)


def _asks_at_threshold(pack: Pack | None) -> bool:
    return pack is not None and pack.age_measured_on is AgeDay.THRESHOLD


def _anew(today: date, pack: Pack | None) -> ColumnElement[bool]:
    """Whether another run has begun since the episode: a spell that follows upon no other of its benefit."""
    begun, former = aliased(Spell), aliased(Spell)
    gaps = {group: pack.counting[group].gap_days for group in BenefitGroup} if pack else {}
    gap: Any = case(gaps, value=begun.benefit_group, else_=0) if any(gaps.values()) else 0
    joined = exists().where(
        former.citizen_id == begun.citizen_id,
        former.withdrawn_at.is_(None),
        former.benefit_group == begun.benefit_group,
        former.started_on < begun.started_on,
        or_(former.ended_on.is_(None), former.ended_on >= begun.started_on - (gap + 1)),
    )
    return exists().where(
        begun.citizen_id == Override.citizen_id,
        begun.withdrawn_at.is_(None),
        begun.started_on > Override.episode,
        begun.started_on <= today,
        ~joined.correlate(begun),
    )


def _stem(message: Any) -> ColumnElement[str]:
    """A message's key without its channel (``messaging.stem``)."""
    return func.left(message.key, -func.length(message.channel))
