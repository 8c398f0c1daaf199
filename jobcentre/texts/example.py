"""A made-up person's facts, for previews, test mails and tests. Nobody real, and no link that leads anywhere."""

from datetime import UTC, date, datetime

from jobcentre.texts.appointments import Appointment, Turn
from jobcentre.texts.kinds import MessageFacts
from jobcentre.texts.languages import ENGLISH, spoken

BASE_URL = "https://jobcentre.example"
_ENDING = "eksempel_eksempel_1234"  # as long as a token
_LEGAL_BASIS = (
    "Aftalen af 19. juni 2021 om samtaler på video efter seks måneder uden job",
    "The agreement of 19 June 2021 on video interviews after six months without a job",
)


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=UTC)


def facts(language: str = "da", base_url: str = BASE_URL) -> MessageFacts:
    """Everything a message may mention. The days are among the longest to write."""
    english = spoken(language) == ENGLISH
    return MessageFacts(
        given_name="Emil",
        full_name="Mette Skov",
        municipality="Nordby Kommune",
        jobcentre="Jobcenter Nordby",
        phone="70 10 10 10",
        phone_hours="mandag til fredag kl. 9-15",
        caseworker="Mette Skov",
        legal_basis=_LEGAL_BASIS[english],
        booking_url=f"{base_url}/b/{_ENDING}",
        meeting_url=f"{base_url}/m/{_ENDING}",
        duration_minutes=30,
        opens_minutes_before=10,
        cut_off_hours=4,
        book_by=date(2026, 12, 15),
        latest_on=date(2026, 12, 31),
        starts_at=_at(29, 9, 15),
        ends_at=_at(29, 9, 45),
        old_starts_at=_at(22, 12),
        cut_off=_at(29, 5, 15),
        duty_over=True,
        citizen_name="Emil Holm",
        staff_url=f"{base_url}/caseworker/meetings/eksempel",
        account_url=f"{base_url}/account/choose/{_ENDING}",
        account_expires_at=_at(30, 9, 15),
        on=date(2026, 12, 29),
        others=(Appointment(_at(29, 11, 30), "Noah Lund"), Appointment(_at(29, 13), "Ida Dam")),
        meetings=(
            Appointment(_at(29, 8), "Ida Dam"),
            Appointment(_at(29, 9, 15), "Emil Holm", Turn.NEW),
            Appointment(_at(29, 11, 30), "Noah Lund", Turn.MOVED),
        ),
        gone=(Appointment(_at(29, 13), "Freja Bach"),),
        tasks=2,
        today_url=f"{base_url}/caseworker/",
    )
