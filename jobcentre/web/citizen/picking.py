"""Choosing a time: the pages with free times and the page to check the choice, for a first booking and for a move."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from jobcentre import clock
from jobcentre.rules.packs import Form
from jobcentre.rules.refusals import Code, Invalid, Refusal, SentBefore, SlotTaken
from jobcentre.services import availability
from jobcentre.services.availability import Offer
from jobcentre.services.booking import Standing, State
from jobcentre.texts import dates
from jobcentre.web.citizen.standing import standing_of
from jobcentre.web.errors import status_of, words_of
from jobcentre.web.forms import read_iso_day, read_slot, slot_code
from jobcentre.web.language import current
from jobcentre.web.language import gettext as _
from jobcentre.web.security import centre
from jobcentre.web.sessions import Link


@dataclass(frozen=True, slots=True)
class Journey:
    """The same pages serve a first booking and a move; endpoints and words differ."""

    moving: bool
    pick: str
    check: str

    def open(self, standing: Standing) -> bool:
        """Whether this summons may be taken through it today."""
        return standing.state is State.BOOKED and standing.may_change if self.moving else standing.state is State.CHOOSE

    def picks(self, standing: Standing) -> bool:
        """Whether another time may be picked: with no moves left the meeting can still be held in another way."""
        return self.open(standing) and (not self.moving or standing.moves_left > 0)


class Shown(NamedTuple):
    """A day as it is shown: its times, which of them is chosen, and whether choosing one was forgotten."""

    date: date
    times: tuple[datetime, ...]
    chosen: datetime | None
    wrong: bool


BOOK = Journey(False, "booking.show", "booking.check")
MOVE = Journey(True, "booking.move", "booking.move_check")


def chosen_slot() -> datetime | None:
    """The start in the form or address; None when nothing was chosen. Raises Invalid when it is no time of ours."""
    code = request.values.get("slot", "")
    starts_at = read_slot(code)
    if code and starts_at is None:
        raise Invalid(Code.SLOT_MALFORMED)
    return starts_at


def times(
    standing: Standing, journey: Journey, error: str | None = None, status: int = 200, heading: str | None = None
) -> ResponseReturnValue:
    """A page of free times. `error` is what is missing in the form; `heading` makes of it a message on its own."""
    first = _page_start(standing)
    offer = availability.free_times(centre(), standing.public_id, first)
    page = render_template(
        "citizen/booking/times.html",
        standing=standing,
        journey=journey,
        offer=offer,
        days=_fieldsets(offer, wrong=bool(error and not heading)),
        chosen=request.values.get("slot", ""),
        page_start=first,
        today=clock.today(),
        errors={"slot": error} if error and not heading else {},
        refused=error if heading else None,
        heading=heading,
    )
    return page, status


def choose(standing: Standing, journey: Journey) -> ResponseReturnValue:
    """The form with times was sent: on to the page to check, or the same page with what is missing."""
    starts_at = chosen_slot()
    if starts_at is None:
        return times(standing, journey, _("Vælg en tid, og tryk så på Fortsæt"), 422)
    return redirect(url_for(journey.check, slot=slot_code(starts_at), **_kept()), 303)


def check(standing: Standing, journey: Journey) -> ResponseReturnValue:
    """The page to check the choice; a time that is gone leads back to fresh ones."""
    starts_at = chosen_slot()
    if starts_at is None:
        return redirect(url_for(journey.pick), 303)
    same = _is_own(standing, journey, starts_at)
    if not same and not _is_free(standing, starts_at):
        return refused(standing, journey, SlotTaken())
    return render_template(
        "citizen/booking/check.html",
        standing=standing,
        journey=journey,
        starts_at=starts_at,
        same=same,
        form=_chosen_form(standing),
        back=url_for(journey.pick, slot=slot_code(starts_at), **_kept()),
    )


def again(link: Link, journey: Journey, refusal: Refusal) -> ResponseReturnValue:
    """A booking or move was refused: fresh times and a plain sentence, or today's truth when nothing may be chosen."""
    standing = standing_of(link)
    if isinstance(refusal, SentBefore) or refusal.code == Code.MOVES_USED:
        flash(words_of(refusal), "warning")
    elif journey.open(standing):
        return refused(standing, journey, refusal)
    return redirect(url_for("booking.show"), 303)


def refused(standing: Standing, journey: Journey, refusal: Refusal) -> ResponseReturnValue:
    """Fresh times under the refusal's sentence."""
    heading = _("Du har stadig din gamle tid") if journey.moving else _("Tiden er ikke booket")
    return times(standing, journey, words_of(refusal), status_of(refusal), heading)


def _fieldsets(offer: Offer, wrong: bool) -> list[Markup]:
    """The days of an offer without the first time of all, which stands on a card of its own."""
    chosen, language = read_slot(request.values.get("slot", "")), current()
    days = [(day.date, tuple(at for at in day.times if at != offer.first)) for day in offer.days]
    shown = [Shown(day, times, chosen if chosen in times else None, wrong) for day, times in days if times]
    return [_fieldset(day, language, leads=not (offer.first or number)) for number, day in enumerate(shown)]


@lru_cache(maxsize=512)
def _fieldset(day: Shown, language: str, leads: bool) -> Markup:
    """One day and its times as markup, where `leads` says that an error about times points to its first.

    Kept, for nothing in it is personal and the next reader mostly sees the same day: making it is a third of the page.
    """
    macros: Any = current_app.jinja_env.get_template("citizen/booking/day.html").module
    words = dates.sentence(dates.day(day.date, language))
    times = [(slot_code(at), dates.clock_in_grid(at, language), at == day.chosen) for at in day.times]
    return Markup(macros.fieldset(words, times, day.wrong, leads))  # noqa: S704 - it comes from a template


def form() -> Form | None:
    """The form chosen on the page to check; None where there was nothing to choose. Raises Invalid for none of ours."""
    code = request.values.get("form", "")
    if code and code not in set(Form):
        raise Invalid(Code.FORM_NOT_OFFERED)
    return Form(code) if code else None


def _chosen_form(standing: Standing) -> Form:
    code = request.values.get("form", "")
    return Form(code) if code in standing.forms else standing.form


def _is_own(standing: Standing, journey: Journey, starts_at: datetime) -> bool:
    """Whether the time is the one they have: then it is the form that is to change."""
    own = journey.moving and standing.meeting is not None and standing.meeting.starts_at == starts_at
    return own and bool(standing.forms)


def _is_free(standing: Standing, starts_at: datetime) -> bool:
    day = clock.local(starts_at).date()
    if not clock.today() <= day <= standing.last_day:
        return False
    offer = availability.free_times(centre(), standing.public_id, day)
    return any(starts_at in found.times for found in offer.days)


def _page_start(standing: Standing) -> date | None:
    """The day the page of times begins with; nonsense and days out of reach are as good as none."""
    day = read_iso_day(request.values.get("from", ""))
    return day if day and clock.today() <= day <= standing.last_day else None


def _kept() -> dict[str, Any]:
    """Which page of times the citizen stands on, and the form they chose, carried along."""
    return {name: request.values[name] for name in ("from", "form") if request.values.get(name)}
