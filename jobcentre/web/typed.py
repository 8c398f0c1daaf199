"""What no form or address may hold, whatever the page: a NUL character, which PostgreSQL cannot store."""

from flask import Flask, abort, request


def register(app: Flask) -> None:
    """Answer 400 before any view sees such a request; nobody types it by hand."""
    app.before_request(_refuse_nul)


def _refuse_nul() -> None:
    # a script's JSON is no form, and looking for one would read it whole before its view has set a limit
    for values in (request.args,) if request.is_json else (request.args, request.form):
        if any("\0" in text for _name, text in values.items(multi=True)):
            abort(400)
