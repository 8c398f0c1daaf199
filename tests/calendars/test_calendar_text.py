"""Hostile and unlucky text must not become calendar structure."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobcentre.calendars.invitation import Invitation, Party, render
from jobcentre.calendars.text import line, lines, name

Make = Callable[..., Invitation]

NASTY = [
    "x\r\nATTENDEE:mailto:evil@x.example",
    "x\nEND:VEVENT\nBEGIN:VEVENT",
    "x\rEND:VCALENDAR",
    "x\u2028STATUS:CANCELLED",
    "x\u2029STATUS:CANCELLED",
    "x\x85STATUS:CANCELLED",
    "x\x0bSTATUS:CANCELLED",
    "x\x1cSTATUS:CANCELLED",
    "nul\x00bel\x07del\x7f",
    "\ufeffbom\ufffe\uffff",
    "K:\\Navne\\ny",
    'O"Brien";X=1:mailto:evil@x.example',
    "^n^'^^",
    "a;b,c:d",
    "\ud800alone",
    "\u202egnp.exe",
    "",
    "   ",
    '"',
]


def shape(invitation: Invitation) -> list[str]:
    """The names of all lines in order, as a strict reader counts them (`splitlines` and all)."""
    data = render(invitation).replace(b"\r\n ", b"")
    return [re.split("[:;]", text)[0] for text in data.decode().splitlines()]


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize("field", ["summary", "description", "conference_label", "uid"])
def test_text_of_people_adds_no_line(ordinary: Invitation, make: Make, field: str, text: str) -> None:
    assert shape(make(**{field: text})) == shape(ordinary)


@pytest.mark.parametrize("text", NASTY)
def test_a_name_adds_no_line_and_no_parameter(ordinary: Invitation, text: str) -> None:
    party = Party(name=text, email="soren@mail.example")
    made = replace(ordinary, attendee=party, organizer=replace(party, email="samtaler@nordby.example"))
    assert shape(made) == shape(ordinary)
    unfolded = render(made).replace(b"\r\n ", b"").decode()
    (attendee,) = re.findall("^ATTENDEE;(.*)\r$", unfolded, re.MULTILINE)
    quoted = re.fullmatch('CN=("[^"]*"|[^";:,]*);CUTYPE=INDIVIDUAL;[^"]*:mailto:soren@mail.example', attendee)
    assert quoted is not None, attendee


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(codec=None), max_size=60))
def test_no_text_at_all_adds_a_line_or_a_control_character(ordinary: Invitation, text: str) -> None:
    made = replace(ordinary, summary=text, description=text, attendee=Party(name=text, email="a@b.example"))
    assert shape(made) == shape(ordinary)
    assert not re.search("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]", render(made).decode())


def test_a_typed_backslash_is_no_line_break() -> None:
    assert lines("K:\\Navne") == "K:/Navne"


def test_lines_stay_lines_and_one_line_stays_one() -> None:
    assert lines("et\r\nto\u2028tre") == "et\nto\ntre"
    assert line("et\r\nto\u2028tre\t fire") == "et to tre fire"


def test_danish_and_emoji_pass() -> None:
    family = "👩‍👧"
    assert line(f"Ærø Åse {family}") == f"Ærø Åse {family}"


def test_names_lose_quotes_and_circumflex() -> None:
    assert name('Søren "Sejr" ^ O\'Brien') == "Søren Sejr O'Brien"


def test_a_name_of_nothing_but_traps_gives_way_to_the_address(ordinary: Invitation) -> None:
    data = render(replace(ordinary, attendee=Party(name='"^"', email="soren@mail.example")))
    assert b'CN="soren@mail.example"' in data or b"CN=soren@mail.example" in data
