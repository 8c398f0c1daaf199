"""The dates of one summons and of one meeting."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from jobcentre.rules.packs import Pack
from jobcentre.rules.workdays import on_or_after, on_or_before


def book_by(issued_on: date, pack: Pack) -> date:
    """The last day to choose a time, inclusive.

    Never less than the pack's calendar days, and a day on which somebody answers the telephone.
    """
    return on_or_after(issued_on + timedelta(days=pack.days_to_book))


def latest_on(issued_on: date, pack: Pack) -> date:
    """The last day on which the interview may be held, inclusive: a workday, and never before the day to book by."""
    return max(on_or_before(issued_on + timedelta(days=pack.latest_after_days)), book_by(issued_on, pack))


def last_day(issued_on: date, pack: Pack, too_old_on: date) -> date:
    """One person's last day, inclusive: `latest_on`, or the last workday before the duty's last birthday.

    It may come before the day to book by; then nobody is summoned (`eligibility.assess`).
    """
    return min(latest_on(issued_on, pack), on_or_before(too_old_on - timedelta(days=1)))


def leaves_time(issued_on: date, pack: Pack, too_old_on: date) -> bool:
    """Whether the person is young enough for long enough: all days to book, and the notice before a time."""
    first = issued_on + timedelta(days=-(-pack.notice_hours // 24))
    return last_day(issued_on, pack, too_old_on) >= max(book_by(issued_on, pack), first)


def earliest(now: datetime, pack: Pack) -> datetime:
    """The first moment a citizen may choose, in elapsed hours from now."""
    return now + timedelta(hours=pack.notice_hours)


def cut_off(starts_at: datetime, pack: Pack) -> datetime:
    """The moment from which a citizen can no longer move or cancel, in elapsed hours. `starts_at` in UTC."""
    return starts_at - timedelta(hours=pack.cut_off_hours)
