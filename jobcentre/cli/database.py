"""``jobcentre db``: migrations."""

import click
import flask_migrate
from flask import Flask

from jobcentre.cli.setting import application, refuse_unsound_packs
from jobcentre.services import schema
from jobcentre.settings import ROOT

MIGRATIONS = ROOT / "migrations"


@click.group()
def db() -> None:
    """Migrate the database, up and down, and check that it is in step."""


@db.command()
@click.pass_context
def upgrade(context: click.Context) -> None:
    """Bring the database to the newest migration, and let the service's role use the tables."""
    with application(context) as app:
        bring_up(app)


@db.command()
@click.argument("revision", default="-1")
@click.pass_context
def downgrade(context: click.Context, revision: str) -> None:
    """Take back one migration, or all down to REVISION (`base` takes back everything)."""
    with application(context):
        flask_migrate.downgrade(revision=revision)


@db.command()
@click.option("--migrate", is_flag=True, help="Bring the database to the newest migration first.")
@click.pass_context
def check(context: click.Context, migrate: bool) -> None:
    """Fail unless the database is at the newest migration, equals the models, and knows only packs we have."""
    with application(context) as app:
        if migrate:
            bring_up(app)
        if found := schema.faults(app.config["OWNER_URL"], MIGRATIONS):
            raise click.ClickException("\n".join(found))
        refuse_unsound_packs(app)
    click.echo("The database is at the newest migration and equals the models.")


def bring_up(app: Flask) -> None:
    """Migrate and grant, in the application's context."""
    flask_migrate.upgrade()
    schema.grant(app.config["OWNER_URL"], app.config["SQLALCHEMY_DATABASE_URI"])
