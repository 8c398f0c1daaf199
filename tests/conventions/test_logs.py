"""What a line of log says reaches it: a field that is not on the list is dropped without a word."""

import ast
from collections.abc import Iterator

from jobcentre.logs import FIELDS
from tests.conventions.tree import modules, name, parse

LEVELS = ("debug", "info", "warning", "error", "exception", "critical")


def said() -> Iterator[tuple[str, str]]:
    """Each module and field that is given to a log."""
    for module in modules("jobcentre"):
        for call in ast.walk(parse(module)):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
                continue
            to = call.func.value
            if call.func.attr in LEVELS and isinstance(to, ast.Name) and to.id == "log":
                yield from ((name(module), word.arg or "**") for word in call.keywords)


def test_every_field_of_the_log_is_on_the_list() -> None:
    found = set(said())
    assert found
    assert {one for one in found if one[1] not in FIELDS | {"exc_info"}} == set()
