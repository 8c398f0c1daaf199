"""``jobcentre rules``, and what every command says of a rule pack that is wrong."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from jobcentre import __main__, clock
from jobcentre.cli.rules import rules
from jobcentre.cli.setting import Assembly
from jobcentre.models.rule import UsedPack
from jobcentre.settings import ROOT, Settings, reading
from tests.builders import PACK, Town, a_rule, saved

SHIPPED = ROOT / "config" / "rules"
FILE = f"{PACK}.toml"
TEXT = (SHIPPED / FILE).read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation's packs."""
    monkeypatch.setattr(reading, "RULES", tmp_path / "rules")
    return Path(shutil.copytree(SHIPPED, tmp_path / "rules"))


def check(*files: Path) -> Result:
    return CliRunner().invoke(rules, ["check", *map(str, files)])


def test_the_packs_we_ship_are_in_order() -> None:
    result = check()
    assert (result.exit_code, result.stdout) == (0, "frit-valg-2023.toml: in order\nunge-digital-2021.toml: in order\n")


def test_each_wrong_file_is_named_with_key_and_reason(folder: Path) -> None:
    (folder / FILE).write_text(TEXT.replace("age_limit = 30", 'age_limit = "30"'), encoding="utf-8")
    (folder / "new.toml").write_text(TEXT.replace(PACK, "new").replace('then = "set_time"', 'then = "fine"'), "utf-8")
    result = check()
    assert result.exit_code == 1
    assert result.stderr == (
        f"new.toml: no_answer.then: must be one of set_time, flag\n{FILE}: age_limit: must be a whole number\n"
    )


def test_a_file_from_elsewhere_is_judged_as_if_it_stood_among_them(folder: Path, tmp_path: Path) -> None:
    draft = tmp_path / "unge-2027.toml"
    draft.write_text(TEXT.replace(f'"{PACK}"', '"unge-2027"').replace("= 2022-01-01", "= 2027-01-01"), encoding="utf-8")
    result = check(draft)
    assert result.exit_code == 1
    assert result.stderr == f"unge-2027.toml: in_force_from: overlaps {PACK}, which is of the same family\n"
    ended = TEXT.replace("in_force_from = 2022-01-01", "in_force_from = 2022-01-01\nin_force_until = 2026-12-31")
    (folder / FILE).write_text(ended, encoding="utf-8")
    assert check(draft).exit_code == 0
    # a new version of a file takes the place of the installed one
    (tmp_path / FILE).write_text("", encoding="utf-8")
    assert f"{FILE}: age_limit: is missing" in check(tmp_path / FILE).stderr


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'name = "x"\nage limit = 30\n', "at line 2, column 5"),
        (b"name = 'a'\nname = 'b'\n", "at line 2"),
        (b"title = \xe6\n", "is not TOML"),
    ],
)
def test_what_is_no_toml_is_named_with_its_line(folder: Path, content: bytes, said: str) -> None:
    (folder / "wrong.toml").write_bytes(content)
    result = check()
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: wrong.toml is not TOML: ")
    assert said in result.stderr


@pytest.mark.parametrize("words", [["sweep"], ["scheduler"], ["db", "check"], ["citizens", "import", FILE]])
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (TEXT.replace("days_to_book = 8", "days_to_book = 7"), f"{FILE}: days_to_book: must be at least 8"),
        (TEXT.replace("source =", "source "), f"{FILE} is not TOML: Expected '=' after a key"),
    ],
)
def test_a_wrong_pack_stops_every_command_with_one_sentence(
    folder: Path,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    content: str,
    said: str,
) -> None:
    (folder / FILE).write_text(content, encoding="utf-8")
    monkeypatch.setenv("JOBCENTRE_DATABASE__URL", settings.database.url)
    monkeypatch.setenv("JOBCENTRE_PATHS__INSTANCE", str(settings.paths.instance))
    monkeypatch.chdir(folder)
    monkeypatch.setattr("sys.argv", ["jobcentre", *words, *(["--municipality", "0101"] if FILE in words else [])])
    with pytest.raises(SystemExit) as ended:
        __main__.main()
    assert ended.value.code == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"jobcentre: {said}")


@pytest.fixture
def listed(app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    monkeypatch.setenv("JOBCENTRE_DATABASE__URL", settings.database.url)
    monkeypatch.setenv("JOBCENTRE_PATHS__INSTANCE", str(settings.paths.instance))
    assembly = Assembly(lambda _settings: app, lambda _app: None)

    def lines() -> list[str]:
        return CliRunner().invoke(rules, ["list"], obj=assembly).stdout.splitlines()

    return lines


def test_the_list_says_who_goes_by_what(town: Town, listed: Callable[[], list[str]]) -> None:
    a_rule("frit-valg-2023", date(2027, 1, 1))
    pack = town.centre.packs[PACK]
    saved(UsedPack(name=PACK, digest=pack.digest, document=dict(pack.document), first_used_at=clock.now()))
    assert listed() == [
        "frit-valg-2023 (law): Interview after six months, in the form you choose; in force from 2023-03-22",
        f"  {town.municipality.code} goes by it from 2027-01-01",
        f"{PACK} (model): Interview on video after six months; in force from 2022-01-01",
        "  people are summoned under it since 2026-11-23",
    ]
