"""Danish time as calendar programs must be told it.

The VTIMEZONE is written out by hand. The one that `icalendar` derives by itself
(`add_missing_timezones`, `Timezone.from_tzid`) is read an hour wrong all summer by Thunderbird,
Nextcloud and Outlook, which look only at the first date of a comma list or want a yearly rule.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from icalendar import Timezone

TZID = "Europe/Copenhagen"
_ZONE = ZoneInfo(TZID)

VTIMEZONE = Timezone.from_ical(
    """\
BEGIN:VTIMEZONE
TZID:Europe/Copenhagen
BEGIN:DAYLIGHT
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
""".replace("\n", "\r\n")
)


def written(starts_at: datetime, ends_at: datetime) -> tuple[datetime, datetime]:
    """Both ends as they go into DTSTART and DTEND: Danish wall time, or else UTC.

    The hour that the autumn change repeats has two meanings on the wall clock, and calendar
    programs guess; a meeting that touches it is written in UTC, both ends alike. Raises
    ValueError for a moment without a zone, for a wall time in the hour that spring leaves out,
    and for an end that is not after the start.
    """
    moments = tuple(utc(moment) for moment in (starts_at, ends_at))
    if moments[0] >= moments[1]:
        raise ValueError("a meeting must end after it starts")
    walls = tuple(moment.astimezone(_ZONE) for moment in moments)
    first, last = moments if any(_repeated(wall) for wall in walls) else walls
    return first, last


def utc(moment: datetime) -> datetime:
    """The moment in UTC; ValueError for one without a zone or in the hour spring leaves out."""
    if moment.tzinfo is None:
        raise ValueError(f"a moment needs a time zone: {moment!r}")
    there = moment.astimezone(UTC)
    if there.astimezone(moment.tzinfo).replace(tzinfo=None) != moment.replace(tzinfo=None):
        raise ValueError(f"this time does not exist on the wall clock: {moment!r}")
    return there


def _repeated(wall: datetime) -> bool:
    return wall.replace(fold=0).utcoffset() != wall.replace(fold=1).utcoffset()
