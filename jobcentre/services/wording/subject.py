"""A message's row together with everything it is about, read in one statement."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.code import OneTimeCode
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.message import Message, MessageState
from jobcentre.models.municipality import Municipality
from jobcentre.models.occasion import Summons
from jobcentre.models.override import Override
from jobcentre.models.staff import AccountLink, Staff
from jobcentre.models.waiting_list import TimeOffer
from jobcentre.models.wording import Wording
from jobcentre.rules.overrides import NOT_TO_CHASE
from jobcentre.services import asked, giving_up, overriding
from jobcentre.texts.kinds import Kind

# The subject of a test message's key: in which language.
TEST_KEY = re.compile("test-(da|en):")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A message's row and everything it is about, read in one statement.

    ``left_alone``: the receiver is not to be chased today: a person has decided so, or it is we who have to answer.
    ``given_up`` and ``set_before``
    count against the citizen's moves (``services.giving_up``).
    """

    message: Message
    municipality: Municipality
    citizen: Citizen | None
    reader: Staff | None
    summons: Summons | None
    meeting: Meeting | None
    host: Staff | None
    account_link: AccountLink | None
    code: OneTimeCode | None
    time_offer: TimeOffer | None
    confirmed_elsewhere: bool
    exempt_untold: bool
    wording: Wording | None
    left_alone: bool
    given_up: int
    set_before: int | None

    @property
    def kind(self) -> Kind:
        return Kind(self.message.kind)

    @property
    def test(self) -> str | None:
        """The language of a message that somebody had sent to themselves to see its words; else none."""
        marked = TEST_KEY.match(self.message.key)
        return marked[1] if marked else None

    @property
    def language(self) -> str:
        if self.test is not None:
            return self.test
        receiver = self.reader or self.citizen
        return receiver.language if receiver else "da"


def load(message_id: int) -> Subject:
    """Read a message and what it is about, as it is now."""
    return load_all([message_id])[message_id]


def load_all(message_ids: Sequence[int]) -> dict[int, Subject]:
    """Read many messages of the current municipality and what they are about, in one statement; by their numbers."""
    rows = db.session.execute(_query(), {"message_ids": message_ids, "today": clock.today()})
    names = tuple(Subject.__slots__)
    return {row[0].id: Subject(**dict(zip(names, row, strict=True))) for row in rows}


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
            OneTimeCode,
            TimeOffer,
            booked.exists(),
            _exempt_untold(),
            Wording,
            _left_alone(),
            giving_up.times_of(Message.summons_id),
            giving_up.set_at_of(Message.summons_id),
        )
        .join(Municipality, Municipality.id == Message.municipality_id)
        .outerjoin(Meeting, Meeting.id == Message.meeting_id)
        .outerjoin(Citizen, Citizen.id == citizen_id)
        .outerjoin(reader, reader.id == Message.staff_id)
        .outerjoin(Summons, Summons.id == Message.summons_id)
        .outerjoin(host, _holds(host))
        .outerjoin(AccountLink, AccountLink.id == Message.account_link_id)
        .outerjoin(OneTimeCode, OneTimeCode.id == Message.one_time_code_id)
        .outerjoin(TimeOffer, TimeOffer.id == Message.time_offer_id)
        .outerjoin(Wording, _in_force(db.func.coalesce(reader.language, Citizen.language)))
        .where(Message.id == func.any(bindparam("message_ids", type_=ARRAY(BigInteger()))))
        .execution_options(populate_existing=True)
    )


def _holds(host: Any) -> ColumnElement[bool]:
    """Who holds the meeting, or is to; nobody is told of a caseworker who has left."""
    theirs = host.id == db.func.coalesce(Meeting.staff_id, Citizen.caseworker_id)
    return and_(theirs, or_(host.active, Meeting.id.is_not(None)))


def _in_force(language: ColumnElement[str]) -> ColumnElement[bool]:
    """The municipality's own words for this kind of message."""
    return and_(Wording.kind == Message.kind, Wording.language == language, Wording.ended_at.is_(None))


def _left_alone() -> ColumnElement[bool]:
    decided = overriding.holds(bindparam("today"), NOT_TO_CHASE)
    paused = select(Override.id).where(Override.citizen_id == Message.citizen_id, decided).exists()
    return or_(paused, asked.wish_stands(Message.summons_id).correlate(Message))


def _exempt_untold() -> ColumnElement[bool]:
    """The receiver is exempt today, and the same has not been said before, by whatever channel."""
    sent = aliased(Message)
    told = (
        select(sent.id)
        .where(sent.summons_id == Message.summons_id, sent.kind == Message.kind)
        .where(sent.state == MessageState.SENT)
        .correlate(Message)  # two statements further out: left to itself it would ask of any message
    )
    return (
        select(Override.id)
        .where(Override.citizen_id == Message.citizen_id, overriding.holds(bindparam("today")), ~told.exists())
        .exists()
    )
