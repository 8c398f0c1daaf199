"""The doors of a meeting."""

from datetime import UTC, datetime, timedelta

import pytest

from jobcentre.rules.attendance import Doors, Outcome, check_enter, check_record, doors, parse_outcome
from jobcentre.rules.refusals import Closed, Code, Invalid, NotOpenYet

START = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
END = START + timedelta(minutes=30)


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (-1440, Doors.EARLY),
        (-11, Doors.EARLY),
        (-10, Doors.OPEN),
        (0, Doors.OPEN),
        (30, Doors.OPEN),
        (44, Doors.OPEN),
        (45, Doors.OVER),
        (9999, Doors.OVER),
    ],
)
def test_doors(minutes: int, expected: Doors) -> None:
    assert doors(START, END, START + timedelta(minutes=minutes), 10) is expected


def test_entering_says_when() -> None:
    check_enter(START, END, START, 10)
    with pytest.raises(NotOpenYet) as early:
        check_enter(START, END, START - timedelta(hours=1), 10)
    assert (early.value.code, early.value.facts) == (
        Code.MEETING_TOO_EARLY,
        {"opens_at": START - timedelta(minutes=10)},
    )
    with pytest.raises(Closed) as over:
        check_enter(START, END, END + timedelta(hours=1), 10)
    assert (over.value.code, over.value.facts) == (Code.MEETING_OVER, {"ended_at": END})


def test_nobody_is_absent_from_what_has_not_begun() -> None:
    check_record(START, START)
    with pytest.raises(NotOpenYet):
        check_record(START, START - timedelta(seconds=1))


def test_outcomes_from_a_form() -> None:
    assert parse_outcome("technical_failure") is Outcome.TECHNICAL_FAILURE
    for text in ("", "Attended", "late"):
        with pytest.raises(Invalid):
            parse_outcome(text)
