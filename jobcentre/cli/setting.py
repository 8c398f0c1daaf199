"""What every command needs: the settings, a database that answers, and the application on it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import click
from flask import Flask

from jobcentre import embedded
from jobcentre.services.operation import health
from jobcentre.settings import Settings, kept_address, read


@dataclass(frozen=True, slots=True)
class Assembly:
    """What is above this door: how to make the application, and how to run the scheduler on it."""

    create_app: Callable[[Settings], Flask]
    run_scheduler: Callable[[Flask], None]


@contextmanager
def application(context: click.Context) -> Iterator[Flask]:
    """Give the application, its context entered, on the database in the settings or the embedded one."""
    settings = _beside_the_service(read())
    try:
        with embedded.ensure(settings) as urls:
            app: Flask = context.obj.create_app(with_database(settings, urls.app_url, urls.owner_url))
            with app.app_context():
                yield app
    except embedded.EmbeddedFault as fault:
        raise click.ClickException(str(fault)) from None


def with_database(settings: Settings, app_url: str, owner_url: str) -> Settings:
    """Return ``settings`` with these addresses of the database."""
    return replace(settings, database=replace(settings.database, url=app_url, owner_url=owner_url))


def refuse_unsound_packs(app: Flask) -> None:
    """Raise, in one sentence, when a rule pack people were summoned under has no file, or one that says otherwise."""
    if sentence := health.fault(app.extensions["jobcentre"]):
        raise click.ClickException(sentence)


def _beside_the_service(settings: Settings) -> Settings:
    """Return ``settings`` with the address of the service that runs here, unless another one was set."""
    web, service = settings.web, settings.service
    kept = kept_address(settings.paths.instance)
    if service.production or kept is None or service.base_url != f"http://{web.bind}:{web.port}":
        return settings
    return replace(settings, service=replace(service, base_url=kept))
