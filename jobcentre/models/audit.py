"""Who saw or changed what, when and to what end."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from jobcentre.models.base import Model, Numbered, Tenanted, choice


class Actor(StrEnum):
    """Who acted."""

    CITIZEN = "citizen"
    STAFF = "staff"
    SYSTEM = "system"
    OPERATOR = "operator"


class AuditEntry(Numbered, Tenanted, Model):
    """One act. ``facts`` hold codes, dates and ids, never names, numbers or addresses."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_citizen_id_id", "citizen_id", "id"),
        Index("ix_audit_entry_municipality_id_at", "municipality_id", "at"),
    )

    at: Mapped[datetime]
    actor: Mapped[Actor] = mapped_column(choice(Actor))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    action: Mapped[str]
    citizen_id: Mapped[int | None] = mapped_column(ForeignKey("citizen.id", ondelete="CASCADE"))
    facts: Mapped[dict[str, Any]]
