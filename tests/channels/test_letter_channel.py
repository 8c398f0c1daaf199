"""Letters lie in the print supplier's folder whole, announced last, and readable by nobody else."""

import hashlib
import json
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from jobcentre.channels import Guarantee, Outgoing, TemporaryFailure, choosing, filing
from jobcentre.channels.letter import LetterFolder
from jobcentre.channels.local import ALWAYS
from jobcentre.settings import Settings

LETTER = Outgoing(
    id=UUID("6f1e0f1c-6a1b-4b57-9d4e-2f1f3c1f7a10"),
    key="summons:17:1:summons:1:citizen-3:letter",
    created_at=datetime(2026, 11, 12, 9, 0, tzinfo=UTC),
    sender="0000",
    recipient="6405010000",
    content=b"%PDF-1.7 whatever",
    particulars={"name": "Søren Ærø", "protected": "yes", "language": "da", "pages": "2"},
)
NAME = str(LETTER.id)


@pytest.fixture
def channel(tmp_path: Path) -> LetterFolder:
    return LetterFolder(tmp_path / "letters")


def test_a_letter_is_a_pdf_and_one_line_of_the_manifest(channel: LetterFolder) -> None:
    assert channel.send(LETTER).reference == NAME
    assert {file.name for file in channel.folder.iterdir()} == {f"{NAME}.pdf", f"{NAME}.json"}
    assert (channel.folder / f"{NAME}.pdf").read_bytes() == LETTER.content
    (line,) = (channel.folder / f"{NAME}.json").read_text(encoding="utf-8").splitlines()
    assert json.loads(line) == {
        "id": NAME,
        "file": f"{NAME}.pdf",
        "sha256": hashlib.sha256(LETTER.content).hexdigest(),
        "created": "2026-11-12T09:00:00+00:00",
        "sender": "0000",
        "national_number": "6405010000",
        "name": "Søren Ærø",
        "protected": "yes",
        "language": "da",
        "pages": "2",
    }


def test_only_the_owner_may_read(channel: LetterFolder) -> None:
    channel.send(LETTER)
    assert channel.folder.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in channel.folder.iterdir()} == {0o600}


def test_sent_again_it_is_the_same_two_files(channel: LetterFolder) -> None:
    assert channel.manner.guarantee is Guarantee.KEY
    channel.send(LETTER)
    before = {file.name: file.read_bytes() for file in channel.folder.iterdir()}
    channel.send(LETTER)
    assert {file.name: file.read_bytes() for file in channel.folder.iterdir()} == before


@pytest.mark.parametrize("dies_at", [1, 2])
def test_whoever_dies_half_way_has_announced_nothing(
    channel: LetterFolder, monkeypatch: pytest.MonkeyPatch, dies_at: int
) -> None:
    replaced = []
    original = Path.replace

    def dying(self: Path, target: Path) -> Path:
        replaced.append(target)
        if len(replaced) == dies_at:
            raise KeyboardInterrupt
        return original(self, target)

    monkeypatch.setattr(Path, "replace", dying)
    with pytest.raises(KeyboardInterrupt):
        channel.send(LETTER)
    assert not list(channel.folder.glob("*.json"))
    assert len(list(channel.folder.iterdir())) == dies_at - 1
    channel.send(LETTER)
    assert {file.name for file in channel.folder.iterdir()} == {f"{NAME}.pdf", f"{NAME}.json"}


def test_a_folder_that_cannot_be_written_is_a_failure_for_now(tmp_path: Path) -> None:
    (tmp_path / "letters").write_text("in the way")
    with pytest.raises(TemporaryFailure) as caught:
        LetterFolder(tmp_path / "letters").send(LETTER)
    assert caught.value.certain
    assert LETTER.recipient not in caught.value.reason


def test_a_file_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _handle: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        filing.put(tmp_path / "folder", "name", b"words")
    assert list((tmp_path / "folder").iterdir()) == []


def chosen(settings: Settings, letter: str, folder: str = "letters") -> LetterFolder | None:
    channels = replace(settings.channels, letter=letter)  # type: ignore[arg-type]
    made = choosing.choose(replace(settings, channels=channels, letter=replace(settings.letter, folder=folder)))
    found = made.get("letter")
    assert found is None or isinstance(found, LetterFolder)
    return found


def test_the_settings_say_where_letters_lie(settings: Settings) -> None:
    assert chosen(settings, "off") is None
    assert chosen(settings, "local", "elsewhere") == LetterFolder(settings.paths.instance / "letters", ALWAYS)
    assert chosen(settings, "folder", "to-print") == LetterFolder(settings.paths.instance / "to-print")
    assert chosen(settings, "folder", "/srv/print") == LetterFolder(Path("/srv/print"))
