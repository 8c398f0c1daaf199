"""From a message's row to the finished bytes: truth read again, then composed for its channel."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.channels import Outgoing
from jobcentre.keys import Sealed, Unreadable
from jobcentre.models.base import db
from jobcentre.models.citizen import LeftGround
from jobcentre.models.meeting import MeetingStatus
from jobcentre.models.message import Message
from jobcentre.rules import truth
from jobcentre.rules.civil import day_of
from jobcentre.rules.reach import TEXT_MESSAGES, Medium, Need
from jobcentre.rules.truth import About, Truth
from jobcentre.services import days
from jobcentre.services.messaging.routing import NEEDS
from jobcentre.services.supply import shortages
from jobcentre.services.wording.composing import letter, mail, post, sms
from jobcentre.services.wording.composing.addressing import NoAddress
from jobcentre.services.wording.subject import Subject
from jobcentre.texts.kinds import Kind

COMPOSERS: Mapping[Medium, Callable[[Centre, Subject], Outgoing]] = {
    Medium.DIGITAL_POST: post.compose,
    Medium.LETTER: letter.compose,
    Medium.EMAIL: mail.compose,
    Medium.SMS: sms.compose,
    Medium.NEMSMS: post.compose_text,
}
ABOUT = {
    Kind.SUMMONS: About.SUMMONED,
    Kind.SUMMONS_FIXED: About.AGREED,
    Kind.CHASER: About.SUMMONED,
    Kind.WITHDRAWN: About.RELEASED,
    Kind.CONFIRMATION: About.AGREED,
    Kind.MOVED: About.AGREED,
    Kind.CHANGED: About.AGREED,
    Kind.CANCELLED: About.CALLED_OFF,
    Kind.REMINDER_DAYS: About.REMINDED,
    Kind.REMINDER_HOURS: About.REMINDED,
    Kind.STAFF_CONFIRMATION: About.AGREED,
    Kind.STAFF_MOVED: About.AGREED,
    Kind.STAFF_CHANGED: About.AGREED,
    Kind.STAFF_CANCELLED: About.CALLED_OFF,
    Kind.STAFF_REMINDER: About.REMINDED,
    Kind.STAFF_DAY: About.BUSY,
    Kind.STAFF_SHORTAGE: About.STILL,
    Kind.SMS_CANCEL: About.ANSWERED,
    Kind.SMS_STOPPED: About.ANSWERED,
    Kind.SMS_STARTED: About.ANSWERED,
    Kind.SMS_UNKNOWN: About.ANSWERED,
    Kind.CODE_IDENTIFY: About.CODE,
    Kind.CODE_ADDRESS: About.CODE,
    Kind.ADDRESS_CHANGED: About.ANSWERED,
    Kind.EARLIER_TIME: About.OFFERED,
    Kind.ACCOUNT_WELCOME: About.ACCOUNT,
    Kind.ACCOUNT_RESET: About.ACCOUNT,
}


@dataclass(frozen=True, slots=True)
class Kept:
    """A message as it is kept on its row: its name outside, its words and its receiver sealed, where its links lead."""

    public_id: UUID
    body: Sealed
    recipient: Sealed
    leads: bytes


@dataclass(frozen=True, slots=True)
class Prepared:
    """A message ready to leave; ``repeated`` when these very bytes may have got through before.

    ``kept`` is what is to stand on its row before it leaves, if that is new.
    """

    channel: str
    outgoing: Outgoing
    repeated: bool
    kept: Kept | None = None


def judge(subject: Subject) -> Truth:
    """Say whether the message may leave now."""
    message, meeting, summons, link = subject.message, subject.meeting, subject.summons, subject.account_link
    now, code = clock.now(), subject.code
    attends = meeting is not None and message.staff_id in (None, meeting.staff_id)
    confirmed = meeting.status is MeetingStatus.CONFIRMED if meeting else subject.confirmed_elsewhere
    return truth.judge(
        truth.Claims(
            about=About.ANSWERED if subject.test else ABOUT[subject.kind],
            not_after=message.not_after,
            version=message.sequence,
            now_version=meeting.sequence if meeting else None,
            confirmed=confirmed,
            outcome_recorded=meeting is not None and meeting.outcome is not None,
            receiver_attends=attends,
            summons_open=summons is not None and summons.closed_at is None,
            exempt_untold=subject.exempt_untold,
            link_usable=link is not None and link.used_at is None and now < link.expires_at,
            code_usable=code is not None and code.ended_at is None,
            offer_open=subject.time_offer is not None and subject.time_offer.answer is None,
            busy=subject.kind is Kind.STAFF_DAY and days.has_meetings(message.staff_id, day_of(message.due_at)),
            still=_still(subject),
            dead=_dead(subject),
            wanted=_wanted(subject),
        ),
        now,
    )


def _still(subject: Subject) -> bool:
    """Whether times are still short where the receiver, who still works here, is to see to it."""
    reader = subject.reader
    told = subject.kind is Kind.STAFF_SHORTAGE and reader is not None and reader.active
    return told and reader is not None and shortages.still(reader.id)


def _dead(subject: Subject) -> bool:
    """Whether it is a citizen who has died; a caseworker is still told that a meeting is off."""
    citizen = subject.citizen if subject.message.citizen_id is not None else None
    return citizen is not None and citizen.left_ground is LeftGround.DEAD


def _wanted(subject: Subject) -> bool:
    """Whether the receiver still wants such messages: a caseworker who works here, or whoever has not said STOP."""
    reader, message = subject.reader, subject.message
    if message.citizen_id is not None and subject.citizen is not None:
        if subject.kind is Kind.CHASER and _not_to_be_chased(subject):
            return False
        stopped = subject.citizen.sms_stopped_at is not None and Medium(message.channel) in TEXT_MESSAGES
        return not (stopped and NEEDS[subject.kind] is Need.COURTESY)
    if reader is None or subject.test or subject.kind not in (Kind.STAFF_DAY, Kind.STAFF_REMINDER):
        return True
    return reader.active and (reader.day_mail if subject.kind is Kind.STAFF_DAY else reader.reminder_mail)


def _not_to_be_chased(subject: Subject) -> bool:
    """Whether a person has said so, whoever it is has left, or the link is locked and there is no way to choose."""
    left_on = subject.citizen.left_on if subject.citizen else None
    gone = left_on is not None and left_on <= clock.today()
    return subject.left_alone or gone or (subject.summons is not None and subject.summons.locked_at is not None)


def prepare(centre: Centre, subject: Subject) -> Prepared:
    """Return the message to send now, and what to keep of it. Raises as the composers do.

    What is kept on its row from an earlier try may have got through: it is sent again as it is, whatever else it
    would say today, as long as it goes to the right address and its links are the ones that work. Otherwise it
    is another message, by another name.
    """
    message = subject.message
    if _refused(subject):
        raise NoAddress()
    compose = COMPOSERS[Medium(message.channel)]
    made = compose(centre, subject)
    leads = centre.keys.blind("\n".join((made.recipient, *made.links)), message.place("leads"))
    earlier = _kept(centre, message)
    if earlier is not None and message.leads == leads:
        return Prepared(message.channel, replace(made, content=earlier), repeated=True)
    if earlier is not None or message.handed_at is not None:
        db.session.expunge(message)  # its new name is written with the words, if it is still ours to write
        message.public_id = uuid4()
        made = compose(centre, subject)
    body = centre.keys.seal(made.content, message.place("body"))
    recipient = centre.keys.seal(made.recipient.encode(), message.place("recipient"))
    return Prepared(message.channel, made, repeated=False, kept=Kept(message.public_id, body, recipient, leads))


def _refused(subject: Subject) -> bool:
    """Whether the address has been found not to work since the message was planned."""
    message, citizen = subject.message, subject.citizen
    if message.citizen_id is None or citizen is None or subject.code is not None:
        return False  # a code goes where somebody has just asked for it
    on_file = {
        Medium.EMAIL: (citizen.email, citizen.email_refused),
        Medium.SMS: (citizen.mobile, citizen.mobile_refused),
    }
    address, refused = on_file.get(Medium(message.channel), (None, None))
    return address is not None and address == refused


def _kept(centre: Centre, message: Message) -> bytes | None:
    if message.body_sealed is None or message.body_key is None:
        return None
    try:
        return centre.keys.open(message.body_sealed, message.body_key, message.place("body"))
    except Unreadable:  # its key is gone: better new words than none
        return None
