"""A module over 250 lines or a function over 40 is two things."""

import ast
from pathlib import Path

from .tree import modules, name, parse

LONGEST_MODULE = 250
LONGEST_FUNCTION = 40
RECORD = "migrations/versions/"  # a migration is a record of what was done, and is not changed again
LUMBER_ROOMS = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers", "lib"}


def living() -> list[Path]:
    return [path for path in modules() if not name(path).startswith(RECORD)]


def test_no_module_is_two() -> None:
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in living()}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST_MODULE} == {}


def test_no_function_is_two() -> None:
    """Counted from `def` to the last line, docstring included."""
    found = {
        f"{name(path)}:{node.lineno} {node.name}": node.end_lineno - node.lineno + 1
        for path in living()
        for node in ast.walk(parse(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno
    }
    assert {place: lines for place, lines in found.items() if lines > LONGEST_FUNCTION} == {}


def test_there_is_no_lumber_room() -> None:
    assert [name(path) for path in modules() if LUMBER_ROOMS & {path.stem, *path.parent.parts}] == []


def test_nothing_is_left_for_later() -> None:
    marks = ("TO" + "DO", "FIX" + "ME", "NotImplemented" + "Error")
    texts = {name(path): path.read_text(encoding="utf-8") for path in modules()}
    assert [path for path, text in texts.items() if any(mark in text for mark in marks)] == []
