"""The fields that a summons cannot do without, in words: one short sentence for each that is empty."""

from collections.abc import Iterable

from jobcentre.texts.languages import ENGLISH, spoken

# By the names of ``texts.kinds.REQUIRED``, and of the municipality's own columns.
FIELDS: dict[str, tuple[str, str]] = {
    "given_name": ("borgerens fornavn", "the person's first name"),
    "municipality": ("kommunens navn", "the municipality's name"),
    "jobcentre": ("jobcentrets navn", "the job centre's name"),
    "phone": ("kommunens telefonnummer", "the municipality's telephone number"),
    "email": ("kommunens e-mail", "the municipality's e-mail"),
    "place": ("jobcentrets adresse", "the job centre's address"),
    "phone_to_call": ("borgerens telefonnummer", "the person's telephone number"),
    "caseworker": ("sagsbehandlerens navn", "the caseworker's name"),
    "legal_basis": ("reglens hjemmel", "the legal basis of the rules"),
    "booking_url": ("borgerens link", "the person's link"),
    "duration_minutes": ("samtalens længde", "the length of the interview"),
    "cut_off_hours": ("fristen for at flytte tiden", "the time limit for moving"),
    "book_by": ("sidste dag for at vælge tid", "the last day to choose a time"),
    "latest_on": ("sidste dag for samtalen", "the last day of the interview"),
    "form": ("samtalens form", "the form of the interview"),
}


def name(field: str, language: str) -> str:
    """Return what a field is called; one nobody wrote words for is shown as its code."""
    pair = FIELDS.get(field)
    return pair[spoken(language) == ENGLISH] if pair else field


def sentences(fields: Iterable[str], language: str) -> str:
    """Return one sentence for each empty field, like "Kommunens telefonnummer mangler."."""
    ends = " is missing." if spoken(language) == ENGLISH else " mangler."
    words = (name(field, language) for field in fields)
    return " ".join(f"{one[0].upper()}{one[1:]}{ends}" for one in words)
