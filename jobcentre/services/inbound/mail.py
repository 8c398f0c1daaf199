"""A mail that came in: a bounce, a calendar's answer, an automatic answer, or words for the caseworker.

Nothing a mail says changes a meeting. Whoever wants to cancel does so by the link, or with a person.
"""

from jobcentre import clock
from jobcentre.calendars import reply as calendars
from jobcentre.calendars.reply import Answer, CalendarReply
from jobcentre.centre import Centre
from jobcentre.channels.incoming import IncomingMail, Report, mails
from jobcentre.models.base import db, scope
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.reply import ReplyKind
from jobcentre.models.task import TaskKind
from jobcentre.rules.reach import Medium
from jobcentre.services import receipts, tasks
from jobcentre.services.inbound import finding
from jobcentre.services.inbound.finding import Found, FoundMeeting
from jobcentre.services.inbound.keeping import Written, keep
from jobcentre.services.transaction import transaction
from jobcentre.texts import dates

_KINDS = {Answer.ACCEPTED: ReplyKind.ACCEPTED, Answer.DECLINED: ReplyKind.DECLINED}


def receive(centre: Centre, raw: bytes) -> bool:
    """Take one mail in; ``False`` when it is about nobody we know. Commits. Raises ``incoming.Malformed``.

    The same mail a second time is known and has no effect.
    """
    came = mails.read(raw, clock.now())
    if isinstance(came, Report):
        return receipts.report(centre, "email", came)
    answer = calendars.parse(came.calendar) if came.calendar else None
    meeting = finding.by_uid(answer.uid, answer.attendee) if answer else None
    if answer and meeting:
        return _calendar(centre, came, answer, meeting)
    found = finding.by_answer(came.answers)
    if found is None and not came.suspect:
        found = finding.by_address(came.sender, came.recipients)
    return found is not None and _words(centre, came, found)


def _words(centre: Centre, came: IncomingMail, found: Found) -> bool:
    kind = ReplyKind.ABSENT if came.automatic else ReplyKind.ANSWER
    with scope(found.municipality_id), transaction():
        reply_id = _keep(centre, came, kind, found, _with_files(came))
        if reply_id is not None and kind is ReplyKind.ANSWER:
            _call_for_somebody(TaskKind.REPLY, found, reply_id)
    return True


def _calendar(centre: Centre, came: IncomingMail, answer: CalendarReply, meeting: FoundMeeting) -> bool:
    """Keep what the citizen's calendar answers; the caseworker's own needs no keeping. A no calls for a person."""
    if meeting.by_staff:
        return True
    answered = finding.by_answer(came.answers)
    ours = answered is not None and answered.citizen_id == meeting.citizen_id
    message_id = answered.message_id if answered and ours else None
    found = Found(meeting.municipality_id, meeting.citizen_id, message_id)
    with scope(found.municipality_id), transaction():
        reply_id = _keep(centre, came, _KINDS[answer.answer], found, _said(answer))
        if reply_id is not None and answer.answer is Answer.DECLINED and _is_ahead(meeting.meeting_id, answer.sequence):
            _call_for_somebody(TaskKind.DECLINED, found, reply_id)
    return True


def _keep(centre: Centre, came: IncomingMail, kind: ReplyKind, found: Found, words: str) -> int | None:
    written = Written(
        citizen_id=found.citizen_id,
        channel=Medium.EMAIL,
        event_id=came.event_id,
        kind=kind,
        message_id=found.message_id,
        sender=came.sender,
        subject=came.subject,
        words=words,
    )
    return keep(centre, written)


def _call_for_somebody(kind: TaskKind, found: Found, reply_id: int) -> None:
    medium = Medium.EMAIL.value
    tasks.open_task(kind, found.citizen_id, message_id=found.message_id, reply_id=reply_id, channel=medium)


def _is_ahead(meeting_id: int, sequence: int | None) -> bool:
    """Whether the answer is to the meeting as it stands now, and that is still to come."""
    meeting = db.session.get_one(Meeting, meeting_id, populate_existing=True)
    current = sequence is None or sequence >= meeting.sequence
    return current and meeting.status is MeetingStatus.CONFIRMED and meeting.starts_at > clock.now()


def _said(answer: CalendarReply) -> str:
    lines = [answer.comment]
    if answer.proposed is not None:
        lines.append(f"Foreslår en anden tid: {dates.moment(answer.proposed, 'da')}")
    return "\n\n".join(line for line in lines if line)


def _with_files(came: IncomingMail) -> str:
    """The words, and the names of what was attached: the files themselves stay in the mailbox."""
    files = [f"[Vedhæftet i postkassen: {', '.join(came.attachments)}]"] if came.attachments else []
    return "\n\n".join(part for part in (came.words, *files) if part)
