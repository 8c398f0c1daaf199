"""Messages as files."""

import email
from collections.abc import Callable
from email import policy
from pathlib import Path

import pytest

from jobcentre.channels import TemporaryFailure
from jobcentre.channels.email import Mail, outgoing
from jobcentre.channels.local import LocalChannel, file_name

MakeMail = Callable[..., Mail]


def test_the_name_is_creation_and_key(make_mail: MakeMail) -> None:
    name = file_name(outgoing(make_mail()), "eml")
    assert name == "20261112T090000Z-meeting+17+1+confirmation+1+citizen+email.eml"


@pytest.mark.parametrize("key", ["../../etc/passwd", "a/b", "a\\b", "a\x00b", "..", "æ:1", "x" * 5000])
def test_no_key_leaves_the_folder(tmp_path: Path, make_mail: MakeMail, key: str) -> None:
    folder = tmp_path / "mail"
    LocalChannel(folder).send(outgoing(make_mail(key=key)))
    (file,) = folder.iterdir()
    assert file.parent == folder
    assert [path.name for path in tmp_path.iterdir()] == ["mail"]
    assert len(file.name.encode()) <= 255


def test_no_two_keys_share_a_name(make_mail: MakeMail) -> None:
    keys = ["a:b", "a+b", "a%3Ab", "a/b", "a b", "x" * 300 + "1", "x" * 300 + "2"]
    assert len({file_name(outgoing(make_mail(key=key)), "eml") for key in keys}) == len(keys)


def test_the_same_message_is_one_file_that_a_mail_program_can_read(tmp_path: Path, make_mail: MakeMail) -> None:
    channel = LocalChannel(tmp_path)
    references = {channel.send(outgoing(make_mail(invited=True))).reference for _ in range(3)}
    (file,) = tmp_path.iterdir()
    assert references == {file.name}
    message = email.message_from_bytes(file.read_bytes(), policy=policy.default)
    assert message["Subject"] == make_mail().subject


def test_a_folder_that_cannot_be_written_is_a_temporary_failure(tmp_path: Path, make_mail: MakeMail) -> None:
    (tmp_path / "mail").write_text("a file where the folder should be")
    with pytest.raises(TemporaryFailure, match="cannot write the message"):
        LocalChannel(tmp_path / "mail").send(outgoing(make_mail()))


def test_a_write_that_fails_leaves_nothing_half_done(
    tmp_path: Path, make_mail: MakeMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(TemporaryFailure):
        LocalChannel(tmp_path).send(outgoing(make_mail()))
    assert list(tmp_path.iterdir()) == []
