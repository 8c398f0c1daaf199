"""One person under a new case number: the old one goes on meaning the same person."""

from uuid import UUID

from sqlalchemy import delete, func, select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db, tenant
from jobcentre.models.citizen import Citizen, CitizenAlias
from jobcentre.rules.refusals import Closed, Code, Invalid
from jobcentre.services import audit, requests
from jobcentre.services.audit import Who
from jobcentre.services.register.intake.turns import take_turn
from jobcentre.services.register.people_edit import PATIENCE
from jobcentre.services.transaction import transaction
from jobcentre.services.visibility import people_of


def renumber(centre: Centre, public_id: UUID, external_id: str, request_id: UUID, who: Who) -> None:
    """Give a person a new case number; the old one goes on meaning the same person. Commits.

    Raises ``Closed`` when there is nobody for ``who``, ``Invalid`` when the number is another person's.
    """
    with transaction():
        take_turn(PATIENCE)
        if requests.seen_before(request_id, "renumber", public_id, external_id):
            return
        query = (
            select(Citizen)
            .where(Citizen.public_id == public_id, people_of(who))
            .with_for_update(of=Citizen, key_share=True)
        )
        citizen = db.session.execute(query.execution_options(populate_existing=True)).scalar()
        if citizen is None:
            raise Closed()
        before, bearer = citizen.external_id, bearer_of(external_id)
        if not external_id or bearer not in (None, citizen.id):
            raise Invalid(Code.NUMBER_TAKEN)
        if external_id == before or _is_of_merged_row(external_id):
            return  # it means this person already
        db.session.execute(delete(CitizenAlias).where(CitizenAlias.external_id == external_id))
        citizen.external_id, citizen.updated_at = external_id, clock.now()
        add_alias(citizen, before)
        audit.record("citizen.renumbered", who, citizen.id, before=before, after=external_id)


def bearer_of(external_id: str) -> int | None:
    """Return whom a case number means in this municipality, present or former, whoever asks."""
    by_alias = select(CitizenAlias.citizen_id).where(CitizenAlias.external_id == external_id)
    by_number = select(func.coalesce(Citizen.merged_into_id, Citizen.id)).where(Citizen.external_id == external_id)
    found = db.session.execute(by_alias).scalar() or db.session.execute(by_number).scalar()
    return int(found) if found is not None else None


def add_alias(citizen: Citizen, external_id: str) -> None:
    """Let a case number mean this person from now on. Does not commit."""
    row = {"citizen_id": citizen.id, "external_id": external_id, "created_at": clock.now()}
    db.session.add(CitizenAlias(municipality_id=tenant(), **row))
    db.session.flush()


def _is_of_merged_row(external_id: str) -> bool:
    query = select(Citizen.id).where(Citizen.external_id == external_id, Citizen.merged_into_id.is_not(None))
    return db.session.execute(query).first() is not None
