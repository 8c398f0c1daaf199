"""An e-mail from a message's row: words rendered, invitation attached."""

from html import escape

from jobcentre.calendars.invitation import Invitation, Method, Party
from jobcentre.calendars.invitation import render as render_calendar
from jobcentre.centre import Centre
from jobcentre.channels import Outgoing
from jobcentre.channels.email import CalendarPart, Mail, Mailbox, outgoing
from jobcentre.services.wording import facts as written
from jobcentre.services.wording import wordings
from jobcentre.services.wording.composing.addressing import mailbox
from jobcentre.services.wording.subject import Subject
from jobcentre.texts.event import event
from jobcentre.texts.kinds import CALENDAR_METHODS, MessageFacts
from jobcentre.texts.readers import SMS_ONLY
from jobcentre.texts.render import Rendered, render, render_sms


def compose(centre: Centre, subject: Subject) -> Outgoing:
    """Return the finished message. The same truth gives the same bytes, whenever it is composed.

    Raises ``NoAddress``, ``texts.render.Incomplete`` when something required is empty, or ``ValueError`` for
    an address that is not one.
    """
    message = subject.message
    sender = Mailbox(subject.municipality.jobcentre, subject.municipality.email)
    recipient = Mailbox(*mailbox(centre, subject))
    facts = written.facts(centre, subject)
    words = _words(subject, facts)
    return outgoing(
        Mail(
            id=message.public_id,
            key=message.key,
            created_at=message.created_at,
            host=centre.host,
            sender=sender,
            recipient=recipient,
            language=subject.language,
            subject=f"[test] {words.subject}" if subject.test else words.subject,
            text=words.text,
            html=words.html,
            calendar=_calendar(centre, subject, facts, (sender, recipient)),
            links=written.addresses(facts),
        )
    )


def _words(subject: Subject, facts: MessageFacts) -> Rendered:
    """Return the words; those of a kind that is nothing but an SMS come by mail only when somebody tries them."""
    own = wordings.of(subject)
    if subject.kind not in SMS_ONLY:
        return render(subject.kind, subject.language, facts, own)
    sms = render_sms(subject.kind, subject.language, facts, own)
    html = f'<!DOCTYPE html>\n<html lang="{subject.language}"><title>SMS</title><p>{escape(sms)}</p></html>\n'
    return Rendered("SMS", f"{sms}\n", html)


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
        join_url=facts.meeting_url,
        location=words.location,
        organizer=Party(name=sender.name, email=sender.address),
        attendee=Party(name=recipient.name, email=recipient.address),
        language=subject.language,
        conference_label=words.conference_label,
    )
    return CalendarPart(method, render_calendar(invitation))
