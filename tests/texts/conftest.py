"""Facts enough for every kind of message."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from jobcentre.texts import example
from jobcentre.texts.kinds import MessageFacts


@pytest.fixture(scope="session")
def facts() -> MessageFacts:
    """Everything a message may mention; nobody real. The days are those the sentences of the tests name."""
    return replace(
        example.facts("da"),
        book_by=date(2026, 11, 20),
        latest_on=date(2026, 12, 10),
        starts_at=datetime(2026, 11, 27, 9, 15, tzinfo=UTC),
        ends_at=datetime(2026, 11, 27, 9, 45, tzinfo=UTC),
        old_starts_at=datetime(2026, 11, 26, 12, 0, tzinfo=UTC),
        cut_off=datetime(2026, 11, 27, 5, 15, tzinfo=UTC),
        account_expires_at=datetime(2026, 11, 28, 9, 15, tzinfo=UTC),
    )
