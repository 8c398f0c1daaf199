"""Acting upon people whose rows are ours: what stands then is judged again, and goes before what was planned."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.message import Message
from jobcentre.models.occasion import Held, Occasion
from jobcentre.rules.capacity import Group, Supply
from jobcentre.rules.eligibility import Verdict
from jobcentre.rules.packs import Pack
from jobcentre.rules.withdrawal import Ground
from jobcentre.services import audit, messaging, occasions, summoning, verdicts
from jobcentre.services.audit import Who
from jobcentre.services.summoning import lacking, making
from jobcentre.services.summoning.lacking import Obstacle, Office
from jobcentre.services.supply import capacity
from jobcentre.services.sweep.judging import Act, File, Swept, files_of, judge
from jobcentre.services.sweep.preview import Plan, with_facts
from jobcentre.texts.kinds import Kind

_OUTDATED = (Kind.SUMMONS.value, Kind.SUMMONS_FIXED.value, Kind.WITHDRAWN.value)


def is_called(person: Swept) -> bool:
    """Whether the plan is to summon the person, or to hold them back."""
    return person.act in (Act.SUMMONED, Act.HELD)


@dataclass(frozen=True, slots=True)
class Turn:
    """One sweep's acting by its plan."""

    centre: Centre
    pack: Pack
    plan: Plan
    who: Who

    def take(self, people: Sequence[Swept]) -> list[Swept]:
        """Act upon these within the caller's transaction, and return what was done."""
        planned = {person.citizen_id: person for person in people}
        locked = with_facts().where(Citizen.id.in_(planned)).order_by(Citizen.id)
        locked = locked.with_for_update(of=Citizen, key_share=True)
        citizens: Sequence[Citizen] = db.session.execute(locked).scalars().all()
        files, office = files_of(list(planned)), lacking.office()
        done: dict[int, Swept] = {}
        calls: list[tuple[Citizen, Swept, File]] = []
        for citizen in citizens:
            judged = judge(self.centre, self.pack, citizen, files[citizen.id])
            done[citizen.id] = judged
            if judged.act is not Act.SUMMONED:
                self._let_go(judged, citizen)
                continue
            obstacle, group = self._obstacle(citizen, planned[citizen.id], office)
            act = Act.HELD if obstacle else Act.SUMMONED
            held, fields = (obstacle.held, obstacle.fields) if obstacle else (None, ())
            done[citizen.id] = replace(judged, act=act, held=held, fields=fields, group=group)
            calls.append((citizen, done[citizen.id], files[citizen.id]))
        for citizen_id, occasion in self._call(calls).items():
            act = Act.HELD if occasion.held else Act.SUMMONED
            done[citizen_id] = replace(done[citizen_id], act=act, held=occasion.held, occasion_id=occasion.id)
        return [done[citizen_id] for citizen_id in planned if citizen_id in done]

    def _obstacle(self, citizen: Citizen, planned: Swept, office: Office) -> tuple[Obstacle | None, Group]:
        """Say what stands against summoning somebody now; the time kept for them is of the group they were in."""
        group = office.group_of(citizen)
        books_not = lacking.books_not(citizen)
        obstacle = lacking.against(self.centre, self.pack, citizen, office, books_not)
        if obstacle is not None:
            return obstacle, group
        if planned.act is Act.SUMMONED and planned.group == group:
            return None, group
        room = self.plan.room
        kept = planned.held is not Held.NO_TIMES and room is not None
        if kept and room is not None and room.take(group, lacking.last_day(self.pack, citizen)):
            return None, group
        return Obstacle(Held.NO_TIMES), group

    def _call(self, calls: Sequence[tuple[Citizen, Swept, File]]) -> dict[int, Occasion]:
        """Make the occasions that are not there yet, and summon or hold back; a few statements for all."""
        occasions = {citizen.id: self._occasion(citizen, judged, file) for citizen, judged, file in calls}
        new = [occasions[citizen.id] for citizen, judged, _ in calls if judged.occasion_id is None]
        making.make_all(new, self.who)
        ready, again = [], []
        for citizen, judged, file in calls:
            occasion = occasions[citizen.id]
            if file.untold is not None:
                summoning.summoned_anew(self.centre, occasion, citizen, self.who)
            elif judged.held is not None:
                making.hold(occasion, Obstacle(judged.held, judged.fields), self.who)
            else:
                ready.append((occasion, citizen))
                again += [citizen.id] if judged.occasion_id is not None else []
        if again:
            messaging.void(Message.citizen_id.in_(again) & Message.kind.in_(_OUTDATED))
        if ready:
            making.call_all(self.centre, ready, self.who, self._known([citizen for _, citizen in ready]))
        return occasions

    def _known(self, citizens: Sequence[Citizen]) -> Supply:
        """The times as they were read for the plan: what was offered is told by them."""
        if self.plan.room is not None:
            return self.plan.room.supply
        return capacity.supply(self.pack, max(lacking.last_day(self.pack, citizen) for citizen in citizens))

    def _occasion(self, citizen: Citizen, judged: Swept, file: File) -> Occasion:
        if judged.occasion_id is not None:
            occasion = db.session.get_one(Occasion, judged.occasion_id)
            occasion.pack = self.pack.name  # of one held back under an earlier pack nobody has been told
            return occasion
        former = next((one for one in file.made if one.id == judged.former_id), None)
        return making.new_occasion(citizen, self.pack, judged.verdict, former)

    def _let_go(self, judged: Swept, citizen: Citizen) -> None:
        if judged.occasion_id is None:
            return
        if judged.act is Act.NOT_DUE:
            _drop(self.centre, judged, citizen, self.who)
        elif judged.act is Act.WITHDRAWN:
            _withdraw(self.centre, judged.occasion_id, judged.verdict, self.who)


def _drop(centre: Centre, judged: Swept, citizen: Citizen, who: Who) -> None:
    """Take back what nobody has been told of; should the person become due again, it is made anew.

    One that follows another is let go instead: no rule would find it again, for the other one counts as done.
    """
    occasion = db.session.get_one(Occasion, judged.occasion_id)
    if occasion.after_id is None:
        db.session.delete(occasion)
        audit.record("occasion.dropped", who, citizen.id)
    elif judged.verdict is not None and any(one.code in occasions.LOST for one in judged.verdict.reasons):
        _withdraw(centre, occasion.id, judged.verdict, who)


def _withdraw(centre: Centre, occasion_id: int, verdict: Verdict | None, who: Who) -> None:
    """Let go of a duty that has ended for good, and keep why: should its run go on after all, it does not count."""
    occasion = db.session.get_one(Occasion, occasion_id)
    if summoning.withdraw_quietly(centre, occasion_id, who, Ground.NO_LONGER_DUE) and verdict is not None:
        occasion.reasons = [*occasion.reasons, *verdicts.stored(verdict)]
