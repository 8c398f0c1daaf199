"""An SMS says what matters in 150 characters, to whoever may look over the shoulder."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from jobcentre.texts import example
from jobcentre.texts.kinds import REQUIRED, SMS_ELEMENTS, Kind, MessageFacts
from jobcentre.texts.languages import LANGUAGES
from jobcentre.texts.render import LONGEST_SMS, Incomplete, render_sms
from jobcentre.texts.templates import FOLDER

BASE_URL = "https://samtale.ringkoebing-skjern.dk:443"
# 3GPP TS 23.038, what is written with one septet; the table's letters and what these texts need of the rest.
GSM7 = set(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 \n@£$¥èéùìòÇØøÅåÆæßÉÄÖÑÜäöñüà!\"#%&'()*+,-./:;<=>?_"
)
both = pytest.mark.parametrize("language", LANGUAGES)
every = pytest.mark.parametrize("kind", list(SMS_ELEMENTS))


def long_facts(language: str) -> MessageFacts:
    """The longest day there is, a long address, the municipality with the longest name."""
    assert len(BASE_URL) > 40
    return replace(
        example.facts(language, BASE_URL[:40]),
        municipality="Ringkøbing-Skjern Kommune",
        phone="+45 70 10 10 10",
        starts_at=datetime(2027, 9, 28, 9, 15, tzinfo=UTC),
        book_by=date(2027, 9, 28),
    )


@both
@every
def test_it_fits_whatever_applies(kind: Kind, language: str) -> None:
    whole = long_facts(language)
    for gone in ({}, {"cut_off": None}, {"booking_url": None}, {"booking_url": None, "duty_over": None}):
        if not set(gone) & set(REQUIRED[kind]):
            text = render_sms(kind, language, replace(whole, **gone))
            assert len(text) <= LONGEST_SMS, text
            assert "None" not in text
            assert "\n" not in text


@both
@pytest.mark.parametrize("kind", [Kind.SUMMONS, Kind.SUMMONS_FIXED, Kind.CONFIRMATION])
def test_it_fits_with_the_news_of_a_new_link(kind: Kind, language: str) -> None:
    facts = replace(long_facts(language), new_link=True)
    assert len(render_sms(kind, language, facts)) <= LONGEST_SMS


@both
@every
def test_it_is_neutral_and_needs_one_part(kind: Kind, language: str) -> None:
    facts = long_facts(language)
    text = render_sms(kind, language, facts)
    assert set(text) <= GSM7, set(text) - GSM7
    for told in (facts.given_name, facts.full_name, facts.citizen_name, facts.meeting_url, facts.legal_basis):
        assert told is not None
        assert told not in text
    assert "/m/" not in text
    for word in ("ydelse", "dagpenge", "kontanthjælp", "pligt", "video", "benefit", "duty", "cpr", "!"):
        assert word not in text.lower()


@both
@pytest.mark.parametrize("kind", [*(kind for kind, held in SMS_ELEMENTS.items() if "time" in held), Kind.CANCELLED])
def test_it_holds_day_and_time_and_the_way_on(kind: Kind, language: str) -> None:
    facts = long_facts(language)
    text = render_sms(kind, language, facts)
    if kind not in (Kind.SUMMONS, Kind.CHASER):
        assert {"da": "tirs. 28. sep. kl. 11.15", "en": "Tue 28 Sept at 11:15"}[language] in text
    else:
        assert {"da": "senest tirs. 28. sep.", "en": "by Tue 28 Sept"}[language] in text
    assert facts.booking_url is not None
    assert facts.booking_url in text


def test_who_sent_it_is_said_where_there_is_room() -> None:
    near = example.facts("da")
    assert render_sms(Kind.MOVED, "da", near).startswith("Nordby Kommune: ")
    assert not render_sms(Kind.MOVED, "da", long_facts("da")).startswith("Ringkøbing")


@every
def test_where_not_even_the_shortest_fits_it_is_not_sent(kind: Kind) -> None:
    facts = replace(example.facts("da", "https://" + "a" * 150), phone="7" * 150)
    if kind in (Kind.SMS_STOPPED, Kind.SMS_STARTED, Kind.CODE_IDENTIFY, Kind.CODE_ADDRESS):
        assert render_sms(kind, "da", facts)
        return
    with pytest.raises(Incomplete) as caught:
        render_sms(kind, "da", facts)
    assert caught.value.names == ("sms",)


@every
def test_nothing_required_may_be_missing(kind: Kind) -> None:
    for name in REQUIRED[kind]:
        with pytest.raises(Incomplete) as caught:
            render_sms(kind, "da", replace(example.facts("da"), **{name: None}))
        assert caught.value.names == (name,)


@both
@every
def test_every_file_is_one_line(kind: Kind, language: str) -> None:
    text = (FOLDER / "messages" / kind / language / "sms.txt").read_text(encoding="utf-8")
    assert text.count("\n") == 1
