"""The administrator's and the auditor's pages, all under `/admin`."""

from importlib import import_module

from flask import Blueprint

blueprint = Blueprint("admin", __name__, url_prefix="/admin")
PAGES = ("staff", "teams", "municipality", "rules", "texts", "operations", "outages", "audit")


def every() -> Blueprint:
    """Load every page and return the blueprint, ready to be registered."""
    for page in PAGES:
        import_module(f"{__name__}.{page}")
    return blueprint
