"""The whole application, assembled in one screen."""

from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from jobcentre import clock, logs, web
from jobcentre.brokers.choosing import choose as choose_broker
from jobcentre.centre import Centre
from jobcentre.channels import choosing
from jobcentre.extensions import migrate
from jobcentre.keys import Keys
from jobcentre.models import every
from jobcentre.models.base import db
from jobcentre.rules import packs
from jobcentre.settings import ROOT, Settings, read
from jobcentre.video.providers import choose


def create_app(settings: Settings | None = None) -> Flask:
    """Return the application for ``settings``, or for what the files and the environment say."""
    settings = read() if settings is None else settings
    clock.configure(settings.clock.start, settings.clock.anchor)
    logs.configure()
    every()
    app = Flask("jobcentre", template_folder=str(ROOT / "templates"))
    app.config.from_mapping(
        SECRET_KEY=settings.service.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database.url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings),
        OWNER_URL=settings.database.owner_url,
    )
    app.extensions["jobcentre"] = assemble(settings)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"))
    web.install(app)
    proxies = settings.web.trusted_proxies
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)  # type: ignore[method-assign]
    return app


def assemble(settings: Settings) -> Centre:
    """Return the centre: the law as data and the ways to the outside, as the settings choose them."""
    return Centre(
        settings=settings,
        packs=packs.load(settings.pack_documents),
        channels=choosing.choose(settings),
        video=choose(settings.video),
        keys=Keys(settings.keys.data, settings.keys.active, settings.keys.index),
        mitid=choose_broker(settings.mitid),
    )


def _engine_options(settings: Settings) -> dict[str, Any]:
    """A dead link must fail in seconds: with libpq's defaults a worker hangs for minutes (measured)."""
    limits = settings.database
    options = {
        "statement_timeout": limits.statement_timeout_ms,
        "lock_timeout": limits.lock_timeout_ms,
        "idle_in_transaction_session_timeout": limits.idle_timeout_ms,
        "timezone": "UTC",
    }
    return {
        "pool_size": limits.pool_size,
        "pool_pre_ping": True,
        "connect_args": {
            "connect_timeout": 3,
            "tcp_user_timeout": 8000,
            "keepalives_idle": 5,
            "keepalives_interval": 2,
            "keepalives_count": 3,
            "options": " ".join(f"-c {name}={value}" for name, value in options.items()),
        },
    }
