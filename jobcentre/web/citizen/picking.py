"""Choosing a time: the pages with free times and the page to check the choice, for a first booking and for a move."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from jobcentre import clock
from jobcentre.rules.civil import day_of
from jobcentre.rules.refusals import Code, Refusal, SentBefore, SlotTaken
from jobcentre.services import availability, booking
from jobcentre.services.availability import Offer
from jobcentre.services.booking import MeetingView, Standing, State
from jobcentre.texts import dates
from jobcentre.web.citizen import asked
from jobcentre.web.citizen.standing import standing_of
from jobcentre.web.errors import status_of, words_of
from jobcentre.web.forms import read_slot, slot_code
from jobcentre.web.language import current
from jobcentre.web.language import gettext as _
from jobcentre.web.security import centre, who
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


def times(
    standing: Standing, journey: Journey, error: str | None = None, status: int = 200, follows: str = ""
) -> ResponseReturnValue:
    """A page of free times. `error` is what is missing in the form, `follows` what comes of having cancelled."""
    first = asked.page_start(standing)
    offer = _offer(standing, first)
    marked = read_slot(request.values.get("slot", ""))
    errors = {"slot": error} if error else {}
    page = _page(standing, journey, offer, marked, first, errors=errors, follows=follows)
    return page, status


def choose(standing: Standing, journey: Journey) -> ResponseReturnValue:
    """The form with times was sent: hold the time and go on to the page to check, or say what is missing."""
    starts_at = asked.slot()
    if starts_at is None:
        return times(standing, journey, _("Vælg en tid, og tryk så på Fortsæt"), 422)
    if not _is_own(standing, journey, starts_at):
        try:
            booking.hold(centre(), standing.public_id, starts_at, who(), asked.circle())
        except Refusal as refusal:
            return refused(standing, journey, refusal)
    return redirect(url_for(journey.check, slot=slot_code(starts_at), **asked.kept()), 303)


def check(standing: Standing, journey: Journey) -> ResponseReturnValue:
    """The page to check the choice; a time that is gone leads back to fresh ones."""
    starts_at = asked.slot()
    if starts_at is None:
        return redirect(url_for(journey.pick), 303)
    same = _is_own(standing, journey, starts_at)
    try:
        found = None if same else booking.choice(centre(), standing.public_id, starts_at, asked.circle())
    except Refusal as refusal:
        return refused(standing, journey, refusal)
    return render_template(
        "citizen/booking/check.html",
        standing=standing,
        journey=journey,
        starts_at=starts_at,
        same=same,
        choice=found,
        form=asked.form_in(standing.forms, standing.form),
        back=url_for(journey.pick, slot=slot_code(starts_at), **asked.kept()),
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
    """Fresh times under the refusal's sentence. Where one was just taken they begin near it, the nearest marked."""
    heading = _("Du har stadig din gamle tid") if journey.moving else _("Tiden er ikke booket")
    first, said, wanted = asked.page_start(standing), words_of(refusal), None
    if isinstance(refusal, SlotTaken):
        wanted = read_slot(request.values.get("slot", ""))
    offer = _offer(standing, first, near=wanted)
    marked = _nearest(offer, wanted) if wanted else None
    if marked:
        said += " " + _("Vi har valgt den nærmeste: %(when)s.", when=dates.moment(marked, current()))
    page = _page(standing, journey, offer, marked, first, refused=said, heading=heading)
    return page, status_of(refusal)


def called_off(standing: Standing, meeting: MeetingView) -> ResponseReturnValue:
    """A move was asked for, but the meeting is off meanwhile: the time is not booked, and one press books it."""
    said = _("Samtalen %(when)s er aflyst, så den kan ikke flyttes.", when=dates.moment(meeting.starts_at, current()))
    first, wanted = asked.page_start(standing), asked.slot()
    offer = _offer(standing, first, near=wanted)
    free = any(wanted in day.times for day in offer.days)
    said += " " + (_("Tryk på Fortsæt, hvis du vil have den nye tid.") if free else _("Vælg en ny tid her på siden."))
    marked = wanted if free else None
    return _page(standing, BOOK, offer, marked, first, refused=said, heading=_("Tiden er ikke booket")), 409


def _page(
    standing: Standing, journey: Journey, offer: Offer, marked: datetime | None, first: date | None, **shown: Any
) -> str:
    errors = shown.setdefault("errors", {})
    return render_template(
        "citizen/booking/times.html",
        standing=standing,
        journey=journey,
        offer=offer,
        days=_fieldsets(offer, marked, wrong=bool(errors)),
        chosen=slot_code(marked) if marked else "",
        page_start=first,
        today=clock.today(),
        kept={name: value for name, value in asked.kept().items() if name != "from"},
        **shown,
    )


def _offer(standing: Standing, first: date | None, near: datetime | None = None) -> Offer:
    """The page asked for; when `near` lies beyond it, the page that begins on its day, if that has any times."""
    offer = availability.free_times(centre(), standing.public_id, first, asked.circle())
    if near is None or (offer.days and offer.days[0].date <= day_of(near) <= offer.days[-1].date):
        return offer
    if not clock.today() <= day_of(near) <= standing.last_day:
        return offer
    nearer = availability.free_times(centre(), standing.public_id, day_of(near), asked.circle())
    return nearer if nearer.days else offer


def _nearest(offer: Offer, wanted: datetime) -> datetime | None:
    """Of the times shown the one nearest to what was wanted; of two as near, the earlier."""
    shown = (at for day in offer.days for at in day.times)
    return min(shown, key=lambda at: (abs(at - wanted), at), default=None)


def _fieldsets(offer: Offer, marked: datetime | None, wrong: bool) -> list[Markup]:
    """The days of an offer without the first time of all, which stands on a card of its own."""
    language = current()
    days = [(day.date, tuple(at for at in day.times if at != offer.first)) for day in offer.days]
    shown = [Shown(day, times, marked if marked in times else None, wrong) for day, times in days if times]
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


def _is_own(standing: Standing, journey: Journey, starts_at: datetime) -> bool:
    """Whether the time is the one they have: then it is the form that is to change."""
    own = journey.moving and standing.meeting is not None and standing.meeting.starts_at == starts_at
    return own and bool(standing.forms)
