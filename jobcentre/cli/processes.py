"""The processes of the service: everything on one machine, or each by itself."""

import os
import sys

import click

from jobcentre import supervisor
from jobcentre.cli.setting import application, refuse_unsound_packs
from jobcentre.services import delivery
from jobcentre.settings import read


@click.command()
def run() -> None:
    """Run everything on this machine: database, migrations, web, scheduler. Ctrl-C stops it all."""
    sys.exit(supervisor.run(read()))


@click.command()
@click.pass_context
def serve(context: click.Context) -> None:
    """Run the web processes against the database in the settings."""
    settings = read()
    if not settings.database.url:
        raise click.ClickException("no database: set JOBCENTRE_DATABASE_URL, or use `jobcentre run`")
    with application(context) as app:
        refuse_unsound_packs(app)
    command = supervisor.web_command(settings)
    os.execv(command[0], command)  # noqa: S606 - a signal to this process is a signal to gunicorn


@click.command()
@click.pass_context
def scheduler(context: click.Context) -> None:
    """Keep the timetable and deliver messages until told to stop."""
    with application(context) as app:
        refuse_unsound_packs(app)
        context.obj.run_scheduler(app)


@click.command()
@click.option("--until-empty", is_flag=True, help="Go on until nothing is due any more.")
@click.pass_context
def deliver(context: click.Context, until_empty: bool) -> None:
    """Send what is due now and exit."""
    states: dict[str, int] = {}
    with application(context) as app:
        refuse_unsound_packs(app)
        while True:
            batch = delivery.deliver_due(app.extensions["jobcentre"])
            for state, count in batch.states.items():
                states[state] = states.get(state, 0) + count
            if not until_empty or not batch.total:
                break
    click.echo(", ".join(f"{state} {count}" for state, count in sorted(states.items())) or "nothing is due")
