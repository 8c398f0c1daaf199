"""What may be asked for, how words are read, and by when somebody answers."""

from datetime import date

import pytest
from babel import Locale

from jobcentre.rules import needs


@pytest.mark.parametrize(
    ("asked_on", "answer_by"),
    [
        (date(2026, 11, 23), date(2026, 11, 26)),
        (date(2026, 11, 27), date(2026, 12, 2)),
        (date(2026, 11, 28), date(2026, 12, 2)),  # on a Saturday
        (date(2026, 12, 22), date(2026, 12, 29)),  # over Christmas
    ],
)
def test_an_answer_comes_by_the_third_workday(asked_on: date, answer_by: date) -> None:
    assert needs.answer_by(asked_on) == answer_by


@pytest.mark.parametrize(
    ("asked_on", "interview_on", "answer_by"),
    [
        (date(2026, 11, 22), date(2026, 11, 23), None),  # on the Sunday before
        (date(2026, 11, 20), date(2026, 11, 23), None),  # on the Friday before: nobody can promise today
        (date(2026, 11, 19), date(2026, 11, 23), date(2026, 11, 20)),
        (date(2026, 11, 23), date(2026, 11, 26), date(2026, 11, 25)),
        (date(2026, 11, 23), date(2026, 11, 27), date(2026, 11, 26)),
        (date(2026, 11, 23), date(2026, 11, 23), None),
        (date(2026, 11, 23), date(2026, 12, 24), date(2026, 11, 26)),
    ],
)
def test_an_answer_comes_by_the_last_workday_before_the_interview_or_is_not_promised(
    asked_on: date, interview_on: date, answer_by: date | None
) -> None:
    assert needs.answer_by(asked_on, interview_on) == answer_by


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("  Gerne efter kl. 13  ", "Gerne efter kl. 13"),
        ("Mandag\r\nog tirsdag\r\r\r\r\ronsdag", "Mandag\nog tirsdag\n\nonsdag"),
        ('<b>"O\'Brien" & søn</b>', '<b>"O\'Brien" & søn</b>'),
        ("😀", "😀"),
        ("שלום", "שלום"),
        ("مساءً فقط", "مساءً فقط"),
        ("a\u202eb\x07c", "a b c"),
        ("Ja\u030a", "Jå"),
        ("\u202e \u200b\x07\t", ""),
        ("", ""),
    ],
)
def test_words_are_kept_as_written_but_for_what_cannot_be_seen(typed: str, read: str) -> None:
    assert needs.read_words(typed) == read


def test_a_line_is_one_line() -> None:
    assert needs.read_line(" Tamazight\r\n(Rif) ") == "Tamazight (Rif)"


def test_every_language_has_a_name_in_both_languages_and_stands_there_once() -> None:
    every = (*needs.FREQUENT_TONGUES, *needs.FURTHER_TONGUES)
    assert len(set(every)) == len(every)
    for page in ("da", "en"):
        names = [Locale.parse(page).languages.get(code) for code in every]
        assert all(names)
        assert len(set(names)) == len(names)
