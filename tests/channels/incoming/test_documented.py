"""The examples of docs/operations.md and docs/settings.md are understood, with the settings as they come."""

import re
import tomllib
from datetime import UTC, datetime
from typing import Any

import pytest

from jobcentre.channels.incoming import post_receipts, sms
from jobcentre.rules.receipts import Arrival
from tests.conventions.tree import ROOT

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
SETTINGS = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
DEFAULTS: dict[str, Any] = tomllib.loads((ROOT / "config" / "default.toml").read_text(encoding="utf-8"))["sms"]


def example(kind: str, holding: str) -> bytes:
    found = [text for text in re.findall(rf"```{kind}\n(.*?)```", OPERATIONS, re.DOTALL) if holding in text]
    assert len(found) == 1, holding
    return str(found[0]).encode()


def test_a_receipt_of_digital_post() -> None:
    found = post_receipts.parse(example("xml", "PKO_PostStatus"))
    assert (found.outcome, found.message is None, found.occurred_at.year) == (Arrival.DELIVERED, False, 2026)


def test_every_word_of_a_status_is_named() -> None:
    text = OPERATIONS.casefold()
    assert [word for word in post_receipts.OUTCOMES if f"`{word}`" not in text] == []


def test_a_report_of_an_sms() -> None:
    (found,) = sms.reports(example("json", '"status"'), DEFAULTS["receipt_fields"], DEFAULTS["receipt_states"], NOW)
    assert (found.outcome, found.code, found.message is None) == (Arrival.FAILED, "27", False)


def test_an_sms_from_a_citizen() -> None:
    (found,) = sms.texts(example("json", '"message": "Kan'), DEFAULTS["inbound_fields"], NOW)
    assert (found.sender, found.at.year) == ("+4520000000", 2026)
    assert found.text.startswith("Kan")


@pytest.mark.parametrize("name", ["receipt_fields", "receipt_states", "inbound_fields"])
def test_the_names_a_gateway_uses_are_listed_in_full(name: str) -> None:
    row = re.search(rf"^\| `sms\.{name}` \| (.*?) \|", SETTINGS, re.MULTILINE)
    assert row is not None
    assert re.findall(r"`([^`]+)`", row[1]) == DEFAULTS[name]
