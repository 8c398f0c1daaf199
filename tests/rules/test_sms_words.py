"""What an SMS asks for."""

import pytest

from jobcentre.rules.sms_words import Wish, says_more, wish

TABLE = {
    Wish.STOP: [
        "STOP",
        "stop",
        "Stop.",
        " Stop! ",
        "STOP SMS",
        "stop sms'er",
        "Sms stop",
        "Stop, tak",
        "afmeld",
        "Stop med SMS",
    ],
    Wish.START: ["START", "start", "Start sms", "Tilmeld", "start, tak"],
    Wish.CANCEL: [
        "AFLYS",
        "aflys",
        "Aflys!",
        "Aflys mit møde",
        "afbud",
        "Hej, aflys tak",
        "Aflys, jeg er blevet syg i dag",
    ],
    Wish.NONE: [
        "",
        "?",
        "Stop med at ringe til mig",
        "Jeg kan ikke stoppe",
        "Kan I aflyse mødet",
        "Hvornår starter det",
        "start mødet uden mig",
        "ja",
        "👍",
    ],
}


@pytest.mark.parametrize(("asked", "text"), [(asked, text) for asked, texts in TABLE.items() for text in texts])
def test_a_wish_is_a_word_alone(asked: Wish, text: str) -> None:
    assert wish(text) is asked


@pytest.mark.parametrize(
    ("text", "more"), [("Aflys", False), ("Aflys mit møde tak", False), ("Aflys, jeg er blevet syg i dag", True)]
)
def test_what_is_more_than_a_wish_is_for_a_person(text: str, more: bool) -> None:
    assert says_more(text) is more
