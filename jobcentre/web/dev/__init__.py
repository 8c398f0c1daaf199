"""The development inbox: everything the service has sent, as it would have travelled, by whatever channel."""

from importlib import import_module

from flask import Blueprint

blueprint = Blueprint("dev", __name__, url_prefix="/dev")
PAGES = ("inbox", "mail", "sms", "post", "letters")


def every() -> Blueprint:
    """Load every page and return the blueprint, ready to be registered."""
    for page in PAGES:
        import_module(f"{__name__}.{page}")
    return blueprint
