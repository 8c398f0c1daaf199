"""The meeting as a calendar file to download."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from jobcentre.calendars.invitation import Invitation, Method, Party, render
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.municipality import Municipality
from jobcentre.models.occasion import Summons
from jobcentre.models.staff import Staff
from jobcentre.rules import booking as rules
from jobcentre.rules.packs import Form
from jobcentre.rules.refusals import Closed
from jobcentre.services import links
from jobcentre.services.giving_up import given_up
from jobcentre.texts.event import EventWords, event
from jobcentre.texts.kinds import Kind, MessageFacts


def calendar_file(centre: Centre, meeting_public_id: UUID, language: str | None = None) -> bytes:
    """Return METHOD:PUBLISH without people in it (RFC 5546, 3.2.1); raises ``Closed`` for a meeting called off.

    The stamp is the meeting's last change, so the same meeting is the same file. Without ``language`` it is in that of
    the citizen's messages.
    """
    row = _found(meeting_public_id)
    meeting = row.Meeting
    on_video = meeting.form is Form.VIDEO
    url = centre.address(f"/m/{links.token_of(centre, meeting)}") if on_video else None
    language = language or row.language
    words = _words(centre, row, url, language)
    return render(
        Invitation(
            uid=meeting.uid,
            sequence=meeting.sequence,
            method=Method.PUBLISH,
            stamp=meeting.updated_at,
            created=meeting.created_at,
            last_modified=meeting.updated_at,
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
            summary=words.summary,
            description=words.description,
            join_url=url,
            location=words.location,
            organizer=Party(name=row.Municipality.jobcentre, email=row.Municipality.email),
            attendee=None,
            language=language,
            conference_label=words.conference_label,
        )
    )


def _found(public_id: UUID) -> Any:
    row = db.session.execute(
        select(Meeting, Summons, Citizen.language, Municipality, Staff.name.label("caseworker"))
        .join(Summons, Summons.id == Meeting.summons_id)
        .join(Citizen, Citizen.id == Meeting.citizen_id)
        .join(Municipality, Municipality.id == Meeting.municipality_id)
        .join(Staff, Staff.id == Meeting.staff_id)
        .where(Meeting.public_id == public_id, Meeting.status == MeetingStatus.CONFIRMED)
    ).first()
    if row is None:
        raise Closed()
    return row


def _words(centre: Centre, row: Any, url: str | None, language: str) -> EventWords:
    pack = centre.packs[row.Summons.pack]
    facts = MessageFacts(
        jobcentre=row.Municipality.jobcentre,
        phone=row.Municipality.phone,
        caseworker=row.caseworker,
        meeting_url=url,
        form=row.Meeting.form,
        place=row.Municipality.address,
        booking_url=centre.address(f"/b/{links.token_of(centre, row.Summons)}"),
        opens_minutes_before=pack.opens_minutes_before,
        moves_left=max(0, rules.moves_left(given_up(row.Summons.id), pack)),
        starts_at=row.Meeting.starts_at,
        ends_at=row.Meeting.ends_at,
    )
    return event(Kind.CONFIRMATION, language, facts)
