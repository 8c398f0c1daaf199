"""``jobcentre sample``: synthetic people for development."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import click
from flask import Flask

from jobcentre.cli.setting import application
from jobcentre.models.base import scope
from jobcentre.services import sample as service
from jobcentre.services import tenants
from jobcentre.services.sample import Addresses

SHOWN = 3


@click.group()
def sample() -> None:
    """Load and show a made-up municipality (development only)."""


@sample.command()
@click.option("--citizens", default=30, show_default=True, help="People in each municipality.")
@click.option("--caseworkers", default=4, show_default=True, help="Caseworkers in each municipality.")
@click.option("--municipalities", default=1, show_default=True)
@click.option("--seed", default=1, show_default=True, help="The same seed on the same day gives the same people.")
@click.option("--if-empty", is_flag=True, help="Do nothing when there is any municipality already.")
@click.option("--json", "as_json", is_flag=True, help="Print logins and booking links as JSON.")
@click.pass_context
def load(
    context: click.Context,
    citizens: int,
    caseworkers: int,
    municipalities: int,
    seed: int,
    if_empty: bool,
    as_json: bool,
) -> None:
    """Add made-up municipalities, summon who is due, and let a few book."""
    with _development(context) as app:
        centre = app.extensions["jobcentre"]
        if not service.is_empty():
            if if_empty:
                return
            raise click.ClickException("there are municipalities already; the sample wants an empty database")
        service.load(centre, citizens, caseworkers, municipalities, seed)
        if as_json:
            click.echo(json.dumps(service.addresses(centre).as_dict(), ensure_ascii=False))


@sample.command()
@click.option("--json", "as_json", is_flag=True, help="Print all of them as JSON.")
@click.pass_context
def addresses(context: click.Context, as_json: bool) -> None:
    """Print the sample's logins, booking links and where the messages are."""
    with _development(context) as app:
        found = service.addresses(app.extensions["jobcentre"])
    if as_json:
        click.echo(json.dumps(found.as_dict(), ensure_ascii=False))
    else:
        click.echo(_written(found))


@sample.command()
@click.pass_context
def meeting(context: click.Context) -> None:
    """Print the ways into a meeting that is open now, made if there is none, so that the video room can be tried."""
    with _development(context) as app:
        centre = app.extensions["jobcentre"]
        with scope(_first()):
            try:
                public_id = service.meeting_now(centre)
            except service.NobodyFree as reason:
                raise click.ClickException(str(reason)) from None
            citizens_link = service.meeting_address(centre, public_id)
    click.echo(f"citizen     {citizens_link}")
    click.echo(f"caseworker  {centre.address(f'/caseworker/meetings/{public_id}/room')}")


def _first() -> int:
    for municipality_id in reversed(tenants.codes().values()):
        return municipality_id
    raise click.ClickException("there is no municipality; run `jobcentre sample load`")


def _written(found: Addresses) -> str:
    lines = ["", "Staff"]
    lines += [f"  {one.role:<14} {one.email:<36} {one.password}" for one in found.caseworkers]
    lines += [f"  log in at      {found.base_url}/login", "", "Citizens' booking links"]
    for link in found.booking_links[:SHOWN]:
        lines += [f"  {link.url}", f"    {link.name}, born {_danish(link.birth_date)}"]
    lines += ["", f"Messages         {found.base_url}/dev/inbox"]
    return "\n".join(lines)


def _danish(day: str) -> str:
    return f"{date.fromisoformat(day):%d-%m-%Y}"


@contextmanager
def _development(context: click.Context) -> Iterator[Flask]:
    with application(context) as app:
        if app.extensions["jobcentre"].settings.service.production:
            raise click.ClickException("the sample is for development only")
        yield app
