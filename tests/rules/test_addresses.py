"""One rule for addresses, wherever they come in."""

import pytest

from jobcentre.rules.addresses import can_organize, is_address


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a@b.dk", True),
        ("emilie.vestergaard+job@example.dk", True),
        ("o'brien@xn--sknt-qoa.example", True),
        ("", False),
        ("a@b", False),
        (".a@b.dk", False),
        ("a b@c.dk", False),
        ("a@b.dk, c@d.dk", False),
        ("Emilie <a@b.dk>", False),
        ("a@b.dk\nBcc: c@d.dk", False),
        ("å@example.dk", False),
        ("a" * 65 + "@example.dk", False),
    ],
)
def test_exactly_one_bare_address(text: str, expected: bool) -> None:
    assert is_address(text) is expected


def test_an_organizer_has_no_plus() -> None:
    assert (can_organize("jobcenter@eksempel.dk"), can_organize("job+center@eksempel.dk")) == (True, False)
