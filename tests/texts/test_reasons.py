"""Why, in words: whole, plain, the same from what was stored, and fit to be read aloud."""

import json
import re
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

import pytest

from jobcentre.rules.counting import Spell
from jobcentre.rules.eligibility import Override, Person, ReasonCode, Verdict, assess
from jobcentre.rules.overrides import OverrideKind
from jobcentre.rules.packs import AgeDay, Counting, Method, Pack, load
from jobcentre.services import verdicts
from jobcentre.texts import looking_back
from jobcentre.texts.looking_back import Remark
from jobcentre.texts.reasons import WORDS, To, paragraph
from tests.texts.reading import lix

RULES = Path(__file__).parents[2] / "config" / "rules"
PACKS = load({file.name: tomllib.loads(file.read_text(encoding="utf-8")) for file in RULES.glob("*.toml")})
MONTHS, HOURS = PACKS["unge-digital-2021"], PACKS["frit-valg-2023"]
DAYS = replace(
    MONTHS,
    counting=MappingProxyType(
        {"dagpenge": Counting(benefit_groups=("dagpenge",), method=Method.ACCUMULATED, gap_days=7, days=180)}
    ),
)
ON = date(2026, 11, 20)
BORN = date(2002, 5, 17)
JARGON = ("verdict", "pack", "regelsæt", "tærskel", "threshold", "occasion", "anledning", "None", "{", "}")


def spell(start: str, end: str = "", number: int = 1, **more: object) -> Spell:
    group = more.pop("group", "dagpenge")
    ended_on = date.fromisoformat(end) if end else None
    started_on = date.fromisoformat(start)
    return Spell(id=number, started_on=started_on, ended_on=ended_on, benefit_group=group, **more)  # type: ignore[arg-type]


def told(pack: Pack, *spells: Spell, **more: object) -> Verdict:
    born = more.pop("born", BORN)
    return assess(Person(birth_date=born, spells=spells, **more), pack, ON)  # type: ignore[arg-type]


def decided(kind: OverrideKind, until: date | None = date(2026, 12, 1)) -> tuple[Override, ...]:
    episode = date(2026, 1, 1) if kind is OverrideKind.NOT_RELEVANT else None
    return (Override(kind=kind, ground="other", from_on=date(2026, 11, 1), until_on=until, episode=episode),)


JUNE = spell("2026-01-01", "2026-06-01", hours=400)
MANY = [spell(f"2026-0{month}-01", f"2026-0{month + 1}-01", month) for month in range(1, 6)]
VERDICTS: dict[str, Verdict] = {
    "due": told(MONTHS, spell("2026-05-20")),
    "months to go": told(MONTHS, spell("2026-06-11")),
    "first day": told(MONTHS, spell("2026-11-20")),
    "many spells": told(MONTHS, *MANY, spell("2026-06-01", "", 9)),
    "days": told(DAYS, spell("2026-01-01", "2026-03-01"), spell("2026-10-01", "", 2)),
    "days, due": told(DAYS, spell("2026-01-01", "2026-06-01"), spell("2026-06-05", "", 2)),
    "hours": told(HOURS, spell("2026-01-01", hours=961, hours_on=ON)),
    "hours, due": told(HOURS, spell("2026-01-01", hours=962, hours_on=ON)),
    "hours, part": told(HOURS, spell("2026-01-01", hours=1, hours_on=ON, part_time_insured=True)),
    "hours, mixed": told(HOURS, JUNE, spell("2026-06-01", "", 2, hours=9, hours_on=ON, part_time_insured=True)),
    "hours, unknown": told(HOURS, spell("2026-01-01")),
    "stated": told(HOURS, spell("2026-01-01", threshold_reached_on=date(2026, 11, 2))),
    "stated otherwise": told(MONTHS, spell("2026-01-01", threshold_reached_on=date(2026, 11, 2))),
    "nothing": told(MONTHS),
    "future": told(MONTHS, spell("2026-12-01")),
    "ended": told(MONTHS, spell("2026-01-01", "2026-10-01")),
    "ended early": told(MONTHS, spell("2026-01-01", "2026-02-01")),
    "ends first": told(MONTHS, spell("2026-10-01", "2026-12-01")),
    "gap": told(MONTHS, spell("2026-01-01", "2026-03-01"), spell("2026-08-01", "", 2)),
    "a day's gap": told(MONTHS, spell("2026-01-01", "2026-07-30"), spell("2026-08-01", "", 2)),
    "other benefit": told(MONTHS, spell("2026-01-01", "2026-03-01", group="kontanthjaelp"), spell("2026-03-01", "", 2)),
    "before and after": told(
        MONTHS,
        spell("2025-01-01", "2025-02-01"),
        spell("2025-04-01", "2025-05-01", 2),
        spell("2025-07-01", "2025-08-01", 3),
        spell("2026-09-01", "2026-12-01", 4),
        spell("2027-01-01", "", 5),
    ),
    "overlap": told(MONTHS, spell("2026-01-01"), spell("2026-02-01", "", 2)),
    "overlap, stated": told(MONTHS, spell("2026-01-01"), spell("2026-02-01", "", 2, threshold_reached_on=ON)),
    "reversed": told(MONTHS, spell("2026-02-01", "2026-01-01"), spell("2026-03-01", "", 2)),
    "too many hours": told(HOURS, spell("2026-11-01", hours=999, hours_on=ON)),
    "too old": told(MONTHS, spell("2026-01-01"), born=date(1990, 1, 1)),
    "too old soon": told(MONTHS, spell("2026-01-01"), born=date(1996, 11, 25)),
    "too old at the threshold": told(
        replace(MONTHS, age_measured_on=AgeDay.THRESHOLD), spell("2026-01-01"), born=date(1996, 1, 1)
    ),
    "exempt": told(MONTHS, spell("2026-01-01"), overrides=decided(OverrideKind.EXEMPT)),
    "exempt for good": told(MONTHS, spell("2026-01-01"), overrides=decided(OverrideKind.EXEMPT, None)),
    "not relevant": told(MONTHS, spell("2026-01-01"), overrides=decided(OverrideKind.NOT_RELEVANT)),
    "deferred": told(MONTHS, spell("2026-01-01"), overrides=decided(OverrideKind.DEFERRED)),
    "moved": told(MONTHS, spell("2026-01-01"), left_on=ON, left_ground="moved"),
    "emigrated": told(MONTHS, spell("2026-01-01"), left_on=ON, left_ground="emigrated"),
    "dead": told(MONTHS, spell("2026-01-01"), left_on=ON, left_ground="dead"),
    "not in force": told(replace(MONTHS, in_force_from=date(2027, 1, 1)), spell("2026-01-01")),
    "no longer in force": told(replace(MONTHS, in_force_until=date(2026, 1, 1)), spell("2026-01-01")),
}


def words(verdict: Verdict, language: str = "da", to: To = To.CITIZEN) -> str:
    return paragraph(((one.code, one.facts) for one in verdict.reasons), language, to)


def test_every_reason_is_among_the_cases() -> None:
    assert {one.code for verdict in VERDICTS.values() for one in verdict.reasons} == set(ReasonCode)


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("to", list(To))
@pytest.mark.parametrize("name", list(VERDICTS))
def test_whole_plain_sentences(name: str, to: To, language: str) -> None:
    said = words(VERDICTS[name], language, to)
    assert said.endswith(".")
    assert not any(word in said for word in JARGON)
    assert "  " not in said
    assert "!" not in said
    for sentence in re.split(r"(?<=\.) (?=[A-ZÆØÅ])", said):
        negations = re.findall(r"\b(ikke|intet|ingen|uden|aldrig|not|no|nothing|without|never)\b", sentence.lower())
        assert len(negations) - sentence.count("uden slutdato") <= 1, sentence
    without_title = re.sub("“[^”]*”", "", said)
    assert to is To.CITIZEN or not re.search(r"\b([Dd]u|[Yy]ou)\b", without_title)
    assert "orgeren" not in said or to is To.STAFF


@pytest.mark.parametrize("to", list(To))
@pytest.mark.parametrize("name", list(VERDICTS))
def test_lix_is_below_35(name: str, to: To) -> None:
    measured = lix(words(VERDICTS[name], "da", to))
    assert measured < 35, f"{measured:.1f}"


@pytest.mark.parametrize("name", list(VERDICTS))
def test_what_was_stored_says_the_same(name: str) -> None:
    kept = json.loads(json.dumps(verdicts.stored(VERDICTS[name])))
    for language in WORDS:
        assert paragraph(((row["code"], row["facts"]) for row in kept), language, To.CITIZEN) == words(
            VERDICTS[name], language
        )


def test_a_whole_paragraph() -> None:
    assert words(VERDICTS["months to go"]) == (
        "Du bliver ikke indkaldt den 20. november 2026. "
        "Grænsen på 6 måneder bliver nået den 11. december 2026, hvis du stadig er ledig. "
        "Reglen hedder “Samtale på video efter seks måneder”. Den gælder efter 6 måneder i træk på samme ydelse. "
        "Vi tæller perioden fra den 11. juni 2026 på dagpenge. "
        "Den 20. november 2026 var der gået 5 måneder og 9 dage."
    )
    assert words(VERDICTS["hours, due"], "en", To.STAFF) == (
        "The citizen is to come to an interview, because the citizen has had unemployment benefit "
        "for hours that make at least 6 months. The limit of 6 months was reached on 20 November 2026. "
        "The rule is called “Interview after six months, in the form you choose”. "
        "It applies after 961.98 hours on the benefit. "
        "We count the spell from 1 January 2026 on unemployment benefit. 962 hours have been reported to us."
    )


def test_what_contradicts_itself_is_not_counted_aloud() -> None:
    said = words(VERDICTS["overlap"])
    assert "tæller med" not in said
    assert "Det skal rettes, før vi kan tælle." in said
    assert "Det skal rettes" not in words(VERDICTS["overlap, stated"])


OLD = [
    {"code": "reached", "facts": {"started_on": "2026-01-01", "reached_on": "2026-07-01", "months": 6, "days": 142}},
    {"code": "spells_joined", "facts": {"started_on": "2026-01-01", "spells": 2}},
    {"code": "gap", "facts": {"ended_on": "2025-06-30", "started_on": "2026-01-01", "days": 4}},
    {"code": "stated_by_case_system", "facts": {"reached_on": "2026-07-01", "counted_on": "2026-07-01"}},
]
OLD_OBSTACLES = [
    {"code": "not_yet", "facts": {"started_on": "2026-01-01", "reached_on": "2026-07-01", "days": 4}},
    {"code": "too_old", "facts": {"too_old_on": "2026-01-01", "age": 30, "age_limit": 30}},
    {"code": "exempt", "facts": {"ground": "illness", "from_on": "2026-01-01", "until_on": None, "days": None}},
    {"code": "spell_ended", "facts": {"started_on": "2026-01-01", "ended_on": "2026-07-01", "reached_on": None}},
    {"code": "ends_first", "facts": {"ended_on": "2026-07-01", "reached_on": "2026-08-01"}},
]


@pytest.mark.parametrize("language", ["da", "en"])
def test_reasons_of_earlier_versions_still_say_something(language: str) -> None:
    for rows in (OLD, OLD_OBSTACLES, [*OLD, *OLD_OBSTACLES]):
        said = paragraph(((str(row["code"]), row["facts"]) for row in rows), language)  # type: ignore[misc]
        assert not any(word in said for word in JARGON)
        assert said.endswith(".")


def test_of_a_duty_that_was_let_go_both_are_told_and_nothing_is_concluded() -> None:
    said = paragraph(((str(row["code"]), row["facts"]) for row in [*OLD, *OLD_OBSTACLES]), "da")  # type: ignore[misc]
    assert "Grænsen på 6 måneder blev nået den 1. juli 2026." in said
    assert said.startswith("Grænsen på 6 måneder")
    assert "skal til samtale" not in said
    assert "indkaldt" not in said


@pytest.mark.parametrize("name", list(VERDICTS))
def test_the_answer_comes_first(name: str) -> None:
    danish = "Du skal til samtale" if VERDICTS[name].due else "Du bliver ikke indkaldt"
    english = "You are to come to an interview" if VERDICTS[name].due else "You are not summoned"
    assert words(VERDICTS[name]).startswith(danish)
    assert words(VERDICTS[name], "en").startswith(english)
    assert not paragraph([(one.code, one.facts) for one in VERDICTS[name].reasons], "da", To.CITIZEN, False).startswith(
        danish
    )


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("due", "fordi du har fået dagpenge i mindst 6 måneder i træk."),
        ("days, due", "fordi du har fået dagpenge i mindst 180 dage."),
        ("hours, due", "fordi du har fået dagpenge, der svarer til mindst 6 måneder."),
    ],
)
def test_the_answer_says_because(name: str, because: str) -> None:
    assert words(VERDICTS[name]).startswith(f"Du skal til samtale, {because} Grænsen på ")


def test_what_nobody_knows_the_end_of_is_no_gap() -> None:
    assert VERDICTS["reversed"].due
    assert not VERDICTS["reversed"].has(ReasonCode.GAP)


@pytest.mark.parametrize(
    ("remark", "begins"),
    [
        (Remark.SUMMONED, "Du blev indkaldt den 20. november 2026. Du skal til samtale, fordi du har fået"),
        (Remark.CLOSED_BEFORE, "Du har været indkaldt i denne periode. Den indkaldelse blev lukket den "),
        (Remark.NOT_YET, "Du skal til samtale, fordi du har fået"),
    ],
)
def test_what_came_of_it_is_the_answer(remark: Remark, begins: str) -> None:
    reasons = [(one.code, one.facts) for one in VERDICTS["due"].reasons]
    said = looking_back.paragraph(reasons, [(remark, {"on": ON, "since": ON})], "da", To.CITIZEN)
    assert said.startswith(begins)
    assert ("Du skal til samtale" in said) is (remark is not Remark.CLOSED_BEFORE)
