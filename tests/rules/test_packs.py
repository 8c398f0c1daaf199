"""The shipped pack, and every way a pack file can be wrong."""

import copy
from datetime import date, datetime
from typing import Any

import pytest

from jobcentre.rules.packs import Form, Pack, PackFault, ReminderKind, ReminderRule, load

FILE = "unge-digital-2021.toml"


def test_the_shipped_pack_says_what_the_mission_says(pack: Pack) -> None:
    assert (pack.age_limit, pack.threshold_months, pack.forms.first) == (30, 6, Form.VIDEO)
    assert (pack.in_force_from, pack.in_force_until) == (date(2022, 1, 1), None)
    assert "2590" in pack.source
    assert pack.days_to_book >= 8
    assert set(pack.title) == set(pack.legal_basis) == {"da", "en"}
    assert pack.reminders == (
        ReminderRule(kind=ReminderKind.DAYS, days=3),
        ReminderRule(kind=ReminderKind.HOURS, hours=2),
    )


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


WRONG: list[tuple[str, object, str]] = [
    ("colour", "red", "colour"),
    ("name", "another", "name"),
    ("name", 3, "name"),
    ("source", "", "source"),
    ("source", "   ", "source"),
    ("in_force_from", "2022-01-01", "in_force_from"),
    ("in_force_from", datetime(2022, 1, 1, 12), "in_force_from"),  # noqa: DTZ001 - what TOML yields for a local date and time
    ("in_force_until", date(2021, 12, 31), "in_force_until"),
    ("age_limit", "30", "age_limit"),
    ("notice_hours", True, "notice_hours"),
    ("age_limit", 30.0, "age_limit"),
    ("age_limit", -1, "age_limit"),
    ("threshold_months", 0, "threshold_months"),
    ("days_to_book", 7, "days_to_book"),
    ("latest_after_days", 8 - 1, "latest_after_days"),
    ("step_minutes", 7, "step_minutes"),
    ("duration_minutes", 0, "duration_minutes"),
    ("form", "telepathy", "form"),
    ("title", "Samtale", "title"),
    ("title", {"da": "Samtale"}, "title.en"),
    ("title", {"da": "Samtale", "en": " "}, "title.en"),
    ("title", {"da": "Samtale", "en": "Interview", "de": "Gespräch"}, "title.de"),
    ("reminders", "daily", "reminders"),
    ("reminders", [{"days": 3}], "reminders[0].kind"),
    ("reminders", [{"kind": "pigeon", "days": 3}], "reminders[0].kind"),
    ("reminders", [{"kind": "reminder_days", "hours": 3}], "reminders[0].hours"),
    ("reminders", [{"kind": "reminder_days"}], "reminders[0].days"),
    (
        "reminders",
        [{"kind": "reminder_hours", "hours": 2}, {"kind": "reminder_hours", "hours": 0}],
        "reminders[1].hours",
    ),
    ("reminders", [{"kind": "reminder_days", "days": 3}] * 2, "reminders"),
]


@pytest.mark.parametrize(("key", "value", "named"), WRONG)
def test_a_fault_names_file_and_key(document: dict[str, Any], key: str, value: object, named: str) -> None:
    with pytest.raises(PackFault) as caught:
        load({FILE: document | {key: value}})
    assert (caught.value.file, caught.value.key) == (FILE, named)
    assert caught.value.reason
    assert FILE in str(caught.value)


def test_every_key_but_the_end_is_required(document: dict[str, Any]) -> None:
    for key in document:
        with pytest.raises(PackFault) as caught:
            load({FILE: {other: value for other, value in document.items() if other != key}})
        assert (caught.value.key, caught.value.reason) == (key, "is missing")


def test_latest_day_not_before_the_day_to_book(document: dict[str, Any]) -> None:
    with pytest.raises(PackFault) as caught:
        load({FILE: document | {"days_to_book": 30}})
    assert caught.value.key == "latest_after_days"


def test_several_packs_come_by_name(document: dict[str, Any]) -> None:
    other = copy.deepcopy(document) | {"name": "second", "family": "another"}
    assert set(load({FILE: document, "second.toml": other})) == {"unge-digital-2021", "second"}
