"""What follows when a person says that they have seen to what a citizen asked for. Never commits."""

from sqlalchemy import exists, select

from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.occasion import Summons
from jobcentre.rules.needs import NeedKind
from jobcentre.services import asked, audit, occasions
from jobcentre.services.audit import Who


def hold(citizen_id: int) -> None:
    """Lock the open summonses of a person, to be done before their tasks: whoever asks or books locks in that order."""
    mine = Summons.citizen_id == citizen_id, Summons.closed_at.is_(None)
    db.session.execute(select(Summons.id).where(*mine).order_by(Summons.id).with_for_update())


def answered(centre: Centre, citizen_id: int, who: Who) -> None:
    """End what waited for an answer. Who asked for another time and has none gets as many days as anybody to choose.

    The days went by while nobody had answered. The caller holds the summons.
    """
    for need in asked.answer(citizen_id):
        facts = _anew(centre, need.summons_id, citizen_id) if need.kind is NeedKind.OTHER_TIME else {}
        audit.record("need.answered", who, citizen_id, need=need.kind.value, **facts)


def _anew(centre: Centre, summons_id: int, citizen_id: int) -> dict[str, str]:
    has_time = exists().where(Meeting.summons_id == Summons.id, Meeting.status == MeetingStatus.CONFIRMED)
    query = select(Summons).where(Summons.id == summons_id, Summons.closed_at.is_(None), ~has_time)
    summons = db.session.execute(query.execution_options(populate_existing=True)).scalar()
    if summons is None:
        return {}
    born = db.session.execute(select(Citizen.birth_date).where(Citizen.id == citizen_id)).scalar_one()
    return occasions.choose_anew(summons, born, centre.packs[summons.pack])
