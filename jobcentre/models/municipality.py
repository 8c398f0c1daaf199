"""A municipality and its teams."""

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from jobcentre.models.base import Model, Numbered, Public, Tenanted, choice, db
from jobcentre.rules.identifying import Identification


class Municipality(Numbered, Model):
    """The tenant: everything else belongs to one of these.

    ``email`` is the mailbox that is read: ORGANIZER of every invitation and sender of every message.
    ``identification`` is how citizens say who they are. ``cvr`` names the authority in Digital Post, ``sms_sender`` is
    the name an SMS comes from.
    """

    __tablename__ = "municipality"
    __table_args__ = (CheckConstraint("code ~ '^[0-9]{4}$'", name="code"),)

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    jobcentre: Mapped[str]
    address: Mapped[str]
    phone: Mapped[str]
    phone_hours: Mapped[str]
    email: Mapped[str]
    cvr: Mapped[str] = mapped_column(default="")
    sms_sender: Mapped[str] = mapped_column(default="")
    identification: Mapped[Identification] = mapped_column(choice(Identification), default=Identification.BIRTH_DATE)


class Team(Numbered, Public, Tenanted, Model):
    """Caseworkers who stand in for each other."""

    __tablename__ = "team"
    __table_args__ = (db.UniqueConstraint("municipality_id", "name"),)

    name: Mapped[str]
