"""Every way a pack file can be wrong: what is changed in the shipped one, which key is named, and the reason given."""

import copy
import re
from datetime import date, datetime, time
from typing import Any

GONE = object()  # the key is taken away
FILE = "unge-digital-2021.toml"
WHOLE, NUMBER, DAY = "must be a whole number", "must be a number", "must be a date such as 2022-01-01, without quotes"
TEXT, EMPTY, MISSING, UNKNOWN, TWICE = (
    "must be text",
    "is empty",
    "is missing",
    "unknown key",
    "the same value stands twice",
)
DECIMALS = "must have at most two decimals"
HOURS = {
    "benefit_groups": ["dagpenge"],
    "method": "hours",
    "gap_days": 0,
    "full_time_month_hours": 160.33,
    "part_time_month_hours": 130,
}
OTHERS = {"benefit_groups": ["kontanthjaelp", "uddannelseshjaelp"], "method": "continuous", "gap_days": 0}
ONLY = "must be one of "
GROUPS = "dagpenge, kontanthjaelp, uddannelseshjaelp"
FORMS = "video, telephone, in_person"

Wrong = tuple[str, object, str, str]

# Where the fault is at the changed key itself, the third column says "=".
AT_THE_TOP: list[Wrong] = [
    ("colour", "red", "=", UNKNOWN),
    ("form", "video", "=", UNKNOWN),  # of the first schema
    ("name", "another", "=", "must equal the name of the file without .toml"),
    ("name", 3, "=", TEXT),
    ("family", "", "=", EMPTY),
    ("family", ["unge"], "=", TEXT),
    ("status", "proposal", "=", ONLY + "law, model"),
    ("status", True, "=", TEXT),
    ("source", "", "=", EMPTY),
    ("source", "   ", "=", EMPTY),
    ("source", {"da": "Lov"}, "=", TEXT),
    ("texts_version", 2, "=", ONLY + "1"),
    ("texts_version", 0, "=", "must be between 1 and 1000"),
    ("texts_version", True, "=", WHOLE),
    ("texts_version", "1", "=", WHOLE),
    ("title", "Samtale", "=", "must be a table, [title]"),
    ("title.en", GONE, "=", MISSING),
    ("title.en", " ", "=", EMPTY),
    ("title.da", 7, "=", TEXT),
    ("title.de", "Gespräch", "=", UNKNOWN),
    ("legal_basis", ["Lov"], "=", "must be a table, [legal_basis]"),
    ("legal_basis.da", "", "=", EMPTY),
    ("legal_basis.en", GONE, "=", MISSING),
    ("age_measured_on", "birthday", "=", ONLY + "interview, summons, threshold"),
    ("age_measured_on", 30, "=", TEXT),
]
DATES: list[Wrong] = [
    ("in_force_from", "2022-01-01", "=", DAY),
    ("in_force_from", 2022, "=", DAY),
    ("in_force_from", datetime(2022, 1, 1, 12), "=", DAY),  # noqa: DTZ001 - what TOML yields for a local date and time
    ("in_force_from", time(12), "=", DAY),
    ("in_force_until", "", "=", DAY),
    ("in_force_until", date(2021, 12, 31), "=", "is before in_force_from"),
]
NUMBERS: list[Wrong] = [
    ("age_limit", "30", "=", WHOLE),
    ("age_limit", 30.0, "=", WHOLE),
    ("age_limit", -1, "=", "must be between 16 and 120"),
    ("age_limit", 121, "=", "must be between 16 and 120"),
    ("threshold_months", 0, "=", "must be between 1 and 120"),
    ("threshold_months", float("nan"), "=", WHOLE),
    ("notice_hours", True, "=", WHOLE),
    ("notice_hours", 28 * 24, "=", "leaves no day to meet within latest_after_days"),
    ("notice_hours", -1, "=", "must be between 0 and 720"),
    ("cut_off_hours", 721, "=", "must be between 0 and 720"),
    ("cut_off_hours", time(4), "=", WHOLE),
    ("moves_allowed", False, "=", WHOLE),
    ("moves_allowed", 21, "=", "must be between 0 and 20"),
    ("opens_minutes_before", 121, "=", "must be between 0 and 120"),
    ("latest_after_days", 366, "=", "must be between 1 and 365"),
    ("duration_minutes", 0, "=", "must be between 5 and 240"),
    ("duration_minutes", 31, "=", "must be a multiple of 5 minutes"),
    ("buffer_minutes", 3, "=", "must be a multiple of 5 minutes"),
    ("step_minutes", 7, "=", "must be a multiple of 5 minutes"),
]
DEADLINES: list[Wrong] = [
    ("days_to_book", 7, "=", "must be at least 8 without a short_notice_reason"),
    ("days_to_book", 0, "=", "must be between 1 and 180"),
    ("days_to_book", 29, "latest_after_days", "is less than days_to_book"),
    ("latest_after_days", 7, "=", "is less than days_to_book"),
    ("short_notice_reason", {"da": "x", "en": "x"}, "=", "is only for fewer than 8 days_to_book"),
    ("short_notice_reason", "hurry", "=", "must be a table, [short_notice_reason]"),
    ("short_notice_reason", {"da": "Hastende"}, "short_notice_reason.en", MISSING),
    ("chasers[0].days_before", 8, "=", "must be less than days_to_book"),
    ("no_answer.after_days", 14, "no_answer.notice_days", "leaves no day to set a time on within latest_after_days"),
    ("no_answer.notice_days", 20, "=", "leaves no day to set a time on within latest_after_days"),
]
FORMS_OF_MEETING: list[Wrong] = [
    ("forms", ["video"], "=", "must be a table, [forms]"),
    ("forms.colour", "red", "=", UNKNOWN),
    ("forms.chosen_by", GONE, "=", MISSING),
    ("forms.chosen_by", "caseworker", "=", ONLY + "citizen, municipality"),
    ("forms.chosen_by", "citizen", "=", "a citizen needs two allowed forms to choose among"),
    ("forms.allowed", [], "=", f"must be a list with at least one of {FORMS}"),
    ("forms.allowed", "video", "=", f"must be a list with at least one of {FORMS}"),
    ("forms.allowed", ["video", "telepathy"], "forms.allowed[1]", ONLY + FORMS),
    ("forms.allowed", [["video"]], "forms.allowed[0]", ONLY + FORMS),
    ("forms.allowed", ["video", "video"], "=", TWICE),
    ("forms.first", "in_person", "=", "must be among allowed"),
    ("forms.preselected", "telephone", "=", "must be among allowed"),
    ("forms.first", "telepathy", "=", ONLY + FORMS),
    ("forms.first", True, "=", TEXT),
]
COUNTING: list[Wrong] = [
    ("counting", {}, "=", "must be a list of tables, [[counting]]"),
    ("counting", ["continuous"], "=", "must be a list of tables, [[counting]]"),
    ("counting", [], "=", "says nothing of dagpenge"),
    ("counting", [OTHERS], "=", "says nothing of dagpenge"),
    ("counting", [HOURS, OTHERS, HOURS], "counting[2].benefit_groups", "dagpenge is counted twice"),
    ("counting[0].benefit_groups", GONE, "=", MISSING),
    ("counting[0].benefit_groups", ["efterløn"], "counting[0].benefit_groups[0]", ONLY + GROUPS),
    ("counting[0].method", GONE, "=", MISSING),
    ("counting[0].method", "guessed", "=", ONLY + "continuous, accumulated, hours"),
    ("counting[0].gap_days", GONE, "=", MISSING),
    ("counting[0].gap_days", -1, "=", "must be between 0 and 365"),
    ("counting[0].gap_days", 1.5, "=", WHOLE),
    ("counting[0].days", 180, "=", UNKNOWN),  # of another method
    ("counting[0].full_time_month_hours", 160, "=", UNKNOWN),
    ("counting[0].method", "accumulated", "counting[0].days", MISSING),
    ("counting", [{**OTHERS, "method": "accumulated", "days": 0}], "counting[0].days", "must be between 1 and 3650"),
    ("counting", [HOURS | {"full_time_month_hours": 160.333}], "counting[0].full_time_month_hours", DECIMALS),
    ("counting", [HOURS | {"full_time_month_hours": True}], "counting[0].full_time_month_hours", NUMBER),
    ("counting", [HOURS | {"full_time_month_hours": "160,33"}], "counting[0].full_time_month_hours", NUMBER),
    ("counting", [HOURS | {"part_time_month_hours": float("nan")}], "counting[0].part_time_month_hours", NUMBER),
    ("counting", [HOURS | {"part_time_month_hours": float("inf")}], "counting[0].part_time_month_hours", NUMBER),
    (
        "counting",
        [HOURS | {"part_time_month_hours": 0}],
        "counting[0].part_time_month_hours",
        "must be between 1 and 744",
    ),
]
LISTS_AND_ENDINGS: list[Wrong] = [
    ("reminders", "daily", "=", "must be a list of tables, [[reminders]]"),
    ("reminders", [{"days": 3}], "reminders[0].kind", MISSING),
    ("reminders[0].kind", "pigeon", "=", ONLY + "reminder_days, reminder_hours"),
    ("reminders[0].days", GONE, "=", MISSING),
    ("reminders[0].days", 61, "=", "must be between 1 and 60"),
    ("reminders[0].hours", 3, "=", UNKNOWN),  # of another kind
    ("reminders[1].hours", 0, "=", "must be between 1 and 72"),
    ("reminders", [{"kind": "reminder_days", "days": 3}] * 2, "=", "the same rule stands twice"),
    ("chasers", {"days_before": 3}, "=", "must be a list of tables, [[chasers]]"),
    ("chasers[0].hours", 3, "=", UNKNOWN),
    ("chasers[0].days_before", GONE, "=", MISSING),
    ("chasers[0].days_before", -1, "=", "must be between 0 and 60"),
    ("chasers", [{"days_before": 3}] * 2, "=", "the same rule stands twice"),
    ("no_answer", "flag", "=", "must be a table, [no_answer]"),
    ("no_answer.fine", 500, "=", UNKNOWN),
    ("no_answer.then", GONE, "=", MISSING),
    ("no_answer.then", "fine", "=", ONLY + "set_time, flag"),
    ("no_answer.after_days", 0, "=", "must be between 1 and 60"),
    ("no_answer.notice_days", "7", "=", WHOLE),
    ("no_answer.moves", True, "=", WHOLE),
]
WRONG = AT_THE_TOP + DATES + NUMBERS + DEADLINES + FORMS_OF_MEETING + COUNTING + LISTS_AND_ENDINGS


def with_(document: dict[str, Any], key: str, value: object) -> dict[str, Any]:
    """Return a copy in which a dotted key, as ``counting[0].method``, holds another value or is gone."""
    made = copy.deepcopy(document)
    *way, last = [int(word) if word.isdigit() else word for word in re.findall(r"\w+", key)]
    inner: Any = made
    for word in way:
        inner = inner[word]
    if value is GONE:
        del inner[last]
    else:
        inner[last] = value
    return made


def keys(document: dict[str, Any], before: str = "") -> list[str]:
    """Return every dotted key of a document, those of tables in lists too."""
    found = []
    for name, value in document.items():
        found.append(f"{before}{name}")
        if isinstance(value, dict):
            found += keys(value, f"{before}{name}.")
        elif isinstance(value, list):
            for index, row in enumerate(value):
                if isinstance(row, dict):
                    found += keys(row, f"{before}{name}[{index}].")
    return found
