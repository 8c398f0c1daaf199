"""What a summons says: gathered in one place for the message, and for asking beforehand whether anything is empty."""

from datetime import date
from typing import Any

from jobcentre.models.citizen import Citizen
from jobcentre.models.municipality import Municipality
from jobcentre.rules import forms
from jobcentre.rules.forms import Situation
from jobcentre.rules.packs import Form, Pack, Then
from jobcentre.texts.kinds import Kind, MessageFacts, missing

SENDER_FIELDS = ("email",)  # no message says it, but none leaves without a sender


def of_summons(
    municipality: Municipality,
    citizen: Citizen,
    pack: Pack,
    *,
    caseworker: str,
    language: str,
    booking_url: str,
    days: tuple[date, date],
    situation: Situation | None = None,
) -> MessageFacts:
    """Return the facts of a summons. ``caseworker`` is whom the interview is with, or the job centre's own name.

    ``days`` are the last to choose a time and the last of the interview. Without a ``situation`` the interview is a
    first one.
    """
    held = situation or Situation(first=True, has_number=bool(citizen.mobile))
    form = forms.begins_with(pack, held)
    return MessageFacts(
        given_name=citizen.given_name,
        full_name=citizen.name,
        municipality=municipality.name,
        jobcentre=municipality.jobcentre,
        phone=municipality.phone,
        phone_hours=municipality.phone_hours,
        caseworker=caseworker,
        legal_basis=pack.legal_basis[language],
        booking_url=booking_url,
        asks=municipality.identification,
        duration_minutes=pack.duration_minutes,
        cut_off_hours=pack.cut_off_hours,
        book_by=days[0],
        latest_on=days[1],
        form=form,
        choices=forms.to_choose(pack, held) or None,
        no_number=forms.lacks_number(pack, held) or None,
        place=municipality.address,
        **_afterwards(pack),
        phone_to_call=citizen.mobile if form is Form.TELEPHONE else None,
    )


def _afterwards(pack: Pack) -> dict[str, Any]:
    """What becomes of who chooses no time, and how often a time can be given up."""
    return {"sets_time": pack.no_answer.then is Then.SET_TIME or None, "moves_left": pack.moves_allowed}


def empty_fields(municipality: Municipality, facts: MessageFacts) -> tuple[str, ...]:
    """Return the required fields that a summons with these facts would leave empty, by name, each once."""
    sender = tuple(name for name in SENDER_FIELDS if not getattr(municipality, name).strip())
    return (*missing(Kind.SUMMONS, facts), *sender)
