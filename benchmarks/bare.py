"""The measure: a view that runs the very same statements and returns as many bytes, and does nothing else.

The statements are what the application sent to the driver, taken down while it answered; they are run again with the
same parameters on a connection of the same pool, each read to its last row.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, Response
from sqlalchemy import Engine, event

from benchmarks.calls import Call
from jobcentre.models.base import db


@dataclass(slots=True)
class Work:
    """What one answer asked of the database, transaction by transaction."""

    transactions: list[tuple[bool, list[tuple[str, Any]]]] = field(default_factory=list)  # whether it was committed

    @property
    def statements(self) -> int:
        return sum(len(statements) for _, statements in self.transactions)


def work_of(app: Flask, call: Call) -> Work:
    """Make the call once and take down what it asks of the database."""
    work, pending = Work(), list[tuple[str, Any]]()

    def take(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_others: Any) -> None:
        pending.append((statement, parameters))

    def close(committed: bool) -> None:
        if pending:
            work.transactions.append((committed, pending.copy()))
            pending.clear()

    listeners: dict[str, Callable[..., Any]] = {
        "before_cursor_execute": take,
        "commit": lambda _connection: close(True),
        "rollback": lambda _connection: close(False),
    }
    with app.app_context():
        engine = db.engine
    for name, listener in listeners.items():
        event.listen(engine, name, listener)
    try:
        call()
    finally:
        for name, listener in listeners.items():
            event.remove(engine, name, listener)
    close(False)
    return work


def view_of(app: Flask, path: str, work: Work, size: int, status: int = 200) -> Flask:
    """Return a Flask application with one view at ``path``: the work, and ``size`` bytes."""
    with app.app_context():
        engine = db.engine
    bare, body = Flask("bare"), b"x" * size

    def view() -> Response:
        repeat(engine, work)
        return Response(body, status, mimetype="text/html")

    bare.add_url_rule(path, view_func=view, methods=["GET", "POST"])
    return bare


def repeat(engine: Engine, work: Work) -> None:
    """Do the work again."""
    for committed, statements in work.transactions:
        with engine.connect() as connection:
            for statement, parameters in statements:
                result = connection.exec_driver_sql(statement, parameters)
                if result.returns_rows:
                    result.fetchall()
            if committed:
                connection.commit()


def one_query(app: Flask, path: str) -> Flask:
    """Return a bare Flask page with one indexed query, by which the other two are compared with any page at all."""
    query = "select name from municipality where code = %(code)s"
    with app.app_context():
        engine = db.engine
        with engine.connect() as connection:
            code = connection.exec_driver_sql("select min(code) from municipality").scalar()
    bare = Flask("one_query")

    def view() -> str:
        with engine.connect() as connection:
            return str(connection.exec_driver_sql(query, {"code": code}).scalar())

    bare.add_url_rule(path, view_func=view, methods=["GET"])
    return bare
