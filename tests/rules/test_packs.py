"""The shipped packs, and what stops the start; the table of wrong files is ``wrong_packs``."""

import tomllib
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobcentre.rules.packs import (
    AgeDay,
    Chooses,
    Form,
    Method,
    Pack,
    PackFault,
    ReminderKind,
    ReminderRule,
    Status,
    Then,
    load,
)
from jobcentre.settings import ROOT
from tests.rules.wrong_packs import FILE, GONE, HOURS, OTHERS, WRONG, keys, with_

SHIPPED = {path.name: tomllib.loads(path.read_text("utf-8")) for path in (ROOT / "config" / "rules").glob("*.toml")}
PACKS = load(SHIPPED)
NOT_A_VALUE = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.dates(), st.lists(st.none())
)


def test_the_two_packs_we_ship() -> None:
    assert set(PACKS) == {"unge-digital-2021", "frit-valg-2023"}


def test_the_pack_of_the_mission(pack: Pack) -> None:
    assert (pack.age_limit, pack.threshold_months, pack.age_measured_on) == (30, 6, AgeDay.INTERVIEW)
    assert (pack.in_force_from, pack.in_force_until) == (date(2022, 1, 1), None)
    assert "2590" in pack.source
    assert pack.status is Status.MODEL
    assert pack.days_to_book >= 8
    assert set(pack.title) == set(pack.legal_basis) == {"da", "en"}
    assert {counting.method for counting in pack.counting.values()} == {Method.CONTINUOUS}
    assert pack.reminders == (
        ReminderRule(kind=ReminderKind.DAYS, days=3),
        ReminderRule(kind=ReminderKind.HOURS, hours=2),
    )
    for first in (True, False):
        assert (pack.forms.of(first), pack.forms.to_choose(first)) == (Form.VIDEO, ())


def test_the_pack_of_the_law_of_2023() -> None:
    pack = PACKS["frit-valg-2023"]
    assert (pack.status, pack.in_force_from) == (Status.LAW, date(2023, 3, 22))
    assert "295" in pack.source
    assert pack.forms.chosen_by is Chooses.CITIZEN
    assert (pack.forms.of(True), pack.forms.to_choose(True)) == (Form.IN_PERSON, ())
    assert (pack.forms.of(False), set(pack.forms.to_choose(False))) == (Form.VIDEO, set(Form))
    hours = pack.counting["dagpenge"]
    assert (hours.method, hours.full_time_centihours, hours.part_time_centihours) == (Method.HOURS, 160_33, 130_00)
    assert {pack.counting[group].method for group in ("kontanthjaelp", "uddannelseshjaelp")} == {Method.CONTINUOUS}
    assert pack.no_answer.then is Then.SET_TIME


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2021, 12, 31), False),
        (date(2022, 1, 1), True),
        (date(2026, 6, 30), True),
        (date(2026, 7, 1), False),
    ],
)
def test_both_dates_in_force_are_inclusive(document: dict[str, Any], on: date, expected: bool) -> None:
    ending = load({FILE: document | {"in_force_until": date(2026, 6, 30)}})["unge-digital-2021"]
    assert ending.in_force(on) is expected


def test_a_pack_without_an_end_stays_in_force(pack: Pack) -> None:
    assert pack.in_force(date(2099, 1, 1))


def fault_of(documents: Mapping[str, Mapping[str, Any]]) -> PackFault:
    with pytest.raises(PackFault) as caught:
        load(documents)
    return caught.value


@pytest.mark.parametrize(("key", "value", "named", "reason"), WRONG)
def test_a_fault_names_file_and_key(document: dict[str, Any], key: str, value: object, named: str, reason: str) -> None:
    fault = fault_of({FILE: with_(document, key, value)})
    assert str(fault) == f"{FILE}: {key if named == '=' else named}: {reason}"


@pytest.mark.parametrize("file", SHIPPED)
def test_every_key_of_a_shipped_pack_is_required(file: str) -> None:
    for key in keys(SHIPPED[file]):
        if "[" not in key.rpartition(".")[2]:
            assert fault_of({file: with_(SHIPPED[file], key, GONE)}).key == key


@pytest.mark.parametrize("file", SHIPPED)
def test_a_key_nobody_knows_is_refused_in_every_table(file: str) -> None:
    tables = {key.rpartition(".")[0] for key in keys(SHIPPED[file])}
    assert len(tables) > 5
    for table in tables:
        key = f"{table}.farve".removeprefix(".")
        fault = fault_of({file: with_(SHIPPED[file], key, "red")})
        assert (fault.key, fault.reason) == (key, "unknown key")


@pytest.mark.parametrize("file", SHIPPED)
@given(data=st.data())
def test_whatever_stands_there_is_taken_or_refused_by_name(file: str, data: st.DataObject) -> None:
    """No value of any key raises anything but a fault of this file."""
    key = data.draw(st.sampled_from(keys(SHIPPED[file])))
    wrong = with_(SHIPPED[file], key, data.draw(NOT_A_VALUE))
    found: PackFault | None = None
    try:
        load({file: wrong})
    except PackFault as fault:
        found = fault
    assert found is None or (found.file == file and found.key and found.reason)


def test_fewer_days_to_book_need_a_reason_in_both_languages(document: dict[str, Any]) -> None:
    reason = {"da": "Hastende sag", "en": "Urgent matter"}
    short = load({FILE: document | {"days_to_book": 7, "short_notice_reason": reason}})["unge-digital-2021"]
    assert short.short_notice_reason == reason


def test_a_chaser_may_go_on_the_last_day_and_not_before_the_first(document: dict[str, Any]) -> None:
    found = load({FILE: document | {"chasers": [{"days_before": 7}, {"days_before": 0}]}})["unge-digital-2021"]
    assert [chaser.days_before for chaser in found.chasers] == [7, 0]
    assert load({FILE: document | {"chasers": [], "reminders": []}})["unge-digital-2021"].chasers == ()


def test_the_last_day_to_set_a_time_on_is_the_latest_day(document: dict[str, Any]) -> None:
    just = with_(document, "no_answer.notice_days", 28 - 8 - 1)
    assert load({FILE: just})["unge-digital-2021"].no_answer.notice_days == 19
    # where a person decides, no day need be left
    assert load({FILE: with_(with_(just, "no_answer.notice_days", 60), "no_answer.then", "flag")})


def test_each_method_takes_its_own_numbers(document: dict[str, Any]) -> None:
    rows = [HOURS, {**OTHERS, "method": "accumulated", "days": 180, "gap_days": 14}]
    counting = load({FILE: document | {"counting": rows}})["unge-digital-2021"].counting
    assert (counting["dagpenge"].full_time_centihours, counting["dagpenge"].days) == (16033, 0)
    assert (counting["kontanthjaelp"].days, counting["kontanthjaelp"].gap_days) == (180, 14)


def test_several_packs_come_by_name(document: dict[str, Any]) -> None:
    other = document | {"name": "second", "family": "another"}
    assert set(load({FILE: document, "second.toml": other})) == {"unge-digital-2021", "second"}


@pytest.mark.parametrize(
    ("until", "next_from", "overlaps"),
    [
        (None, date(2027, 1, 1), True),
        (date(2026, 12, 31), date(2026, 12, 31), True),
        (date(2026, 12, 31), date(2027, 1, 1), False),
        (date(2026, 12, 31), date(2020, 1, 1), True),  # and goes on without an end
    ],
)
def test_packs_of_one_family_follow_each_other(
    document: dict[str, Any], until: date | None, next_from: date, overlaps: bool
) -> None:
    first = document | ({"in_force_until": until} if until else {})
    documents = {FILE: first, "unge-2027.toml": document | {"name": "unge-2027", "in_force_from": next_from}}
    if not overlaps:
        assert len(load(documents)) == 2
        return
    later, earlier = ("unge-2027", "unge-digital-2021")[:: 1 if next_from > date(2022, 1, 1) else -1]
    assert str(fault_of(documents)) == f"{later}.toml: in_force_from: overlaps {earlier}, which is of the same family"


def test_packs_of_different_families_may_be_in_force_together(document: dict[str, Any]) -> None:
    assert len(load({FILE: document, "b.toml": document | {"name": "b", "family": "b"}})) == 2
