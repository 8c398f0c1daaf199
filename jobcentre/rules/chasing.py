"""When somebody who has not chosen a time is reminded to, and when somebody else acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from jobcentre.rules import deadlines
from jobcentre.rules.civil import MIDNIGHT, moment_of
from jobcentre.rules.packs import Pack

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chase:
    """One reminder to choose. `nth` counts from the earliest, 1 first, and is the same however late it is written.

    From `not_after` on (UTC) it must not be sent: the next one says the same, or the last day to choose is over.
    """

    nth: int
    on: date
    not_after: datetime


def plan(told_on: date, book_by: date, pack: Pack) -> tuple[Chase, ...]:
    """All reminders of one summons, in order.

    Whatever falls on the day on which the summons was read, or before it, is left out: the summons has just said it.
    """
    days = sorted(book_by - timedelta(days=chaser.days_before) for chaser in pack.chasers)
    ends = [*days[1:], book_by + _DAY]
    return tuple(
        Chase(nth=nth, on=day, not_after=moment_of(end, MIDNIGHT))
        for nth, (day, end) in enumerate(zip(days, ends, strict=False), 1)
        if told_on < day < end
    )


def due(told_on: date, book_by: date, on: date, pack: Pack) -> Chase | None:
    """The reminder that is to be out that day: after downtime the latest that makes sense, and none after `book_by`."""
    midnight = moment_of(on, MIDNIGHT)
    begun = [chase for chase in plan(told_on, book_by, pack) if chase.on <= on and midnight < chase.not_after]
    return begun[-1] if begun else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What decides how long somebody is waited for. `told_on`: the day on which the summons could be read.

    `short_notice`: a person has decided on fewer days than the law's.
    """

    book_by: date
    told_on: date
    short_notice: bool = False


def acts_on(waiting: Waiting, pack: Pack) -> date:
    """The first day on which a time is set, or a person is called, for somebody who has not chosen.

    Who heard late has as many days to choose as anybody: it is the letter's fault.
    """
    last = waiting.book_by
    if not waiting.short_notice:
        last = max(last, deadlines.book_by(waiting.told_on, pack))
    return last + timedelta(days=pack.no_answer.after_days)
