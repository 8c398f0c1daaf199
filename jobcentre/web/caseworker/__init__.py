"""The caseworker's desk: today, people, calendar, hours and meetings, all under `/caseworker`."""

from importlib import import_module

from flask import Blueprint

blueprint = Blueprint("caseworker", __name__, url_prefix="/caseworker")
PAGES = (
    "today",
    "people",
    "person",
    "looking_back",
    "tasks",
    "evidence",
    "replies",
    "documents",
    "withdrawing",
    "leaving",
    "merging",
    "setting",
    "booking",
    "calendar",
    "hours",
    "meeting",
    "intake",
    "person_form",
    "overriding",
    "sweeping",
    "forecasting",
    "room",
)


def every() -> Blueprint:
    """Load every page and return the blueprint, ready to be registered."""
    for page in PAGES:
        import_module(f"{__name__}.{page}")
    return blueprint
