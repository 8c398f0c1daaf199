"""Staff, teams, and the municipality's own details."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from jobcentre.models.base import db, scope
from jobcentre.models.message import Message
from jobcentre.models.staff import Staff
from jobcentre.rules.access import Role
from jobcentre.services import audit
from jobcentre.services.staff_accounts import accounts, administration, employees, staffing
from jobcentre.services.unfit import Fault, Unfit
from tests.builders import Town, a_municipality, a_staff, a_team
from tests.services.counting import statements

FORM = {"name": "Sanne Riis", "email": "sanne@eksempel.example", "role": "caseworker", "language": "da", "team": ""}


def who(town: Town) -> audit.Who:
    return audit.staff(town.caseworker.id)


def stored(email: str) -> Staff:
    db.session.expire_all()
    return db.session.execute(select(Staff).where(Staff.email == email)).scalar_one()


def test_a_new_colleague_gets_a_link_to_choose_a_password(town: Town) -> None:
    form = {**FORM, "team": str(town.team.public_id)}
    staffing.create_staff(town.centre, form, uuid4(), who(town))
    person = stored(FORM["email"])
    assert (person.team_id, person.role, person.password_hash) == (town.team.id, Role.CASEWORKER, None)
    assert db.session.execute(select(Message.kind)).scalar_one() == "account_welcome"


def test_the_same_form_sent_twice_makes_one_colleague(town: Town) -> None:
    request = uuid4()
    first = staffing.create_staff(town.centre, FORM, request, who(town))
    assert staffing.create_staff(town.centre, FORM, request, who(town)) == first


def test_every_fault_of_a_form_is_named_at_once(town: Town) -> None:
    form = {"name": " ", "email": "nowhere", "role": "king", "language": "fr", "team": str(uuid4())}
    with pytest.raises(Unfit) as refused:
        staffing.create_staff(town.centre, form, uuid4(), who(town))
    assert refused.value.faults == {
        "name": Fault.MISSING,
        "email": Fault.EMAIL,
        "role": Fault.MISSING,
        "language": Fault.MISSING,
        "team": Fault.UNKNOWN,
    }


def test_an_address_signs_in_to_one_account_in_the_whole_installation(town: Town) -> None:
    other = a_municipality()
    with scope(other.id):
        a_staff(email="SANNE@eksempel.example")
    with pytest.raises(Unfit) as refused:
        staffing.create_staff(town.centre, FORM, uuid4(), who(town))
    assert refused.value.faults == {"email": Fault.EMAIL_TAKEN}


def test_a_new_role_ends_sessions_a_new_name_does_not(town: Town) -> None:
    staffing.create_staff(town.centre, FORM, uuid4(), who(town))
    person = stored(FORM["email"])
    staffing.change_staff(town.centre, person.public_id, {**FORM, "name": "Sanne Riis Holm"}, uuid4(), who(town))
    assert (stored(FORM["email"]).name, stored(FORM["email"]).session_epoch) == ("Sanne Riis Holm", 0)
    staffing.change_staff(town.centre, person.public_id, {**FORM, "role": "team_leader"}, uuid4(), who(town))
    assert accounts.identity(person.public_id, 0) is None


def test_access_is_closed_at_once_and_can_be_opened_again(town: Town) -> None:
    staffing.create_staff(town.centre, FORM, uuid4(), who(town))
    person = stored(FORM["email"])
    staffing.deactivate(person.public_id, uuid4(), who(town))
    assert accounts.identity(person.public_id, 0) is None
    staffing.reactivate(town.centre, person.public_id, uuid4(), who(town))
    assert stored(FORM["email"]).active


def test_nobody_locks_the_administration_out(town: Town) -> None:
    boss = a_staff(role=Role.ADMINISTRATOR, email="anna@eksempel.example", name="Anna Bech")
    with pytest.raises(Unfit) as refused:
        staffing.deactivate(boss.public_id, uuid4(), audit.staff(boss.id))
    assert refused.value.faults == {"active": Fault.OWN_ACCOUNT}
    with pytest.raises(Unfit) as refused:
        staffing.deactivate(boss.public_id, uuid4(), who(town))
    assert refused.value.faults == {"active": Fault.LAST_ADMINISTRATOR}
    form = {**FORM, "name": boss.name, "email": boss.email}
    with pytest.raises(Unfit) as refused:
        staffing.change_staff(town.centre, boss.public_id, form, uuid4(), who(town))
    assert refused.value.faults == {"role": Fault.LAST_ADMINISTRATOR}


def test_the_list_of_staff_costs_one_statement(town: Town) -> None:
    for number in range(20):
        a_staff(email=f"nummer{number}@eksempel.example", team=town.team)
    with statements() as seen:
        assert len(employees.everybody()) == 21
    assert len(seen) == 1


def test_teams_have_different_names(town: Town) -> None:
    administration.create_team("  Team   Nord ", uuid4(), who(town))
    with pytest.raises(Unfit) as refused:
        administration.create_team("team nord", uuid4(), who(town))
    assert refused.value.faults == {"name": Fault.NAME_TAKEN}
    north = next(team for team in administration.teams() if team.name == "Team Nord")
    administration.rename_team(north.public_id, "Team nord", uuid4(), who(town))
    with pytest.raises(Unfit):
        administration.rename_team(north.public_id, "", uuid4(), who(town))
    assert {team.name for team in administration.teams()} == {town.team.name, "Team nord"}


def test_another_municipality_may_use_the_same_team_name(town: Town) -> None:
    other = a_municipality()
    with scope(other.id):
        a_team(name="Team Nord")
    administration.create_team("Team Nord", uuid4(), who(town))


def test_the_details_are_kept_whole_or_not_at_all(town: Town) -> None:
    before = administration.municipality()
    form = {field: getattr(before, field) for field in administration.DETAILS}
    with pytest.raises(Unfit) as refused:
        administration.change_municipality({**form, "phone": "", "email": "x"}, uuid4(), who(town))
    assert refused.value.faults == {"phone": Fault.MISSING, "email": Fault.EMAIL}
    administration.change_municipality({**form, "phone": "70 20 20 20"}, uuid4(), who(town))
    assert administration.municipality().phone == "70 20 20 20"


@pytest.mark.parametrize(
    ("given", "kept"), [("", ""), ("00000000", "00000000"), ("00 00 00 00", "00000000"), (" 0000 0815 ", "00000815")]
)
def test_a_cvr_number_is_eight_digits_or_none(town: Town, given: str, kept: str) -> None:
    before = administration.municipality()
    form = {field: getattr(before, field) for field in administration.DETAILS}
    administration.change_municipality({**form, "cvr": given}, uuid4(), who(town))
    assert administration.municipality().cvr == kept


@pytest.mark.parametrize("sender", ["", "Jobcenter", "JC Eksempel", "+4570101010"])
def test_the_sender_of_an_sms_is_a_short_name_or_a_number(town: Town, sender: str) -> None:
    before = administration.municipality()
    form = {field: getattr(before, field) for field in administration.DETAILS}
    administration.change_municipality({**form, "sms_sender": sender}, uuid4(), who(town))
    assert administration.municipality().sms_sender == sender


@pytest.mark.parametrize(
    ("field", "text", "fault"),
    [
        ("cvr", "1234567", Fault.CVR),
        ("cvr", "123456789", Fault.CVR),
        ("cvr", "DK12345678", Fault.CVR),
        ("cvr", "１２３４５６７８", Fault.CVR),
        ("sms_sender", "Jobcenter Eksempel", Fault.SMS_SENDER),
        ("sms_sender", "Jobcenter Ø", Fault.SMS_SENDER),
        ("sms_sender", "Job<script>", Fault.SMS_SENDER),
    ],
)
def test_what_no_receiver_could_be_shown_is_not_kept(town: Town, field: str, text: str, fault: Fault) -> None:
    before = administration.municipality()
    form = {name: getattr(before, name) for name in administration.DETAILS}
    with pytest.raises(Unfit) as refused:
        administration.change_municipality({**form, field: text}, uuid4(), who(town))
    assert refused.value.faults == {field: fault}


@pytest.mark.parametrize("phone", ["abc", "12", "70 10 10", "70 10 10 10 abc", "+45 12", "ring 70 10 10 10"])
def test_what_nobody_can_ring_is_no_phone(town: Town, phone: str) -> None:
    before = administration.municipality()
    form = {name: getattr(before, name) for name in administration.DETAILS}
    with pytest.raises(Unfit) as refused:
        administration.change_municipality({**form, "phone": phone}, uuid4(), who(town))
    assert refused.value.faults == {"phone": Fault.PHONE}


@pytest.mark.parametrize("phone", ["70 10 10 10", "+45 70 10 10 10", "70101010", "+46 8 123 456 78"])
def test_what_can_be_rung_is(town: Town, phone: str) -> None:
    before = administration.municipality()
    form = {name: getattr(before, name) for name in administration.DETAILS}
    administration.change_municipality({**form, "phone": phone}, uuid4(), who(town))
    assert administration.municipality().phone == phone


def test_without_a_cvr_number_no_digital_post(town: Town) -> None:
    before = administration.municipality()
    form = {name: getattr(before, name) for name in administration.DETAILS}
    with pytest.raises(Unfit) as refused:
        administration.change_municipality({**form, "cvr": ""}, uuid4(), who(town), cvr_needed=True)
    assert refused.value.faults == {"cvr": Fault.CVR_NEEDED}
    assert administration.municipality() == before
