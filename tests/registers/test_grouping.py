"""Rows of one person are brought together wherever they stand, and the faults are those of reading all rows at once."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobcentre.registers import Fault, Faulty, Reason, csv
from jobcentre.registers.people import Gathering, identity

HEADER = ("external_id", "cpr", "given_name", "family_name", "benefit_group", "spell_started_on", "spell_ended_on")
ROWS = st.tuples(
    st.sampled_from(["A1", "A1", "A2", " A2 ", "A3", ""]),
    st.sampled_from(["650199-0435", "6501990435", "660199-0435", "670199-0435", "65019", ""]),
    st.sampled_from(["Bjørk", "Bo"]),
    st.sampled_from(["Ågård", '"Å;g\nård"', "🙂"]),
    st.sampled_from(["dagpenge", "kontanthjælp", "løn"]),
    st.sampled_from(["2026-02-24", "24-02-2026", "2026-05-01", "2026-02-30"]),
    st.sampled_from(["", "2026-03-01", "2025-01-01"]),
)
Facts = tuple[int, str, str, str]


def told(faults: Sequence[Fault]) -> list[Facts]:
    return sorted((one.line or 0, one.column or "", one.reason.value, str(dict(one.facts))) for one in faults)


def all_at_once(rows: Sequence[Sequence[str]]) -> tuple[list[Facts], list[str]]:
    """Return the faults and the people, with every row in memory."""
    gathering, bearers = Gathering(HEADER), dict[str, tuple[str, int]]()
    line, first_lines = 2, dict[str, int]()
    twice = []
    for cells in rows:
        row = {name: cell.strip('"') for name, cell in zip(HEADER, cells, strict=True)}
        gathering.add(line, row)
        external_id, number = identity(row)
        if external_id is not None:
            first_lines.setdefault(external_id, line)
            if number is not None:
                bearer, first = bearers.setdefault(number, (external_id, first_lines[external_id]))
                if bearer != external_id:
                    twice.append(Fault(line, "cpr", Reason.CPR_TWICE, {"lines": f"{first}, {line}"}))
        line += 1 + sum(cell.count("\n") for cell in cells)
    faults = told([*gathering.all_faults(), *twice])
    return faults, [] if faults else [shown(one) for one in gathering.register().people]


def shown(person: object) -> str:
    return str(
        [getattr(person, name) for name in ("line", "external_id", "cpr", "given_name", "family_name", "spells")]
    )


@settings(max_examples=400, deadline=None)
@given(st.lists(ROWS, min_size=1, max_size=7), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_the_same_as_all_rows_at_once(rows: list[tuple[str, ...]], end: str, mark: bool) -> None:
    text = end.join(";".join(row).replace("\n", end) for row in (HEADER, *rows))
    faults, people = all_at_once(rows)
    data = text.encode("utf-8-sig" if mark else "utf-8")
    if faults:
        with pytest.raises(Faulty) as refused:
            csv.read(data)
        assert told(refused.value.faults) == faults
        return
    read = csv.read(data).people
    assert [shown(one) for one in read] == people
    assert [shown(one) for one in read[1:]] == people[1:]


def test_what_is_kept_of_a_row_is_a_few_numbers() -> None:
    """The people are read when asked for, and are not the same objects twice."""
    data = "\n".join((";".join(HEADER), "A1;650199-0435;Bo;Dam;dagpenge;2026-02-24;")).encode()
    people = csv.read(data).people
    assert people[0] == people[-1] == next(iter(people))
    assert people[0] is not people[0]
    with pytest.raises(IndexError):
        people[1]


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        (b"external_id\r\nb\xff", 2, Reason.NOT_UTF8),
        (b"external_id\rb\r\xc3\x28", 3, Reason.NOT_UTF8),
        (b"external_id\nb\n\0", 3, Reason.NUL_BYTE),
        (b"\xef\xbb\xbf \r\n\t", None, Reason.EMPTY_FILE),
        (b"", None, Reason.EMPTY_FILE),
    ],
)
def test_what_is_no_text_is_refused_with_its_line(data: bytes, line: int | None, reason: Reason) -> None:
    with pytest.raises(Faulty) as refused:
        csv.read(data)
    assert [(one.line, one.reason) for one in refused.value.faults] == [(line, reason)]
