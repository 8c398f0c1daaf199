"""A message that did not arrive goes on by the next channel, and a person hears of what a person must see to."""

from datetime import datetime

from sqlalchemy import select

from jobcentre.centre import Centre
from jobcentre.keys import Unreadable
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.message import Message, MessageState
from jobcentre.models.task import TaskKind
from jobcentre.rules.reach import BINDING, Medium, Need, Tried
from jobcentre.rules.refused import UNREGISTERED, address_refused
from jobcentre.rules.truth import Truth
from jobcentre.services import audit, messaging, tasks
from jobcentre.services.wording import composing
from jobcentre.services.wording.subject import load
from jobcentre.texts.kinds import Kind


def failed(centre: Centre, message: Message, why: TaskKind, now: datetime) -> Message | None:
    """Write the next channel's row for a message that died, bounced or misses its receipt; does not commit.

    ``why`` is what is known of it: ``BOUNCED``, ``RECEIPT_MISSING``, ``UNCERTAIN``, or ``UNREACHABLE`` for one that
    was given up. What has become of the message must stand on its row. A message to staff has no other channel;
    they see on their own pages that it failed. What is no longer true goes nowhere; what is too late neither, but a
    person hears of it when no copy has left.
    """
    if message.citizen_id is None:
        return None
    citizen = hold(message.citizen_id)
    refused = why is not TaskKind.RECEIPT_MISSING and _mark(centre, message, citizen)
    need, medium = messaging.NEEDS[Kind(message.kind)], Medium(message.channel)
    truth, so_far = _truth(message, need, now), _tried(message)
    if truth is Truth.VOID and not refused:
        return None
    following = _next(centre, message, citizen, so_far, why) if truth is Truth.SEND else None
    alive = truth is Truth.VOID or bool(so_far.alive)
    written = messaging.write_instead(message, following) if following else None
    task = _task(why, need, medium, refused=refused, following=following, alive=alive)
    goes_by_letter = following is not None and message.failure == UNREGISTERED
    if task is not None and not goes_by_letter:
        tasks.open_task(task, citizen.id, message_id=message.id, channel=message.channel)
    return written


def hold(citizen_id: int) -> Citizen:
    """Lock a person for what may follow from a failure; to be called before the message's own row is locked.

    Two copies may fail in the same moment: one after the other, the second sees the first. Whoever changes a person
    and then takes messages back locks in the same order.
    """
    lock = {"key_share": True, "of": Citizen}
    return db.session.get_one(Citizen, citizen_id, with_for_update=lock, populate_existing=True)


def _truth(message: Message, need: Need, now: datetime) -> Truth:
    """Whether there is any use in saying it otherwise. An answer to an SMS has no other way."""
    if need is Need.ANSWER:
        return Truth.VOID
    truth = composing.judge(load(message.id))
    late = message.not_after is not None and now >= message.not_after
    return Truth.EXPIRED if late and truth is Truth.SEND else truth


def _tried(message: Message) -> Tried:
    """What has become of the copies by the other channels."""
    keys = [f"{messaging.stem(message.key)}:{way}" for way in Medium]
    copies = select(Message.channel, Message.state).where(Message.key.in_(keys))
    ways, alive = set(), set()
    for channel, state in db.session.execute(copies):
        ways.add(Medium(channel))
        if state in (MessageState.PENDING, MessageState.SENT):
            alive.add(Medium(channel))
    medium = Medium(message.channel)
    return Tried(failed=medium, ways=ways | {medium}, alive=alive - {medium})


def _next(centre: Centre, message: Message, citizen: Citizen, so_far: Tried, why: TaskKind) -> Medium | None:
    """Ask the rule, but for what may have arrived with legal effect: a second of that is a person's to decide."""
    kind = Kind(message.kind)
    if why is TaskKind.UNCERTAIN and (so_far.failed in BINDING or messaging.NEEDS[kind] is Need.COURTESY):
        return None
    reach = messaging.reach_of(centre, citizen)
    reach = reach.binding_only() if message.key.startswith(messaging.BINDING_ALONE) else reach
    return reach.after(so_far, kind, message.not_after)


def _task(
    why: TaskKind, need: Need, medium: Medium, *, refused: bool, following: Medium | None, alive: bool
) -> TaskKind | None:
    """Say what a person must see to, if anything. A reminder is nobody's task, an address that fails always is one."""
    if need is Need.BINDING:
        left_alone = following is None and not alive
        if why is TaskKind.UNCERTAIN and not refused:
            return why if medium in BINDING or left_alone else None
        if why is TaskKind.RECEIPT_MISSING:
            return why if medium in BINDING or following is not None or left_alone else None
        if left_alone:
            return TaskKind.UNREACHABLE
        if medium in BINDING or (why is TaskKind.BOUNCED and following is not None):
            return TaskKind.BOUNCED
    return TaskKind.BOUNCED if refused else None


def _mark(centre: Centre, message: Message, citizen: Citizen) -> bool:
    """Keep in mind that an address does not work, where the reason says so; and say whether it is still on file."""
    medium = Medium(message.channel)
    if not address_refused(medium, message.failure or ""):
        return False
    on_file, column = {
        Medium.EMAIL: (citizen.email, "email_refused"),
        Medium.SMS: (citizen.mobile, "mobile_refused"),
    }[medium]
    used = _recipient(centre, message) or on_file
    if on_file is None or used is None or used.casefold() != on_file.casefold():
        return False  # another one has been written down since
    if getattr(citizen, column) != on_file:
        setattr(citizen, column, on_file)
        audit.record("address.refused", audit.SYSTEM, citizen.id, channel=medium.value)
    return True


def _recipient(centre: Centre, message: Message) -> str | None:
    """Where the message went, if that is kept."""
    if message.recipient_sealed is None or message.recipient_key is None:
        return None
    try:
        return centre.keys.open(message.recipient_sealed, message.recipient_key, message.place("recipient")).decode()
    except Unreadable:
        return None
