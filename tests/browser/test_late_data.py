"""What an import found, and two rows made one, as an administrator reads it on a telephone and on a desk."""

from pathlib import Path

import pytest

from jobcentre.models.base import db
from jobcentre.rules.access import Role
from jobcentre.services.staff_accounts import passwords
from tests.browser.conftest import PHONE, Live, Visitor
from tests.browser.reader import INCOMPLETE, Barriers, Reader
from tests.builders import PASSWORD, a_staff

pytestmark = pytest.mark.browser

HEADER = "external_id;cpr;given_name;family_name;email;benefit_group;spell_started_on;left_on;left_why"
FIRST = "{id};640501-4321;Emilie;Vestergaard-Kjærsgaard;emilie@example.dk;dagpenge;{on};;"
SECOND = "SAG-ET-MEGET-LANGT-NUMMER-2;640501-4322;Anne;Dam;anne@example.dk;dagpenge;2026-05-01;2026-11-20;moved"


def check(reader: Reader, folder: Path, *lines: str) -> None:
    """Open the page and send a file for checking."""
    file = folder / "people.csv"
    file.write_text("\n".join((HEADER, *lines)), encoding="utf-8")
    reader.open("/caseworker/import")
    reader.page.get_by_label(reader("Fil fra fagsystemet")).set_input_files(file)


@pytest.mark.parametrize("language", ["da", "en"])
def test_what_was_found_and_what_can_be_done(
    live: Live, visitor: Visitor, barriers: Barriers, tmp_path: Path, language: str
) -> None:
    email = a_staff(role=Role.ADMINISTRATOR, name="Anna Adm", password_hash=passwords.hashed(PASSWORD)).email
    db.session.rollback()
    reader = Reader(visitor(PHONE), language, barriers, narrow=True)
    reader.sign_in(email, PASSWORD)
    emilie = [FIRST.format(id="SAG-1", on=day) for day in ("2026-05-01", "2026-06-01")]
    check(reader, tmp_path, *emilie, SECOND)
    reader.press("Tjek filen")
    reader.press("Indlæs filen")
    assert reader("Perioder, der ikke passer sammen") in reader.page.inner_text("main")
    check(reader, tmp_path, FIRST.format(id="SAG-1-NY", on="2026-05-01"))
    reader.go(reader.page.get_by_role("button", name=reader("Tjek filen"), exact=True), INCOMPLETE)
    reader.press("Se, om det er samme borger")
    reader.press("Giv det nye sagsnummer")
    reader.open(f"{reader.page.url.partition('?')[0]}/merge")
    reader.page.get_by_label(reader("Det andet sagsnummer")).fill("SAG-ET-MEGET-LANGT-NUMMER-2")
    reader.press("Se, hvem det er")
    reader.press("Behold den anden i stedet")
    reader.press("Saml de to")
    assert "Anne Dam" in reader.page.inner_text("h1")
