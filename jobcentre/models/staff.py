"""People who work at the municipality, and the one-time links to their accounts."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jobcentre.models.base import Model, Numbered, Public, Tenanted, choice, db
from jobcentre.models.municipality import Municipality, Team
from jobcentre.rules.access import Role


class Staff(Numbered, Public, Tenanted, Model):
    """A member of staff.

    ``session_epoch`` rises whenever older sessions must end: new password, new role, deactivation.
    ``day_mail``: the day's meetings by e-mail each morning; ``reminder_mail``: one before each meeting.
    ``id`` is also the stretch of the number line on which this person's claims lie (see ``claim``).
    """

    __tablename__ = "staff"
    __table_args__ = (
        Index("uq_staff_email", func.lower(db.text("email")), unique=True),
        CheckConstraint("id < 2147483648", name="id_fits_claim"),
    )

    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    email: Mapped[str]
    name: Mapped[str]
    role: Mapped[Role] = mapped_column(choice(Role))
    language: Mapped[str] = mapped_column(default="da")
    password_hash: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    day_mail: Mapped[bool] = mapped_column(default=True)
    reminder_mail: Mapped[bool] = mapped_column(default=False)
    session_epoch: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]

    team: Mapped[Team | None] = relationship()
    municipality: Mapped[Municipality] = relationship()


class AccountPurpose(StrEnum):
    """Why an account link was sent; it decides the words of the message."""

    WELCOME = "welcome"
    RESET = "reset"


class AccountLink(Numbered, Public, Tenanted, Model):
    """A link by e-mail with which a member of staff chooses a password, once.

    The token stands sealed beside its digest, since the message that carries it is composed when it is sent. The row
    stays when the link is used or has run out.
    """

    __tablename__ = "account_link"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[AccountPurpose] = mapped_column(choice(AccountPurpose))
    token_digest: Mapped[bytes] = mapped_column(unique=True)
    token_sealed: Mapped[bytes]
    token_key: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    staff: Mapped[Staff] = relationship()
