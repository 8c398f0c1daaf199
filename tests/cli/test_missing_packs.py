"""No process starts without the file of a rule pack that somebody was summoned under, or with another one."""

from typing import Any

import click
import pytest
from click.testing import CliRunner
from flask import Flask

from jobcentre import clock
from jobcentre.cli import processes
from jobcentre.cli.database import check
from jobcentre.cli.setting import Assembly
from jobcentre.cli.sweeping import sweep
from jobcentre.models.rule import UsedPack
from jobcentre.settings import Settings
from tests.builders import PACK, Town, a_rule, a_summons, saved

GONE = "unge-digital-2019"
EVERY = [processes.serve, processes.scheduler, processes.deliver, check, sweep]


class Started(Exception):
    """The process would run now."""


@pytest.fixture
def run(app: Flask, town: Town, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run a command; the process it would become says that it has started."""

    def start(*_args: object) -> None:
        raise Started

    monkeypatch.setenv("JOBCENTRE_DATABASE__URL", settings.database.url)
    monkeypatch.setenv("JOBCENTRE_PATHS__INSTANCE", str(settings.paths.instance))
    monkeypatch.setattr("os.execv", start)
    monkeypatch.setitem(app.config, "OWNER_URL", settings.database.url)
    assembly = Assembly(lambda _settings: app, start)

    def command(name: click.Command) -> Any:
        return CliRunner().invoke(name, [], obj=assembly)

    return command


@pytest.mark.parametrize("command", EVERY)
def test_one_sentence_stops_the_start(town: Town, run: Any, command: click.Command) -> None:
    a_summons(town.centre, pack=GONE)
    result = run(command)
    assert (result.exit_code, result.output.splitlines()) == (
        1,
        [f"Error: the database goes by the rule pack {GONE}: put its file back into config/rules"],
    )


@pytest.mark.parametrize("command", [processes.serve, processes.scheduler])
def test_with_every_file_there_it_starts(town: Town, run: Any, command: click.Command) -> None:
    a_summons(town.centre, pack=PACK)
    assert isinstance(run(command).exception, Started)


@pytest.mark.parametrize("command", [processes.serve, processes.scheduler])
def test_a_chosen_pack_counts_too(town: Town, run: Any, command: click.Command) -> None:
    a_rule(GONE)
    assert run(command).exit_code == 1


@pytest.mark.parametrize("command", EVERY)
def test_a_pack_that_says_something_else_now_stops_the_start(town: Town, run: Any, command: click.Command) -> None:
    pack = town.centre.packs[PACK]
    document = {**pack.document, "no_answer": {**pack.document["no_answer"], "notice_days": 6}}
    saved(UsedPack(name=PACK, digest="another", document=document, first_used_at=clock.now()))
    result = run(command)
    assert result.exit_code == 1
    assert result.output == (
        f"Error: {PACK}.toml: no_answer.notice_days has changed since people were summoned under it: "
        "put it back, and give the new rule a name of its own\n"
    )


def test_a_key_that_this_version_asks_for_anew_stops_nothing(town: Town, run: Any) -> None:
    document = {key: value for key, value in town.centre.packs[PACK].document.items() if key != "status"}
    saved(UsedPack(name=PACK, digest="of the last version", document=document, first_used_at=clock.now()))
    assert isinstance(run(processes.serve).exception, Started)
