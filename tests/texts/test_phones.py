"""Telephone numbers in groups."""

import pytest

from jobcentre.texts import phones


@pytest.mark.parametrize(
    ("stored", "written"),
    [
        ("+4520000000", "20 00 00 00"),
        ("+46701234567", "+46 70 123 45 67"),
        ("+447911123456", "+44 7911 123456"),
        ("20000000", "20000000"),
        ("", ""),
    ],
)
def test_a_number(stored: str, written: str) -> None:
    assert phones.number(stored) == written
