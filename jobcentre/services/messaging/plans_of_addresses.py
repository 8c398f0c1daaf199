"""What must be said when a citizen's own address or number is another now: where the former one still leads."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db, tenant
from jobcentre.models.citizen import Citizen
from jobcentre.models.message import Message
from jobcentre.models.occasion import Summons
from jobcentre.rules.reach import Medium
from jobcentre.services.messaging.routing import reach_of
from jobcentre.services.messaging.rows import Plan, write
from jobcentre.texts.kinds import Kind

NEWS = timedelta(days=14)


def write_to_former(centre: Centre, summons: Summons, citizen: Citizen, changed: Medium) -> None:
    """Write that an address is about to be another, to the one it takes the place of; it goes nowhere else.

    Where there was none that works, to what else is on file. The address is sealed into the row: when the message
    leaves, the citizen has another. To be called before the change. Does not commit.
    """
    leads = reach_of(centre, citizen).person
    ways = {Medium.EMAIL: (leads.email, citizen.email), Medium.SMS: (leads.mobile, citizen.mobile)}
    for medium in sorted(ways, key=lambda way: way is not changed):
        works, address = ways[medium]
        if works and address:
            write([_plan(centre, summons, medium, address)])
            return


def _plan(centre: Centre, summons: Summons, medium: Medium, address: str) -> Plan:
    mine = Message.summons_id == summons.id, Message.kind == Kind.ADDRESS_CHANGED.value
    before = db.session.execute(select(func.count(Message.id)).where(*mine)).scalar_one()
    plan = Plan(
        subject=f"address of summons:{summons.id}",
        version=before + 1,
        kind=Kind.ADDRESS_CHANGED,
        channel=medium,
        due_at=clock.now(),
        not_after=clock.now() + NEWS,
        columns={"citizen_id": summons.citizen_id, "summons_id": summons.id},
    )
    sealed = centre.keys.seal(address.encode(), f"{tenant()}:message:{plan.row()['key']}:recipient")
    return replace(plan, columns=plan.columns | {"recipient_sealed": sealed.value, "recipient_key": sealed.key})
