"""What must be true of several keys of a pack together, and of several packs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from jobcentre.rules.packs.pack import TICK_MINUTES, Pack, Then
from jobcentre.rules.packs.reading import PackFault

LEAST_DAYS_TO_BOOK = 8  # the law's least (domain.md, implication 10)
_ON_THE_GRID = ("duration_minutes", "buffer_minutes", "step_minutes")


def check_pack(pack: Pack) -> None:
    """Raise PackFault where keys contradict each other."""
    if pack.in_force_until is not None and pack.in_force_until < pack.in_force_from:
        raise _fault(pack, "in_force_until", "is before in_force_from")
    for key in _ON_THE_GRID:
        if getattr(pack, key) % TICK_MINUTES:
            raise _fault(pack, key, f"must be a multiple of {TICK_MINUTES} minutes")
    _check_notice(pack)
    _check_days(pack)


def check_families(packs: Iterable[Pack]) -> None:
    """Raise PackFault for two packs of one family that are in force on the same day."""
    latest: dict[str, Pack] = {}
    for pack in sorted(packs, key=lambda pack: (pack.in_force_from, pack.name)):
        before = latest.get(pack.family)
        if before is not None and (before.in_force_until or date.max) >= pack.in_force_from:
            raise _fault(pack, "in_force_from", f"overlaps {before.name}, which is of the same family")
        latest[pack.family] = pack


def _check_notice(pack: Pack) -> None:
    short = pack.days_to_book < LEAST_DAYS_TO_BOOK
    if short and pack.short_notice_reason is None:
        raise _fault(pack, "days_to_book", f"must be at least {LEAST_DAYS_TO_BOOK} without a short_notice_reason")
    if not short and pack.short_notice_reason is not None:
        raise _fault(pack, "short_notice_reason", f"is only for fewer than {LEAST_DAYS_TO_BOOK} days_to_book")


def _check_days(pack: Pack) -> None:
    if pack.latest_after_days < pack.days_to_book:
        raise _fault(pack, "latest_after_days", "is less than days_to_book")
    if pack.notice_hours >= 24 * pack.latest_after_days:
        raise _fault(pack, "notice_hours", "leaves no day to meet within latest_after_days")
    for index, chaser in enumerate(pack.chasers):
        if chaser.days_before >= pack.days_to_book:
            raise _fault(pack, f"chasers[{index}].days_before", "must be less than days_to_book")
    set_by = pack.days_to_book + pack.no_answer.after_days + pack.no_answer.notice_days
    if pack.no_answer.then is Then.SET_TIME and set_by > pack.latest_after_days:
        raise _fault(pack, "no_answer.notice_days", "leaves no day to set a time on within latest_after_days")


def _fault(pack: Pack, key: str, reason: str) -> PackFault:
    return PackFault(f"{pack.name}.toml", key, reason)
