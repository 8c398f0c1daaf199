"""``jobcentre citizens``: the file in which the case system says who is unemployed."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, BinaryIO

import click
from rich.console import Console
from rich.progress import Progress

from jobcentre.cli.setting import application
from jobcentre.models.base import scope
from jobcentre.services import tenants
from jobcentre.services.audit import OPERATOR
from jobcentre.services.register.intake import Fault, ImportFaults, ImportResult, Noted, import_file
from jobcentre.texts import faults

# A nightly job can wait for the import before it, however large.
PATIENCE = timedelta(minutes=10)
MISSING_SHOWN = 20
MOST_BYTES = 32 * 1024 * 1024  # more than the service takes, so that it can say so


@click.group()
def citizens() -> None:
    """Take in citizens."""


@citizens.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--municipality", metavar="CODE", required=True, help="Whose citizens they are: four digits.")
@click.option("--dry-run", is_flag=True, help="Check and compare, and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the result, or the faults, as JSON.")
@click.pass_context
def import_citizens(context: click.Context, file: BinaryIO, municipality: str, dry_run: bool, as_json: bool) -> None:
    """Read a citizens file (CSV): all rows or none, every fault with line, column and reason."""
    data = file.read(MOST_BYTES)
    with application(context) as app:
        municipality_id = tenants.codes().get(municipality)
        if municipality_id is None:
            raise click.ClickException(f"there is no municipality {municipality}")
        centre = app.extensions["jobcentre"]
        try:
            with scope(municipality_id), _watched() as progress:
                result = import_file(centre, data, OPERATOR, dry_run, progress, patience=PATIENCE)
        except ImportFaults as found:
            _tell(found.faults, as_json)
            raise click.ClickException(f"{_faults(len(found.faults))}; nothing was imported") from None
    if as_json:
        click.echo(json.dumps(_entry(result, dry_run)))
    else:
        _print(result, dry_run)


@contextmanager
def _watched() -> Iterator[Callable[[int, int], None] | None]:
    """Give a way to show progress, on a terminal only."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task("Reading the file", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total, description="Importing")


def _tell(found: tuple[Fault, ...], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"faults": [_fault(fault) for fault in found]}, ensure_ascii=False))
        return
    for fault in found:
        entry = _fault(fault)
        place = [f"line {fault.line}" if fault.line else "the file", *([fault.column] if fault.column else [])]
        click.echo(f"{', '.join(place)}: {entry['message']}")


def _fault(fault: Fault) -> dict[str, Any]:
    return {
        "line": fault.line,
        "column": fault.column,
        "reason": fault.reason.value,
        "message": faults.sentence(fault.reason, fault.facts, "en"),
    }


def _entry(result: ImportResult, dry_run: bool) -> dict[str, Any]:
    return {
        "dry_run": dry_run,
        "created": result.created,
        "updated": result.updated,
        "unchanged": result.unchanged,
        "untouched": result.untouched,
        "withdrawn_spells": result.withdrawn_spells,
        "not_in_file": [person.external_id for person in result.missing],
        "contradictory": [person.external_id for person in result.contradictory],
        "left": [person.external_id for person in result.left],
        "returned": [person.external_id for person in result.returned],
    }


def _print(result: ImportResult, dry_run: bool) -> None:
    if dry_run:
        click.echo("Nothing was written. This is what the file would do:")
    click.echo(f"New people: {result.created}")
    click.echo(f"Changed people: {result.updated}")
    click.echo(f"Unchanged people: {result.unchanged}")
    click.echo(f"Withdrawn spells: {result.withdrawn_spells}")
    click.echo(f"On file but not in the file, left as they are: {result.untouched}")
    for person in result.missing[:MISSING_SHOWN]:
        click.echo(f"  {person.external_id}")
    if result.untouched > MISSING_SHOWN:
        click.echo(f"  and {result.untouched - MISSING_SHOWN} more (--json lists all)")
    _print_found("Spells that contradict each other", result.contradictory)
    _print_found("Left (dead, emigrated or moved)", result.left)
    _print_found("Come back", result.returned)


def _print_found(what: str, found: tuple[Noted, ...]) -> None:
    if not found:
        return
    click.echo(f"{what}: {len(found)}")
    for person in found[:MISSING_SHOWN]:
        click.echo(f"  {person.external_id} (line {person.line})")
    if len(found) > MISSING_SHOWN:
        click.echo(f"  and {len(found) - MISSING_SHOWN} more (--json lists all)")


def _faults(number: int) -> str:
    return "1 fault" if number == 1 else f"{number} faults"
