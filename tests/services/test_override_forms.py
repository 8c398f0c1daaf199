"""What may be decided in place of the rules: grounds, days and words, each fault with its field."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from jobcentre.models.base import db
from jobcentre.models.override import Override
from jobcentre.registers import Faulty, Reason
from jobcentre.rules.overrides import OverrideKind
from jobcentre.services import audit
from jobcentre.services.decisions import deciding
from jobcentre.services.decisions.override_forms import OverrideForm
from tests.builders import Town, a_citizen


def faults(form: OverrideForm, town: Town) -> list[tuple[str | None, Reason]]:
    with pytest.raises(Faulty) as refused:
        deciding.decide(town.centre, uuid4(), form, uuid4(), audit.staff(town.caseworker.id))
    return [(fault.column, fault.reason) for fault in refused.value.faults]


def test_all_faults_are_told_at_once(town: Town) -> None:
    assert faults(OverrideForm(OverrideKind.EXEMPT, "holiday", "", "30-02-2026", "x" * 201), town) == [
        ("ground", Reason.GROUND),
        ("from_on", Reason.MISSING),
        ("until_on", Reason.DATE_IMPOSSIBLE),
        ("note", Reason.TOO_LONG),
    ]


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (OverrideForm(OverrideKind.DEFERRED, "away"), ("until_on", Reason.MISSING)),
        (OverrideForm(OverrideKind.CHASING_PAUSED, "complaint"), ("until_on", Reason.MISSING)),
        (OverrideForm(OverrideKind.DEFERRED, "away", until_on="22-11-2026"), ("until_on", Reason.UNTIL_PAST)),
        (OverrideForm(OverrideKind.DEFERRED, "away", until_on="24-11-2028"), ("until_on", Reason.UNTIL_FAR)),
        (OverrideForm(OverrideKind.DEFERRED, "parental_leave", until_on="24-11-2026"), ("ground", Reason.GROUND)),
        (OverrideForm(OverrideKind.DEFERRED, "other", until_on="24-11-2026"), ("note", Reason.MISSING)),
        (
            OverrideForm(OverrideKind.EXEMPT, "job_agreed", "02-12-2026", "01-12-2026"),
            ("until_on", Reason.UNTIL_BEFORE_FROM),
        ),
    ],
)
def test_what_cannot_stand(town: Town, form: OverrideForm, expected: tuple[str, Reason]) -> None:
    assert faults(form, town) == [expected]


@pytest.mark.parametrize("until_on", ["23-11-2026", "23-11-2028"])
def test_the_first_and_the_last_day_that_stand(town: Town, until_on: str) -> None:
    form = OverrideForm(OverrideKind.DEFERRED, "away", until_on=until_on)
    deciding.decide(town.centre, a_citizen(town.centre).public_id, form, uuid4(), audit.staff(town.caseworker.id))
    assert db.session.execute(select(Override.until_on)).scalar() is not None


def test_who_is_not_unemployed_has_no_run_to_leave_out(town: Town) -> None:
    citizen, form = a_citizen(town.centre), OverrideForm(OverrideKind.NOT_RELEVANT, "held_elsewhere")
    with pytest.raises(Faulty) as refused:
        deciding.decide(town.centre, citizen.public_id, form, uuid4(), audit.staff(town.caseworker.id))
    assert [fault.reason for fault in refused.value.faults] == [Reason.NO_RUN]
    assert db.session.execute(select(Override.id)).first() is None
