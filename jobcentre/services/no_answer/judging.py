"""What is to be done today about one summons without a time."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from jobcentre.centre import Centre
from jobcentre.rules import booking, chasing
from jobcentre.rules.chasing import Chase, Waiting
from jobcentre.rules.civil import day_of
from jobcentre.rules.fixing import Obstacle
from jobcentre.rules.packs import Pack, Then
from jobcentre.services import messaging
from jobcentre.services.no_answer.finding import Case

INTERPRETER = "interpreter"  # a need, alone or with a language: ``interpreter:ar``


class Act(StrEnum):
    """What is done."""

    NOTHING = "nothing"
    CHASE = "chased"
    SET = "set"
    HAND_OVER = "handed over"


@dataclass(frozen=True, slots=True)
class Todo:
    """What to do, with the reminder it is about, or the reason why a person must."""

    act: Act
    chase: Chase | None = None
    why: Obstacle | None = None


NOTHING = Todo(Act.NOTHING)


def judge(centre: Centre, case: Case, today: date) -> Todo:
    """Say what to do about a summons that is open and has no time."""
    pack = centre.packs[case.pack]
    if case.wish:
        return NOTHING  # they have answered, and it is we who have not; a person is called for already
    if case.books_not:
        return _time(case, pack)
    told_on = _told_on(centre, case)
    if today <= case.book_by:
        return _chase(case, pack, told_on, today)
    if pack.no_answer.then is Then.FLAG:
        return NOTHING  # where the person stands says it: the last day is over
    # a summons that nobody has been sent says nothing of when it could be read
    waiting = Waiting(
        book_by=case.book_by,
        told_on=told_on or case.book_by,
        short_notice=case.short_notice is not None or told_on is None,
    )
    if today < chasing.acts_on(waiting, pack):
        return NOTHING
    return _time(case, pack)


def _chase(case: Case, pack: Pack, told_on: date | None, today: date) -> Todo:
    on = told_on or (day_of(case.brief_at) if case.brief_at else None)
    if case.paused:
        return NOTHING
    if on is None or case.locked_at is not None or booking.moves_left(case.moves, pack) < 0:
        return NOTHING  # nothing to be reminded of, or no way to choose: a person is called for either
    chase = chasing.due(on, case.book_by, today, pack)
    if chase is None or (case.chased_at is not None and day_of(case.chased_at) >= chase.on):
        return NOTHING
    return Todo(Act.CHASE, chase)


def _time(case: Case, pack: Pack) -> Todo:
    why = _obstacle(case, pack)
    if why is None:
        return Todo(Act.SET)
    return NOTHING if case.asked_for is why else Todo(Act.HAND_OVER, why=why)


def _obstacle(case: Case, pack: Pack) -> Obstacle | None:
    """What makes it a person's to find a time, whatever is free."""
    if booking.moves_left(case.moves, pack) < 0:
        return Obstacle.MOVES_USED
    if case.written_at is None and case.letter_at is None and not case.books_not:
        return Obstacle.NEVER_TOLD
    if case.locked_at is not None:
        return Obstacle.LINK_LOCKED
    if case.interpreter or any(need.split(":")[0] == INTERPRETER for need in case.needs):
        return Obstacle.INTERPRETER
    return None


def _told_on(centre: Centre, case: Case) -> date | None:
    """The day on which the summons could first be read in writing."""
    days = centre.settings.letter.days
    read = [_day(case.written_at), messaging.letter_there_on(day_of(case.letter_at), days) if case.letter_at else None]
    return min((day for day in read if day is not None), default=None)


def _day(moment: datetime | None) -> date | None:
    return day_of(moment) if moment else None
