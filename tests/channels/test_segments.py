"""What an SMS costs, and whom it comes from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobcentre.channels.segments import Parts, parts, sender_name

BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = "\f^{}\\[~]|€"


def test_the_alphabet_has_127_characters_beside_the_escape() -> None:
    assert len(set(BASIC)) == 127
    assert parts(BASIC) == Parts("GSM-7", 127, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Parts("GSM-7", 0, 1)),
        ("æøåÆØÅé", Parts("GSM-7", 7, 1)),
        ("x" * 160, Parts("GSM-7", 160, 1)),
        ("x" * 161, Parts("GSM-7", 161, 2)),
        ("x" * 306, Parts("GSM-7", 306, 2)),
        ("x" * 307, Parts("GSM-7", 307, 3)),
        ("€" * 80, Parts("GSM-7", 160, 1)),
        ("€" * 80 + "x", Parts("GSM-7", 161, 2)),
        # the 153rd place of a part holds no half of a pair: 76 pairs fill it, so 306 places do not fit in two
        ("€" * 153, Parts("GSM-7", 306, 3)),
        ("ő" * 70, Parts("UCS-2", 70, 1)),
        ("ő" * 71, Parts("UCS-2", 71, 2)),
        ("ő" * 134, Parts("UCS-2", 134, 2)),
        ("ő" * 135, Parts("UCS-2", 135, 3)),
        ("x" * 150 + "ő", Parts("UCS-2", 151, 3)),
        ("x" * 71 + "–", Parts("UCS-2", 72, 2)),
        ("😀" * 35, Parts("UCS-2", 70, 1)),
        ("😀" * 67, Parts("UCS-2", 134, 3)),
    ],
)
def test_how_words_fall_into_parts(text: str, expected: Parts) -> None:
    assert parts(text) == expected


@given(st.text(alphabet=BASIC + EXTENDED, max_size=700))
def test_parts_of_gsm_7_hold_all_and_no_more(text: str) -> None:
    made = parts(text)
    assert made.encoding == "GSM-7"
    assert made.characters == len(text) + sum(text.count(char) for char in EXTENDED)
    room = 160 if made.segments == 1 else 153 * made.segments
    assert made.characters <= room
    if made.segments > 1:
        assert made.characters > (160 if made.segments == 2 else 152 * (made.segments - 1))


@given(st.text(max_size=300).filter(lambda text: not set(text) <= set(BASIC + EXTENDED)))
def test_one_strange_character_makes_all_ucs_2(text: str) -> None:
    made = parts(text)
    assert made.encoding == "UCS-2"
    assert made.characters == len(text.encode("utf-16-be", "surrogatepass")) // 2
    assert made.characters <= (70 if made.segments == 1 else 67 * made.segments)


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("Jobcenter", "Jobcenter"),
        ("Jobcenter Nordby", "Jobcenter"),
        ("Nordby", "Nordby"),
        ("Job & Co. 24", "Job Co 24"),
        ("Ærø Kommune", "Aeroe"),
        ("Rødovre", "Roedovre"),
        ("Århus", "Aarhus"),
        ("Beskæftigelsescenteret", "Beskaeftige"),
        ("Málaga", "Malaga"),
        ("", "Jobcenter"),
        ("   ", "Jobcenter"),
        ("–", "Jobcenter"),
        ("中央", "Jobcenter"),
        ("12", "Jobcenter"),
        # a number, so that citizens can answer
        ("+45 20 12 34 56", "+4520123456"),
        ("1234", "1234"),
    ],
)
def test_a_sender_is_eleven_plain_characters(given_name: str, shown: str) -> None:
    assert sender_name(given_name) == shown


@given(st.text(max_size=60))
def test_a_sender_is_never_nothing_and_never_too_long(text: str) -> None:
    made = sender_name(text)
    assert made
    assert len(made) <= 11 or made.lstrip("+").isdecimal()
    assert parts(made).encoding == "GSM-7"
    assert sender_name(made) == made
