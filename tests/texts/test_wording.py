"""A municipality's own words: names in braces and nothing else, and nothing required left out."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobcentre.texts import example
from jobcentre.texts.checking import faults, sentences
from jobcentre.texts.kinds import ELEMENTS, Kind
from jobcentre.texts.languages import LANGUAGES
from jobcentre.texts.outline import outline, own, to_edit
from jobcentre.texts.readers import SMS_ONLY
from jobcentre.texts.render import becomes, render, render_sms
from jobcentre.texts.wording import PARTS, Reason, Words, names, parts, tidied
from tests.texts.test_messages import text_of

FACTS = example.facts("da")
WRITTEN = [kind for kind in Kind if kind not in SMS_ONLY]
CONFIRMATION = outline(Kind.CONFIRMATION, "da")
both = pytest.mark.parametrize("language", LANGUAGES)


def wrong(kind: Kind, words: Words) -> list[tuple[str, Reason, str]]:
    return [(fault.part, fault.reason, fault.detail) for fault in faults(kind, "da", words, FACTS)]


@both
@pytest.mark.parametrize("kind", list(Kind))
def test_the_standard_text_with_names_is_sound_and_says_the_same(kind: Kind, language: str) -> None:
    words, facts = outline(kind, language), example.facts(language)
    assert faults(kind, language, words, facts) == ()
    for part in PARTS:
        assert bool(words.part(part)) is (part in parts(kind))
        assert "%" not in words.part(part)
    if "sms" in parts(kind):
        assert render_sms(kind, language, facts, words) == render_sms(kind, language, facts)
    if kind not in SMS_ONLY:
        made, standard = render(kind, language, facts, words), render(kind, language, facts)
        assert made.subject == standard.subject
        assert made.text == standard.text


@both
@pytest.mark.parametrize("kind", WRITTEN)
def test_plain_and_html_say_the_same(kind: Kind, language: str) -> None:
    made = render(kind, language, example.facts(language), outline(kind, language))
    shown = re.sub(r"\s", "", text_of(made.html))
    for line in made.text.splitlines():
        said = re.sub(r"\s", "", line)
        assert said in shown or said.endswith(":") or re.match("Tid:|Time:", said), line


def test_html_is_made_of_paragraphs_headings_and_the_standard_parts() -> None:
    body = "Hej {given_name}\nVelkommen\n\n{time}\n\nSådan gør du\n\nKom i god tid: {link} Vi ses.\n\n{phone}"
    rest = " ".join(f"{{{name}}}" for name in ELEMENTS[Kind.CONFIRMATION] if name not in ("time", "link"))
    html = render(Kind.CONFIRMATION, "da", FACTS, Words(body=f"{body}\n\n{rest}")).html
    assert "<p>Hej Emil<br />Velkommen</p>" in html
    assert re.search(r'<p style="[^"]*bold">Tirsdag den 29. december', html)
    assert '<h2 style="font-size:18px">Sådan gør du</h2>' in html
    assert "<p>Kom i god tid:</p>\n<p style=" in html
    assert "<p>Vi ses.</p>" in html
    assert not re.search(r"<p[^>]*>(?:(?!</p>).)*<p\b", html, re.DOTALL)


@pytest.mark.parametrize("element", ELEMENTS[Kind.SUMMONS])
def test_a_summons_without_one_of_its_parts_is_refused(element: str) -> None:
    body = outline(Kind.SUMMONS, "da").body.replace(f"{{{element}}}", "")
    assert wrong(Kind.SUMMONS, Words(body=body)) == [("body", Reason.LACKING, element)]


@pytest.mark.parametrize(
    ("part", "element"),
    [("body", "news"), ("body", "time"), ("body", "signature"), ("sms", "news"), ("sms", "next")],
)
def test_a_cancellation_says_what_is_cancelled_and_by_whom(part: str, element: str) -> None:
    words = outline(Kind.CANCELLED, "da")
    left_out = replace(words, **{part: words.part(part).replace(f"{{{element}}}", "")})
    assert wrong(Kind.CANCELLED, left_out) == [(part, Reason.LACKING, element)]


def test_the_names_stay_under_the_greeting() -> None:
    made = render(Kind.MOVED, "da", FACTS, Words(body=outline(Kind.MOVED, "da").body + "\n\nVi glæder os."))
    assert "Venlig hilsen\nMette Skov\nJobcenter Nordby\nNordby Kommune\n" in made.text
    assert "<p>Venlig hilsen<br />Mette Skov<br />Jobcenter Nordby<br />Nordby Kommune</p>" in made.html


@pytest.mark.parametrize(
    ("typed", "reason", "detail"),
    [
        ("{{ 7*7 }}", Reason.BRACES, ""),
        ("{% if x %}", Reason.UNKNOWN, "% if x %"),
        ("{given_name", Reason.BRACES, ""),
        ("given_name}", Reason.BRACES, ""),
        ("{}", Reason.UNKNOWN, ""),
        ("{0}", Reason.UNKNOWN, "0"),
        ("{given_name.upper}", Reason.UNKNOWN, "given_name.upper"),
        ("{given_name!r}", Reason.UNKNOWN, "given_name!r"),
        ("{given_name:>9}", Reason.UNKNOWN, "given_name:>9"),
        ("{given_name[0]}", Reason.UNKNOWN, "given_name[0]"),
        ("{ given_name }", Reason.UNKNOWN, " given_name "),
        ("{booking_url}", Reason.UNKNOWN, "booking_url"),
        ("{cpr}", Reason.UNKNOWN, "cpr"),
        ("x\u202ey", Reason.CONTROL, ""),
        ("x\x00y", Reason.CONTROL, ""),
        ("x\ty", Reason.CONTROL, ""),
        ("x" * 6000, Reason.TOO_LONG, "6000"),
    ],
)
def test_what_is_no_name_is_refused_and_named(typed: str, reason: Reason, detail: str) -> None:
    found = wrong(Kind.CONFIRMATION, Words(body=f"{CONFIRMATION.body}\n\n{typed}"))
    assert found[0] == ("body", reason, detail)
    for language in LANGUAGES:
        told = sentences(
            faults(Kind.CONFIRMATION, "da", Words(body=f"{CONFIRMATION.body}\n\n{typed}"), FACTS), language
        )
        assert told["body"].endswith(".")
        assert reason is not Reason.UNKNOWN or f"{{{detail}}}" in told["body"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (Words(subject="Hej {given_name}"), ("subject", Reason.UNKNOWN, "given_name")),
        (Words(subject="Om dine dagpenge"), ("subject", Reason.SENSITIVE, "dagpenge")),
        (Words(sms="{time} {link} {given_name}"), ("sms", Reason.UNKNOWN, "given_name")),
        (Words(sms="{time}"), ("sms", Reason.LACKING, "link")),
        (Words(sms="{time} {link} Din ydelse"), ("sms", Reason.SENSITIVE, "ydelse")),
        (Words(sms="{time} {link} {meeting_url}"), ("sms", Reason.UNKNOWN, "meeting_url")),
    ],
)
def test_others_read_along_in_subject_and_sms(words: Words, found: tuple[str, Reason, str]) -> None:
    assert wrong(Kind.CONFIRMATION, words) == [found]


@pytest.mark.parametrize(
    ("typed", "told"), [("Der er ledige tider", None), ("En ledig tid", None), ("Du er ledig", "ledig")]
)
def test_a_time_may_be_free_and_a_person_not(typed: str, told: str | None) -> None:
    found = [("sms", Reason.SENSITIVE, told)] if told else []
    assert wrong(Kind.CONFIRMATION, Words(sms=f"{typed}. {{time}} {{link}}")) == found


def test_an_sms_is_measured_with_the_names_filled_in() -> None:
    words = Words(sms="{municipality}: {time} {link} " + "x" * 52)
    size = len("Nordby Kommune: tirs. 29. dec. kl. 10.15  ") + len(FACTS.booking_url or "") + 52
    assert size <= 150
    assert wrong(Kind.CONFIRMATION, words) == []
    longer = replace(words, sms=words.sms + "y" * (151 - size))
    assert wrong(Kind.CONFIRMATION, longer) == [("sms", Reason.SMS_TOO_LONG, "151")]
    assert "151" in sentences(faults(Kind.CONFIRMATION, "da", longer, FACTS), "da")["sms"]


def test_words_that_do_not_fit_today_give_way_to_the_standard_text() -> None:
    words = Words(sms="{time} {link} {jobcentre} " + "x" * 30)
    facts = replace(FACTS, jobcentre="Jobcenter Nordby og Omegn, afdelingen for unge")
    assert "xxx" in render_sms(Kind.CONFIRMATION, "da", FACTS, words)
    assert render_sms(Kind.CONFIRMATION, "da", facts, words) == render_sms(Kind.CONFIRMATION, "da", facts)


def test_words_that_are_no_longer_sound_give_way_too() -> None:
    gone = Words(subject="{gone}", body="{gone}", sms="{gone}")
    assert render(Kind.MOVED, "da", FACTS, gone) == render(Kind.MOVED, "da", FACTS)
    assert render_sms(Kind.MOVED, "da", FACTS, gone) == render_sms(Kind.MOVED, "da", FACTS)


def test_what_is_put_in_is_not_read_for_names_and_is_escaped() -> None:
    facts = replace(FACTS, given_name="{phone} <b>{{ 7*7 }}")
    made = render(Kind.CONFIRMATION, "da", facts, CONFIRMATION)
    assert "Hej {phone} <b>{{ 7*7 }}" in made.text
    assert "Hej {phone} &lt;b&gt;{{ 7*7 }}" in made.html


def test_what_is_typed_is_words_and_no_html() -> None:
    made = render(Kind.CONFIRMATION, "da", FACTS, Words(body=f"{CONFIRMATION.body}\n\n<script>1 & 2</script>\n\nSlut."))
    assert "<script>1 & 2</script>" in made.text
    assert "<p>&lt;script&gt;1 &amp; 2&lt;/script&gt;</p>" in made.html


def test_a_part_that_the_kind_does_not_have_is_refused() -> None:
    assert wrong(Kind.STAFF_DAY, Words(sms="Hej"))[0][:2] == ("sms", Reason.UNKNOWN_PART)
    assert wrong(Kind.SMS_STOPPED, Words(body="Hej"))[0][:2] == ("body", Reason.UNKNOWN_PART)


def test_forms_are_tidied() -> None:
    made = tidied(" Et  emne\r\n", "\r\nHej\u00a0du  \r\n\r\nVi ses\r\n", "en\nto")
    assert made == Words("Et emne", "Hej du\n\nVi ses", "en to")


def test_what_says_the_same_as_the_standard_text_is_not_kept() -> None:
    assert own(Kind.MOVED, "da", outline(Kind.MOVED, "da")) == Words()
    mine = Words(sms="{time} {link}")
    assert own(Kind.MOVED, "da", to_edit(Kind.MOVED, "da", mine)) == mine


@both
@pytest.mark.parametrize("kind", list(Kind))
def test_every_name_becomes_something_for_the_made_up_person(kind: Kind, language: str) -> None:
    for part in parts(kind):
        found = becomes(kind, language, example.facts(language), part)
        assert [name for name, _words in found] == list(names(kind, part))
        assert all(words for _name, words in found)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="{}ab .%!_é\n{phone}{time}", max_size=60))
def test_whatever_is_typed_is_refused_or_rendered(typed: str) -> None:
    words = tidied("", f"{CONFIRMATION.body}\n\n{typed}", "")
    # a foreign address is refused when it is saved, not when a message is written
    if {reason for _, reason, _ in wrong(Kind.CONFIRMATION, words)} - {Reason.ADDRESS}:
        assert render(Kind.CONFIRMATION, "da", FACTS, words) == render(Kind.CONFIRMATION, "da", FACTS)
    else:
        made = render(Kind.CONFIRMATION, "da", FACTS, words)
        assert not re.search("[{}]", made.text)
        text_of(made.html)
