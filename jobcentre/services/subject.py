"""A message's row together with everything it is about, read in one statement."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, or_, select
from sqlalchemy.orm import aliased

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen, Exemption
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.message import Message, MessageState
from jobcentre.models.municipality import Municipality
from jobcentre.models.occasion import Summons
from jobcentre.models.staff import AccountLink, Staff
from jobcentre.services import exempting
from jobcentre.texts.kinds import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A message's row and everything it is about, read in one statement."""

    message: Message
    municipality: Municipality
    citizen: Citizen | None
    reader: Staff | None
    summons: Summons | None
    meeting: Meeting | None
    host: Staff | None
    account_link: AccountLink | None
    confirmed_elsewhere: bool
    exempt_untold: bool

    @property
    def kind(self) -> Kind:
        return Kind(self.message.kind)

    @property
    def language(self) -> str:
        receiver = self.reader or self.citizen
        return receiver.language if receiver else "da"


def load(message_id: int) -> Subject:
    """Read a message and what it is about, as it is now."""
    row = db.session.execute(_query(), {"message_id": message_id, "today": clock.today()}).one()
    return Subject(
        message=row[0],
        municipality=row[1],
        citizen=row[2],
        reader=row[3],
        summons=row[4],
        meeting=row[5],
        host=row[6],
        account_link=row[7],
        confirmed_elsewhere=row[8],
        exempt_untold=row[9],
    )


@cache
def _query() -> Any:
    """Built once: for a batch of messages the building would take longer than the reading."""
    reader, host, other = aliased(Staff), aliased(Staff), aliased(Meeting)
    citizen_id = db.func.coalesce(Message.citizen_id, Meeting.citizen_id)
    booked = select(other.id).where(other.summons_id == Message.summons_id, other.status == MeetingStatus.CONFIRMED)
    return (
        select(
            Message,
            Municipality,
            Citizen,
            reader,
            Summons,
            Meeting,
            host,
            AccountLink,
            booked.exists(),
            _exempt_untold(),
        )
        .join(Municipality, Municipality.id == Message.municipality_id)
        .outerjoin(Meeting, Meeting.id == Message.meeting_id)
        .outerjoin(Citizen, Citizen.id == citizen_id)
        .outerjoin(reader, reader.id == Message.staff_id)
        .outerjoin(Summons, Summons.id == Message.summons_id)
        .outerjoin(
            host,
            and_(
                host.id == db.func.coalesce(Meeting.staff_id, Citizen.caseworker_id),
                or_(host.active, Meeting.id.is_not(None)),  # nobody is told of a caseworker who has left
            ),
        )
        .outerjoin(AccountLink, AccountLink.id == Message.account_link_id)
        .where(Message.id == bindparam("message_id"))
        .execution_options(populate_existing=True)
    )


def _exempt_untold() -> ColumnElement[bool]:
    """The receiver is exempt today, and the same has not been said before."""
    sent = aliased(Message)
    told = select(sent.id).where(
        sent.summons_id == Message.summons_id, sent.kind == Message.kind, sent.state == MessageState.SENT
    )
    return (
        select(Exemption.id)
        .where(Exemption.citizen_id == Message.citizen_id, exempting.holds(bindparam("today")), ~told.exists())
        .exists()
    )
