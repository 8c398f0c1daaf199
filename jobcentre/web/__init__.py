"""The door for browsers: views translate a request, call one service and render what it returns."""

from flask import Flask

from jobcentre.extensions import csrf
from jobcentre.web import (
    accesslog,
    account,
    admin,
    assets,
    caseworker,
    dev,
    errors,
    forms,
    front,
    headers,
    health,
    hooks,
    language,
    metrics,
    navigation,
    room,
    security,
    staff_words,
    typed,
)
from jobcentre.web.citizen import change, letter, link

EVERYWHERE = (
    accesslog,
    headers,
    security,
    typed,
    language,
    assets,
    forms,
    navigation,
    staff_words,
    errors,
)
PAGES = (front, link, letter, change, room, account, health, hooks, metrics)


def install(app: Flask) -> None:
    """Bind everything a browser meets: headers, sessions, language, pages."""
    for part in EVERYWHERE:
        part.register(app)
    csrf.init_app(app)
    for page in PAGES:
        app.register_blueprint(page.blueprint)
    for pages in (caseworker, admin, dev):
        app.register_blueprint(pages.every())
