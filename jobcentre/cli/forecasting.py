"""``jobcentre forecast``: people who will need a time against the times there are."""

import json
from dataclasses import asdict
from typing import Any

import click

from jobcentre.cli.setting import application
from jobcentre.models.base import scope
from jobcentre.services import tenants
from jobcentre.services.audit import OPERATOR
from jobcentre.services.supply import forecast as service
from jobcentre.services.supply.forecast import Outlook


@click.command()
@click.option("--municipality", metavar="CODE", help="Only this municipality; otherwise all.")
@click.option("--json", "as_json", is_flag=True, help="Print the weeks as JSON.")
@click.pass_context
def forecast(context: click.Context, municipality: str | None, as_json: bool) -> None:
    """Say for each team which of the next 26 weeks first lacks times."""
    with application(context) as app:
        centre = app.extensions["jobcentre"]
        found = tenants.codes()
        if municipality is not None and municipality not in found:
            raise click.ClickException(f"there is no municipality {municipality}")
        outlooks: dict[str, Outlook | None] = {}
        for code, municipality_id in found.items():
            if municipality in (None, code):
                with scope(municipality_id):
                    outlooks[code] = service.look_ahead(centre, OPERATOR)
    if as_json:
        click.echo(json.dumps([_entry(code, one) for code, one in outlooks.items()], default=str, ensure_ascii=False))
        return
    for code, outlook in outlooks.items():
        for line in _lines(outlook):
            click.echo(f"{code} {line}")


def _lines(outlook: Outlook | None) -> list[str]:
    if outlook is None:
        return ["no rule pack has been chosen, so nobody is foreseen"]
    said = []
    for team in outlook.teams:
        name, short = team.name or "(no team)", team.forecast.first_short
        people = sum(week.people for week in team.forecast.weeks)
        start = f"{name}: {team.forecast.before} waiting, {people} to come in 26 weeks"
        if short is None:
            said.append(f"{start}; there are times enough")
        else:
            said.append(f"{start}; the week of {short.monday} is the first to fall short, by {short.waiting} times")
    return said


def _entry(code: str, outlook: Outlook | None) -> dict[str, Any]:
    teams = outlook.teams if outlook else ()
    return {
        "municipality": code,
        "pack": outlook.pack.name if outlook else None,
        "teams": [{"team": team.name, **asdict(team.forecast)} for team in teams],
    }
