"""Which numbers take an SMS."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobcentre.channels.numbers import accepts

TAKE_SMS = [
    "+4520123456", "+4529999999", "+4531123456", "+4540123456", "+4542123456", "+4553123456", "+4561123456",
    "+4571123456", "+4581123456", "+4591123456", "+4593123456", "+4543112233", "+4549112233", "+4569212345",
    "+46701234567", "+4917612345678", "+447400123456", "+12125551234", "+299221234", "+298211234",
]  # fmt: skip
LANDLINES = [
    "+4533123456", "+4536123456", "+4538123456", "+4543434343", "+4549123456", "+4554123456", "+4562123456",
    "+4570101010", "+4575123456", "+4586123456", "+4598123456", "+4681234567",
    "+442079460000", "+493012345678",
]  # fmt: skip
OTHERS = ["+4580101010", "+4590101010", "+4412345", "+45", "+4520", "+452012345678901", "20123456", "4520123456",
          "0045 20123456", "+45 20123456", "+4520123456 ", "\n+4520123456", "+0520123456", "", "112", "Jobcenter",
          "+4520123456;+4520123457", "+٤٥٢٠١٢٣٤٥٦"]  # fmt: skip


@pytest.mark.parametrize("number", TAKE_SMS)
def test_mobiles_are_accepted(number: str) -> None:
    assert accepts(number)


@pytest.mark.parametrize("number", LANDLINES)
def test_landlines_are_not(number: str) -> None:
    assert not accepts(number)


@pytest.mark.parametrize("number", OTHERS)
def test_what_is_no_whole_number_is_not(number: str) -> None:
    assert not accepts(number)


@given(st.text(max_size=20))
def test_any_text_has_an_answer(text: str) -> None:
    assert accepts(text) in (True, False)
