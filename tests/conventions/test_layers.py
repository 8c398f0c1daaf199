"""Which room may look into which: the contracts of pyproject.toml, and what they cannot express."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from .tree import ROOT, modules, name, parse

STANDARD = set(sys.stdlib_module_names)
# Rooms that must do with little; every other library is forbidden there.
MAY_USE = {
    "jobcentre/rules": {"holidays"},
    "jobcentre/settings": set[str](),
    "jobcentre/embedded": {"psycopg"},
}
PROCESS_PLUMBING = ("clock", "children", "supervisor")


def libraries(module: Path) -> Iterator[str]:
    """The top names of what a module imports from outside the project, anywhere in it."""
    for node in ast.walk(parse(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield node.module.partition(".")[0]


def test_import_contracts(capsys: pytest.CaptureFixture[str]) -> None:
    broken = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert not broken, capsys.readouterr().out


@pytest.mark.parametrize("room", sorted(MAY_USE))
def test_a_small_room_uses_little(room: str) -> None:
    found = {(name(path), used) for path in modules(room) for used in libraries(path)}
    assert [pair for pair in found if pair[1] not in STANDARD | MAY_USE[room] | {"jobcentre"}] == []


def test_process_plumbing_needs_no_library() -> None:
    found = {(part, used) for part in PROCESS_PLUMBING for used in libraries(ROOT / "jobcentre" / f"{part}.py")}
    assert [pair for pair in found if pair[1] not in STANDARD | {"jobcentre"}] == []


def test_importing_a_rule_imports_no_framework() -> None:
    assert (ROOT / "jobcentre" / "__init__.py").read_text(encoding="utf-8").strip() in ("", '""""""')
