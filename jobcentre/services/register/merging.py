"""One person on two rows: everything goes to the row that is kept, with its history.

The other row stays, emptied and never listed: its page leads to the kept one. Its case number becomes another name of
the kept one, so that a file which still uses it means the same person. Its CPR number is no longer found by: its digest
is that of the row itself, which leaves the number free for the row that is kept.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_, select, update
from sqlalchemy.orm import aliased

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db, tenant
from jobcentre.models.citizen import Citizen, CitizenAlias, LeftGround, Spell
from jobcentre.models.code import OneTimeCode
from jobcentre.models.document import Document
from jobcentre.models.meeting import Meeting
from jobcentre.models.message import Message, MessageState
from jobcentre.models.need import Need
from jobcentre.models.occasion import Occasion, Summons
from jobcentre.models.override import Override
from jobcentre.models.reply import Reply
from jobcentre.models.task import Task, TaskKind
from jobcentre.models.waiting_list import WaitingEntry
from jobcentre.rules import counting
from jobcentre.rules.reach import Medium
from jobcentre.rules.refusals import Closed, Code, Invalid, NotAllowed
from jobcentre.rules.withdrawal import Ground
from jobcentre.services import audit, booking, links, messaging, needs, occasions, requests, summoning, tasks, verdicts
from jobcentre.services.audit import Who
from jobcentre.services.register import duties_of_two, leaving, projecting, renumbering
from jobcentre.services.register.intake.turns import take_turn
from jobcentre.services.register.people_edit import PATIENCE
from jobcentre.services.transaction import transaction
from jobcentre.services.visibility import people_of
from jobcentre.texts.kinds import Kind

_FOLLOWING = (Override, Summons, Meeting, OneTimeCode, WaitingEntry, Document, Need, Reply, Spell, Task, CitizenAlias)


def merge(centre: Centre, keep: UUID, gone: UUID, request_id: UUID, who: Who) -> UUID:
    """Make two rows one person, and return the public id of the one that is kept; commits.

    Of two open duties the one with a meeting stands, else the one whose summons has left, else the one that was written
    of, else the older; the other is withdrawn and nothing is said, since a summons holds. Who has died by one of the
    rows has died, and who is here by one of them is here. Who could not be reached before is written to.

    Raises ``Closed`` when one of them is not there for ``who``, ``Invalid`` for one row given twice, ``NotAllowed``
    when both have a meeting, and ``Faulty`` while a file is read.
    """
    with transaction():
        take_turn(PATIENCE)
        if requests.seen_before(request_id, "merge", keep, gone):
            return keep
        kept, other = _locked(keep, gone, who)
        ways = _ways(centre, kept) & _ways(centre, other)
        _one_duty(centre, kept, other, who)
        _one_of_each(kept, other, who)
        _hand_over(centre, kept, other)
        _follow(kept, other)
        audit.record("citizen.merged", who, kept.id, gone=other.external_id)
        audit.record("citizen.merged_away", who, other.id, kept=kept.external_id)
        _left(centre, kept, other, who)
        projecting.project(centre, [kept.id])
        if _ways(centre, kept) - ways:
            booking.catch_up(centre, [kept.id], who)
        _look_at_spells(kept)
        requests.answer(request_id, str(keep))
    return keep


def _locked(keep: UUID, gone: UUID, who: Who) -> tuple[Citizen, Citizen]:
    """Return the two, locked so that a booking under way can end; what it holds is waited for after this."""
    if keep == gone:
        raise Invalid(Code.SAME_ROW)
    query = select(Citizen).where(Citizen.public_id.in_((keep, gone)), people_of(who)).order_by(Citizen.id)
    locked = query.with_for_update(of=Citizen, key_share=True).execution_options(populate_existing=True)
    found = {citizen.public_id: citizen for citizen in db.session.execute(locked).scalars()}
    if len(found) != 2 or any(citizen.merged_into_id is not None for citizen in found.values()):
        raise Closed()
    return found[keep], found[gone]


def _one_duty(centre: Centre, kept: Citizen, other: Citizen, who: Who) -> None:
    """Let one open duty stand."""
    found = duties_of_two.locked([kept.id, other.id])
    if len({duty.citizen_id for duty in found if duty.has_meeting}) == 2:
        raise NotAllowed(Code.TWO_MEETINGS)
    standing = occasions.open_summons(found[0].occasion_id) if found else None
    for duty in found[1:] if len({one.citizen_id for one in found}) == 2 else ():
        summons = occasions.open_summons(duty.occasion_id)
        if summons is not None:
            # its link leads nowhere then, rather than to a page that says that nothing is to be done
            links.renew(centre, summons)
            db.session.flush()
            if standing is not None:
                needs.carried_over(summons.id, standing.id)
        summoning.withdraw_whole(centre, duty.occasion_id, Ground.MERGED, who, tell=False)


def _one_of_each(kept: Citizen, other: Citizen, who: Who) -> None:
    """Let go of what the kept row has already, where two cannot be: tasks and spells of the same kind or day."""
    mine = select(Task.kind).where(Task.citizen_id == kept.id, Task.done_at.is_(None))
    theirs = select(Task.kind).where(Task.citizen_id == other.id, Task.done_at.is_(None), Task.kind.in_(mine))
    doubled_tasks = db.session.execute(theirs).scalars().all()
    tasks.settle([other.id], doubled_tasks, who)
    if TaskKind.NEEDS in doubled_tasks:  # whoever has it before them has not seen what the other row wants
        tasks.open_task(TaskKind.NEEDS, kept.id)
    starts = select(Spell.started_on).where(Spell.citizen_id == kept.id, Spell.withdrawn_at.is_(None))
    doubled = Spell.citizen_id == other.id, Spell.withdrawn_at.is_(None), Spell.started_on.in_(starts)
    _run(update(Spell).where(*doubled).values(withdrawn_at=clock.now()))


def _follow(kept: Citizen, other: Citizen) -> None:
    """Everything is the kept row's from now on. What waits to be sent is named anew, so that it is not written twice.

    What was sent stays as it was sent but for whose it is, which the database allows of merged rows alone.
    """
    _follow_occasions(kept.id, other.id)
    for model in _FOLLOWING:
        _run(update(model).where(model.citizen_id == other.id).values(citizen_id=kept.id))
    _name_anew(kept.id, other.id)
    mine = Message.citizen_id == other.id
    _run(update(Message).where(mine).values(citizen_id=kept.id))
    _run(update(Citizen).where(Citizen.merged_into_id == other.id).values(merged_into_id=kept.id))


def _name_anew(kept_id: int, other_id: int) -> None:
    """Words are sealed for the key of their row, and copies by several channels know each other by it: where one has
    words, or is about to get them, all keep their names.
    """
    copy = aliased(Message)
    sealed = or_(copy.body_sealed.is_not(None), copy.recipient_sealed.is_not(None))
    begun = or_(copy.state != MessageState.PENDING, sealed, copy.lease.is_not(None))
    copies = copy.citizen_id == other_id, _stem(copy.key) == _stem(Message.key)
    key = func.replace(Message.key, f":citizen-{other_id}:", f":citizen-{kept_id}:")
    _run(update(Message).where(Message.citizen_id == other_id, ~exists().where(*copies, begun)).values(key=key))


def _stem(key: Any) -> ColumnElement[str]:
    """The same of a column as ``messaging.stem`` of a key."""
    return func.regexp_replace(key, ":[^:]*$", "")


def _follow_occasions(kept_id: int, other_id: int) -> None:
    """Duties about the same run under the same rule are counted on."""
    query = select(Occasion).where(Occasion.citizen_id.in_((kept_id, other_id))).order_by(Occasion.nth, Occasion.id)
    found: Sequence[Occasion] = db.session.execute(query).scalars().all()
    last: dict[Any, int] = {}
    for occasion in found:
        if occasion.citizen_id == kept_id:
            last[occasion.pack, occasion.episode] = occasion.nth
    for occasion in found:
        if occasion.citizen_id == other_id:
            run = (occasion.pack, occasion.episode)
            last[run] = max(occasion.nth, last.get(run, 0) + 1)
            occasion.nth, occasion.citizen_id = last[run], kept_id
            db.session.flush()


def _hand_over(centre: Centre, kept: Citizen, other: Citizen) -> None:
    """Fill what is empty on the kept row, keep what protects, and empty the other of what people are found by."""
    if not kept.email:
        kept.email, kept.email_of_file = other.email, other.email_of_file
    if not kept.mobile:
        kept.mobile, kept.mobile_of_file = other.mobile, other.mobile_of_file
    kept.sms_stopped_at = kept.sms_stopped_at or other.sms_stopped_at
    kept.protected_address = kept.protected_address or other.protected_address
    kept.self_booking_exempt = kept.self_booking_exempt or other.self_booking_exempt
    kept.needs = [*kept.needs, *(need for need in other.needs if need not in kept.needs)]
    kept.updated_at = other.updated_at = clock.now()
    other.email = other.mobile = other.email_of_file = other.mobile_of_file = None
    other.cpr_index = centre.keys.blind(str(other.public_id), f"{tenant()}:merged")
    other.merged_into_id = kept.id
    renumbering.add_alias(kept, other.external_id)


def _left(centre: Centre, kept: Citizen, other: Citizen, who: Who) -> None:
    """What was known of either row about having left holds for the person."""
    if other.left_ground is LeftGround.DEAD and kept.left_ground is not LeftGround.DEAD:
        values = {"left_on": other.left_on, "left_ground": other.left_ground}
        kept.left_on, kept.left_ground = other.left_on, other.left_ground
        audit.record(leaving.LEFT, who, kept.id, **leaving.facts(values, "hand"))
    elif other.left_on is None and kept.left_on is not None and kept.left_ground is not LeftGround.DEAD:
        kept.left_on, kept.left_ground = None, None
        audit.record(leaving.RETURNED, who, kept.id, source="hand")
    db.session.flush()
    leaving.follow(centre, [kept.id], who)


def _ways(centre: Centre, citizen: Citizen) -> frozenset[Medium]:
    return frozenset(messaging.reach_of(centre, citizen).routes(Kind.SUMMONS, None))


def _look_at_spells(kept: Citizen) -> None:
    query = select(Spell).where(Spell.citizen_id == kept.id).execution_options(populate_existing=True)
    spells = db.session.execute(query).scalars().all()
    if counting.contradictions(verdicts.person_of(kept, spells, ()).spells):
        tasks.open_task(TaskKind.SPELLS, kept.id)


def _run(statement: Any) -> None:
    db.session.execute(statement.execution_options(synchronize_session=False))
