"""A statement that is kept and run again belongs to whoever runs it, never to whoever ran it first."""

import pytest
from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased

from jobcentre.centre import Centre
from jobcentre.models.base import TenantMissing, db, scope, unscoped
from jobcentre.models.citizen import Citizen
from jobcentre.models.staff import Staff
from tests.builders import Town, a_citizen, a_town

OTHER = aliased(Staff)
NAMES = select(Citizen.given_name).where(Citizen.given_name.in_(bindparam("names", expanding=True)))
NUMBER = select(func.count()).select_from(OTHER)
ALL = {"names": ["Her", "Der"]}


@pytest.fixture
def elsewhere(town: Town, centre: Centre) -> Town:
    """A second municipality; each has one citizen."""
    a_citizen(centre, given_name="Her")
    made = a_town(centre)
    with scope(made.municipality.id):
        a_citizen(centre, given_name="Der")
    return made


def names() -> list[str]:
    return sorted(db.session.execute(NAMES, ALL).scalars())


def test_an_alias_is_narrowed_too(town: Town, elsewhere: Town) -> None:
    with scope(elsewhere.municipality.id):
        assert db.session.execute(NUMBER).scalar_one() == 1
    assert db.session.execute(NUMBER).scalar_one() == 1


def test_without_a_municipality_it_is_refused_although_it_ran_before(town: Town, elsewhere: Town) -> None:
    assert names() == ["Her"]
    db.session().info.clear()
    with pytest.raises(TenantMissing):
        names()


def test_across_all_it_is_not_narrowed_although_it_was_before(town: Town, elsewhere: Town) -> None:
    assert names() == ["Her"]
    with unscoped():
        assert names() == ["Der", "Her"]
