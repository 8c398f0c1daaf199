"""A citizen with one kind of browser, brought before their page; and what the database says afterwards."""

from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest
from sqlalchemy import select

from jobcentre.models.base import db
from jobcentre.models.claim import Claim
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.message import Message
from jobcentre.models.occasion import Summons
from jobcentre.services import links
from tests.browser.conftest import DESKTOP, PHONE, Live, Visitor
from tests.browser.errands import identify
from tests.browser.inbox import Citizen
from tests.browser.reader import Reader
from tests.builders import a_citizen, a_summons
from tests.services.waiters import sound


@dataclass(frozen=True, slots=True)
class Way:
    """On which screen, in which language, with scripts or without."""

    size: tuple[int, int]
    language: str
    scripts: bool

    def __str__(self) -> str:
        return f"{self.size[0]}-{self.language}-{'scripts' if self.scripts else 'plain'}"


EVERY_WAY = tuple(Way(*one) for one in product((PHONE, DESKTOP), ("da", "en"), (True, False)))
in_every_way = pytest.mark.parametrize("way", EVERY_WAY, ids=str)


def summoned(live: Live, language: str = "da", **person: Any) -> Summons:
    """Somebody of the town's team who has to choose a time, and whose messages are in their language."""
    person = {"language": language, "team_id": live.town.team.id, **person}
    return a_summons(live.town.centre, a_citizen(live.town.centre, **person))


def who(summons: Summons) -> Citizen:
    """The person, as a browser knows them."""
    person = summons.citizen
    return Citizen(person.given_name, person.email or "", person.birth_date)


def come(live: Live, visitor: Visitor, summons: Summons, way: Way) -> Reader:
    """Open the link in a new browser and say who one is."""
    path, person = f"/b/{links.token_of(live.town.centre, summons)}", who(summons)
    db.session.rollback()  # the browser must not wait for this test's transaction
    reader = Reader(visitor(way.size, java_script_enabled=way.scripts), way.language, None, narrow=True)
    reader.open(path)
    identify(reader, person)
    return reader


def meetings(summons: Summons) -> list[Meeting]:
    """Every meeting of a summons, the oldest first; with no time booked twice, and nothing held for nobody."""
    db.session.rollback()
    db.session.expire_all()
    sound()
    found = db.session.execute(select(Meeting).where(Meeting.summons_id == summons.id).order_by(Meeting.id)).scalars()
    rows = list(found)
    standing = [one for one in rows if one.status is MeetingStatus.CONFIRMED]
    assert len(standing) <= 1
    mine = db.session.execute(select(Claim).where(Claim.meeting_id.in_([one.id for one in rows]))).scalars()
    assert [(claim.meeting_id, claim.starts_at) for claim in mine] == [(one.id, one.starts_at) for one in standing]
    assert db.session.execute(select(Claim).where(Claim.summons_id == summons.id)).first() is None, "a hold is left"
    return rows


def told(summons: Summons) -> list[str]:
    """What the citizen is written, in order, without the reminders to come."""
    mine = select(Message.kind).where(Message.summons_id == summons.id, Message.citizen_id.is_not(None))
    kinds = db.session.execute(mine.order_by(Message.id)).scalars()
    return [kind for kind in kinds if not kind.startswith("reminder")]
