"""The one place that writes dates, times and spans, for messages and pages alike.

Every moment given is aware and comes out as Danish wall time, with no word about zones. Every
function takes the reader's language last. Danish writes `10.15`, English `10:15`. Words never
begin with a capital of their own accord; `sentence` gives them one.
"""

from datetime import date, datetime, timedelta
from functools import lru_cache

from babel import Locale
from babel.dates import format_date

from jobcentre.clock import local
from jobcentre.texts.languages import ENGLISH, spoken

_LOCALES = {"da": Locale("da"), "en": Locale("en", "GB")}

# CLDR's own full forms say "2026 10.15.00 Centraleuropæisk normaltid": unusable in a letter.
_DAY = {"da": "EEEE 'den' d. MMMM", "en": "EEEE d MMMM"}
_DAY_AND_YEAR = {"da": "EEEE 'den' d. MMMM y", "en": "EEEE d MMMM y"}
_DAY_SHORT = {"da": "EEE d. MMM", "en": "EEE d MMM"}
_DATE = {"da": "d. MMMM y", "en": "d MMMM y"}
_NUMERIC = {"da": "dd.MM.y", "en": "dd/MM/y"}
_MONTH = {"da": "MMMM y", "en": "MMMM y"}
_WEEKDAY = {"da": "EEEE", "en": "EEEE"}


def day(on: date, language: str) -> str:
    """`fredag den 20. november` · `Friday 20 November`"""
    return _written(_plain(on), _DAY, language)


def day_and_year(on: date, language: str) -> str:
    """`fredag den 20. november 2026` · `Friday 20 November 2026`"""
    return _written(_plain(on), _DAY_AND_YEAR, language)


def day_short(on: date, language: str) -> str:
    """`fre. 20. nov.` · `Fri 20 Nov`"""
    return _written(_plain(on), _DAY_SHORT, language)


def date_in_full(on: date, language: str) -> str:
    """`20. november 2026` · `20 November 2026`"""
    return _written(_plain(on), _DATE, language)


def date_in_digits(on: date, language: str) -> str:
    """`20.11.2026` · `20/11/2026`, for tables."""
    return _written(_plain(on), _NUMERIC, language)


def month(on: date, language: str) -> str:
    """`november 2026` · `November 2026`"""
    return _written(_plain(on), _MONTH, language)


def weekday(on: date, language: str) -> str:
    """`fredag` · `Friday`"""
    return _written(_plain(on), _WEEKDAY, language)


def week(on: date, language: str) -> str:
    """`uge 47` · `week 47`, the ISO week, which Danish offices plan by."""
    word = "week" if spoken(language) == ENGLISH else "uge"
    return f"{word} {_plain(on).isocalendar().week}"


def days(first: date, last: date, language: str) -> str:
    """`16.–20. november 2026` · `16–20 November 2026`, and longer where months differ."""
    first, last = _plain(first), _plain(last)
    if first == last:
        return date_in_full(first, language)
    dot = "" if spoken(language) == ENGLISH else "."
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}{dot}–{date_in_full(last, language)}"
    if first.year == last.year:
        month_name = format_date(first, "MMMM", _LOCALES[spoken(language)])
        return f"{first.day}{dot} {month_name} – {date_in_full(last, language)}"
    return f"{date_in_full(first, language)} – {date_in_full(last, language)}"


def clock(moment: datetime, language: str) -> str:
    """`10.15`, `9.15` · `10:15`, `09:15`, for running text."""
    wall = local(moment)
    if spoken(language) == ENGLISH:
        return f"{wall:%H:%M}"
    return f"{wall.hour}.{wall:%M}"


def clock_in_grid(moment: datetime, language: str) -> str:
    """`09.15` · `09:15`, where times stand under one another."""
    return f"{local(moment):%H:%M}" if spoken(language) == ENGLISH else f"{local(moment):%H.%M}"


def clock_with_word(moment: datetime, language: str) -> str:
    """`kl. 10.15` · `10:15`"""
    return f"{'' if spoken(language) == ENGLISH else 'kl. '}{clock(moment, language)}"


def clocks(starts_at: datetime, ends_at: datetime, language: str) -> str:
    """`kl. 10.15–10.45` · `10:15–10:45`"""
    return f"{clock_with_word(starts_at, language)}–{clock(ends_at, language)}"


def moment(at: datetime, language: str) -> str:
    """`fredag den 20. november kl. 10.15` · `Friday 20 November at 10:15`"""
    return f"{day(at, language)} {_at(language)} {clock(at, language)}"


def moment_and_year(at: datetime, language: str) -> str:
    """`fredag den 20. november 2026 kl. 10.15` · `Friday 20 November 2026 at 10:15`"""
    return f"{day_and_year(at, language)} {_at(language)} {clock(at, language)}"


def moment_short(at: datetime, language: str) -> str:
    """`fre. 20. nov. kl. 10.15` · `Fri 20 Nov at 10:15`"""
    return f"{day_short(at, language)} {_at(language)} {clock(at, language)}"


def span(starts_at: datetime, ends_at: datetime, language: str) -> str:
    """`fredag den 20. november kl. 10.15–10.45` · `Friday 20 November, 10:15–10:45`"""
    if _plain(starts_at) != _plain(ends_at):
        return f"{moment(starts_at, language)} – {moment(ends_at, language)}"
    comma = "," if spoken(language) == ENGLISH else ""
    return f"{day(starts_at, language)}{comma} {clocks(starts_at, ends_at, language)}"


def duration(length: timedelta, language: str) -> str:
    """`30 minutter`, `1 time og 30 minutter` · `30 minutes`, `1 hour and 30 minutes`.

    Whole minutes; a day is 24 hours and only whole days are called days.
    """
    minutes = round(length.total_seconds() / 60)
    if minutes and minutes % (24 * 60) == 0:
        return _count(minutes // (24 * 60), "day", language)
    hours, rest = divmod(minutes, 60)
    parts = [_count(hours, "hour", language)] if hours else []
    if rest or not hours:
        parts.append(_count(rest, "minute", language))
    return (" and " if spoken(language) == ENGLISH else " og ").join(parts)


def relative_day(on: date, today: date, language: str) -> str:
    """`i dag`, `i morgen`, `om 2 dage`, `i går`, `for 3 dage siden`, by the calendar."""
    away = (_plain(on) - _plain(today)).days
    english = spoken(language) == ENGLISH
    near = {
        -1: ("i går", "yesterday"),
        0: ("i dag", "today"),
        1: ("i morgen", "tomorrow"),
    }
    if away in near:
        return near[away][english]
    return _away(_count(abs(away), "day", language), away > 0, language)


def relative(at: datetime, now: datetime, language: str) -> str:
    """`om 5 minutter`, `om 2 timer`, `for 1 time siden` on the same day, else `relative_day`.

    Hours and minutes are rounded down, so that nobody is told of more time than there is; less
    than a minute is `nu`.
    """
    if _plain(at) != _plain(now):
        return relative_day(at, now, language)
    seconds = int(abs((at - now).total_seconds()))
    if seconds < 60:
        return "now" if spoken(language) == ENGLISH else "nu"
    hours, minutes = divmod(seconds // 60, 60)
    count = _count(hours, "hour", language) if hours else _count(minutes, "minute", language)
    return _away(count, at > now, language)


def sentence(words: str) -> str:
    """The same words as the beginning of a sentence: only the first letter changes."""
    return words[:1].upper() + words[1:]


_UNITS = {
    "day": ("dag", "dage"),
    "hour": ("time", "timer"),
    "minute": ("minut", "minutter"),
}


def _count(number: int, unit: str, language: str) -> str:
    if spoken(language) == ENGLISH:
        return f"{number} {unit}{'' if number == 1 else 's'}"
    return f"{number} {_UNITS[unit][number != 1]}"


def _away(count: str, ahead: bool, language: str) -> str:
    if spoken(language) == ENGLISH:
        return f"in {count}" if ahead else f"{count} ago"
    return f"om {count}" if ahead else f"for {count} siden"


def _at(language: str) -> str:
    return "at" if spoken(language) == ENGLISH else "kl."


def _plain(on: date) -> date:
    """The day itself; of a moment, the day it falls on in Denmark."""
    return local(on).date() if isinstance(on, datetime) else on


def _written(on: date, patterns: dict[str, str], language: str) -> str:
    known = spoken(language)
    return _formatted(on, patterns[known], known)


@lru_cache(maxsize=4096)
def _formatted(on: date, pattern: str, language: str) -> str:
    return format_date(on, pattern, _LOCALES[language])
