"""What is a code, and how an address is shown to whoever knows it."""

import pytest

from jobcentre.rules.identifying import masked, read_code
from jobcentre.rules.reach import Medium


@pytest.mark.parametrize("typed", ["123456", " 123456 ", "123 456", "123-456", "1 2 3 4 5 6", "123\u00a0456",
                                   "١٢٣٤٥٦", "۱۲۳۴۵۶", "１２３４５６", "\u2067123456\u2069"])  # fmt: skip
def test_a_code_may_be_typed_with_air_in_it(typed: str) -> None:
    assert read_code(typed) == "123456"


@pytest.mark.parametrize(
    "typed", ["", " ", "12345", "1234567", "12345a", "١٢٣٤٥", "²²²²²²", "-", "123456\x00", "kode 123456"]
)
def test_what_is_no_code(typed: str) -> None:
    assert read_code(typed) is None


@pytest.mark.parametrize(
    ("medium", "address", "shown"),
    [
        (Medium.EMAIL, "jonas@example.dk", "j•••@e•••.dk"),
        (Medium.EMAIL, "j@e.dk", "j•••@e•••.dk"),
        (Medium.EMAIL, "anna.vest@mail.example.co", "a•••@m•••.co"),
        (Medium.EMAIL, "a@localhost", "a•••@l•••"),
        (Medium.SMS, "+4520304034", "•• •• •• 34"),
    ],
)
def test_an_address_with_its_middle_hidden(medium: Medium, address: str, shown: str) -> None:
    assert masked(medium, address) == shown
