"""Where the browser tests' Chromium is, and a loud word when there is none.

A pytest plugin: `pytest_plugins = ("tests.chromium",)` in tests/conftest.py. Tests marked `browser(alone=True)` are
alone among those in a browser, since two pairs of browsers with video are more than a small machine can carry.
"""

import fcntl
import functools
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
GATE = Path(__file__).with_name("conftest.py")
MISSING = "no Chromium was found (CHROMIUM=/path/to/it names one)"


@functools.cache
def find() -> str | None:
    """The program to start: CHROMIUM if it is set, else the first known name on the path."""
    named = os.environ.get("CHROMIUM")
    if named and shutil.which(named) is None:
        raise pytest.UsageError(f"CHROMIUM names {named}, which cannot be started")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("browser") and find() is None:
            item.add_marker(pytest.mark.skip(reason=MISSING))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Let those that must be alone wait for the others of all workers. (xdist's groups do nothing under pytest 9.2.)

    Everybody passes the gate: who waits there to be alone is not overtaken for ever by those who need not be.
    """
    mark = item.get_closest_marker("browser")
    if mark is None:
        return (yield)
    with Path(__file__).open() as turn:
        with GATE.open() as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)
            fcntl.flock(turn, fcntl.LOCK_EX if mark.kwargs.get("alone") else fcntl.LOCK_SH)
        return (yield)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    left_out = [report for report in terminalreporter.stats.get("skipped", []) if MISSING in str(report.longrepr)]
    if left_out:
        terminalreporter.section("BROWSER TESTS LEFT OUT", sep="!", red=True, bold=True)
        terminalreporter.line(f"{len(left_out)} browser tests did not run: {MISSING}.", red=True)
