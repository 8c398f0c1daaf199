"""Whose people a member of staff sees: the one place that knows teams."""

from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, or_, select, true
from sqlalchemy.orm import aliased

from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting
from jobcentre.models.municipality import Team
from jobcentre.models.staff import Staff
from jobcentre.rules.access import Role, Scope, scope
from jobcentre.services.audit import Who

_WIDE = tuple(role for role in Role if scope(role) is Scope.MUNICIPALITY)


def people_of(who: Who) -> ColumnElement[bool]:
    """Return the condition on ``Citizen``: the reader's own team's people, those without a team, and one's own.

    Rows that were merged into another are nobody's: what there was stands on the other. Roles that reach the whole
    municipality, and staff without a team, see everybody. It costs no statement of its own: role and team are read
    within the statement it is put into.
    """
    if not who.is_staff:
        return true()
    mine = or_(
        _sees_all(who),
        Citizen.team_id.is_(None),
        Citizen.team_id == _team(who),
        Citizen.caseworker_id == who.staff_id,
    )
    return and_(mine, Citizen.merged_into_id.is_(None))


def meetings_of(who: Who) -> ColumnElement[bool]:
    """Return the condition on ``Meeting`` and ``Citizen``: the reader's own meetings, and those of ``people_of``."""
    return or_(Meeting.staff_id == who.staff_id, people_of(who)) if who.is_staff else true()


def staff_of(who: Who) -> ColumnElement[bool]:
    """Return the condition on ``Staff``: whose calendar and hours the reader may look at (the own team's)."""
    if not who.is_staff:
        return true()
    return or_(_sees_all(who), Staff.id == who.staff_id, Staff.team_id == _team(who))


def teams_of(who: Who) -> ColumnElement[bool]:
    """Return the condition on ``Team``: the reader's own, or all."""
    return or_(_sees_all(who), Team.id == _team(who)) if who.is_staff else true()


def role_of(who: Who) -> ScalarSelect[Role]:
    """Return the reader's role, to be read within another statement; null when the reader is not staff."""
    reader = aliased(Staff)
    return select(reader.role).where(reader.id == who.staff_id).scalar_subquery()


def _sees_all(who: Who) -> ScalarSelect[Any]:
    reader = aliased(Staff)  # an alias, or the statement around it would take the table for its own
    wide = case((or_(reader.role.in_(_WIDE), reader.team_id.is_(None)), True), else_=False)
    return select(wide).where(reader.id == who.staff_id).scalar_subquery()


def _team(who: Who) -> ScalarSelect[Any]:
    reader = aliased(Staff)
    return select(reader.team_id).where(reader.id == who.staff_id).scalar_subquery()
