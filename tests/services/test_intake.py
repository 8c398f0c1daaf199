"""Taking in the citizens file: all rows or none, faults by name, and nothing changed by the same file twice."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event, func, select

from jobcentre import clock
from jobcentre.models.audit import AuditEntry
from jobcentre.models.base import db, scope
from jobcentre.models.citizen import Citizen, Spell
from jobcentre.registers import Reason
from jobcentre.rules.access import Role
from jobcentre.services.audit import OPERATOR
from jobcentre.services.register.intake import ImportFaults, ImportResult, import_file, imported
from tests import builders
from tests.builders import Town

DATA = Path(__file__).parents[1] / "data"
CLEAN = (DATA / "citizens.csv").read_bytes()
HEADER = "external_id;cpr;given_name;family_name;email;benefit_group;spell_started_on;spell_ended_on;caseworker_email"
LINE = "A1;650199-0499;Bjørk;Ågård;bjork@example.dk;dagpenge;2026-02-24;;"


def file(*lines: str, header: str = HEADER) -> bytes:
    return "\r\n".join((header, *lines, "")).encode()


def take_in(town: Town, data: bytes, **options: Any) -> ImportResult:
    return import_file(town.centre, data, OPERATOR, **options)


def reasons(town: Town, data: bytes, **options: Any) -> list[tuple[int | None, str | None, Reason]]:
    with pytest.raises(ImportFaults) as refused:
        take_in(town, data, **options)
    return [(fault.line, fault.column, fault.reason) for fault in refused.value.faults]


def trail() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def people() -> int:
    return db.session.scalars(select(func.count(Citizen.id))).one()


def bjork() -> Citizen:
    query = select(Citizen).where(Citizen.external_id == "A1").execution_options(populate_existing=True)
    return db.session.scalars(query).one()


def spells(citizen: Citizen) -> list[tuple[date, date | None, bool]]:
    query = select(Spell).where(Spell.citizen_id == citizen.id).order_by(Spell.started_on, Spell.id)
    found = db.session.scalars(query.execution_options(populate_existing=True))
    return [(spell.started_on, spell.ended_on, spell.withdrawn_at is not None) for spell in found]


def test_the_clean_file_creates_everybody(town: Town) -> None:
    assert take_in(town, CLEAN) == ImportResult(60, 0, 0, 0, 0)
    assert people() == 60
    assert sorted(set(trail())) == ["citizen.imported", "file.imported"]


def test_the_number_is_sealed_and_found_again(town: Town) -> None:
    take_in(town, file(LINE))
    citizen = bjork()
    place = f"{town.municipality.id}:citizen:{citizen.public_id}:cpr"
    assert town.centre.keys.open(citizen.cpr_sealed, citizen.cpr_key, place) == b"6501990499"
    assert citizen.cpr_index == town.centre.keys.blind("6501990499", f"{town.municipality.id}:cpr")
    assert citizen.birth_date == date(1999, 1, 5)
    assert citizen.team_id == town.team.id


def test_the_same_file_twice_changes_nothing(town: Town) -> None:
    take_in(town, CLEAN)
    stamps = list(db.session.execute(select(Citizen.id, Citizen.updated_at).order_by(Citizen.id)))
    before = len(trail())
    clock.shift(timedelta(days=1))
    try:
        assert take_in(town, CLEAN) == ImportResult(0, 0, 60, 0, 0)
    finally:
        clock.shift(timedelta(days=-1))
    assert list(db.session.execute(select(Citizen.id, Citizen.updated_at).order_by(Citizen.id))) == stamps
    assert trail()[before:] == ["file.imported"]


def test_the_faulty_file_writes_nothing_and_names_ten_faults(town: Town) -> None:
    assert [line for line, _column, _reason in reasons(town, (DATA / "citizens-faulty.csv").read_bytes())] == [
        *range(2, 12)
    ]
    assert people() == 0
    assert trail() == []


def test_one_fault_among_good_rows_writes_nothing(town: Town) -> None:
    bad = LINE.replace("A1", "A2").replace("650199-0499", "650299-0499").replace(";;", ";;nobody@example.dk", 1)
    assert reasons(town, file(LINE, bad)) == [(3, "caseworker_email", Reason.CASEWORKER_UNKNOWN)]
    assert people() == 0


def test_a_changed_row_updates_and_names_the_columns_only(town: Town) -> None:
    take_in(town, file(LINE))
    clock.shift(timedelta(hours=1))
    try:
        result = take_in(town, file(LINE.replace("bjork@example.dk", "b@example.dk").replace("Ågård", "Dam")))
    finally:
        clock.shift(timedelta(hours=-1))
    assert result == ImportResult(0, 1, 0, 0, 0)
    citizen = bjork()
    assert (citizen.email, citizen.family_name) == ("b@example.dk", "Dam")
    assert citizen.updated_at > citizen.created_at
    facts = db.session.scalars(select(AuditEntry.facts).where(AuditEntry.action == "citizen.changed")).one()
    assert facts == {"columns": ["family_name", "email"]}


def test_a_corrected_number_is_sealed_anew(town: Town) -> None:
    take_in(town, file(LINE))
    take_in(town, file(LINE.replace("650199-0499", "660199-0499")))
    citizen = bjork()
    place = f"{town.municipality.id}:citizen:{citizen.public_id}:cpr"
    assert town.centre.keys.open(citizen.cpr_sealed, citizen.cpr_key, place) == b"6601990499"
    assert citizen.birth_date == date(1999, 1, 6)


def test_spells_end_appear_and_are_withdrawn_with_history(town: Town) -> None:
    take_in(town, file(LINE))
    first = date(2026, 2, 24)
    ended = LINE.replace("2026-02-24;", "2026-02-24;2026-03-31")
    later = LINE.replace("2026-02-24", "2026-06-01")
    assert take_in(town, file(ended, later)).updated == 1
    before, now = (first, None, True), (first, date(2026, 3, 31), False)
    assert spells(bjork()) == [before, now, (date(2026, 6, 1), None, False)]
    assert take_in(town, file(later)).withdrawn_spells == 1
    assert spells(bjork())[:2] == [before, (first, date(2026, 3, 31), True)]
    assert take_in(town, file(ended, later)).updated == 1
    assert spells(bjork())[:3] == [before, (first, date(2026, 3, 31), True), now]
    assert [action for action in trail() if action.startswith("spell.")] == [
        "spell.added",
        "spell.changed",
        "spell.withdrawn",
        "spell.added",
    ]


def test_a_column_that_is_not_in_the_file_is_left_alone(town: Town) -> None:
    take_in(town, file(LINE))
    shorter = HEADER.replace("email;benefit", "benefit").replace("spell_ended_on;caseworker_email", "spell_ended_on")
    line = LINE.replace("bjork@example.dk;", "")[:-1]
    assert take_in(town, file(line, header=shorter)) == ImportResult(0, 0, 1, 0, 0)
    assert bjork().email == "bjork@example.dk"


def test_people_not_in_the_file_are_untouched_and_listed(town: Town) -> None:
    take_in(town, CLEAN)
    result = take_in(town, file(LINE.replace("650199-0499", "650598-0499")))
    assert (result.created, result.untouched) == (1, 60)
    assert [missing.external_id for missing in result.missing][:2] == ["SAG-1000", "SAG-1001"]
    assert people() == 61


def test_a_known_number_under_a_new_id_is_a_fault(town: Town) -> None:
    take_in(town, file(LINE))
    assert reasons(town, file(LINE.replace("A1", "B7"))) == [(2, "cpr", Reason.CPR_KNOWN)]
    assert people() == 1


def test_the_same_number_is_another_person_in_another_municipality(town: Town) -> None:
    take_in(town, file(LINE))
    other = builders.a_municipality()
    with scope(other.id):
        assert take_in(town, file(LINE.replace("A1", "B7"))).created == 1


def test_a_caseworker_is_assigned_with_the_team(town: Town) -> None:
    colleague = builders.a_staff(team=builders.a_team(), email="Hanne@eksempel.example")
    take_in(town, file(LINE + "hanne@EKSEMPEL.example"))
    assert (bjork().caseworker_id, bjork().team_id) == (colleague.id, colleague.team_id)
    take_in(town, file(LINE))
    assert (bjork().caseworker_id, bjork().team_id) == (None, colleague.team_id)


def test_a_caseworker_who_has_left_is_unknown(town: Town) -> None:
    builders.a_staff(email="gone@eksempel.example", active=False)
    assert reasons(town, file(LINE + "gone@eksempel.example")) == [(2, "caseworker_email", Reason.CASEWORKER_UNKNOWN)]


def test_nobody_is_born_tomorrow(town: Town) -> None:
    assert reasons(town, file(LINE.replace("650199-0499", "841126-4435"))) == [(2, "cpr", Reason.CPR_DATE)]


def test_a_dry_run_tells_and_writes_nothing(town: Town) -> None:
    assert take_in(town, CLEAN, dry_run=True).created == 60
    assert (people(), trail()) == (0, [])


def test_a_form_sent_twice_imports_once_and_answers_the_same(town: Town) -> None:
    request_id = uuid4()
    builders.a_citizen(town.centre, external_id="OLD")
    first = take_in(town, file(LINE), request_id=request_id)
    assert take_in(town, file(LINE), request_id=request_id) == first == imported(request_id)
    assert trail().count("file.imported") == 1
    assert imported(uuid4()) is None


def test_progress_ends_at_the_whole(town: Town) -> None:
    seen: list[tuple[int, int]] = []
    take_in(town, CLEAN, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (120, 120)
    assert seen == sorted(seen)


def test_statements_do_not_grow_with_the_people(town: Town) -> None:
    statements: list[str] = []
    listener = lambda *args: statements.append(args[2])  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", listener)
    try:
        take_in(town, file(LINE))
        take_in(town, file(LINE.replace("Bjørk", "Bo")))
        few = len(statements)
        statements.clear()
        take_in(town, CLEAN)
        take_in(town, CLEAN.replace("Bjørk".encode(), b"Ole"))
    finally:
        event.remove(db.engine, "before_cursor_execute", listener)
    assert len(statements) == few


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_nobody_is_given_to_who_holds_no_meetings(town: Town, role: Role) -> None:
    builders.a_staff(email="admin@eksempel.example", role=role)
    line = LINE + "admin@eksempel.example"
    assert reasons(town, file(line)) == [(2, "caseworker_email", Reason.CASEWORKER_HOLDS_NONE)]


def test_a_team_leader_may_have_people_of_their_own(town: Town) -> None:
    leader = builders.a_staff(email="leder@eksempel.example", role=Role.TEAM_LEADER, team=town.team)
    take_in(town, file(LINE + "leder@eksempel.example"))
    assert bjork().caseworker_id == leader.id
