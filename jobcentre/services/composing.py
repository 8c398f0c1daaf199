"""From a message's row to the finished bytes: truth read again, words rendered, invitation attached."""

from dataclasses import dataclass, replace

from jobcentre import clock
from jobcentre.calendars.invitation import Invitation, Method, Party
from jobcentre.calendars.invitation import render as render_calendar
from jobcentre.centre import Centre
from jobcentre.channels import Outgoing
from jobcentre.channels.email import CalendarPart, Mail, Mailbox, leads_alike, outgoing
from jobcentre.keys import Unreadable
from jobcentre.models.meeting import MeetingStatus
from jobcentre.models.message import Message
from jobcentre.rules import truth
from jobcentre.rules.truth import About, Truth
from jobcentre.services import facts as written
from jobcentre.services.subject import Subject
from jobcentre.texts.event import event
from jobcentre.texts.kinds import CALENDAR_METHODS, Kind, MessageFacts
from jobcentre.texts.render import render

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


class NoAddress(Exception):
    """The receiver cannot be reached by this channel."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A message ready to leave; ``repeated`` when these very bytes may have got through before."""

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
    """Return the message to send now, and keep it sealed on its row. Raises as ``compose`` does.

    What is kept there from an earlier try may have got through: it is sent again as it is, whatever else it
    would say today, as long as it goes to the right address and its links are the ones that work.
    """
    made, message = compose(centre, subject), subject.message
    earlier = _kept(centre, message)
    if earlier is not None and leads_alike(earlier, made.content):
        return Prepared(replace(made, content=earlier), repeated=True)
    sealed = centre.keys.seal(made.content, _place(message))
    message.body_sealed, message.body_key = sealed.value, sealed.key
    return Prepared(made, repeated=False)


def _kept(centre: Centre, message: Message) -> bytes | None:
    if message.body_sealed is None or message.body_key is None:
        return None
    try:
        return centre.keys.open(message.body_sealed, message.body_key, _place(message))
    except Unreadable:  # its key is gone: better new words than none
        return None


def _place(message: Message) -> str:
    return f"{message.municipality_id}:message:{message.key}:body"


def compose(centre: Centre, subject: Subject) -> Outgoing:
    """Return the finished message. The same truth gives the same bytes, whenever it is composed.

    Raises ``NoAddress``, ``texts.render.Incomplete`` when something required is empty, or ``ValueError`` for
    an address that is not one.
    """
    message, receiver = subject.message, subject.reader or subject.citizen
    if receiver is None or not receiver.email:
        raise NoAddress()
    sender = Mailbox(subject.municipality.jobcentre, subject.municipality.email)
    recipient = Mailbox(receiver.name, receiver.email)
    facts = written.facts(centre, subject)
    words = render(subject.kind, subject.language, facts)
    return outgoing(
        Mail(
            key=message.key,
            created_at=message.created_at,
            host=centre.host,
            sender=sender,
            recipient=recipient,
            language=subject.language,
            subject=words.subject,
            text=words.text,
            html=words.html,
            calendar=_calendar(centre, subject, facts, (sender, recipient)),
        )
    )


def _calendar(
    centre: Centre, subject: Subject, facts: MessageFacts, mailboxes: tuple[Mailbox, Mailbox]
) -> CalendarPart | None:
    """Return the calendar object that goes with the message; DTSTAMP is the row's creation."""
    method, meeting = CALENDAR_METHODS.get(subject.kind), subject.meeting
    if method is None or meeting is None:
        return None
    starts_at, ends_at = written.times(subject)
    words = event(subject.kind, subject.language, facts)
    sender, recipient = mailboxes
    invitation = Invitation(
        uid=meeting.uid,
        sequence=meeting.sequence,
        method=Method(method),
        stamp=subject.message.created_at,
        created=meeting.created_at,
        last_modified=meeting.updated_at,
        starts_at=starts_at,
        ends_at=ends_at,
        summary=words.summary,
        description=words.description,
        location_url=written.join_url(centre, subject),
        organizer=Party(name=sender.name, email=sender.address),
        attendee=Party(name=recipient.name, email=recipient.address),
        language=subject.language,
        conference_label=words.conference_label,
    )
    return CalendarPart(method, render_calendar(invitation))
