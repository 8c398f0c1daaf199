"""How many people will need a time in the coming half year, and whether there are enough."""

import csv
import io
from dataclasses import dataclass
from datetime import timedelta

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from jobcentre import clock
from jobcentre.rules.access import Right
from jobcentre.rules.forecast import Forecast, Week
from jobcentre.services.supply import forecast
from jobcentre.services.supply.forecast import TeamForecast
from jobcentre.texts import dates
from jobcentre.web.caseworker import blueprint
from jobcentre.web.language import current, ngettext
from jobcentre.web.language import gettext as _
from jobcentre.web.security import centre, staff, who

HEIGHT = 120  # of the plot, in its own units
STEP = 24
COLUMNS = ("team", "monday", "week", "before", "people", "times", "waiting", "late")


@dataclass(frozen=True, slots=True)
class Bar:
    """One week of the plot: how high people and times stand, upwards from the ground; ``short``: some wait."""

    x: int
    wanted: int
    times: int
    short: bool
    label: str
    title: str


@dataclass(frozen=True, slots=True)
class Plot:
    """All weeks of one team. ``tallest`` is the number at the top."""

    bars: tuple[Bar, ...]
    tallest: int


@blueprint.get("/forecast")
@staff(Right.SWEEP)
def forecast_show() -> ResponseReturnValue:
    """Week by week for each team, with the first week that falls short in one sentence."""
    found = forecast.look_ahead(centre(), who())
    shown = [(team, _sentences(team.forecast), _plot(team.forecast)) for team in found.teams] if found else []
    return render_template(
        "caseworker/forecast.html",
        pack=found.pack if found else None,
        teams=shown,
        week_words=_week,
        days_words=_days,
        today=clock.today(),
    )


@blueprint.get("/forecast.csv")
@staff(Right.SWEEP)
def forecast_csv() -> ResponseReturnValue:
    """The same figures for a spreadsheet: one line for each team and week."""
    found = forecast.look_ahead(centre(), who())
    text = io.StringIO()
    lines = csv.writer(text, delimiter=";")
    lines.writerow(COLUMNS)
    for team in found.teams if found else ():
        for week in team.forecast.weeks:
            number = week.monday.isocalendar().week
            lines.writerow(
                [_cell(team), week.monday, number, week.before, week.people, week.times, week.waiting, week.late],
            )
    name = f"forecast-{clock.today().isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def _cell(team: TeamForecast) -> str:
    """Return the name so that no spreadsheet takes it for a formula."""
    name = team.name or ""
    return f"'{name}" if name[:1] in "=+-@\t\r" and name else name


def _sentences(found: Forecast) -> list[str]:
    """Return what a team leader must know, the first week that falls short before all."""
    short, late = found.first_short, found.first_late
    if short is None:
        return [_("Der er tider nok i alle uger.")]
    missing = ngettext("mangler der %(num)s tid", "mangler der %(num)s tider", short.waiting)
    facts = {"week": _week(short), "days": _days(short), "missing": missing}
    said = [_("I %(week)s (%(days)s) %(missing)s.", **facts)]
    said[0] += " " + _(
        "%(wanted)s skal bruge en tid, og der er %(times)s ledige.", wanted=short.wanted, times=short.times
    )
    if late is not None:
        said.append(
            _("Fra %(week)s (%(days)s) når nogle ikke en samtale inden fristen.", week=_week(late), days=_days(late))
        )
    return said


def _plot(found: Forecast) -> Plot:
    tallest = max(1, *(max(week.wanted, week.times) for week in found.weeks))
    bars = (
        Bar(
            x=number * STEP,
            wanted=round(week.wanted * HEIGHT / tallest),
            times=round(week.times * HEIGHT / tallest),
            short=week.waiting > 0,
            label=str(week.monday.isocalendar().week),
            title=_(
                "%(week)s: %(wanted)s skal bruge en tid, %(times)s ledige",
                week=dates.sentence(_week(week)),
                wanted=week.wanted,
                times=week.times,
            ),
        )
        for number, week in enumerate(found.weeks)
    )
    return Plot(tuple(bars), tallest)


def _week(week: Week) -> str:
    return dates.week(week.monday, current())


def _days(week: Week) -> str:
    return dates.days(week.monday, week.monday + timedelta(days=4), current())
