"""Writing to somebody again by a way that was given up: they wanted no SMS, or the address was found not to work."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import select

from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.services import audit, booking, requests
from jobcentre.services.audit import Who
from jobcentre.services.transaction import transaction
from jobcentre.services.visibility import people_of


class Way(StrEnum):
    """What is to be used again: the e-mail address or the number on file, or SMS as such."""

    EMAIL = "email"
    MOBILE = "mobile"
    SMS = "sms"


_COLUMNS = {Way.EMAIL: "email_refused", Way.MOBILE: "mobile_refused", Way.SMS: "sms_stopped_at"}
_ENTRIES = {Way.EMAIL: "address.retried", Way.MOBILE: "address.retried", Way.SMS: "citizen.sms_started"}


def resume(centre: Centre, public_id: UUID, way: Way, request_id: UUID, who: Who) -> bool:
    """Use a way again and write what has not arrived; commits. ``False`` when there was nothing to take back."""
    with transaction():
        if earlier := requests.seen_before(request_id, "resume", public_id, way):
            return earlier.result == "done"
        citizen = db.session.execute(
            select(Citizen)
            .where(Citizen.public_id == public_id, people_of(who))
            .with_for_update(of=Citizen, key_share=True)
            .execution_options(populate_existing=True)
        ).scalar()
        if citizen is None or getattr(citizen, _COLUMNS[way]) is None:
            return False
        setattr(citizen, _COLUMNS[way], None)
        facts = {} if way is Way.SMS else {"channel": "sms" if way is Way.MOBILE else way.value}
        audit.record(_ENTRIES[way], who, citizen.id, **facts)
        booking.catch_up(centre, [citizen.id], who)
        requests.answer(request_id, "done")
        return True
