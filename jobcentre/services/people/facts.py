"""What stands in the rows about people, read plainly: what ``rules.standing`` goes by.

A person's page goes by it. Lists ask the database for the standing itself (``standing``); here nothing is judged but
what the rows say one by one.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import defer

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen, Spell
from jobcentre.models.meeting import Meeting, MeetingStatus, Party
from jobcentre.models.message import MISSED, Message, MessageState
from jobcentre.models.need import Need
from jobcentre.models.occasion import Occasion, Summons
from jobcentre.models.override import Override
from jobcentre.models.staff import Staff
from jobcentre.models.task import Task
from jobcentre.rules import eligibility
from jobcentre.rules.needs import NeedKind
from jobcentre.rules.packs import AgeDay, Pack
from jobcentre.rules.standing import Call, Facts, Stretch, Talk, too_old
from jobcentre.services import occasions, told
from jobcentre.services.messaging import stem
from jobcentre.services.people.past import ABOUT_MESSAGES, TELLS_THE_END
from jobcentre.services.people.standing import OF_LEFT, OF_TASK
from jobcentre.texts.kinds import Kind


@dataclass(slots=True)
class _Rows:
    """One person's rows."""

    occasions: list[Occasion] = field(default_factory=list)
    summonses: list[Summons] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    spells: list[Spell] = field(default_factory=list)
    overrides: list[Override] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)


def facts_of(pack: Pack | None, citizen_ids: Collection[int]) -> dict[int, Facts]:
    """Return what stands in the rows about each of these people, under the pack in use. Ten statements."""
    rows: defaultdict[int, _Rows] = defaultdict(_Rows)
    for model, name in (
        (Occasion, "occasions"),
        (Summons, "summonses"),
        (Meeting, "meetings"),
        (Message, "messages"),
        (Task, "tasks"),
        (Spell, "spells"),
        (Override, "overrides"),
        (Need, "needs"),
    ):
        for one in _all(model, model.citizen_id.in_(citizen_ids)):
            getattr(rows[one.citizen_id], name).append(one)
    active = {one.id: one.active for one in _all(Staff)}
    people = _all(Citizen, Citizen.id.in_(citizen_ids))
    return {one.id: _facts(one, rows[one.id], active, pack) for one in people}


def _all(model: Any, *conditions: Any) -> Sequence[Any]:
    query = select(model).where(*conditions).order_by(model.id).execution_options(populate_existing=True)
    if model is Message:  # sealed letters are large, and say nothing of where somebody stands
        query = query.options(defer(Message.body_sealed), defer(Message.recipient_sealed))
    return db.session.execute(query).scalars().all()


def _facts(citizen: Citizen, rows: _Rows, active: dict[int, bool], pack: Pack | None) -> Facts:
    made = sorted(rows.occasions, key=lambda one: (one.created_at, one.id))
    duty = next((one for one in reversed(made) if one.closed_at is None), None)
    ended = max((one for one in rows.meetings if one.outcome), key=lambda one: (one.starts_at, one.id), default=None)
    let_go = occasions.let_go_of(made)
    covering = [one.due_on for one in made if one.closed_at is None or one.id not in let_go]
    return Facts(
        duty=duty is not None,
        held=duty.held.value if duty and duty.held else None,
        call=_call(duty, rows),
        talk=_talk(rows.meetings, active),
        tasks=frozenset(OF_TASK[one.kind] for one in rows.tasks if one.done_at is None),
        unreached=any(_missed(one, rows) for one in rows.messages),
        outcome=ended.outcome if ended else None,
        dropped=_dropped(made, ended, rows.summonses),
        covered_until=max(covering, default=None),
        callable=_callable(citizen, pack),
        too_old_on=_too_old_on(citizen, pack),
        spells=tuple(_stretch(one, pack) for one in rows.spells if one.withdrawn_at is None),
        overrides=tuple(_decided(rows.overrides)),
        left=OF_LEFT[citizen.left_ground] if citizen.left_ground else None,
        left_on=citizen.left_on,
    )


def _call(duty: Occasion | None, rows: _Rows) -> Call | None:
    for one in rows.summonses:
        if duty is not None and one.occasion_id == duty.id and one.closed_at is None:
            meetings = [meeting for meeting in rows.meetings if meeting.summons_id == one.id]
            sent = [message for message in rows.messages if message.state is MessageState.SENT]
            return Call(
                book_by=one.book_by,
                locked=one.locked_at is not None,
                cancelled=any(meeting.status is MeetingStatus.CANCELLED for meeting in meetings),
                chased=any(message.summons_id == one.id and message.kind == Kind.CHASER for message in sent),
                wish=any(need.summons_id == one.id and _is_wish(need) for need in rows.needs),
            )
    return None


def _is_wish(need: Need) -> bool:
    return need.kind is NeedKind.OTHER_TIME and need.ended_at is None


def _talk(meetings: Iterable[Meeting], active: dict[int, bool]) -> Talk | None:
    standing = [one for one in meetings if one.status is MeetingStatus.CONFIRMED and one.outcome is None]
    if not standing:
        return None
    first = min(standing, key=lambda one: (one.starts_at, one.id))
    return Talk(
        starts_at=first.starts_at,
        ends_at=first.ends_at,
        staffed=active[first.staff_id],
        set_for=first.booked_by is Party.SERVICE and first.moves == 0,
    )


def _dropped(made: Sequence[Occasion], ended: Meeting | None, summonses: Iterable[Summons]) -> bool:
    if not made or made[-1].closed_at is None:
        return False
    about = {one.id: one.occasion_id for one in summonses}
    return ended is None or about[ended.summons_id] != made[-1].id


def _missed(message: Message, rows: _Rows) -> bool:
    """Whether it never arrived, by no channel, and neither has any since; nor has a person seen to it."""
    if message.state not in MISSED or message.kind in told.MAY_BE_MISSED or _is_past(message, rows):
        return False
    for other in rows.messages:
        if other.kind in told.ASIDES:
            continue
        if other.state is MessageState.SENT and other.created_at > message.created_at:
            return False
        alive = other.state in (MessageState.SENT, MessageState.PENDING)
        if alive and other.id != message.id and stem(other.key) == stem(message.key):
            return False
    seen_to = [one.done_at for one in rows.tasks if one.kind in ABOUT_MESSAGES and one.done_at is not None]
    return not any(at >= message.created_at for at in seen_to)


def _is_past(message: Message, rows: _Rows) -> bool:
    """Whether the meeting it was about is over, or its summons is closed and it is not what says so."""
    over = [one.id for one in rows.meetings if one.ends_at <= clock.now()]
    ended = [one.id for one in rows.summonses if one.closed_at is not None]
    return message.meeting_id in over or (message.summons_id in ended and message.kind not in TELLS_THE_END)


def _callable(citizen: Citizen, pack: Pack | None) -> bool:
    today = clock.today()
    return pack is not None and pack.in_force(today) and citizen.birth_date > too_old(pack, today)


def _too_old_on(citizen: Citizen, pack: Pack | None) -> date | None:
    if pack is None or pack.age_measured_on is not AgeDay.THRESHOLD:
        return None
    return eligibility.age_limit_on(citizen.birth_date, pack)


def _stretch(spell: Spell, pack: Pack | None) -> Stretch:
    return Stretch(
        benefit_group=spell.benefit_group.value,
        started_on=spell.started_on,
        ended_on=spell.ended_on,
        projected_on=spell.projected_on,
        gap_days=pack.counting[spell.benefit_group].gap_days if pack else 0,
    )


def _decided(overrides: Iterable[Override]) -> Iterable[eligibility.Override]:
    for one in overrides:
        if one.ended_at is None:
            yield eligibility.Override(
                kind=one.kind, ground=one.ground.value, from_on=one.from_on, until_on=one.until_on, episode=one.episode
            )
