"""``jobcentre sweep``: who is due, and why, and why not."""

import json
from typing import Any

import click

from jobcentre.cli.setting import application
from jobcentre.models.base import scope
from jobcentre.services import tenants
from jobcentre.services.audit import OPERATOR
from jobcentre.services.sweep import SweepResult, Swept
from jobcentre.services.sweep import sweep as run_sweep
from jobcentre.texts import reasons


@click.command()
@click.option("--municipality", metavar="CODE", help="Only this municipality; otherwise all.")
@click.option("--dry-run", is_flag=True, help="Judge everybody with an open spell, and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the verdicts as JSON.")
@click.pass_context
def sweep(context: click.Context, municipality: str | None, dry_run: bool, as_json: bool) -> None:
    """Find who is due and summon them; print who, why, and why not."""
    with application(context) as app:
        centre = app.extensions["jobcentre"]
        found = tenants.codes()
        if municipality is not None and municipality not in found:
            raise click.ClickException(f"there is no municipality {municipality}")
        results: dict[str, SweepResult] = {}
        for code, municipality_id in found.items():
            if municipality in (None, code):
                with scope(municipality_id):
                    results[code] = run_sweep(centre, dry_run=dry_run, who=OPERATOR)
        months = {name: pack.threshold_months for name, pack in centre.packs.items()}
    if as_json:
        click.echo(json.dumps([_entry(code, one, months) for code, one in results.items()], ensure_ascii=False))
    else:
        _print(results, months)


def _print(results: dict[str, SweepResult], months: dict[str, int]) -> None:
    for code, result in results.items():
        if result.pack is None:
            click.echo(f"{code}: no rule pack has been chosen, so nobody is judged")
            continue
        for person in result.people:
            held = f" ({person.held.value})" if person.held else ""
            click.echo(f"{code} {person.external_id}: {person.act.value}{held}. {_why(person, months[result.pack])}")
        click.echo(f"{code}: {result.summary}")


def _entry(code: str, result: SweepResult, months: dict[str, int]) -> dict[str, Any]:
    people = [
        {
            "external_id": person.external_id,
            "act": person.act.value,
            "held": person.held.value if person.held else None,
            "due_on": person.verdict.due_on.isoformat() if person.verdict and person.verdict.due_on else None,
            "why": _why(person, months[result.pack]) if result.pack else "",
        }
        for person in result.people
    ]
    return {"municipality": code, "pack": result.pack, "people": people}


def _why(person: Swept, months: int) -> str:
    if person.verdict is None:
        return ""
    return reasons.paragraph(((one.code, one.facts) for one in person.verdict.reasons), months, "en")
