"""A municipality's own words lead to no other place: whoever gets used to that is easier to fool."""

from dataclasses import replace

import pytest

from jobcentre.services.wording import wordings
from jobcentre.texts.checking import sentences
from jobcentre.texts.kinds import Kind
from jobcentre.texts.outline import outline
from jobcentre.texts.wording import Reason, Words
from tests.builders import Town


def reasons(town: Town, extra: str, part: str = "body") -> list[Reason]:
    standard = outline(Kind.SUMMONS, "da")
    words = replace(Words(), **{part: f"{standard.part(part)} {extra}"})
    return [fault.reason for fault in wordings.wrong_with(town.centre, Kind.SUMMONS, "da", words)]


@pytest.mark.parametrize("part", ["body", "sms"])
@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/x",
        "http://jobcentre.test.evil.dk/b/1",
        "https://jobcentre.test@evil.dk/",
        "www.evil.com",
        "Se evil.dk.",
        "(bank-login.dk)",
        "evil.shop/login",
        "192.0.2.7",
    ],
)
def test_an_address_of_another_host_is_refused(town: Town, address: str, part: str) -> None:
    assert reasons(town, address, part) == [Reason.ADDRESS]


@pytest.mark.parametrize(
    "words",
    [
        "Mød f.eks. kl. 9.30 d. 24.12.2026, bl.a. om dit job.",
        "Skriv til jobcenter@eksempel.dk",
        "Læs mere på https://jobcentre.test/brev",
        "Ring nu. Det haster ikke.",
        "Du kan ringe.Nu svarer vi.",
    ],
)
def test_words_and_our_own_address_are_not(town: Town, words: str) -> None:
    assert reasons(town, words) == []


def test_the_sentence_names_the_address_and_the_way(town: Town) -> None:
    standard = outline(Kind.SUMMONS, "da")
    found = wordings.wrong_with(town.centre, Kind.SUMMONS, "da", Words(body=f"{standard.body} www.evil.com"))
    assert "»www.evil.com«" in sentences(found, "da")["body"]
    assert "{link}" in sentences(found, "da")["body"]
