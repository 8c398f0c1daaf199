"""``jobcentre municipality``: who the service works for."""

import click

from jobcentre.cli.setting import application
from jobcentre.services.staff_accounts import founding
from jobcentre.services.staff_accounts.administration import DETAILS
from jobcentre.services.unfit import Unfit


@click.group()
def municipality() -> None:
    """Take municipalities into the service."""


@municipality.command()
@click.argument("code")
@click.option("--name", required=True, help="As citizens know it: Eksempel Kommune.")
@click.option("--jobcentre", required=True, help="What its job centre is called.")
@click.option("--address", required=True)
@click.option("--phone", required=True)
@click.option("--phone-hours", required=True, help="Goes on after the number: mandag til fredag kl. 9-15.")
@click.option("--email", required=True, help="A mailbox somebody reads: sender and organizer of everything.")
@click.option("--cvr", default="", help="Eight digits: the sender in Digital Post. Needed where that is on.")
@click.option("--sms-sender", default="", help="Whom an SMS is from, if not the job centre's name: 11 characters.")
@click.option("--administrator-name", required=True)
@click.option("--administrator-email", required=True, help="Gets a link to choose a password.")
@click.pass_context
def add(context: click.Context, /, code: str, **given: str) -> None:
    """Add the municipality CODE (four digits) and its first administrator."""
    details = {field: given[field] for field in DETAILS}
    administrator = {
        "name": given["administrator_name"],
        "email": given["administrator_email"],
        "language": "da",
    }
    with application(context) as app:
        try:
            founding.found(app.extensions["jobcentre"], code, details, administrator)
        except Unfit as unfit:
            raise click.ClickException(f"nothing was added; {unfit}") from None
    click.echo(f"{given['name']} was added. The administrator gets a link by e-mail when the scheduler runs.")
