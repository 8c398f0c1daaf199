"""Calendar months and runs, as a table and as properties."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobcentre.rules.counting import Spell, add_months, runs

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2060, 12, 31))


def spell(
    started_on: date,
    ended_on: date | None = None,
    *,
    number: int = 1,
    group: str = "dagpenge",
    stated: date | None = None,
) -> Spell:
    return Spell(id=number, started_on=started_on, ended_on=ended_on, threshold_reached_on=stated, benefit_group=group)


@pytest.mark.parametrize(
    ("started_on", "months", "expected"),
    [
        (date(2026, 1, 15), 6, date(2026, 7, 15)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 8, 30), 6, date(2027, 2, 28)),
        (date(2026, 8, 28), 6, date(2027, 2, 28)),
        (date(2028, 2, 29), 6, date(2028, 8, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 3, 31), 6, date(2026, 9, 30)),
        (date(2026, 7, 1), 6, date(2027, 1, 1)),
        (date(2026, 12, 31), 6, date(2027, 6, 30)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_calendar_months(started_on: date, months: int, expected: date) -> None:
    assert add_months(started_on, months) == expected


@given(DAYS, st.integers(0, 240))
def test_months_keep_the_day_or_end_the_month(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


@given(DAYS, DAYS, st.integers(1, 24))
def test_who_starts_later_never_reaches_earlier(one: date, other: date, months: int) -> None:
    first, second = sorted((one, other))
    assert add_months(first, months) <= add_months(second, months)


@pytest.mark.parametrize(
    ("second_starts", "joined"),
    [(date(2026, 3, 31), True), (date(2026, 4, 1), True), (date(2026, 4, 2), False), (date(2026, 2, 10), True)],
)
def test_touching_spells_are_one_and_a_day_between_parts_them(second_starts: date, joined: bool) -> None:
    found = runs([spell(date(2026, 1, 1), date(2026, 3, 31)), spell(second_starts, number=2)])
    assert [run.started_on for run in found] == ([date(2026, 1, 1)] if joined else [date(2026, 1, 1), second_starts])
    assert found[-1].ended_on is None


def test_another_benefit_is_another_run() -> None:
    found = runs([spell(date(2026, 1, 1), date(2026, 3, 31)), spell(date(2026, 4, 1), number=2, group="kontanthjaelp")])
    assert len(found) == 2


def test_a_spell_within_another_does_not_shorten_it() -> None:
    (run,) = runs([spell(date(2026, 1, 1), date(2026, 9, 30)), spell(date(2026, 2, 1), date(2026, 3, 1), number=2)])
    assert run.ended_on == date(2026, 9, 30)
    assert not run.is_open(date(2026, 9, 30))
    assert run.is_open(date(2026, 9, 29))


def test_the_latest_stated_date_of_a_run_counts() -> None:
    first = spell(date(2026, 1, 1), date(2026, 3, 31), stated=date(2026, 8, 1))
    second = spell(date(2026, 4, 1), number=2, stated=date(2026, 9, 1))
    third = spell(date(2026, 6, 1), number=3)
    assert runs([third, second, first])[0].stated_on == date(2026, 9, 1)


SPELLS = st.lists(
    st.builds(
        lambda start, length, group: (start, None if length is None else start + timedelta(days=length), group),
        st.dates(min_value=date(2025, 1, 1), max_value=date(2026, 12, 31)),
        st.none() | st.integers(0, 200),
        st.sampled_from(["dagpenge", "kontanthjaelp"]),
    ),
    max_size=6,
)


@given(SPELLS, st.randoms())
def test_runs_hold_every_spell_once_never_touch_and_ignore_the_order(
    rows: list[tuple[date, date | None, str]], random: object
) -> None:
    spells = [spell(start, end, number=number, group=group) for number, (start, end, group) in enumerate(rows)]
    found = runs(spells)
    assert sorted(one.id for run in found for one in run.spells) == list(range(len(spells)))
    for run in found:
        assert len({one.benefit_group for one in run.spells}) == 1
        for later in found:
            if later.started_on > run.started_on and later.spells[0].benefit_group == run.spells[0].benefit_group:
                assert run.ended_on is not None
                assert later.started_on > run.ended_on + timedelta(days=1)
    shuffled = list(spells)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert runs(shuffled) == found
