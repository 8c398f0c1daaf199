"""What a citizen who chooses a time has asked for, as it stands in the form or the address."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from flask import request

from jobcentre import clock
from jobcentre.rules.packs import Form
from jobcentre.rules.refusals import Code, Invalid
from jobcentre.services.booking import Standing, With
from jobcentre.services.circles import Circle
from jobcentre.web.forms import read_iso_day, read_slot


def slot() -> datetime | None:
    """The start; None when nothing was chosen. Raises Invalid when it is no time of ours."""
    code = request.values.get("slot", "")
    starts_at = read_slot(code)
    if code and starts_at is None:
        raise Invalid(Code.SLOT_MALFORMED)
    return starts_at


def circle() -> Circle:
    """Whether the times of colleagues are wanted too; nonsense is as good as no."""
    return Circle.COLLEAGUES if request.values.get("colleagues") == "1" else Circle.OWN


def whom() -> Circle:
    """Among whom to book: who was shown their own caseworker on the page to check is to have nobody else."""
    return Circle.OWN if request.values.get("with") == With.OWN else circle()


def form() -> Form | None:
    """The form chosen on the page to check; None where there was nothing to choose. Raises Invalid for none of ours."""
    code = request.values.get("form", "")
    if code and code not in set(Form):
        raise Invalid(Code.FORM_NOT_OFFERED)
    return Form(code) if code else None


def form_in(forms: Collection[Form], otherwise: Form) -> Form:
    """The form to be marked: the one chosen before, if it is among these."""
    code = request.values.get("form", "")
    return Form(code) if code in forms else otherwise


def page_start(standing: Standing) -> date | None:
    """The day the page of times begins with; nonsense and days out of reach are as good as none."""
    day = read_iso_day(request.values.get("from", ""))
    return day if day and clock.today() <= day <= standing.last_day else None


def kept() -> dict[str, Any]:
    """What is carried along: the page of times, the form, and whether colleagues' times are wanted."""
    return {name: request.values[name] for name in ("from", "form", "colleagues") if request.values.get(name)}
