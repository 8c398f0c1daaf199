"""An SMS that came in: STOP and START are done at once, AFLYS is answered with the link, the rest is for a person."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.channels.incoming import IncomingText
from jobcentre.models.base import db, scope
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.occasion import Summons
from jobcentre.models.reply import ReplyKind
from jobcentre.models.task import TaskKind
from jobcentre.rules import booking, sms_words
from jobcentre.rules.access import SMS_ANSWERS_PER_NUMBER, SMS_PER_NUMBER
from jobcentre.rules.reach import Medium
from jobcentre.rules.sms_words import Wish
from jobcentre.services import audit, messaging, tasks, throttle
from jobcentre.services.inbound import finding
from jobcentre.services.inbound.finding import Found
from jobcentre.services.inbound.keeping import Written, keep
from jobcentre.services.messaging import Plan
from jobcentre.services.transaction import transaction
from jobcentre.texts.kinds import Kind

ANSWER_LASTS = timedelta(hours=4)  # later than that an answer to an SMS is no answer


def receive(centre: Centre, came: IncomingText) -> bool:
    """Take one SMS in; ``False`` when the number is nobody's, or it has written far too much. Commits.

    The same SMS a second time is known and has no effect. A STOP counts however often somebody writes.
    """
    found, wish = finding.by_number(came.sender), sms_words.wish(came.text)
    if found is None:
        return False
    with scope(found.municipality_id), transaction():
        tries = throttle.count(centre, f"sms_from:{came.sender}", SMS_PER_NUMBER.window)
    if tries > SMS_PER_NUMBER.tries and wish is not Wish.STOP:
        return False
    with scope(found.municipality_id), transaction():
        _take(centre, came, found, wish)
    return True


def _take(centre: Centre, came: IncomingText, found: Found, wish: Wish) -> None:
    meeting = _can_cancel(centre, found.citizen_id) if wish is Wish.CANCEL else None
    if wish is Wish.CANCEL and meeting is None:
        wish = Wish.NONE
    kinds = {Wish.STOP: ReplyKind.STOP, Wish.START: ReplyKind.START, Wish.CANCEL: ReplyKind.CANCEL}
    reply_id = _keep(centre, came, found, kinds.get(wish, ReplyKind.ANSWER))
    if reply_id is None:
        return
    if wish is Wish.NONE or (wish is Wish.CANCEL and sms_words.says_more(came.text)):
        medium = Medium.SMS.value
        tasks.open_task(
            TaskKind.REPLY, found.citizen_id, message_id=found.message_id, reply_id=reply_id, channel=medium
        )
    if wish in (Wish.STOP, Wish.START):
        _stop(came.sender, wish is Wish.STOP)
    if throttle.count(centre, f"sms_to:{came.sender}", SMS_ANSWERS_PER_NUMBER.window) <= SMS_ANSWERS_PER_NUMBER.tries:
        _answer(centre, found.citizen_id, reply_id, wish, meeting)


def _keep(centre: Centre, came: IncomingText, found: Found, kind: ReplyKind) -> int | None:
    written = Written(
        citizen_id=found.citizen_id,
        channel=Medium.SMS,
        event_id=came.event_id,
        kind=kind,
        message_id=found.message_id,
        sender=came.sender,
        words=came.text,
    )
    return keep(centre, written)


def _stop(number: str, stop: bool) -> None:
    """Note what the holder of the telephone wants, for everybody with that number here: it rings for all of them."""
    wanted = Citizen.sms_stopped_at.is_(None) if stop else Citizen.sms_stopped_at.is_not(None)
    changed = db.session.execute(
        update(Citizen)
        .where(Citizen.mobile == number, wanted)
        .values(sms_stopped_at=clock.now() if stop else None)
        .returning(Citizen.id)
        .execution_options(synchronize_session=False)
    ).scalars()
    for citizen_id in changed.all():
        audit.record("citizen.sms_stopped" if stop else "citizen.sms_started", audit.CITIZEN, citizen_id)


def _can_cancel(centre: Centre, citizen_id: int) -> Meeting | None:
    """Return the next meeting, if the citizen may still cancel it: the answer leads to the page where that is done."""
    query = (
        select(Meeting, Summons.pack)
        .join(Summons, Summons.id == Meeting.summons_id)
        .where(Meeting.citizen_id == citizen_id, Meeting.status == MeetingStatus.CONFIRMED)
        .where(Meeting.starts_at > clock.now())
        .order_by(Meeting.starts_at)
        .limit(1)
        .execution_options(populate_existing=True)
    )
    row = db.session.execute(query).first()
    if row is None or not booking.may_change(row.Meeting.starts_at, clock.now(), centre.packs[row.pack]):
        return None
    return row.Meeting  # type: ignore[no-any-return]


def _answer(centre: Centre, citizen_id: int, reply_id: int, wish: Wish, meeting: Meeting | None) -> None:
    """Write the answer. What cannot be understood is answered once a day: two machines must not talk for ever."""
    kinds = {Wish.STOP: Kind.SMS_STOPPED, Wish.START: Kind.SMS_STARTED, Wish.CANCEL: Kind.SMS_CANCEL}
    kind = kinds.get(wish, Kind.SMS_UNKNOWN)
    columns: dict[str, Any] = {"citizen_id": citizen_id}
    if meeting is not None:
        columns |= {"meeting_id": meeting.id, "summons_id": meeting.summons_id, "sequence": meeting.sequence}
    plan = Plan(
        subject=f"reply:{reply_id}" if kind is not Kind.SMS_UNKNOWN else f"day:{clock.today():%Y%m%d}",
        version=1,
        kind=kind,
        channel=Medium.SMS,
        due_at=clock.now(),
        not_after=clock.now() + ANSWER_LASTS,
        columns=columns,
    )
    citizen = db.session.get_one(Citizen, citizen_id, populate_existing=True)
    messaging.write(messaging.by_every_way(plan, messaging.reach_of(centre, citizen)))
