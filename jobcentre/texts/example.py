"""A made-up person's facts, for previews, test mails and tests. Nobody real, and no link that leads anywhere."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from jobcentre.rules.identifying import Identification
from jobcentre.rules.packs import Form
from jobcentre.texts.appointments import Appointment, Turn
from jobcentre.texts.kinds import MessageFacts
from jobcentre.texts.languages import ENGLISH, spoken
from jobcentre.texts.shortages import Shortage

BASE_URL = "https://jobcentre.example"
_ENDING = "eksempel_eksempel_1234"  # as long as a token
_LEGAL_BASIS = (
    "Aftalen af 19. juni 2021 om samtaler på video efter seks måneder uden job",
    "The agreement of 19 June 2021 on video interviews after six months without a job",
)
_OTHER_BASIS = (
    "Lov om en aktiv beskæftigelsesindsats §§ 31-33",
    "The Act on Active Employment Measures, sections 31-33",
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
        form=Form.VIDEO,
        place="Rådhusvej 1, 0000 Nordby",
        phone_to_call="+4520000000",
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
        sets_time=True,
        not_chosen=True,
        chosen_for=True,
        moves_left=1,
        with_staff=True,
        **_for_staff(base_url),
    )


def _for_staff(base_url: str) -> dict[str, Any]:
    return {
        "citizen_name": "Emil Holm",
        "staff_url": f"{base_url}/caseworker/meetings/eksempel",
        "account_url": f"{base_url}/account/choose/{_ENDING}",
        "account_expires_at": _at(30, 9, 15),
        "on": date(2026, 12, 29),
        "others": (Appointment(_at(29, 11, 30), "Noah Lund"), Appointment(_at(29, 13), "Ida Dam")),
        "meetings": (
            Appointment(_at(29, 8), "Ida Dam"),
            Appointment(_at(29, 9, 15), "Emil Holm", Turn.NEW, interpreter=True),
            Appointment(_at(29, 11, 30), "Noah Lund", Turn.MOVED),
        ),
        "gone": (Appointment(_at(29, 13), "Freja Bach"),),
        "tasks": 2,
        "today_url": f"{base_url}/caseworker/",
        "shortages": (Shortage("Team Nord", 12, 3, 8, date(2027, 1, 26)),),
        "summon_url": f"{base_url}/caseworker/summon",
        "offered_at": _at(22, 9, 15),
        "held_until": _at(15, 12),
        "asks": Identification.BIRTH_DATE,
        "code": "123456",
        "code_minutes": 10,
    }


def held(made_up: MessageFacts, form: Form) -> MessageFacts:
    """The same facts for an interview in another form, under a rule that has more than one."""
    if form is Form.VIDEO:
        return made_up
    basis = _OTHER_BASIS[str(made_up.legal_basis).startswith("The")]
    return replace(made_up, form=form, meeting_url=None, legal_basis=basis, form_matters=True)
