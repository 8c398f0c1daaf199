"""Whose times somebody chooses among: their caseworker's, then also those of the caseworker's team."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, select

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.claim import Claim
from jobcentre.models.occasion import Summons
from jobcentre.models.staff import Staff


class Circle(StrEnum):
    """How far a citizen looks. Who has no caseworker looks among the team, else among all, either way."""

    OWN = "own"  # the assigned caseworker, and the colleagues only when the caseworker has no times left
    COLLEAGUES = "colleagues"  # the caseworker's colleagues too


@dataclass(frozen=True, slots=True)
class Chooser:
    """Whose free times count for a citizen: the assigned caseworker's, else the team's, else everybody's.

    A caseworker whose account is closed counts as none. Beside a caseworker ``team_id`` is the team the caseworker
    is in, which need not be the citizen's: whoever looks among the colleagues must not have fewer times than before.
    """

    caseworker_id: int | None
    team_id: int | None

    @property
    def limit(self) -> "Limit":
        if self.caseworker_id is not None:
            return Limit.CASEWORKER
        return Limit.TEAM if self.team_id is not None else Limit.NONE

    @property
    def values(self) -> dict[str, int | None]:
        """What the statements of ``limit`` want to know."""
        return {"limit": self.caseworker_id if self.caseworker_id is not None else self.team_id}

    def within(self, circle: Circle) -> "Chooser":
        """Return whose times count in a circle. The colleagues of a caseworker without a team are all."""
        return self if circle is Circle.OWN else Chooser(None, self.team_id)


class Limit(Enum):
    """To whom a search for free times is limited."""

    CASEWORKER = "caseworker"
    TEAM = "team"
    NONE = "none"

    def condition(self, staff: Any) -> ColumnElement[bool]:
        """Return the condition on ``staff`` (the model, or its table's columns), with the parameter ``limit``."""
        match self:
            case Limit.CASEWORKER:
                wanted = staff.id == bindparam("limit")
            case Limit.TEAM:
                wanted = staff.team_id == bindparam("limit")
            case Limit.NONE:
                wanted = staff.id.is_not(None)
        return wanted  # type: ignore[no-any-return]


def chooser_of(citizen: Citizen) -> Chooser:
    """Return whose free times count for a citizen."""
    if citizen.caseworker_id is None:
        return Chooser(None, citizen.team_id)
    row = db.session.execute(_active(), {"caseworker_id": citizen.caseworker_id}).first()
    return _chooser(citizen, row)


def chooser_and_held(citizen: Citizen, summons_id: int, starts_at: datetime) -> tuple[Chooser, int | None]:
    """Return the same, and with whom a time is held for the citizen if it is; one statement."""
    given = {"caseworker_id": citizen.caseworker_id, "of": summons_id, "starts_at": starts_at, "now": clock.now()}
    row = db.session.execute(_active_and_held(), given).one()
    return _chooser(citizen, row if row.id is not None else None), row.held


def _chooser(citizen: Citizen, caseworker: Any) -> Chooser:
    return Chooser(caseworker.id, caseworker.team_id) if caseworker else Chooser(None, citizen.team_id)


@cache
def _active() -> Select[int, int | None]:
    return select(Staff.id, Staff.team_id).where(Staff.id == bindparam("caseworker_id"), Staff.active)


@cache
def _active_and_held() -> Select[Any, Any, Any]:
    held = and_(
        Claim.summons_id == Summons.id,
        Claim.time_offer_id.is_(None),
        Claim.starts_at == bindparam("starts_at"),
        Claim.expires_at > bindparam("now"),
    )
    return (
        select(Staff.id, Staff.team_id, Claim.staff_id.label("held"))
        .select_from(Summons)
        .outerjoin(Staff, and_(Staff.id == bindparam("caseworker_id"), Staff.active))
        .outerjoin(Claim, held)
        .where(Summons.id == bindparam("of"))
    )
