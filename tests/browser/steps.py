"""The steps that bring a citizen before a page: what has happened, and what they press (see `states`)."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import update

from jobcentre.models.availability import TimeOff
from jobcentre.models.base import db
from jobcentre.models.meeting import MeetingStatus, Party
from jobcentre.models.municipality import Municipality
from jobcentre.rules import access
from jobcentre.rules.attendance import Outcome
from jobcentre.rules.identifying import Identification
from jobcentre.services import audit, booking, throttle
from tests.browser.stage import Stage, Steps
from tests.builders import a_meeting, a_rule, a_summons, an_occasion, saved
from tests.conftest import NOW
from tests.web.visitor import BIRTHDAY, LATER, code

FREE_CHOICE = "frit-valg-2023"
FIRST = LATER - timedelta(days=1)


def wrong_date(stage: Stage) -> None:
    stage.open(stage.summons())
    stage.fill(**{**BIRTHDAY, "birth-day": "5"})
    stage.press("Fortsæt")


def empty_date(stage: Stage) -> None:
    stage.open(stage.summons())
    stage.press("Fortsæt")


def throttled(stage: Stage) -> None:
    limit = access.LINK_PER_ADDRESS
    for _ in range(limit.tries):
        throttle.count(stage.live.town.centre, "identify:127.0.0.1", limit.window)
    db.session.commit()
    wrong_date(stage)


def nothing_chosen(stage: Stage) -> None:
    stage.known(stage.summons())
    stage.press("Fortsæt")


def no_times(stage: Stage) -> None:
    stage.known(stage.summons(latest_on=NOW.date(), book_by=NOW.date()))


def checking(stage: Stage) -> None:
    stage.known(stage.summons())
    stage.choose()


def taken(stage: Stage) -> None:
    stage.known(stage.summons())
    a_meeting(stage.live.town.centre, stage.live.town.caseworker, starts_at=FIRST)
    db.session.rollback()
    stage.choose(code(FIRST))


def already(stage: Stage) -> None:
    """A second tab in which another time is confirmed."""
    summons = stage.summons()
    stage.known(summons)
    stage.choose(code(LATER))
    booking.book(stage.live.town.centre, summons.public_id, FIRST, uuid4(), audit.CITIZEN)
    db.session.rollback()
    stage.press("Book tiden")


def just_booked(stage: Stage) -> None:
    checking(stage)
    stage.press("Book tiden")


def just_moved(stage: Stage) -> None:
    stage.known(stage.booked(), "/booking/move")
    stage.choose(code(FIRST))
    stage.press("Flyt samtalen hertil")


def moved_by_us(stage: Stage) -> None:
    summons = stage.summons()
    town = stage.live.town
    meeting = booking.book(town.centre, summons.public_id, FIRST, uuid4(), audit.CITIZEN)
    booking.move(town.centre, meeting, LATER, uuid4(), audit.staff(town.caseworker.id))
    stage.known(summons)


def cancelled(by: Party, **given: Any) -> Steps:
    def steps(stage: Stage) -> None:
        stage.known(stage.booked(status=MeetingStatus.CANCELLED, cancelled_by=by, **given))

    return steps


def cancel_empty(stage: Stage) -> None:
    stage.known(stage.booked(), "/booking/cancel")
    stage.press("Aflys samtalen")


def over(outcome: Outcome | None = None) -> Steps:
    def steps(stage: Stage) -> None:
        start = NOW - timedelta(days=1)
        stage.known(stage.booked(starts_at=start, outcome=outcome, outcome_at=NOW if outcome else None))

    return steps


def newer(stage: Stage) -> None:
    old = stage.summons(closed_at=NOW)
    again = an_occasion(old.citizen, nth=2)
    a_summons(stage.live.town.centre, old.citizen, occasion_id=again.id)
    stage.known(old)


def called(stage: Stage) -> None:
    """Somebody who has given up every time they may."""
    given = {"status": MeetingStatus.CANCELLED, "cancelled_by": Party.CITIZEN}
    stage.known(stage.booked(moves=3, **given))


def locked(stage: Stage) -> None:
    stage.open(stage.summons(failed_tries=5, locked_at=NOW))


def wrong_code(stage: Stage) -> None:
    stage.page.goto("/brev")
    stage.fill(code="7K3M-9QRT-2XWB")
    stage.press("Fortsæt")


def door(**given: Any) -> Steps:
    return lambda stage: stage.enter(stage.booked(**given))


def to(path: str) -> Steps:
    return lambda stage: stage.page.goto(path)


def chooses(path: str = "", **given: Any) -> Steps:
    return lambda stage: stage.known(stage.summons(**given), path)


def booked(path: str = "", **given: Any) -> Steps:
    return lambda stage: stage.known(stage.booked(**given), path)


def chosen_form(path: str = "") -> Steps:
    """Under the pack in which citizens choose how to meet."""

    def steps(stage: Stage) -> None:
        a_rule(FREE_CHOICE)
        stage.known(stage.summons(pack=FREE_CHOICE), path)
        stage.choose()

    return steps


def by_code(sent: bool) -> Steps:
    """Where the municipality asks for a code after the birth date."""

    def steps(stage: Stage) -> None:
        db.session.execute(update(Municipality).values(identification=Identification.CODE))
        db.session.commit()
        stage.known(stage.summons())
        if sent:
            stage.press("Send koden")

    return steps


def new_link(stage: Stage) -> None:
    locked(stage)
    stage.fill(**BIRTHDAY)
    stage.press("Send mig et nyt link")


def nothing_earlier(stage: Stage) -> None:
    """A time before which nothing is free."""
    off = {"starts_at": NOW, "ends_at": LATER, "note": ""}
    saved(TimeOff(staff_id=stage.live.town.caseworker.id, **off))
    stage.known(stage.booked(starts_at=LATER), "/booking/waiting")
