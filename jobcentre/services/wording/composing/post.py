"""Digital Post and NemSMS from a message's row: the letter with two buttons, or the words of the SMS."""

from datetime import datetime, time

from jobcentre.centre import Centre
from jobcentre.channels import Outgoing, memo, pdf
from jobcentre.channels.pdf import Button
from jobcentre.clock import ZONE
from jobcentre.services.wording import facts as written
from jobcentre.services.wording import wordings
from jobcentre.services.wording.composing import letter
from jobcentre.services.wording.composing.addressing import national_number
from jobcentre.services.wording.subject import Subject
from jobcentre.texts import post
from jobcentre.texts.event import event
from jobcentre.texts.kinds import CALENDAR_METHODS, MessageFacts
from jobcentre.texts.languages import spoken
from jobcentre.texts.render import Incomplete, render_sms

_END_OF_DAY = time(23, 59)


def compose(centre: Centre, subject: Subject) -> Outgoing:
    """Return the finished MeMo of Digital Post. The same truth gives the same bytes, whenever it is composed.

    Raises ``NoAddress``, ``texts.render.Incomplete`` when something required is empty (the municipality's ``cvr``
    among it), or ``ValueError`` for what MeMo does not take.
    """
    sender, recipient = _sender(subject), national_number(centre, subject.citizen)
    message, words = subject.message, post.words(subject.language)
    facts, sheet = written.facts(centre, subject), letter.sheet(centre, subject, on_screen=True)
    page = next((part.url for part in sheet.parts if isinstance(part, Button)), None)
    content = memo.compose(
        memo.Message(
            id=message.public_id,
            created_at=message.created_at,
            sender=sender,
            recipient=recipient,
            label=post.label(sheet.title, subject.language),
            notification=words.notification,
            document=memo.Document(
                label=words.document,
                file_name=words.file_name,
                language=spoken(subject.language),
                content=pdf.compose(sheet),
            ),
            case=memo.Case(str(subject.summons.public_id), words.system) if subject.summons else None,
            actions=(*_appointment(subject, facts), *_self_service(subject, facts, page)),
        )
    )
    leads = (page, facts.meeting_url if _has_time(subject) else None)
    return _outgoing(subject, recipient, content, tuple(url for url in leads if url))


def compose_text(centre: Centre, subject: Subject) -> Outgoing:
    """Return the finished NemSMS, in the words of the SMS. Raises as ``compose`` does."""
    sender, recipient = _sender(subject), national_number(centre, subject.citizen)
    facts = written.facts(centre, subject)
    content = memo.compose(
        memo.TextMessage(
            id=subject.message.public_id,
            sender=sender,
            recipient=recipient,
            label=post.words(subject.language).subject,
            text=render_sms(subject.kind, subject.language, facts, wordings.of(subject)),
        )
    )
    return _outgoing(subject, recipient, content, written.addresses(facts))


def _sender(subject: Subject) -> memo.Sender:
    municipality = subject.municipality
    if not municipality.cvr:
        raise Incomplete(subject.kind, ("cvr",))
    return memo.Sender(municipality.cvr, municipality.name)


def _outgoing(subject: Subject, recipient: str, content: bytes, links: tuple[str, ...]) -> Outgoing:
    message = subject.message
    return Outgoing(
        id=message.public_id,
        key=message.key,
        created_at=message.created_at,
        sender=subject.municipality.cvr,
        recipient=recipient,
        content=content,
        links=links,
    )


def _has_time(subject: Subject) -> bool:
    """Whether the message is about a time that holds: not one that was called off, nor a reminder of a known one."""
    return subject.meeting is not None and CALENDAR_METHODS.get(subject.kind) == "REQUEST"


def _appointment(subject: Subject, facts: MessageFacts) -> tuple[memo.Appointment, ...]:
    """The button that puts the time into a calendar. A meeting that moved keeps its id there."""
    if subject.meeting is None or not _has_time(subject):
        return ()
    words, (starts_at, ends_at) = post.words(subject.language), written.times(subject)
    said = event(subject.kind, subject.language, facts)
    reservation = memo.Reservation(
        id=subject.meeting.public_id,
        starts_at=starts_at,
        ends_at=ends_at,
        abstract=said.summary,
        description=words.description(subject.meeting.form),
        location=facts.meeting_url or said.location or subject.municipality.name,
        organizer=subject.municipality.name,
    )
    return (memo.Appointment(words.appointment, reservation),)


def _self_service(subject: Subject, facts: MessageFacts, page: str | None) -> tuple[memo.SelfService, ...]:
    """The button that leads to the citizen's own page, where the letter leads there too."""
    if page is None:
        return ()
    words = post.words(subject.language)
    if facts.book_by is None:
        return (memo.SelfService(words.page(facts.moves_left), page),)
    return (memo.SelfService(words.choose, page, datetime.combine(facts.book_by, _END_OF_DAY, ZONE)),)
