"""One person by hand: the same rules as the file, shown field by field."""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from jobcentre import clock
from jobcentre.models.audit import AuditEntry
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen, Spell
from jobcentre.models.message import Message
from jobcentre.registers import Faulty, Reason
from jobcentre.rules.access import Role
from jobcentre.services import audit
from jobcentre.services.register import people_edit
from jobcentre.services.register.people_edit import PersonForm
from tests import builders
from tests.builders import Town

PERSON = {
    "external_id": "HAND-1",
    "cpr": "640501-4234",
    "given_name": "Emilie",
    "family_name": "Østergaard",
    "email": "emilie@example.dk",
    "mobile": "20 00 00 00",
    "language": "da",
    "protected_address": "yes",
    "needs": "interpreter:arabic, kørestol",
}
SPELL = {"benefit_group": "dagpenge", "spell_started_on": "01-05-2026"}


def save(
    town: Town, person: Mapping[str, str], *spells: Mapping[str, str], of: UUID | None = None, stamp: str = ""
) -> UUID | None:
    form = PersonForm(person, spells, stamp)
    return people_edit.save(town.centre, of, form, uuid4(), audit.staff(town.caseworker.id))


def added(town: Town, *spells: Mapping[str, str]) -> UUID:
    public_id = save(town, PERSON, *(spells or (SPELL,)))
    assert public_id is not None
    return public_id


def shown(town: Town, public_id: UUID) -> PersonForm:
    form = people_edit.filled(public_id, audit.staff(town.caseworker.id))
    assert form is not None
    return form


def citizen(public_id: UUID) -> Citizen:
    query = select(Citizen).where(Citizen.public_id == public_id).execution_options(populate_existing=True)
    return db.session.scalars(query).one()


def trail() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_a_person_is_added_by_hand(town: Town) -> None:
    found = citizen(added(town))
    assert (found.name, found.birth_date, found.mobile) == ("Emilie Østergaard", date(2001, 5, 4), "+4520000000")
    assert (found.needs, found.protected_address) == (["interpreter:arabic", "kørestol"], True)
    assert found.team_id == town.team.id
    assert trail() == ["citizen.added"]


def test_the_form_shows_what_is_on_file_but_never_the_number(town: Town) -> None:
    form = shown(town, added(town))
    assert form.person["cpr"] == ""
    assert form.person["needs"] == "interpreter:arabic, kørestol"
    assert form.spells == [
        {**SPELL, "spell_ended_on": "", "hours": "", "threshold_reached_on": "", "part_time_insured": "no"},
    ]
    assert trail() == ["citizen.added", "citizen.seen"]


def test_saving_what_was_shown_changes_nothing(town: Town) -> None:
    public_id = added(town)
    form = shown(town, public_id)
    before = citizen(public_id).updated_at
    assert save(town, form.person, *form.spells, of=public_id, stamp=form.stamp) == public_id
    assert citizen(public_id).updated_at == before
    assert trail() == ["citizen.added", "citizen.seen"]


def test_a_correction_keeps_the_number_and_withdraws_the_spell_that_is_gone(town: Town) -> None:
    later = {**SPELL, "spell_started_on": "2026-09-01", "benefit_group": "kontanthjaelp"}
    public_id = added(town, SPELL, later)
    form = shown(town, public_id)
    save(town, {**form.person, "email": ""}, form.spells[1], of=public_id, stamp=form.stamp)
    assert citizen(public_id).email is None
    assert citizen(public_id).birth_date == date(2001, 5, 4)
    spells = db.session.execute(select(Spell.started_on, Spell.withdrawn_at).order_by(Spell.started_on)).all()
    assert [(started_on, gone is not None) for started_on, gone in spells] == [
        (date(2026, 5, 1), True),
        (date(2026, 9, 1), False),
    ]
    # the two had overlapped
    assert trail()[-3:] == ["citizen.changed", "spell.withdrawn", "task.done"]


def test_every_fault_once_with_its_spell(town: Town) -> None:
    with pytest.raises(Faulty) as refused:
        save(town, {**PERSON, "cpr": "1", "email": "x"}, {**SPELL, "spell_started_on": "31-02-2026"}, {"hours": "many"})
    assert [(fault.line, fault.column, fault.reason) for fault in refused.value.faults] == [
        (1, "cpr", Reason.CPR_LENGTH),
        (1, "email", Reason.EMAIL),
        (1, "spell_started_on", Reason.DATE_IMPOSSIBLE),
        (2, "benefit_group", Reason.MISSING),
        (2, "spell_started_on", Reason.MISSING),
        (2, "hours", Reason.HOURS),
    ]
    assert trail() == []


def test_a_person_has_at_least_one_spell(town: Town) -> None:
    with pytest.raises(Faulty) as refused:
        save(town, PERSON)
    assert {fault.column for fault in refused.value.faults} == {"benefit_group", "spell_started_on"}


def test_a_known_case_number_is_not_taken_over(town: Town) -> None:
    builders.a_citizen(town.centre, external_id="HAND-1")
    with pytest.raises(Faulty) as refused:
        save(town, PERSON, SPELL)
    assert [fault.reason for fault in refused.value.faults] == [Reason.ID_KNOWN]


def test_a_known_number_is_refused(town: Town) -> None:
    builders.a_citizen(town.centre, cpr="6405014234")
    with pytest.raises(Faulty) as refused:
        save(town, PERSON, SPELL)
    assert [fault.reason for fault in refused.value.faults] == [Reason.CPR_KNOWN]


def test_nobody_writes_over_what_another_changed_meanwhile(town: Town) -> None:
    public_id = added(town)
    first, second = shown(town, public_id), shown(town, public_id)
    clock.shift(timedelta(minutes=1))
    try:
        save(town, {**first.person, "email": "a@example.dk"}, *first.spells, of=public_id, stamp=first.stamp)
        with pytest.raises(Faulty) as refused:
            save(town, {**second.person, "mobile": ""}, *second.spells, of=public_id, stamp=second.stamp)
    finally:
        clock.shift(timedelta(minutes=-1))
    assert [fault.reason for fault in refused.value.faults] == [Reason.CHANGED_MEANWHILE]
    assert citizen(public_id).mobile == "+4520000000"


def test_a_form_sent_twice_adds_one_person(town: Town) -> None:
    request_id, who = uuid4(), audit.staff(town.caseworker.id)
    form = PersonForm(PERSON, [SPELL])
    first = people_edit.save(town.centre, None, form, request_id, who)
    assert people_edit.save(town.centre, None, form, request_id, who) == first


def test_another_teams_person_is_not_there(town: Town) -> None:
    theirs = builders.a_citizen(town.centre, team=builders.a_team())
    who = audit.staff(town.caseworker.id)
    assert people_edit.filled(theirs.public_id, who) is None
    assert save(town, PERSON, SPELL, of=theirs.public_id) is None


def test_an_address_written_later_brings_what_was_not_sent(town: Town) -> None:
    public_id = save(town, {**PERSON, "email": ""}, SPELL)
    assert public_id
    summons = builders.a_summons(town.centre, citizen(public_id))
    builders.a_meeting(town.centre, town.caseworker, summons)
    form = shown(town, public_id)
    save(town, {**form.person, "email": "emilie@example.dk"}, *form.spells, of=public_id, stamp=form.stamp)
    written = set(db.session.scalars(select(Message.kind).where(Message.meeting_id.is_not(None))))
    assert written == {"confirmation", "reminder_hours"}


def test_only_who_holds_meetings_is_offered(town: Town) -> None:
    for role in Role:
        builders.a_staff(name=role.value, role=role, team=town.team)
    assert [one.name for one in people_edit.colleagues()] == ["Mette Skov", "caseworker", "team_leader"]
