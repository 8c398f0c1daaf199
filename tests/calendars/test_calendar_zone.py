"""The one VTIMEZONE against the machine's own table of zones."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from jobcentre.calendars.zone import VTIMEZONE, written

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def _last_sunday(year: int, month: int) -> date:
    last = date(year, month + 1, 1) - timedelta(days=1)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def _offset(text: str) -> timedelta:
    return timedelta(hours=int(text[1:3]), minutes=int(text[3:5])) * (-1 if text[0] == "-" else 1)


def _changes(first: int, last: int) -> list[tuple[datetime, timedelta]]:
    """When each offset sets in, in UTC, read from the text as a calendar program reads it."""
    found = []
    for part in VTIMEZONE.to_ical().decode().split("BEGIN:")[2:]:
        fields = dict(line.split(":", 1) for line in part.splitlines() if ":" in line)
        rule = dict(item.split("=") for item in fields["RRULE"].split(";"))
        assert (rule["FREQ"], rule["BYDAY"]) == ("YEARLY", "-1SU")
        at = time.fromisoformat(fields["DTSTART"].split("T")[1])
        for year in range(first, last + 1):
            wall = datetime.combine(_last_sunday(year, int(rule["BYMONTH"])), at, UTC)
            found.append((wall - _offset(fields["TZOFFSETFROM"]), _offset(fields["TZOFFSETTO"])))
    return sorted(found)


def test_it_agrees_with_zoneinfo_every_half_hour_from_2025_to_2036() -> None:
    changes = _changes(2024, 2036)
    moment, offset, differing = datetime(2025, 1, 1, tzinfo=UTC), timedelta(hours=1), []
    changes = [change for change in changes if change[0] > moment]
    while moment < datetime(2037, 1, 1, tzinfo=UTC):
        if changes and changes[0][0] <= moment:
            offset = changes.pop(0)[1]
        if moment.astimezone(COPENHAGEN).utcoffset() != offset:
            differing.append(moment)
        moment += timedelta(minutes=30)
    assert not differing
    assert not changes


def test_it_has_one_yearly_rule_per_part_and_no_list_of_dates() -> None:
    text = VTIMEZONE.to_ical().decode()
    assert text.count("RRULE:") == 2
    assert "RDATE" not in text


def test_an_ordinary_time_is_danish_wall_time() -> None:
    starts_at, ends_at = written(datetime(2027, 7, 1, 8, 0, tzinfo=UTC), datetime(2027, 7, 1, 8, 30, tzinfo=UTC))
    assert (starts_at.hour, ends_at.hour) == (10, 10)
    assert starts_at.tzinfo == COPENHAGEN


@pytest.mark.parametrize(
    ("starts", "ends", "in_utc"),
    [
        ("2026-10-24T23:30", "2026-10-25T00:00", True),  # ends as the doubtful hour begins: 02:00
        ("2026-10-25T00:00", "2026-10-25T00:30", True),
        ("2026-10-25T01:00", "2026-10-25T01:30", True),
        ("2026-10-25T00:30", "2026-10-25T02:30", True),
        ("2026-10-24T22:00", "2026-10-24T23:30", False),
        ("2026-10-25T02:00", "2026-10-25T02:30", False),
    ],
)
def test_the_repeated_hour_is_written_in_utc_both_ends_alike(starts: str, ends: str, in_utc: bool) -> None:
    pair = written(*(datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (starts, ends)))
    assert [moment.tzinfo is UTC for moment in pair] == [in_utc, in_utc]


def test_a_wall_time_in_the_missing_hour_is_refused() -> None:
    missing = datetime(2027, 3, 28, 2, 30, tzinfo=COPENHAGEN)
    with pytest.raises(ValueError, match="does not exist"):
        written(missing, missing + timedelta(hours=2))


@pytest.mark.parametrize("minutes", [0, -30])
def test_an_end_must_come_after_its_start(minutes: int) -> None:
    start = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
    with pytest.raises(ValueError, match="end after"):
        written(start, start + timedelta(minutes=minutes))


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = datetime(2027, 3, 1, 9, 0)  # noqa: DTZ001 (the very mistake under test)
    with pytest.raises(ValueError, match="time zone"):
        written(naive, naive + timedelta(minutes=30))
