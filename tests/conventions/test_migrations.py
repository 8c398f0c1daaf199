"""Migrations are numbered without a gap, named, in one line, and go both ways.

That they match the models is asked of a real database, in tests/services.
"""

import ast
import re
from pathlib import Path

from .tree import ROOT, parse

FILES = sorted((ROOT / "migrations" / "versions").glob("*.py"))


def constants(module: Path) -> dict[str, object]:
    found: dict[str, object] = {}
    for node in parse(module).body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found.update({target.id: node.value.value for target in targets if isinstance(target, ast.Name)})
    return found


def test_they_are_numbered_and_named() -> None:
    matches = [re.fullmatch(r"(\d{4})_[a-z0-9_]+", path.stem) for path in FILES]
    assert FILES
    assert all(matches), [path.name for path in FILES]
    assert [int(match[1]) for match in matches if match] == list(range(1, len(FILES) + 1))


def test_each_follows_the_one_before() -> None:
    chain = [constants(path) for path in FILES]
    revisions = [found["revision"] for found in chain]
    assert [found["down_revision"] for found in chain] == [None, *revisions[:-1]]
    assert [str(revision)[:4] for revision in revisions] == [path.stem[:4] for path in FILES]


def test_each_goes_both_ways() -> None:
    for path in FILES:
        bodies = {node.name: node.body for node in parse(path).body if isinstance(node, ast.FunctionDef)}
        for way in ("upgrade", "downgrade"):
            assert not all(isinstance(step, ast.Pass | ast.Raise) for step in bodies[way]), f"{path.name}: {way}"
