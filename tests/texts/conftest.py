"""Facts enough for every kind of message."""

from datetime import UTC, date, datetime

import pytest

from jobcentre.texts.kinds import MessageFacts


@pytest.fixture(scope="session")
def facts() -> MessageFacts:
    """Everything a message may mention; nobody real."""
    return MessageFacts(
        given_name="Emil",
        full_name="Mette Skov",
        municipality="Nordby Kommune",
        jobcentre="Jobcenter Nordby",
        phone="70 10 10 10",
        phone_hours="mandag til fredag kl. 9-15",
        caseworker="Mette Skov",
        legal_basis="Aftalen af 19. juni 2021 om samtaler på video efter seks måneder uden job",
        booking_url="https://jobcentre.example/b/7Qd2Kx9pAbCdEfGh",
        meeting_url="https://jobcentre.example/m/1Zy8XwVuTsRqPoNm",
        duration_minutes=30,
        opens_minutes_before=10,
        cut_off_hours=4,
        book_by=date(2026, 11, 20),
        latest_on=date(2026, 12, 10),
        starts_at=datetime(2026, 11, 27, 9, 15, tzinfo=UTC),
        ends_at=datetime(2026, 11, 27, 9, 45, tzinfo=UTC),
        old_starts_at=datetime(2026, 11, 26, 12, 0, tzinfo=UTC),
        cut_off=datetime(2026, 11, 27, 5, 15, tzinfo=UTC),
        duty_over=True,
        citizen_name="Emil Holm",
        staff_url="https://jobcentre.example/caseworker/people/4",
        account_url="https://jobcentre.example/account/welcome/4Rt6",
        account_expires_at=datetime(2026, 11, 28, 9, 15, tzinfo=UTC),
    )
