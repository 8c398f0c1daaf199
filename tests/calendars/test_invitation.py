"""The calendar object, byte by byte and as a plain reader sees it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar

from jobcentre.calendars.invitation import Invitation, Method, Party, render

GOLDEN = Path(__file__).parent / "golden"
Make = Callable[..., Invitation]


def content_lines(data: bytes) -> list[str]:
    """Unfolded lines, read by hand: not by the library that wrote them."""
    assert data.endswith(b"\r\n")
    return data.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]


def event_lines(data: bytes) -> list[str]:
    lines = content_lines(data)
    return lines[lines.index("BEGIN:VEVENT") : lines.index("END:VEVENT")]


def value(data: bytes, name: str) -> str:
    """The one line of the event with this property, name and parameters included."""
    alarm_free = "\n".join(event_lines(data)).split("\nBEGIN:VALARM")[0].split("\n")
    (found,) = [line for line in alarm_free if line.split(":")[0].split(";")[0] == name]
    return found


@pytest.mark.parametrize("method", list(Method))
def test_the_bytes_are_those_on_file(make: Make, method: Method) -> None:
    attendee = None if method is Method.PUBLISH else make().attendee
    made = render(make(method=method, sequence=2, attendee=attendee))
    assert made == (GOLDEN / f"{method.lower()}.ics").read_bytes()


def test_equal_input_gives_equal_bytes(make: Make) -> None:
    assert render(make()) == render(make())


def test_what_every_request_says(make: Make) -> None:
    lines = content_lines(render(make()))
    for expected in (
        "METHOD:REQUEST",
        "VERSION:2.0",
        "CALSCALE:GREGORIAN",
        "UID:0c7b1c9e-4e58-4b53-9d9b-2f1f1f6b6c11@jobcentre.example",
        "SEQUENCE:0",
        "DTSTAMP:20261112T090000Z",
        "DTSTART;TZID=Europe/Copenhagen:20261120T101500",
        "DTEND;TZID=Europe/Copenhagen:20261120T104500",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "CLASS:PRIVATE",
        "X-MICROSOFT-CDO-BUSYSTATUS:BUSY",
        "X-MICROSOFT-DISALLOW-COUNTER:TRUE",
        "TRIGGER:-PT30M",
        'ORGANIZER;CN="Nordby Kommune":mailto:samtaler@nordby.example',
    ):
        assert lines.count(expected) == 1, expected
    assert lines.count("BEGIN:VTIMEZONE") == 1


def test_the_link_is_the_bare_location_and_stands_in_url_conference_and_description(make: Make) -> None:
    data, url = render(make()), str(make().join_url)
    assert value(data, "LOCATION") == f"LOCATION:{url}"
    assert value(data, "URL") == f"URL:{url}"
    assert value(data, "CONFERENCE") == f"CONFERENCE;FEATURE=VIDEO;LABEL=Deltag i samtalen;VALUE=URI:{url}"
    assert url in value(data, "DESCRIPTION")


def test_the_attendee_is_asked_to_answer(make: Make) -> None:
    assert value(render(make()), "ATTENDEE") == (
        'ATTENDEE;CN="Søren Ærø Ågård";CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;'
        "ROLE=REQ-PARTICIPANT;RSVP=TRUE:mailto:soren@mail.example"
    )


def test_a_file_to_fetch_names_nobody(make: Make) -> None:
    data = render(make(method=Method.PUBLISH, attendee=None))
    assert b"METHOD:PUBLISH" in data
    assert b"ATTENDEE" not in data
    assert b"ORGANIZER" not in data
    assert b"mailto:" not in data


def test_a_cancellation_says_so_in_every_place(make: Make) -> None:
    lines = content_lines(render(make(method=Method.CANCEL, sequence=1)))
    for expected in ("METHOD:CANCEL", "STATUS:CANCELLED", "TRANSP:TRANSPARENT", "SEQUENCE:1"):
        assert expected in lines
    assert "BEGIN:VALARM" not in lines
    assert any(line.startswith("ATTENDEE") for line in lines)
    assert any(line.startswith("ORGANIZER") for line in lines)


@pytest.mark.parametrize("method", [Method.REQUEST, Method.CANCEL])
def test_what_is_sent_needs_its_receiver(make: Make, method: Method) -> None:
    with pytest.raises(ValueError, match="attendee"):
        render(make(method=method, attendee=None))


def test_book_move_cancel_keeps_the_uid_and_raises_the_sequence(make: Make) -> None:
    booked = make()
    later = {"starts_at": booked.starts_at + timedelta(days=1), "ends_at": booked.ends_at + timedelta(days=1)}
    story = [
        booked,
        make(sequence=1, **later),
        make(sequence=2),
        make(sequence=3, method=Method.CANCEL),
    ]
    events = [Calendar.from_ical(render(step)).events[0] for step in story]
    assert [event["SEQUENCE"] for event in events] == [0, 1, 2, 3]
    assert {str(event["UID"]) for event in events} == {booked.uid}
    assert events[0].start == events[2].start != events[1].start


def test_lines_are_folded_at_75_octets_and_never_inside_a_character(make: Make) -> None:
    data = render(make(description="æøå😀" * 200, summary="Åbent møde " * 20))
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    assert "æøå😀" * 200 in value(data, "DESCRIPTION")


def test_there_is_no_bare_line_feed_or_carriage_return(make: Make) -> None:
    data = render(make(description="et\nto\r\ntre\rfire"))
    assert data.replace(b"\r\n", b"").count(b"\n") == 0
    assert data.replace(b"\r\n", b"").count(b"\r") == 0
    assert value(data, "DESCRIPTION") == "DESCRIPTION;LANGUAGE=da:et\\nto\\ntre\\nfire"


@pytest.mark.parametrize("year", [2026, 2027])
def test_wall_time_is_right_the_whole_year_round(make: Make, year: int) -> None:
    start = datetime(year, 1, 1, 9, 0, tzinfo=UTC)
    for days in range(0, 365, 7):
        at = start + timedelta(days=days)
        event = Calendar.from_ical(render(make(starts_at=at, ends_at=at + timedelta(minutes=30)))).events[0]
        assert isinstance(event.start, datetime)
        assert event.start.astimezone(UTC) == at


def test_the_repeated_hour_goes_out_in_utc(make: Make) -> None:
    at = datetime(2026, 10, 25, 1, 0, tzinfo=UTC)
    lines = event_lines(render(make(starts_at=at, ends_at=at + timedelta(minutes=30))))
    assert "DTSTART:20261025T010000Z" in lines
    assert "DTEND:20261025T013000Z" in lines


def test_an_organizer_with_a_plus_is_refused(make: Make) -> None:
    with pytest.raises(ValueError, match="plus"):
        render(make(organizer=Party(name="Nordby", email="samtaler+1@nordby.example")))


@pytest.mark.parametrize(
    "email",
    ["", "no-at-sign", "Navn <a@b.example>", "a@b.example, c@d.example", "a@b.example\r\nX:1", "å@b.example"],
)
def test_an_address_that_is_not_one_bare_address_is_refused(make: Make, email: str) -> None:
    with pytest.raises(ValueError, match="bare e-mail address"):
        render(make(attendee=Party(name="Søren", email=email)))


@pytest.mark.parametrize(
    "url", ["", "javascript:alert(1)", "https://", "https://x.example/\r\nX:1", "https://x.example/a b", "/m/1"]
)
def test_a_link_that_is_not_a_web_address_is_refused(make: Make, url: str) -> None:
    with pytest.raises(ValueError, match="meeting link"):
        render(make(join_url=url))


@pytest.mark.parametrize(
    ("name", "summary", "location"),
    [("telephone", "Telefonmøde", "Telefon"), ("in_person", "Møde", "Rådhusvej 1, 0000 Nordby")],
)
def test_a_meeting_that_is_not_on_video_has_a_place_and_no_link(
    make: Make, name: str, summary: str, location: str
) -> None:
    """The bytes on file; the same event with a higher SEQUENCE replaces the link of one that was on video."""
    description = "Vi taler sammen.\n\nSpørgsmål? Ring på 70 10 10 10."
    words = {"summary": summary, "location": location, "description": description}
    made = render(make(join_url=None, sequence=3, **words))
    assert made == (GOLDEN / f"{name}.ics").read_bytes()
    named = {line.split(":")[0].split(";")[0] for line in event_lines(made)}
    assert "LOCATION" in named
    assert not named & {"URL", "CONFERENCE"}
    assert value(made, "SEQUENCE") == "SEQUENCE:3"
    assert b"video" not in made.lower()


def test_a_meeting_nowhere_has_no_place_at_all(make: Make) -> None:
    assert "LOCATION" not in "\n".join(event_lines(render(make(join_url=None))))
