"""The command line. Commands translate and call one service; ``ctx.obj`` makes the application."""

import click

from jobcentre.cli.citizens import citizens
from jobcentre.cli.database import db
from jobcentre.cli.forecasting import forecast
from jobcentre.cli.municipalities import municipality
from jobcentre.cli.processes import deliver, run, scheduler, serve
from jobcentre.cli.rules import rules
from jobcentre.cli.sample import sample
from jobcentre.cli.sweeping import sweep
from jobcentre.cli.why import why


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def jobcentre() -> None:
    """Books, announces and holds video interviews of a virtual job centre."""


for command in (run, serve, scheduler, deliver, db, sample, municipality, citizens, rules, sweep, why, forecast):
    jobcentre.add_command(command)
