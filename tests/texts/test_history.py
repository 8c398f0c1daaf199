"""The words of the audit trail: every action the code writes has a sentence, and nothing unknown stops a page."""

import re
from pathlib import Path

import pytest

from jobcentre.models.task import TaskKind
from jobcentre.rules.attendance import Outcome
from jobcentre.rules.booking import CancelGround
from jobcentre.texts import history
from jobcentre.texts.history.saying import WORDS

CODE = Path(__file__).parents[2] / "jobcentre"
ACTION = re.compile(r'(?:record|record_many|_record|_done|_note)\(\s*(?:request_id, )?"([a-z_]+\.[a-z_]+)"')
FACTS = {"starts_at": "2026-11-24T09:15:00+00:00", "before": "2026-11-23T08:00:00+00:00", "ground": "work"}


def actions() -> set[str]:
    return {action for file in CODE.rglob("*.py") for action in ACTION.findall(file.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_action_the_code_writes_has_words(language: str) -> None:
    found = actions()
    assert len(found) > 20
    assert {action for action in found if history.sentence(action, {}, language) == action} == set()


def test_days_moments_and_codes_are_written_out() -> None:
    moved = history.sentence("meeting.moved", FACTS, "da")
    assert moved == "Samtale flyttet fra mandag den 23. november kl. 9.00 til tirsdag den 24. november kl. 10.15"
    assert history.sentence("meeting.cancelled", FACTS, "en").endswith("Reason: work")
    assert history.sentence("occasion.made", {"due_on": "2026-11-01"}, "da") == "Skal til samtale fra 1. november 2026"
    changed = history.sentence("citizen.changed", {"columns": ["given_name", "family_name"]}, "da")
    assert changed == "Oplysninger ændret: fornavn, efternavn"


@pytest.mark.parametrize("language", ["da", "en"])
def test_no_code_reaches_a_page(language: str) -> None:
    for name, codes in (("ground", CancelGround), ("outcome", Outcome)):
        for code in codes:
            assert "_" not in history.said(name, code.value, language)


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("kind", TaskKind)
def test_every_kind_of_task_has_words(kind: TaskKind, language: str) -> None:
    assert kind.value in WORDS["task"]
    assert kind.value not in history.sentence("task.opened", {"task": kind.value}, language).partition(":")[2].split()


def test_an_unknown_action_is_shown_as_it_is() -> None:
    assert history.sentence("from.the.future", {"x": 1}, "da") == "from.the.future"


def test_an_unknown_code_is_shown_as_it_is() -> None:
    assert history.sentence("meeting.outcome", {"outcome": "teleported"}, "en") == "Outcome recorded: teleported"


def test_an_entry_without_its_facts_still_makes_sense() -> None:
    assert history.sentence("citizen.changed", {}, "da") == "Oplysninger ændret"
    assert history.sentence("spell.added", {"started_on": None}, "en") == "Spell of unemployment added"
