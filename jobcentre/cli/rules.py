"""``jobcentre rules``: judging rule packs, and which are used where."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from jobcentre.cli.setting import application
from jobcentre.rules.packs import Pack, PackFault, load
from jobcentre.services import used_packs
from jobcentre.settings import SettingsFault, pack_documents

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def rules() -> None:
    """Check rule packs, and see which are used where."""


@rules.command()
@click.argument("files", metavar="[FILE]...", nargs=-1, type=FILE)
def check(files: tuple[Path, ...]) -> None:
    """Judge the rule packs of the installation, and FILEs as if they stood among them.

    Needs no settings and no database. Ends with 1, and file, key and reason of each fault.
    """
    try:
        documents = pack_documents(files)
    except SettingsFault as fault:
        raise click.ClickException("\n".join(fault.faults)) from None
    found = list(_faults(documents))
    for line in found:
        click.echo(line, err=True)
    if found:
        sys.exit(1)
    for file in documents:
        click.echo(f"{file}: in order")


@rules.command("list")
@click.pass_context
def listing(context: click.Context) -> None:
    """Print every rule pack, when it is in force, who goes by it, and since when people are summoned under it."""
    with application(context) as app:
        packs = app.extensions["jobcentre"].packs
        uses = used_packs.everywhere()
    for pack in packs.values():
        until = f" until {pack.in_force_until}" if pack.in_force_until else ""
        click.echo(f"{pack.name} ({pack.status}): {pack.title['en']}; in force from {pack.in_force_from}{until}")
        for line in uses.get(pack.name, ()):
            click.echo(f"  {line}")


def _faults(documents: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Yield one line for the first fault of each file, or else for the first of all of them together."""
    alone: dict[str, Pack] = {}
    for file, document in documents.items():
        try:
            alone |= load({file: document})
        except PackFault as fault:
            yield str(fault)
    if len(alone) == len(documents):
        try:
            load(documents)
        except PackFault as fault:
            yield str(fault)
