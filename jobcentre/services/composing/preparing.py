"""From a message's row to the finished bytes: truth read again, then composed for its channel."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from uuid import uuid4

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.channels import Outgoing
from jobcentre.keys import Unreadable
from jobcentre.models.meeting import MeetingStatus
from jobcentre.models.message import Message
from jobcentre.rules import truth
from jobcentre.rules.reach import Medium
from jobcentre.rules.truth import About, Truth
from jobcentre.services.composing import mail
from jobcentre.services.subject import Subject
from jobcentre.texts.kinds import Kind

COMPOSERS: Mapping[Medium, Callable[[Centre, Subject], Outgoing]] = {Medium.EMAIL: mail.compose}
ABOUT = {
    Kind.SUMMONS: About.SUMMONED,
    Kind.SUMMONS_FIXED: About.AGREED,
    Kind.WITHDRAWN: About.RELEASED,
    Kind.CONFIRMATION: About.AGREED,
    Kind.MOVED: About.AGREED,
    Kind.CANCELLED: About.CALLED_OFF,
    Kind.REMINDER_DAYS: About.REMINDED,
    Kind.REMINDER_HOURS: About.REMINDED,
    Kind.STAFF_CONFIRMATION: About.AGREED,
    Kind.STAFF_MOVED: About.AGREED,
    Kind.STAFF_CANCELLED: About.CALLED_OFF,
    Kind.ACCOUNT_WELCOME: About.ACCOUNT,
    Kind.ACCOUNT_RESET: About.ACCOUNT,
}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A message ready to leave; ``repeated`` when these very bytes may have got through before."""

    channel: str
    outgoing: Outgoing
    repeated: bool


def judge(subject: Subject) -> Truth:
    """Say whether the message may leave now."""
    message, meeting, summons, link = subject.message, subject.meeting, subject.summons, subject.account_link
    now = clock.now()
    attends = meeting is not None and message.staff_id in (None, meeting.staff_id)
    confirmed = meeting.status is MeetingStatus.CONFIRMED if meeting else subject.confirmed_elsewhere
    return truth.judge(
        truth.Claims(
            about=ABOUT[subject.kind],
            not_after=message.not_after,
            version=message.sequence,
            now_version=meeting.sequence if meeting else None,
            confirmed=confirmed,
            outcome_recorded=meeting is not None and meeting.outcome is not None,
            receiver_attends=attends,
            summons_open=summons is not None and summons.closed_at is None,
            exempt_untold=subject.exempt_untold,
            link_usable=link is not None and link.used_at is None and now < link.expires_at,
        ),
        now,
    )


def prepare(centre: Centre, subject: Subject) -> Prepared:
    """Return the message to send now, and keep it sealed on its row. Raises as the composers do.

    What is kept there from an earlier try may have got through: it is sent again as it is, whatever else it
    would say today, as long as it goes to the right address and its links are the ones that work. Otherwise it
    is another message, by another name.
    """
    message = subject.message
    made = COMPOSERS[Medium(message.channel)](centre, subject)
    leads = centre.keys.blind("\n".join((made.recipient, *made.links)), _place(message, "leads"))
    earlier = _kept(centre, message)
    if earlier is not None and message.leads == leads:
        return Prepared(message.channel, replace(made, content=earlier), repeated=True)
    if earlier is not None:
        message.public_id = uuid4()
        made = COMPOSERS[Medium(message.channel)](centre, subject)
    sealed = centre.keys.seal(made.content, _place(message, "body"))
    recipient = centre.keys.seal(made.recipient.encode(), _place(message, "recipient"))
    message.body_sealed, message.body_key, message.leads = sealed.value, sealed.key, leads
    message.recipient_sealed, message.recipient_key = recipient.value, recipient.key
    return Prepared(message.channel, made, repeated=False)


def _kept(centre: Centre, message: Message) -> bytes | None:
    if message.body_sealed is None or message.body_key is None:
        return None
    try:
        return centre.keys.open(message.body_sealed, message.body_key, _place(message, "body"))
    except Unreadable:  # its key is gone: better new words than none
        return None


def _place(message: Message, column: str) -> str:
    return f"{message.municipality_id}:message:{message.key}:{column}"
