"""Every reason has its sentence in both languages, and every fact has its place."""

import pytest

from jobcentre.registers import Reason
from jobcentre.texts import faults

COUNTS = {"megabytes": 20, "found": 2, "expected": 3, "longest": 9, "digits": 9, "years": 2, "most": 7}
FACTS = COUNTS | {"first": 1900, "last": 2100}
WORDS = {"lines": "2, 3", "external_id": "SAG-1", "kept_id": "SAG-2"}


def test_reasons_and_sentences_are_the_same_set() -> None:
    assert faults.reasons() == {reason.value for reason in Reason}


@pytest.mark.parametrize("reason", list(Reason))
def test_a_sentence_in_each_language(reason: Reason) -> None:
    danish, english = (faults.sentence(reason, {**FACTS, **WORDS}, language) for language in ("da", "en"))
    assert danish != english
    assert danish.endswith(".")
    assert english.endswith(".")
    assert "{" not in danish + english
    assert "!" not in danish + english


def test_an_unknown_reason_is_still_said() -> None:
    assert faults.sentence("something_new", {}, "en") == "It cannot be read."
