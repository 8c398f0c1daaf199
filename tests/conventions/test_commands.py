"""Every command has help and is documented with its options, and no document names one that does not exist."""

import re
from collections.abc import Iterator

import click
import pytest

from jobcentre.cli import jobcentre

from .tree import ROOT, files

OPERATIONS = ROOT / "docs" / "operations.md"
ASKED_EVERYWHERE = {"--help"}
PROSE = [path for path in files() if path.suffix == ".md"]


def commands(group: click.Group = jobcentre, before: str = "jobcentre") -> Iterator[tuple[str, click.Command]]:
    for word, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{before} {word}")
        else:
            yield f"{before} {word}", command


EVERY = dict(commands())


@pytest.mark.parametrize("said", EVERY)
def test_a_command_is_documented_with_its_options(said: str) -> None:
    command, text = EVERY[said], OPERATIONS.read_text(encoding="utf-8")
    assert command.help, "a command says what it does"
    rows = [line for line in text.splitlines() if re.match(rf"\| `{said}(?: [^`]*)?` \|", line)]
    assert len(rows) == 1, f"docs/operations.md needs one row for `{said}`"
    options = {word for part in command.params for word in part.opts if word.startswith("--")} - ASKED_EVERYWHERE
    assert {word for word in options if word not in rows[0]} == set()


def test_documents_name_only_commands_that_exist() -> None:
    words = {word for said in EVERY for word in (said, said.rpartition(" ")[0])}
    named = {
        (path.name, found)
        for path in PROSE
        for found in re.findall(r"(?:bin/|`)(jobcentre [a-z]+(?: [a-z]+)?)", path.read_text(encoding="utf-8"))
    }
    assert named
    # a word after a whole command is its argument
    strange = {pair for pair in named if pair[1] not in words and pair[1].rpartition(" ")[0] not in EVERY}
    assert strange == set()


def test_the_readme_names_every_target_of_make() -> None:
    makefile, readme = ((ROOT / part).read_text(encoding="utf-8") for part in ("Makefile", "README.md"))
    shown = re.findall(r"^#   make (\w+)", makefile, re.MULTILINE)
    assert shown
    assert [target for target in shown if f"make {target}" not in readme] == []
    named = re.findall(r"`make (\w+)", readme)
    assert [target for target in named if not re.search(rf"^{target}:", makefile, re.MULTILINE)] == []
