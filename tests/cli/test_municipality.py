"""``jobcentre municipality add``: the way in for a municipality that switches the service on."""

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select

from jobcentre import clock
from jobcentre.cli.municipalities import municipality
from jobcentre.cli.setting import Assembly
from jobcentre.models.base import db, scope, unscoped
from jobcentre.models.message import Message
from jobcentre.models.municipality import Municipality
from jobcentre.models.staff import Staff
from jobcentre.rules.access import Role
from jobcentre.services import rulebook
from jobcentre.settings import Settings

DETAILS = {
    "--name": "Prøve Kommune",
    "--jobcentre": "Jobcenter Prøve",
    "--address": "Torvet 1, 0000 Prøve",
    "--phone": "70 20 20 20",
    "--phone-hours": "mandag til fredag kl. 9-15",
    "--email": "jobcenter@proeve.example",
    "--administrator-name": "Anne Holm",
    "--administrator-email": "anne.holm@proeve.example",
}


@pytest.fixture
def add(app: Flask, database: None, at_nine: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> "Add":
    monkeypatch.setenv("JOBCENTRE_DATABASE__URL", settings.database.url)
    monkeypatch.setenv("JOBCENTRE_PATHS__INSTANCE", str(settings.paths.instance))
    return Add(app)


class Add:
    """The command on the tests' application."""

    def __init__(self, app: Flask) -> None:
        self.assembly = Assembly(lambda _settings: app, lambda _app: None)

    def __call__(self, code: str, **changed: str) -> Result:
        given = DETAILS | {f"--{name.replace('_', '-')}": value for name, value in changed.items()}
        args = ["add", code, *(part for pair in given.items() for part in pair)]
        return CliRunner().invoke(municipality, args, obj=self.assembly)


def names() -> list[str]:
    with unscoped():
        return list(db.session.execute(select(Municipality.name)).scalars())


def test_the_municipality_comes_with_an_administrator_who_gets_a_link(add: Add) -> None:
    assert add("0815").exit_code == 0
    with unscoped():
        chief = db.session.execute(select(Staff)).scalar_one()
        message = db.session.execute(select(Message)).scalar_one()
        home = db.session.execute(select(Municipality)).scalar_one()
    assert (chief.role, chief.password_hash) == (Role.ADMINISTRATOR, None)
    assert (message.kind, message.staff_id) == ("account_welcome", chief.id)
    # nobody is summoned before the administrator has chosen the rules
    with scope(home.id):
        assert rulebook.name_in_use(clock.today()) is None


def test_the_senders_of_digital_post_and_sms_may_be_given(add: Add) -> None:
    assert add("0815", cvr="00 00 08 15", sms_sender="JC Proeve").exit_code == 0
    with unscoped():
        home = db.session.execute(select(Municipality)).scalar_one()
    assert (home.cvr, home.sms_sender) == ("00000815", "JC Proeve")


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("815", {}),
        ("ABCD", {}),
        ("0815", {"phone": " "}),
        ("0815", {"cvr": "815"}),
        ("0815", {"administrator_email": "not an address"}),
    ],
)
def test_what_does_not_fit_adds_nothing(add: Add, code: str, changed: dict[str, str]) -> None:
    result = add(code, **changed)
    assert (result.exit_code, names()) == (1, [])
    assert result.output.startswith("Error: nothing was added;")


def test_a_code_is_taken_once(add: Add) -> None:
    add("0815")
    assert add("0815", administrator_email="second@proeve.example").exit_code == 1
    assert names() == ["Prøve Kommune"]
