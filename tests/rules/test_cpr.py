"""Personal numbers: all made up, day + 60 where a whole one is needed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobcentre.rules.cpr import CprFault, is_plain, parse


@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("7910077050", date(2007, 10, 19)),
        ("751298-2623", date(1998, 12, 15)),
        (" 741200-6699 ", date(2000, 12, 14)),
        ("8902040000", date(1904, 2, 29)),
        ("6101004000", date(2000, 1, 1)),
        ("6101364000", date(2036, 1, 1)),
        ("6101374000", date(1937, 1, 1)),
        ("6101369000", date(2036, 1, 1)),
        ("6101379000", date(1937, 1, 1)),
        ("6101575000", date(2057, 1, 1)),
        ("6101585000", date(1858, 1, 1)),
        ("6101998000", date(1899, 1, 1)),
        ("6101993000", date(1999, 1, 1)),
        ("8902961000", date(1996, 2, 29)),
    ],
)
def test_dates_and_centuries(text: str, born: date) -> None:
    assert parse(text).birth_date == born


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "cpr_shape"),
        ("310299123", "cpr_shape"),
        ("31029912345", "cpr_shape"),
        ("610199 3000", "cpr_shape"),
        ("6101-993000", "cpr_shape"),
        ("610199--3000", "cpr_shape"),
        ("６101993000", "cpr_shape"),  # a full-width digit, which str.isdigit would let by
        ("610199３000", "cpr_shape"),
        ("abcdefghij", "cpr_shape"),
        ("6113993000", "cpr_date"),
        ("6100993000", "cpr_date"),
        ("9202993000", "cpr_date"),
        ("8902971000", "cpr_date"),  # 29 February 1997
        ("6001993000", "cpr_date"),
        ("0001993000", "cpr_date"),
        ("9901993000", "cpr_date"),
    ],
)
def test_faults(text: str, code: str) -> None:
    with pytest.raises(CprFault) as caught:
        parse(text)
    assert caught.value.code == code
    assert isinstance(caught.value, ValueError)


def test_no_modulus_11() -> None:
    """All ten last digits are accepted; with the check at most one would be."""
    assert len({parse(f"610199300{last}").digits for last in range(10)}) == 10


def test_the_number_never_shows() -> None:
    assert "6101993000" not in repr(parse("610199-3000"))
    assert parse("610199-3000").digits == "6101993000"
    with pytest.raises(CprFault) as caught:
        parse("6113993000")
    assert "6113993000" not in repr(caught.value) + str(caught.value)


@given(st.dates(min_value=date(1937, 1, 1), max_value=date(2036, 12, 31)), st.integers(0, 999), st.booleans())
def test_a_number_gives_its_date_back(born: date, serial: int, hyphen: bool) -> None:
    seventh = "1" if born.year < 2000 else "4"
    text = f"{born.day + 60:02}{born:%m%y}{'-' if hyphen else ''}{seventh}{serial:03}"
    assert parse(text).birth_date == born


@given(st.text(max_size=14))
def test_any_text_is_a_number_or_a_fault(text: str) -> None:
    try:
        found = parse(text)
    except CprFault:
        return
    assert len(found.digits) == 10


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("6405010007", True),
        ("640501-0007", False),
        (" 6405010007", False),
        ("6405010007\n", False),
        ("9905010007", False),
        ("", False),
    ],
)
def test_other_systems_take_ten_digits_and_nothing_else(text: str, plain: bool) -> None:
    assert is_plain(text) is plain
