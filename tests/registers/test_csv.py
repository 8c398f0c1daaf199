"""The citizens file: what is read, and what is said about what cannot be."""

from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobcentre.registers import Fault, Faulty, PersonRow, Reason, csv

DATA = Path(__file__).parents[1] / "data"
HEADER = "external_id;cpr;given_name;family_name;benefit_group;spell_started_on;spell_ended_on"
LINE = "A1;650199-0435;Bjørk;Ågård;dagpenge;2026-02-24;"


def file(*lines: str, header: str = HEADER) -> bytes:
    return "\r\n".join((header, *lines, "")).encode()


def faults(data: bytes) -> list[tuple[int | None, str | None, Reason]]:
    with pytest.raises(Faulty) as refused:
        csv.read(data)
    return [(fault.line, fault.column, fault.reason) for fault in refused.value.faults]


def one(data: bytes) -> PersonRow:
    (person,) = csv.read(data).people
    return person


def test_the_clean_file_is_read() -> None:
    register = csv.read((DATA / "citizens.csv").read_bytes())
    assert len(register.people) == 60
    assert sum(len(person.spells) for person in register.people) == 71
    yusuf = next(person for person in register.people if person.external_id == "SAG-1016")
    assert (yusuf.given_name, yusuf.mobile, yusuf.needs) == ("Søren", "+4529400209", ("interpreter:ar",))
    assert (yusuf.digital_post_exempt, yusuf.self_booking_exempt) == (True, False)
    assert yusuf.spells[0].hours == 135
    assert yusuf.spells[0].ended_on == date(2026, 11, 16)


def test_all_ten_faults_of_the_faulty_file_are_named() -> None:
    assert faults((DATA / "citizens-faulty.csv").read_bytes()) == [
        (2, "cpr", Reason.CPR_LENGTH),
        (3, "cpr", Reason.CPR_DATE),
        (4, "external_id", Reason.MISSING),
        (5, "spell_started_on", Reason.DATE_IMPOSSIBLE),
        (6, "spell_ended_on", Reason.ENDED_BEFORE_STARTED),
        (7, "email", Reason.EMAIL),
        (8, "mobile", Reason.MOBILE),
        (9, "benefit_group", Reason.BENEFIT_GROUP),
        (10, "cpr", Reason.DISAGREE),
        (11, "digital_post_exempt", Reason.YES_NO),
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + file(LINE),
        file(LINE).replace(b";", b","),
        file(LINE).replace(b"\r\n", b"\n"),
        file(LINE).replace(b"\r\n", b"\r"),
        file(LINE.replace("2026-02-24", "24-02-2026")),
        file("", LINE, ";;;;;;"),
        file(LINE + ";;", header=HEADER + ";;"),
        file(LINE, header=HEADER.upper()),
        file(LINE.replace("Bjørk", '"Bjørk"')),
        file(LINE.replace("Bjørk", "  Bjo\u0338rk ".replace("o\u0338", "ø"))),
    ],
)
def test_the_same_person_however_the_file_was_saved(data: bytes) -> None:
    person = one(data)
    assert (person.external_id, person.cpr, person.given_name) == ("A1", "6501990435", "Bjørk")
    assert person.birth_date == date(1999, 1, 5)
    assert person.spells[0].started_on == date(2026, 2, 24)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", (None, None, Reason.EMPTY_FILE)),
        (b"\xef\xbb\xbf \r\n", (None, None, Reason.EMPTY_FILE)),
        (file(), (None, None, Reason.NO_ROWS)),
        (file(LINE).decode().encode("latin-1"), (2, None, Reason.NOT_UTF8)),
        (file(LINE).decode().encode("utf-16"), (1, None, Reason.NOT_UTF8)),
        (file(LINE.replace("Bj", "B\0")), (2, None, Reason.NUL_BYTE)),
        (LINE.encode(), (1, None, Reason.HEADER_MISSING)),
        (b"PK\x03\x04 not a table", (1, None, Reason.HEADER_MISSING)),
        (file(LINE, header=HEADER.replace("given_name", "forename")), (1, "given_name", Reason.COLUMN_MISSING)),
        (file(LINE + ";x", header=HEADER + ";cpr"), (1, "cpr", Reason.COLUMN_TWICE)),
        (file(LINE + ";x", header=HEADER + ";colour"), (1, "colour", Reason.COLUMN_UNKNOWN)),
        (file(LINE + ";x"), (2, None, Reason.CELLS)),
        (file("A1;650199-0435"), (2, None, Reason.CELLS)),
        (file(LINE.replace("Bjørk", '"Bjørk')), (2, None, Reason.QUOTES)),
        (file(LINE.replace("Bjørk", '"Bj"ørk')), (2, None, Reason.QUOTES)),
        (file(LINE.replace("Bjørk", "Bj\trk")), (2, "given_name", Reason.CONTROL_CHARACTER)),
        (file(LINE.replace("Bjørk", "Bj\u202erk")), (2, "given_name", Reason.CONTROL_CHARACTER)),
        (file(LINE.replace("Bjørk", "x" * 201)), (2, "given_name", Reason.TOO_LONG)),
        (file(LINE.replace("Bjørk", " ")), (2, "given_name", Reason.MISSING)),
        (file(LINE.replace("2026-02-24", "24/2/26")), (2, "spell_started_on", Reason.DATE_SHAPE)),
        (file(LINE.replace("2026-02-24", "0026-02-24")), (2, "spell_started_on", Reason.DATE_RANGE)),
        (file(LINE.replace("650199-0435", "65-0199-0435")), (2, "cpr", Reason.CPR_SHAPE)),
        (file(LINE, LINE.replace("A1", "A2")), (3, "cpr", Reason.CPR_TWICE)),
        (file(LINE, LINE), (3, "spell_started_on", Reason.SPELL_TWICE)),
    ],
)
def test_a_fault_and_where_it_is(data: bytes, expected: tuple[int | None, str | None, Reason]) -> None:
    assert expected in faults(data)


def test_a_file_of_more_than_20_megabytes_is_refused() -> None:
    assert faults(b"x" * (20 * 1024 * 1024 + 1)) == [(None, None, Reason.FILE_TOO_LARGE)]


def test_lines_are_counted_as_an_editor_does() -> None:
    over_two_lines = LINE.replace("Bjørk", '"Bj\nørk"')
    assert faults(file(over_two_lines, "", "A2;1;X;Y;dagpenge;2026-01-01;")) == [
        (2, "given_name", Reason.CONTROL_CHARACTER),
        (5, "cpr", Reason.CPR_LENGTH),
    ]


def test_all_faults_of_a_row_are_told_at_once() -> None:
    assert len(faults(file("A1;1;;;alms;31-02-2026;x"))) == 6


def test_lines_of_one_person_must_agree() -> None:
    second = LINE.replace("2026-02-24", "2026-06-01").replace("Ågård", "Andersen")
    with pytest.raises(Faulty) as refused:
        csv.read(file(LINE, second))
    assert refused.value.faults == (Fault(2, "family_name", Reason.DISAGREE, {"lines": "2, 3"}),)


def test_a_person_has_all_spells_in_order() -> None:
    later, earlier = LINE, LINE.replace("2026-02-24;", "2025-02-24;2025-03-01")
    person = one(file(later, earlier))
    assert [spell.started_on.year for spell in person.spells] == [2025, 2026]


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+Ole", "-1+1", "@SUM(A1)", "O'Neil <b>"])
def test_a_name_that_looks_like_a_formula_is_a_name(name: str) -> None:
    assert one(file(LINE.replace("Bjørk", name))).given_name == name


WIDE = HEADER + ";email;mobile;language;hours;threshold_reached_on;protected_address;needs;caseworker_email"


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        ("mobile", "20 90 50 18", "+4520905018"),
        ("mobile", "0046 70 123 45 67", "+46701234567"),
        ("mobile", "+45 20-90-50-18", "+4520905018"),
        ("language", "EN", "en"),
        ("language", "", "da"),
        ("protected_address", "Yes", True),
        ("protected_address", "1", True),
        ("protected_address", "NEJ", False),
        ("protected_address", "", False),
        ("needs", "Companion, interpreter: Arabic|kørestol", ("companion", "interpreter:arabic", "kørestol")),
        ("caseworker_email", "Mette@Eksempel.example", "mette@eksempel.example"),
    ],
)
def test_cells_are_read(column: str, text: str, value: object) -> None:
    cells = ["", "", "da", "", "", "", "", ""]
    cells[WIDE.split(";").index(column) - 7] = text
    assert getattr(one(file(f"{LINE};" + ";".join(cells), header=WIDE)), column) == value


@pytest.mark.parametrize(
    ("column", "text", "reason"),
    [
        ("email", "a@b", Reason.EMAIL),
        ("email", "a@b.dk, c@d.dk", Reason.EMAIL),
        ("email", "å@b.dk", Reason.EMAIL),
        ("mobile", "1-800-FLOWERS", Reason.MOBILE),
        ("mobile", "209050181", Reason.MOBILE),
        ("language", "de", Reason.LANGUAGE),
        ("hours", "12,5", Reason.HOURS),
        ("hours", "-1", Reason.HOURS),
        ("needs", "interpreter", Reason.INTERPRETER),
        ("needs", "interpreter:", Reason.INTERPRETER),
    ],
)
def test_cells_are_refused(column: str, text: str, reason: Reason) -> None:
    cells = ["", "", "da", "", "", "", "", ""]
    cells[WIDE.split(";").index(column) - 7] = f'"{text}"'
    assert faults(file(f"{LINE};" + ";".join(cells), header=WIDE)) == [(2, column, reason)]


def test_a_column_that_is_not_there_says_nothing() -> None:
    register = csv.read(file(LINE))
    assert "email" not in register.columns
    assert register.people[0].email is None


def test_nothing_personal_is_in_a_repr() -> None:
    shown = repr(one(file(LINE)))
    assert not [secret for secret in ("6501990435", "Bjørk", "Ågård", "1999") if secret in shown]


CLEAN = (DATA / "citizens.csv").read_bytes()


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(CLEAN) - 1), st.binary(max_size=6), st.integers(0, 40))
def test_a_damaged_file_is_read_or_refused_and_never_breaks(place: int, junk: bytes, cut: int) -> None:
    damaged = CLEAN[:place] + junk + CLEAN[place + cut :]
    with suppress(Faulty):
        assert csv.read(damaged).people
