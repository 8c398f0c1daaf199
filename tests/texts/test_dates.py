"""Dates and times as people write them, on Danish clocks, in both languages."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from jobcentre.texts import dates
from jobcentre.texts.languages import spoken

AT = datetime(2026, 11, 20, 9, 15, tzinfo=UTC)  # 10.15 in Denmark, a Friday
EARLY = datetime(2026, 7, 3, 7, 5, tzinfo=UTC)  # 9.05 in Denmark, summer time
LATE = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)  # the next day in Denmark


@pytest.mark.parametrize(
    ("write", "given", "danish", "english"),
    [
        (dates.day, AT, "fredag den 20. november", "Friday 20 November"),
        (dates.day, date(2026, 3, 1), "søndag den 1. marts", "Sunday 1 March"),
        (dates.day, LATE, "lørdag den 21. november", "Saturday 21 November"),
        (dates.day_and_year, AT, "fredag den 20. november 2026", "Friday 20 November 2026"),
        (dates.day_short, AT, "fre. 20. nov.", "Fri 20 Nov"),
        (dates.day_short, date(2026, 9, 3), "tors. 3. sep.", "Thu 3 Sept"),
        (dates.date_in_full, AT, "20. november 2026", "20 November 2026"),
        (dates.date_in_digits, date(2026, 3, 1), "01.03.2026", "01/03/2026"),
        (dates.month, AT, "november 2026", "November 2026"),
        (dates.weekday, AT, "fredag", "Friday"),
        (dates.week, AT, "uge 47", "week 47"),
        (dates.week, date(2027, 1, 3), "uge 53", "week 53"),
        (dates.clock, AT, "10.15", "10:15"),
        (dates.clock, EARLY, "9.05", "09:05"),
        (dates.clock_in_grid, EARLY, "09.05", "09:05"),
        (dates.clock_with_word, EARLY, "kl. 9.05", "09:05"),
        (dates.moment, AT, "fredag den 20. november kl. 10.15", "Friday 20 November at 10:15"),
        (dates.moment, LATE, "lørdag den 21. november kl. 0.30", "Saturday 21 November at 00:30"),
        (dates.moment_and_year, AT, "fredag den 20. november 2026 kl. 10.15", "Friday 20 November 2026 at 10:15"),
        (dates.moment_short, AT, "fre. 20. nov. kl. 10.15", "Fri 20 Nov at 10:15"),
        (dates.duration, timedelta(minutes=30), "30 minutter", "30 minutes"),
        (dates.duration, timedelta(minutes=1), "1 minut", "1 minute"),
        (dates.duration, timedelta(hours=1), "1 time", "1 hour"),
        (dates.duration, timedelta(minutes=135), "2 timer og 15 minutter", "2 hours and 15 minutes"),
        (dates.duration, timedelta(days=2), "2 dage", "2 days"),
        (dates.duration, timedelta(hours=25), "25 timer", "25 hours"),
        (dates.duration, timedelta(0), "0 minutter", "0 minutes"),
    ],
)
def test_written(write: Callable[[Any, str], str], given: Any, danish: str, english: str) -> None:
    assert write(given, "da") == danish
    assert write(given, "en") == english


def test_spans() -> None:
    end = AT + timedelta(minutes=30)
    assert dates.clocks(AT, end, "da") == "kl. 10.15–10.45"
    assert dates.clocks(AT, end, "en") == "10:15–10:45"
    assert dates.span(AT, end, "da") == "fredag den 20. november kl. 10.15–10.45"
    assert dates.span(AT, end, "en") == "Friday 20 November, 10:15–10:45"
    assert dates.span(AT, LATE, "da") == "fredag den 20. november kl. 10.15 – lørdag den 21. november kl. 0.30"


@pytest.mark.parametrize(
    ("first", "last", "danish", "english"),
    [
        ((2026, 11, 16), (2026, 11, 20), "16.–20. november 2026", "16–20 November 2026"),
        ((2026, 11, 20), (2026, 11, 20), "20. november 2026", "20 November 2026"),
        ((2026, 11, 30), (2026, 12, 4), "30. november – 4. december 2026", "30 November – 4 December 2026"),
        ((2026, 12, 30), (2027, 1, 2), "30. december 2026 – 2. januar 2027", "30 December 2026 – 2 January 2027"),
    ],
)
def test_days(first: tuple[int, int, int], last: tuple[int, int, int], danish: str, english: str) -> None:
    assert dates.days(date(*first), date(*last), "da") == danish
    assert dates.days(date(*first), date(*last), "en") == english


@pytest.mark.parametrize(
    ("away", "danish", "english"),
    [
        (timedelta(seconds=30), "nu", "now"),
        (timedelta(minutes=1), "om 1 minut", "in 1 minute"),
        (timedelta(minutes=5, seconds=59), "om 5 minutter", "in 5 minutes"),
        (timedelta(hours=2, minutes=59), "om 2 timer", "in 2 hours"),
        (timedelta(hours=-1), "for 1 time siden", "1 hour ago"),
        (timedelta(hours=20), "i morgen", "tomorrow"),
        (timedelta(days=2), "om 2 dage", "in 2 days"),
        (timedelta(days=-1), "i går", "yesterday"),
        (timedelta(days=-3), "for 3 dage siden", "3 days ago"),
    ],
)
def test_relative(away: timedelta, danish: str, english: str) -> None:
    assert dates.relative(AT + away, AT, "da") == danish
    assert dates.relative(AT + away, AT, "en") == english


def test_tomorrow_is_tomorrow_across_both_clock_changes() -> None:
    for day in (date(2027, 3, 28), date(2026, 10, 25)):
        eve = datetime(day.year, day.month, day.day, 8, 0, tzinfo=UTC) - timedelta(days=1)
        assert dates.relative(eve + timedelta(days=1), eve, "da") == "i morgen"
    assert dates.relative_day(date(2026, 11, 20), date(2026, 11, 20), "da") == "i dag"


def test_the_clock_is_danish_whatever_zone_the_moment_comes_in() -> None:
    assert dates.moment(AT, "da") == dates.moment(AT.astimezone(), "da")


def test_a_moment_without_a_zone_is_an_error() -> None:
    with pytest.raises(ValueError, match="time zone"):
        dates.moment(AT.replace(tzinfo=None), "da")


def test_only_the_first_letter_of_a_sentence_changes() -> None:
    assert dates.sentence("fredag den 20. November") == "Fredag den 20. November"
    assert dates.sentence("") == ""


@pytest.mark.parametrize(
    ("wished", "written"),
    [("da", "da"), ("en", "en"), ("en-GB", "en"), ("EN_us", "en"), ("de", "da"), ("", "da"), ("english", "da")],
)
def test_whatever_is_not_english_is_danish(wished: str, written: str) -> None:
    assert spoken(wished) == written
