"""Two citizens in one town, one with a time and one without, and what somebody does to their pages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from jobcentre.models.base import db, scope
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.occasion import Summons
from tests.builders import Town, a_citizen, a_meeting, a_summons, a_town
from tests.services.waiters import sound
from tests.web.visitor import LATER, Visitor, known, link_of


@dataclass(frozen=True, slots=True)
class Scene:
    """`one` is whom it is about, with a time at LATER or without one; `visitor` is their browser, which knows them."""

    app: Flask
    town: Town
    one: Summons
    visitor: Visitor

    def another(self, **given: object) -> Summons:
        """Somebody else of the same town."""
        return a_summons(self.town.centre, a_citizen(self.town.centre, given_name="Oliver"), **given)

    def takes(self, starts_at: datetime) -> None:
        """Somebody else takes a time."""
        a_meeting(self.town.centre, self.town.caseworker, self.another(), starts_at=starts_at)

    def elsewhere(self) -> str:
        """The link of a citizen of another municipality who has a time, too."""
        town = a_town(self.town.centre, name="Nabo Kommune", jobcentre="Jobcenter Nabo")
        with scope(town.municipality.id):
            summons = a_summons(town.centre)
            a_meeting(town.centre, town.caseworker, summons, starts_at=LATER)
            return link_of(town.centre, summons)

    def second(self) -> Visitor:
        """Another browser of the same person."""
        return known(self.app, self.town.centre, self.one)

    def end(self, answer: TestResponse) -> TestResponse:
        """The page an answer leads to."""
        for _ in range(5):
            if answer.status_code != 303:
                return answer
            answer = self.visitor.follow(answer)
        raise AssertionError("it leads in a circle")

    def send(self, path: str, **fields: str) -> TestResponse:
        return self.end(self.visitor.send(path, **fields))

    def open(self, path: str) -> TestResponse:
        return self.end(self.visitor.open(path))


Steps = Callable[[Scene], TestResponse]


def scene(app: Flask, town: Town, booked: bool) -> Scene:
    one = a_summons(town.centre, a_citizen(town.centre, team_id=town.team.id))
    if booked:
        a_meeting(town.centre, town.caseworker, one, starts_at=LATER)
    made = Scene(app, town, one, known(app, town.centre, one))
    made.open("/booking")
    return made


def standing() -> dict[int, list[datetime]]:
    """The times that stand, by summons, of everybody; no member of staff has two at once."""
    db.session.rollback()
    db.session.expire_all()
    sound()
    rows = db.session.execute(select(Meeting).where(Meeting.status == MeetingStatus.CONFIRMED)).scalars()
    found: dict[int, list[datetime]] = {}
    for row in rows:
        found.setdefault(row.summons_id, []).append(row.starts_at)
    return found
