"""Taking a municipality into the service, with its first administrator."""

from collections.abc import Mapping
from uuid import uuid4

from sqlalchemy import select

from jobcentre.centre import Centre
from jobcentre.models.base import db, scope, unscoped
from jobcentre.models.municipality import Municipality
from jobcentre.rules.access import Role
from jobcentre.services import audit
from jobcentre.services.staff_accounts import administration, staffing
from jobcentre.services.transaction import transaction
from jobcentre.services.unfit import Fault, Unfit

CODE_LENGTH = 4


def found(centre: Centre, code: str, details: Mapping[str, str], administrator: Mapping[str, str]) -> None:
    """Add the municipality and its administrator, who gets a link to choose a password; all or nothing.

    ``details`` as on the page of the municipality, ``administrator``: name, email, language. No rule pack is
    chosen: nobody is summoned before the administrator has done so. Raises ``Unfit``.
    """
    values = administration.checked(details)
    if len(code) != CODE_LENGTH or not (code.isascii() and code.isdigit()):
        raise Unfit({"code": Fault.UNKNOWN})
    with transaction():
        with unscoped():
            if db.session.execute(select(Municipality.id).where(Municipality.code == code)).first():
                raise Unfit({"code": Fault.NAME_TAKEN})
            row = Municipality(code=code, **values)
            db.session.add(row)
            db.session.flush()
        with scope(row.id):
            # commits both, or takes both back
            form = {**administrator, "role": Role.ADMINISTRATOR.value, "team": ""}
            staffing.create_staff(centre, form, uuid4(), audit.OPERATOR)
