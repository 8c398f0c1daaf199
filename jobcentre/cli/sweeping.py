"""``jobcentre sweep``: who is due, and why, and why not."""

import json
from datetime import date
from typing import Any

import click

from jobcentre.centre import Centre
from jobcentre.cli.setting import application, refuse_unsound_packs
from jobcentre.models.base import scope
from jobcentre.services import tenants, verdicts
from jobcentre.services.audit import OPERATOR
from jobcentre.services.operation import nightly
from jobcentre.services.sweep import Figures, SweepResult, Swept
from jobcentre.services.sweep import sweep as run_sweep
from jobcentre.texts import held_fields, reasons


@click.command()
@click.option("--municipality", metavar="CODE", help="Only this municipality; otherwise all.")
@click.option("--dry-run", is_flag=True, help="Judge everybody with an open spell, and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the verdicts as JSON.")
@click.pass_context
def sweep(context: click.Context, municipality: str | None, dry_run: bool, as_json: bool) -> None:
    """Find who is due and summon them; print who, why, and why not."""
    with application(context) as app:
        refuse_unsound_packs(app)
        centre = app.extensions["jobcentre"]
        found = tenants.codes()
        if municipality is not None and municipality not in found:
            raise click.ClickException(f"there is no municipality {municipality}")
        results: dict[str, SweepResult] = {}
        for code, municipality_id in found.items():
            if municipality in (None, code):
                with scope(municipality_id):
                    results[code] = _swept(centre, dry_run)
    if as_json:
        click.echo(json.dumps([_entry(code, one) for code, one in results.items()], ensure_ascii=False))
    else:
        _print(results)


def _swept(centre: Centre, dry_run: bool) -> SweepResult:
    """By hand all is done that the night does."""
    return run_sweep(centre, dry_run=True, who=OPERATOR) if dry_run else nightly.run(centre, OPERATOR).swept


def _print(results: dict[str, SweepResult]) -> None:
    for code, result in results.items():
        if result.pack is None:
            click.echo(f"{code}: no rule pack has been chosen, so nobody is judged")
            continue
        for figures in result.figures:
            click.echo(f"{code} {_group(figures)}")
        for person in result.people:
            lacks = ": " + ", ".join(held_fields.name(one, "en") for one in person.fields) if person.fields else ""
            held = f" ({person.held.value}{lacks})" if person.held else ""
            click.echo(f"{code} {person.external_id}: {person.act.value}{held}. {_why(person)}")
        click.echo(f"{code}: {result.summary}")


def _group(of: Figures) -> str:
    """One group's people against its times, in one line."""
    name = of.team or "without a team"
    times = f"{of.times} times until {of.until.isoformat()}"
    return f"[{name}]: {of.people} to be summoned, {of.waiting} summoned without a time, {times}, {of.short} too many"


def _entry(code: str, result: SweepResult) -> dict[str, Any]:
    people = [
        {
            "external_id": person.external_id,
            "act": person.act.value,
            "held": person.held.value if person.held else None,
            "fields": list(person.fields),
            "due_on": _written(person.verdict.due_on if person.verdict else None),
            "projected_on": _written(person.verdict.projected_on if person.verdict else None),
            "why": _why(person),
            "reasons": verdicts.stored(person.verdict) if person.verdict else [],
        }
        for person in result.people
    ]
    groups = [
        {
            "team": of.team,
            "people": of.people,
            "short": of.short,
            "waiting": of.waiting,
            "times": of.times,
            "until": of.until.isoformat(),
        }
        for of in result.figures
    ]
    return {"municipality": code, "pack": result.pack, "people": people, "groups": groups}


def _written(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _why(person: Swept) -> str:
    if person.verdict is None:
        return ""
    return reasons.paragraph(((one.code, one.facts) for one in person.verdict.reasons), "en")
