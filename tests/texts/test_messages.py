"""Every message is complete and sound, in both languages."""

import re
from dataclasses import fields, replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from jinja2 import nodes

from jobcentre.texts.kinds import ELEMENTS, REQUIRED, Kind, MessageFacts, missing, required
from jobcentre.texts.languages import LANGUAGES
from jobcentre.texts.readers import SMS_ONLY, files
from jobcentre.texts.render import Incomplete, render
from jobcentre.texts.templates import FOLDER, environment

KINDS = [kind for kind in Kind if kind not in SMS_ONLY]
both = pytest.mark.parametrize("language", LANGUAGES)
every = pytest.mark.parametrize("kind", KINDS)
# Facts that a text goes on without: it then says something else or nothing.
WITHOUT = (
    "cut_off",
    "phone_hours",
    "latest_on",
    "book_by",
    "booking_url",
    "duty_over",
    "put_off",
    "sets_time",
    "not_chosen",
    "chosen_for",
    "moves_left",
    "with_staff",
    "on_paper",
    "others",
    "gone",
    "tasks",
    "meeting_url",
    "choices",
    "no_number",
    "form_matters",
    "form_asked",
    "place",
    "phone_to_call",
)


WAYS = ("form.txt", "moving.txt", "moving.html", "citizen.txt", "citizen.html", "staff.txt", "staff.html")


def only_required(kind: Kind, facts: MessageFacts) -> MessageFacts:
    return MessageFacts(**{name: getattr(facts, name) for name in required(kind, facts.form)})


def text_of(html: str) -> str:
    """The words of the body, as a browser shows them."""
    root = ET.fromstring(html)
    body = root.find("body")
    assert body is not None
    return " ".join(" ".join(body.itertext()).split())


@both
@every
def test_it_renders_from_all_facts_and_from_the_required_alone(kind: Kind, language: str, facts: MessageFacts) -> None:
    for given in (facts, only_required(kind, facts)):
        made = render(kind, language, given)
        assert made.subject
        assert "\n" not in made.subject
        for text in (made.subject, made.text, made.html):
            assert "None" not in text
            assert not re.search(r"\{[{%]|[%}]\}", text)


@both
@every
def test_plain_and_html_say_the_same(kind: Kind, language: str, facts: MessageFacts) -> None:
    made = render(kind, language, facts)
    shown = re.sub(r"\s", "", text_of(made.html))
    for line in made.text.splitlines():
        words = re.sub(r"\s", "", line)
        if words.endswith(":") or re.match(r"^(Tid|Time|Borger|Citizen):", line):
            continue  # words that lead to a link: in HTML the button says them
        assert words in shown, line


@both
@every
def test_html_is_well_formed_plain_and_in_its_language(kind: Kind, language: str, facts: MessageFacts) -> None:
    made = render(kind, language, facts)
    root = ET.fromstring(made.html)
    assert root.get("lang") == language
    tags = {element.tag for element in root.iter()}
    assert tags <= {"html", "head", "meta", "title", "body", "div", "p", "a", "h2", "strong", "br"}
    links = [element.get("href") for element in root.iter("a")]
    # who is not to come has nowhere to go, and a code is typed where it was asked for
    assert bool(links) is (kind not in (Kind.WITHDRAWN, Kind.CODE_IDENTIFY, Kind.CODE_ADDRESS, Kind.ADDRESS_CHANGED))
    shown = text_of(made.html)
    assert all(link and link in shown for link in links), "every link also stands as text"
    assert "src=" not in made.html


@both
@every
def test_names_are_escaped_in_html_and_make_no_line_of_their_own(
    kind: Kind, language: str, facts: MessageFacts
) -> None:
    nasty = "<b>&amp;\r\n\r\nRing til 90 00 00 00\x00\u2028"
    texts: dict[str, Any] = {
        field.name: nasty
        for field in fields(facts)
        if isinstance(getattr(facts, field.name), str)
        and field.name not in ("form", "asks")
        and not field.name.endswith("_url")
    }
    made = render(kind, language, replace(facts, **texts))
    ET.fromstring(made.html)
    assert "<b>" not in made.html
    assert "\n" not in made.subject
    assert not [line for line in made.text.splitlines() if line.startswith("Ring til 90")]
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028]", made.text + made.subject)


@every
def test_nothing_required_may_be_missing_or_blank(kind: Kind, facts: MessageFacts) -> None:
    assert missing(kind, facts) == ()
    assert missing(kind, MessageFacts()) == REQUIRED[kind]
    for name in required(kind, facts.form):
        for blank in (None, "  \n ") if name != "form" and isinstance(getattr(facts, name), str) else (None,):
            emptied: dict[str, Any] = {name: blank}
            with pytest.raises(Incomplete) as caught:
                render(kind, "da", replace(facts, **emptied))
            assert caught.value.names == (name,)


def test_a_summons_says_all_that_a_summons_must() -> None:
    assert set(ELEMENTS[Kind.SUMMONS]) == {
        "purpose",
        "time",
        "form",
        "link",
        "caseworker",
        "duty",
        "consequence",
        "moving",
        "grounds",
        "support",
        "contact",
        "legal_basis",
        "signature",
    }


@both
def test_a_summons_with_an_emptied_element_is_not_sent(
    language: str, facts: MessageFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    for element in ELEMENTS[Kind.SUMMONS]:

        def emptied(found: object, name: str, context: object, gone: str = element) -> tuple[str, dict[str, str]]:
            blocks = dict.fromkeys(ELEMENTS[Kind.SUMMONS], "words")
            return "words", blocks | ({gone: " \n<p> </p>"} if name.endswith(".html") else {})

        monkeypatch.setattr("jobcentre.texts.render.whole", emptied)
        with pytest.raises(Incomplete) as caught:
            render(Kind.SUMMONS, language, facts)
        assert caught.value.names == (element,)


@both
@every
def test_each_element_is_a_block_of_both_bodies(kind: Kind, language: str) -> None:
    for name in ("body.txt", "body.html"):
        template = environment(language).get_template(f"messages/{kind}/{language}/{name}")
        assert set(ELEMENTS[kind]) <= set(template.blocks), name


def test_the_language_that_is_not_spoken_is_danish(facts: MessageFacts) -> None:
    assert render(Kind.SUMMONS, "so", facts) == render(Kind.SUMMONS, "da", facts)


def test_rendering_twice_gives_the_same(facts: MessageFacts) -> None:
    assert render(Kind.CONFIRMATION, "da", facts) == render(Kind.CONFIRMATION, "da", facts)


def _templates() -> set[str]:
    return {
        path.relative_to(FOLDER).as_posix()
        for folder in ("messages", "events", "ways")
        for path in (FOLDER / folder).rglob("*")
        if path.is_file()
    }


def test_every_template_is_used_and_every_kind_has_all_of_its_own() -> None:
    expected = {f"messages/{kind}/{language}/{name}" for kind in Kind for language in LANGUAGES for name in files(kind)}
    expected |= {f"events/{language}/{reader}.txt" for language in LANGUAGES for reader in ("citizen", "staff")}
    expected |= {f"ways/{language}/{name}" for language in LANGUAGES for name in WAYS}
    assert _templates() == expected | {f"messages/{shared}.html" for shared in ("layout", "button", "own")}


@pytest.mark.parametrize("name", sorted(_templates()))
def test_templates_ask_only_for_facts_that_exist_and_are_required_or_guarded(name: str) -> None:
    source = Path(FOLDER / name).read_text()
    tree = environment("da").parse(source)
    facts = {field.name for field in fields(MessageFacts)}
    given = {"subject", "language", "button", "span", "cancelled", "url", "label", "content", "one", "loop"}
    asked = {found.name for found in tree.find_all(nodes.Name)}
    assert asked <= facts | given
    if name.startswith("messages/") and name.count("/") == 3:
        kind = Kind(name.split("/")[1])
        assert (asked & facts) - set(REQUIRED[kind]) <= set(WITHOUT)
