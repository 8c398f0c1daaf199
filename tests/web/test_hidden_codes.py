"""Messages with codes are evidence like others, but nobody in the house reads a code: not on pages, not in files."""

import io
import json
import zipfile

import pytest
from flask import Flask

from jobcentre.rules.access import Role
from jobcentre.services import audit, evidence
from tests.builders import Town, a_citizen, a_staff, a_summons
from tests.services.coded import send
from tests.services.post import Post, deliver, row
from tests.web.colleague import signed_in


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.TEAM_LEADER, Role.ADMINISTRATOR, Role.AUDITOR])
def test_a_code_is_hidden_from_everybody(town: Town, role: Role) -> None:
    citizen = a_citizen(town.centre)
    code = send(town.centre, a_summons(town.centre, citizen)).encode()
    deliver(town.centre, Post())
    me, message = audit.staff(a_staff(role=role).id), row("code_identify")
    read = evidence.read(town.centre, citizen.public_id, message.public_id, me)
    assert read is not None
    assert (read.whole, read.code_hidden) == (False, True)
    assert "Din kode er ••••••" in (read.words or "")
    made = evidence.export(town.centre, citizen.public_id, me, "da")
    assert made is not None
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert f"messages/{message.public_id}.txt" in files
    assert all(code not in content for name, content in files.items() if name != "evidence.json")
    (listed,) = json.loads(files["evidence.json"])["messages"]
    assert (listed["kind"], listed["sha256"]) == ("code_identify", None), "a digest gives a code of six digits away"


def test_the_page_says_so_and_gives_no_file(app: Flask, town: Town) -> None:
    citizen = a_citizen(town.centre)
    code = send(town.centre, a_summons(town.centre, citizen))
    deliver(town.centre, Post())
    mette, where = signed_in(app, town.caseworker), f"/caseworker/people/{citizen.public_id}/messages"
    page = mette.open(f"{where}/{row('code_identify').public_id}")
    assert "Koden er skjult" in page.text
    assert code not in page.text
    assert "/file" not in page.text
    for path in ("file", "letter"):
        assert mette.open(f"{where}/{row('code_identify').public_id}/{path}").status_code == 404
