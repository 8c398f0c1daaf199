"""``python -m jobcentre`` and the command ``jobcentre``."""

import sys

import click
from flask import Flask

from jobcentre.application import create_app
from jobcentre.cli import jobcentre
from jobcentre.cli.setting import Assembly
from jobcentre.rules.packs import PackFault
from jobcentre.scheduler import runner
from jobcentre.settings import SettingsFault


def main() -> None:
    """Run the command line; a fault in the settings or a rule pack is said in one sentence each, without a trace."""
    try:
        jobcentre(obj=Assembly(create_app, _run_scheduler), prog_name="jobcentre")
    except SettingsFault as fault:
        for sentence in fault.faults:
            click.echo(f"jobcentre: {sentence}", err=True)
        sys.exit(1)
    except PackFault as fault:
        click.echo(f"jobcentre: {fault}", err=True)
        sys.exit(1)


def _run_scheduler(app: Flask) -> None:
    runner.run(app.extensions["jobcentre"], app.app_context)


if __name__ == "__main__":
    main()
