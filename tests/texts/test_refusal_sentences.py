"""Every refusal has its words, in both languages."""

import re
from datetime import UTC, date, datetime

import pytest

from jobcentre.rules.refusals import Code
from jobcentre.texts.refusals import sentence

FACTS = {
    "earliest": datetime(2026, 11, 20, 9, 0, tzinfo=UTC),
    "latest_on": date(2026, 12, 10),
    "day": date(2026, 12, 24),
    "starts_at": datetime(2026, 11, 20, 9, 0, tzinfo=UTC),
    "too_old_on": date(2027, 1, 1),
    "age_limit": 30,
    "until": datetime(2026, 11, 20, 9, 5, tzinfo=UTC),
    "cut_off": datetime(2026, 11, 20, 5, 0, tzinfo=UTC),
    "opens_at": datetime(2026, 11, 20, 8, 50, tzinfo=UTC),
    "ended_at": datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
    "tries_left": 4,
    "retry_at": datetime(2026, 11, 20, 9, 0, 20, tzinfo=UTC),
    "right": "import",
    "by": "Mette Skov",
    "at": datetime(2026, 11, 20, 9, 0, tzinfo=UTC),
    "entered_at": datetime(2026, 11, 20, 8, 11, tzinfo=UTC),
}


@pytest.mark.parametrize("code", list(Code))
def test_every_code_has_a_sentence_of_its_own(code: Code) -> None:
    danish, english = sentence(code, FACTS, "da"), sentence(code, FACTS, "en")
    assert danish != english
    for words in (danish, english):
        assert words.endswith(".")
        assert not re.search("[{}!]", words)
        assert words != sentence("no such code", {}, "da" if words is danish else "en")


def test_no_two_codes_say_the_same() -> None:
    assert len({sentence(code, FACTS, "da") for code in Code}) == len(Code)


def test_facts_are_said_as_people_say_them() -> None:
    assert sentence(Code.SLOT_DAY_CLOSED, FACTS, "da").startswith("Vi har lukket torsdag den 24. december.")
    assert "fredag den 20. november kl. 6.00" in sentence(Code.CHANGE_TOO_LATE, FACTS, "da")
    assert "Friday 20 November at 06:00" in sentence(Code.CHANGE_TOO_LATE, FACTS, "en")
    assert sentence(Code.BIRTH_DATE_WRONG, FACTS, "da").endswith("4 forsøg tilbage. Derefter lukker linket.")


def test_try_again_is_never_a_moment_too_early() -> None:
    assert "kl. 10.01" in sentence(Code.THROTTLED, FACTS, "da")
    whole = {"retry_at": datetime(2026, 11, 20, 9, 0, tzinfo=UTC)}
    assert "kl. 10.00" in sentence(Code.THROTTLED, whole, "da")


@pytest.mark.parametrize("facts", [{}, {"latest_on": None}])
def test_a_missing_fact_gives_a_general_sentence(facts: dict[str, None]) -> None:
    assert sentence(Code.SLOT_AFTER_LATEST, facts, "da") == sentence("unheard of", {}, "da")
