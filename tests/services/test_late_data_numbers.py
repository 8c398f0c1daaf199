"""Case numbers and CPR numbers that change: every number anybody has had leads to the same person."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen, CitizenAlias
from jobcentre.registers import Faulty, Reason
from jobcentre.rules.refusals import Invalid
from jobcentre.services import audit
from jobcentre.services.audit import OPERATOR
from jobcentre.services.register import merging, renumbering
from tests.builders import Town, a_citizen
from tests.services.registered import take_in, the_citizen
from tests.services.trail import entries

SECOND = "640501-4322"


def merge(town: Town, keep: Citizen, gone: Citizen) -> UUID:
    who = audit.staff(town.caseworker.id)
    return merging.merge(town.centre, keep.public_id, gone.public_id, uuid4(), who)


def test_a_file_with_the_old_number_means_the_kept_person(town: Town) -> None:
    take_in(town, {}, {"external_id": "A2", "cpr": SECOND})
    merge(town, the_citizen("A1"), the_citizen("A2"))
    result = take_in(town, {"external_id": "A2", "family_name": "Dam"})
    assert (result.updated, result.created, result.missing) == (1, 0, ())
    assert the_citizen("A1").family_name == "Dam"
    with pytest.raises(Faulty) as refused:
        take_in(town, {}, {"external_id": "A2", "cpr": SECOND})
    assert [fault.reason for fault in refused.value.faults] == [Reason.SAME_PERSON]


def test_the_number_of_the_gone_row_is_free_for_the_kept(town: Town) -> None:
    take_in(town, {}, {"external_id": "A2", "cpr": SECOND})
    with pytest.raises(Faulty):
        take_in(town, {"cpr": SECOND})
    merge(town, the_citizen("A1"), the_citizen("A2"))
    assert take_in(town, {"cpr": SECOND}).updated == 1


def test_a_new_case_number_keeps_the_person_and_the_old_number(town: Town) -> None:
    take_in(town)
    with pytest.raises(Faulty) as refused:
        take_in(town, {"external_id": "B1"})
    (fault,) = refused.value.faults
    assert (fault.reason, fault.facts["new_id"]) == (Reason.CPR_KNOWN, "B1")
    who = audit.staff(town.caseworker.id)
    renumbering.renumber(town.centre, UUID(str(fault.facts["public_id"])), "B1", uuid4(), who)
    assert take_in(town, {"external_id": "B1"}).unchanged == 1
    assert take_in(town).unchanged == 1  # the old one means the same
    assert entries(the_citizen("B1").id)[-1].facts == {"before": "A1", "after": "B1"}
    renumbering.renumber(town.centre, the_citizen("B1").public_id, "A1", uuid4(), who)
    assert db.session.execute(select(CitizenAlias.external_id)).scalars().all() == ["B1"]
    assert take_in(town).unchanged == 1


def test_a_number_of_somebody_else_is_not_given(town: Town) -> None:
    mine, theirs = a_citizen(town.centre), a_citizen(town.centre)
    for number in (theirs.external_id, ""):
        with pytest.raises(Invalid):
            renumbering.renumber(town.centre, mine.public_id, number, uuid4(), OPERATOR)
    with pytest.raises(Invalid):
        merge(town, mine, mine)
