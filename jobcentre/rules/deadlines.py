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


def book_anew_by(given_up_on: date, former: date, last_day: date, pack: Pack) -> date:
    """The last day to choose another time for who no longer has one: as many days as anybody has, and never fewer.

    `former` is the last day until now; nobody can choose past the interview's `last_day`.
    """
    return max(former, min(book_by(given_up_on, pack), last_day))


def latest_on(issued_on: date, pack: Pack) -> date:
    """The last day on which the interview may be held, inclusive: a workday, and never before the day to book by."""
    return max(on_or_before(issued_on + timedelta(days=pack.latest_after_days)), book_by(issued_on, pack))


def last_day(issued_on: date, pack: Pack, too_old_on: date) -> date:
    """One person's last day, inclusive: `latest_on`, or the last workday before the duty's last birthday.

    It may come before the day to book by; then nobody is summoned (`eligibility.assess`).
    """
    latest, eve = latest_on(issued_on, pack), too_old_on - timedelta(days=1)
    return latest if eve >= latest else on_or_before(eve)


def leaves_time(issued_on: date, pack: Pack, too_old_on: date) -> bool:
    """Whether the person is young enough for long enough: all days to book, and the notice before a time."""
    return too_old_on > needed_until(issued_on, pack)


def needed_until(issued_on: date, pack: Pack) -> date:
    """The first day on which a meeting must still be allowed: a workday with all days to book and the notice behind."""
    noticed = issued_on + timedelta(days=-(-pack.notice_hours // 24))
    return on_or_after(max(book_by(issued_on, pack), noticed))


def earliest(now: datetime, pack: Pack) -> datetime:
    """The first moment a citizen may choose, in elapsed hours from now."""
    return now + timedelta(hours=pack.notice_hours)


def cut_off(starts_at: datetime, pack: Pack) -> datetime:
    """The moment from which a citizen can no longer move or cancel, in elapsed hours. `starts_at` in UTC."""
    return starts_at - timedelta(hours=pack.cut_off_hours)
