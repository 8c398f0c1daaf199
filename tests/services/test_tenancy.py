"""One municipality never sees another's rows, whatever shape the statement has."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Delete, Executable, Select, Update, delete, exists, func, select, text, update

from jobcentre.models.availability import WeeklyHours
from jobcentre.models.base import TENANT, Base, Tenanted, TenantMissing, db, scope, tenant, unscoped
from jobcentre.models.citizen import Citizen, Spell
from jobcentre.models.municipality import Municipality, Team
from tests.builders import Town, a_citizen, a_team


def inside(other: Town, read: Callable[[], Any]) -> Any:
    with scope(other.municipality.id):
        return read()


def ids(model: Any) -> list[int]:
    with unscoped():
        return list(db.session.execute(select(model.id)).scalars())


SHAPES: dict[str, Select[Any]] = {
    "rows": select(Citizen.id),
    "whole rows": select(Citizen),
    "count": select(func.count(Citizen.id)).having(func.count(Citizen.id) > 0),
    "count of a condition": select(func.count()).where(Citizen.given_name == "Naboens").having(func.count() > 0),
    "count from": select(func.count()).select_from(Citizen).having(func.count() > 0),
    "count of a subquery": select(func.count()).select_from(select(Citizen.id).subquery()).having(func.count() > 0),
    "in": select(Team.id).where(Team.municipality_id.in_(select(Citizen.municipality_id))),
    "exists": select(1).where(exists().where(Citizen.given_name == "Naboens")),
    "outer join": select(Citizen.id).outerjoin(Spell, Spell.citizen_id == Citizen.id),
    "subquery": select(select(Citizen.id).subquery()),
    "function": select(func.upper(Citizen.given_name)),
    "with": select(select(Citizen.id).cte("people")),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_no_shape_of_question_shows_the_neighbours_rows(town: Town, neighbour: Town, shape: str) -> None:
    assert db.session.execute(SHAPES[shape]).all() == []
    with unscoped():
        found = db.session.execute(SHAPES[shape]).all()
    assert found or shape == "in"


def test_a_union_is_narrowed_on_both_sides(town: Town, neighbour: Town) -> None:
    both = select(Citizen.id).union_all(select(Citizen.id))
    assert db.session.execute(both).all() == []
    assert len(inside(neighbour, lambda: db.session.execute(both).all())) == 2


def test_reading_by_number_does_not_pass_the_filter(town: Town, neighbour: Town) -> None:
    (number,) = ids(Citizen)
    assert db.session.get(Citizen, number) is None


@pytest.mark.parametrize("change", [update(Citizen).values(given_name="X"), delete(Spell), delete(WeeklyHours)])
def test_a_change_reaches_no_further_than_the_scope(town: Town, neighbour: Town, change: Update | Delete) -> None:
    def everything() -> Any:
        rows = select(Citizen.given_name, Spell.id).join(Spell, Spell.citizen_id == Citizen.id)
        return db.session.execute(rows).all(), db.session.execute(select(WeeklyHours.id)).all()

    before = inside(neighbour, everything)
    db.session.execute(change)
    db.session.commit()
    assert inside(neighbour, everything) == before


@pytest.mark.parametrize("shape", SHAPES)
def test_a_question_without_a_scope_is_refused(database: None, shape: str) -> None:
    with pytest.raises(TenantMissing):
        db.session.execute(SHAPES[shape])


@pytest.mark.parametrize("change", [update(Citizen).values(given_name="X"), delete(Citizen)])
def test_a_change_without_a_scope_is_refused(database: None, change: Update | Delete) -> None:
    with pytest.raises(TenantMissing):
        db.session.execute(change)


@pytest.mark.parametrize("statement", [text("select 1"), select(1), select(Municipality), select(func.count())])
def test_what_names_nobodys_rows_needs_no_scope(database: None, statement: Executable) -> None:
    db.session.execute(statement)


def test_asking_for_the_municipality_without_a_scope_is_refused(database: None) -> None:
    with pytest.raises(TenantMissing):
        tenant()
    with unscoped(), pytest.raises(TenantMissing):
        tenant()


def test_unscoped_sees_everybody_and_ends(town: Town, neighbour: Town) -> None:
    a_citizen(town.centre)
    with unscoped():
        assert len(db.session.execute(select(Citizen.id)).all()) == 2
    assert len(db.session.execute(select(Citizen.id)).all()) == 1


def test_a_scope_ends_with_an_exception_too(town: Town, neighbour: Town) -> None:
    with pytest.raises(KeyError), scope(neighbour.municipality.id):
        raise KeyError
    assert tenant() == town.municipality.id


def test_the_same_statement_is_narrowed_anew_each_time(town: Town, neighbour: Town) -> None:
    a_citizen(town.centre, given_name="Vores")
    question = select(Citizen.given_name)
    for _ in range(3):
        assert db.session.execute(question).scalars().all() == ["Vores"]
        assert inside(neighbour, lambda: db.session.execute(question).scalars().all()) == ["Naboens"]


def test_a_new_row_of_the_neighbours_is_refused(town: Town, neighbour: Town) -> None:
    db.session.add(Team(name="Fremmed", municipality_id=neighbour.municipality.id))
    with pytest.raises(TenantMissing):
        db.session.commit()
    db.session.rollback()


def test_a_new_row_without_a_scope_is_refused(database: None) -> None:
    db.session.add(Team(name="Ingens"))
    with pytest.raises(TenantMissing):
        db.session.commit()
    db.session.rollback()


def test_a_row_of_the_neighbours_that_is_still_at_hand_cannot_be_changed(town: Town, neighbour: Town) -> None:
    team = inside(neighbour, a_team)
    team.name = "Ny"
    with pytest.raises(TenantMissing):
        db.session.commit()
    db.session.rollback()
    db.session.delete(team)
    with pytest.raises(TenantMissing):
        db.session.commit()
    db.session.rollback()


def test_a_row_cannot_be_given_to_the_neighbours(town: Town, neighbour: Town) -> None:
    town.team.municipality_id = neighbour.municipality.id
    with pytest.raises(TenantMissing):
        db.session.commit()
    db.session.rollback()


def test_every_table_but_four_belongs_to_a_municipality(database: None) -> None:
    free = {name for name, table in Base.metadata.tables.items() if TENANT not in table.c}
    assert free == {"municipality", "pace", "throttle", "used_pack"}
    tenanted = {mapper.local_table for mapper in Base.registry.mappers if issubclass(mapper.class_, Tenanted)}
    assert {table for table in Base.metadata.tables.values() if TENANT in table.c} == tenanted
    assert not [table.name for table in Base.metadata.tables.values() if TENANT in table.c and table.c[TENANT].nullable]
