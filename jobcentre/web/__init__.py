"""The door for browsers: views translate a request, call one service and render what it returns."""

from flask import Flask

from jobcentre.extensions import csrf
from jobcentre.web import (
    about,
    accesslog,
    account,
    admin,
    assets,
    caseworker,
    dev,
    errors,
    files,
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
    sizes,
    staff_words,
    typed,
)
from jobcentre.web.citizen import (
    cancelling,
    coding,
    contact,
    letter,
    link,
    mitid,
    needs,
    new_link,
    newer,
    ready,
    staying,
    waiting,
)

EVERYWHERE = (
    accesslog,
    headers,
    security,
    sizes,
    typed,
    language,
    assets,
    forms,
    navigation,
    staff_words,
    errors,
)
PAGES = (
    front,
    about,
    link,
    letter,
    coding,
    new_link,
    cancelling,
    needs,
    contact,
    mitid,
    newer,
    ready,
    staying,
    waiting,
    room,
    account,
    health,
    hooks,
    metrics,
)


def install(app: Flask) -> None:
    """Bind everything a browser meets: headers, sessions, language, pages."""
    for part in EVERYWHERE:
        part.register(app)
    csrf.init_app(app)
    for page in PAGES:
        app.register_blueprint(page.blueprint)
    for pages in (caseworker, admin, dev):
        app.register_blueprint(pages.every())
    files.install(app)
