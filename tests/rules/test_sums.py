"""What was added up stands among the facts of a verdict."""

from datetime import date

from jobcentre.rules.eligibility import assess
from jobcentre.rules.packs import Pack
from tests.rules.persons import C, facts, person, spell

NOVEMBER = "2026-11-10"


def test_the_sum_is_among_the_facts(free_choice: Pack) -> None:
    first = spell("2026-01-01", "2026-06-01", hours=400)
    second = spell("2026-06-01", number=2, hours=300, hours_on=NOVEMBER, part_time=True)
    found = facts(assess(person(first, second), free_choice, date(2026, 11, 20)), C.COUNTED)
    rows = found.pop("spells")
    assert found == {
        "rule": "frit-valg-2023",
        "title_da": free_choice.title["da"],
        "title_en": free_choice.title["en"],
        "method": "hours",
        "on": date(2026, 11, 20),
        "started_on": date(2026, 1, 1),
        "gap_days": 0,
        "months": 6,
        "hours_counted": 700,
        "hours_needed": 96198,
        "part_time_hours_needed": 78000,
        "insurance": "mixed",
    }
    assert rows == (
        {
            "group": "dagpenge",
            "from": date(2026, 1, 1),
            "to": date(2026, 6, 1),
            "days": 151,
            "hours": 400,
            "hours_on": None,
            "part_time": "no",
        },
        {
            "group": "dagpenge",
            "from": date(2026, 6, 1),
            "to": None,
            "days": 172,
            "hours": 300,
            "hours_on": date(2026, 11, 10),
            "part_time": "yes",
        },
    )
