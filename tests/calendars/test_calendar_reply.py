"""What calendars answer to our invitations. Anybody can write one, so nothing in it is an act."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobcentre.calendars.reply import Answer, parse

UID = "0b9c8a52-8a8e-4a52-9f0e-3d5f2f0a7c11@jobcentre.test"


def reply(
    status: str = "ACCEPTED", method: str = "REPLY", more: str = "", attendee: str = "MAILTO:Emilie@example.dk"
) -> bytes:
    text = f"""\
BEGIN:VCALENDAR
PRODID:-//Example//Calendar//DA
VERSION:2.0
METHOD:{method}
BEGIN:VEVENT
UID:{UID}
SEQUENCE:2
DTSTAMP:20261123T080000Z
DTSTART:20261125T090000Z
ATTENDEE;PARTSTAT={status};CN="Emilie":{attendee}
{more}SUMMARY:Accepteret: Videomøde
END:VEVENT
END:VCALENDAR
"""
    return text.replace("\n", "\r\n").encode()


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        ("ACCEPTED", Answer.ACCEPTED),
        ("accepted", Answer.ACCEPTED),
        ("DECLINED", Answer.DECLINED),
        ("TENTATIVE", Answer.DECLINED),
        ("DELEGATED", Answer.DECLINED),
    ],
)
def test_an_answer_names_the_meeting_and_who_answers(status: str, answer: Answer) -> None:
    found = parse(reply(status))
    assert found is not None
    assert (found.uid, found.sequence, found.attendee, found.answer) == (UID, 2, "emilie@example.dk", answer)
    assert (found.comment, found.proposed) == ("", None)


@pytest.mark.parametrize("name", ["COMMENT", "X-RESPONSE-COMMENT"])
def test_a_comment_is_read_wherever_it_stands(name: str) -> None:
    found = parse(reply("DECLINED", more=f"{name}:Jeg er syg\\, desværre\r\n"))
    assert found is not None
    assert found.comment == "Jeg er syg, desværre"


def test_another_time_is_a_no_with_a_proposal() -> None:
    found = parse(reply("TENTATIVE", "COUNTER"))
    assert found is not None
    assert found.answer is Answer.DECLINED
    assert found.proposed == datetime(2026, 11, 25, 9, tzinfo=UTC)


def test_an_answer_without_a_number_is_one_all_the_same() -> None:
    found = parse(reply().replace(b"SEQUENCE:2\r\n", b""))
    assert found is not None
    assert found.sequence is None


@pytest.mark.parametrize(
    "data",
    [
        reply(method="REQUEST"),
        reply(method="CANCEL"),
        reply("NEEDS-ACTION"),
        reply().replace(f"UID:{UID}\r\n".encode(), b""),
        reply().replace(b"VEVENT", b"VJOURNAL"),
        reply().replace(b"ATTENDEE", b"X-SOMEBODY"),
        b"",
        b"BEGIN:VCALENDAR",
        reply(more="COMMENT:" + "x" * 200_000 + "\r\n"),
    ],
)
def test_what_is_no_answer_is_none(data: bytes) -> None:
    assert parse(data) is None


@given(st.integers(0, 400), st.binary(max_size=30))
def test_a_damaged_object_is_no_crash(at: int, noise: bytes) -> None:
    data = reply()
    parse(data[:at] + noise + data[at + len(noise) :])
