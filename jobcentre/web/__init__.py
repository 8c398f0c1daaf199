"""The door for browsers: views translate a request, call one service and render what it returns."""

from importlib import import_module
from importlib.util import find_spec

from flask import Flask


def install(app: Flask) -> None:
    """Bind everything a browser meets: headers, sessions, language, pages."""
    # for as long as not all rooms are furnished
    if find_spec("jobcentre.services.accounts") is None:
        return
    from jobcentre.extensions import csrf
    from jobcentre.web import (
        accesslog,
        assets,
        dev,
        errors,
        forms,
        front,
        headers,
        health,
        language,
        navigation,
        security,
    )
    from jobcentre.web.citizen import change, link, picking

    for part in (accesslog, headers, security, language, assets, forms, navigation, picking, errors):
        part.register(app)
    csrf.init_app(app)
    for page in (front, link, change, health, dev):
        app.register_blueprint(page.blueprint)
    for name in ("account", "room", "caseworker", "admin"):
        if find_spec(f"jobcentre.web.{name}") is not None:
            module = import_module(f"jobcentre.web.{name}")
            if hasattr(module, "every"):
                for page in module.PAGES:
                    if find_spec(f"jobcentre.web.{name}.{page}") is not None:
                        import_module(f"jobcentre.web.{name}.{page}")
            if hasattr(module, "blueprint"):
                app.register_blueprint(module.blueprint)
