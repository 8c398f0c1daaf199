"""The files of the project as a clone would have them, without what make has made."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MADE = {
    ".git", ".venv", "instance", "node_modules", "vendor", "build", "dist", "__pycache__", "test-results",
    ".pytest_cache", ".mypy_cache", ".ruff_cache", ".import_linter_cache", ".hypothesis", "jobcentre.egg-info",
}  # fmt: skip


def files(folder: Path = ROOT) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name in MADE or path.suffix in (".mo", ".pyc", ".gz"):
            continue
        if path.is_dir():
            yield from files(path)
        else:
            yield path


def modules(*rooms: str) -> Iterator[Path]:
    """Python files below these folders of the project, or all of them."""
    for folder in [ROOT / room for room in rooms] or [ROOT]:
        if folder.exists():
            yield from (path for path in files(folder) if path.suffix == ".py")


def parse(module: Path) -> ast.Module:
    return ast.parse(module.read_text(encoding="utf-8"), filename=str(module))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
