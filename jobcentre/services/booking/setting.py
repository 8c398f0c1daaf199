"""Booking a time for somebody who has not chosen one. Nothing here commits."""

from collections.abc import Iterable
from datetime import timedelta

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting, Party
from jobcentre.models.occasion import Summons
from jobcentre.models.task import TaskKind
from jobcentre.rules import forms as form_rules
from jobcentre.rules.fixing import Choice
from jobcentre.rules.packs import Pack
from jobcentre.rules.refusals import SlotTaken
from jobcentre.services import forms, messaging, needs, tasks
from jobcentre.services.audit import Who
from jobcentre.services.booking import claims, making


def set_for(centre: Centre, summons: Summons, citizen: Citizen, choices: Iterable[Choice], who: Who) -> Meeting | None:
    """Book the first of these times that is still free, and write to both sides; ``None`` when all are taken.

    The caller holds occasion and summons locked, and there is no confirmed meeting.
    """
    pack = centre.packs[summons.pack]
    meeting = _claimed(centre, summons, citizen, pack, choices, who)
    if meeting is None:
        return None
    meeting.booked_by = Party.SERVICE
    summons.time_set_at = clock.now()
    db.session.flush()
    messaging.write(messaging.plan_change(meeting, messaging.INVITED, pack, messaging.reach_of(centre, citizen)))
    making.record("meeting.set", meeting, who)
    tasks.settle([citizen.id], [TaskKind.NO_TIME_SET], who)
    needs.met(meeting, who)
    return meeting


def _claimed(
    centre: Centre, summons: Summons, citizen: Citizen, pack: Pack, choices: Iterable[Choice], who: Who
) -> Meeting | None:
    decided = form_rules.decide(None, pack, forms.situation(pack, summons, citizen))
    meeting = None
    for choice in choices:
        if meeting is None:
            meeting = making.new(centre, summons, pack, choice.starts_at, choice.staff_id, decided=decided, who=who)
        meeting.starts_at = choice.starts_at
        meeting.ends_at = choice.starts_at + timedelta(minutes=pack.duration_minutes)
        try:
            claims.claim_first(meeting, [choice.staff_id], pack)
        except SlotTaken:
            continue
        return meeting
    if meeting is not None:
        db.session.delete(meeting)
        db.session.flush()
    return None
