"""What a dry run adds to the judgement: who could not be summoned after all, and who the people are."""

from dataclasses import replace
from datetime import date

from sqlalchemy import select

from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.staff import Staff
from jobcentre.rules.packs import Pack
from jobcentre.services import availability, summoning
from jobcentre.services.audit import Who
from jobcentre.services.availability import Chooser
from jobcentre.services.sweep.judging import Act, Face, Swept
from jobcentre.services.visibility import people_of


class Preview:
    """One dry run. Whether a caseworker or a team has a time is asked once for everybody who shares them."""

    def __init__(self, centre: Centre, pack: Pack, who: Who) -> None:
        self.centre, self.pack = centre, pack
        self.visible = set(db.session.execute(select(Citizen.id).where(people_of(who))).scalars())
        self.staff = {row.id: row.name for row in db.session.execute(select(Staff.id, Staff.name))}
        self.known: dict[tuple[Chooser, date], bool] = {}

    def completed(self, judged: Swept, citizen: Citizen) -> Swept:
        """Return the judgement with why a due person cannot be summoned, and with who it is."""
        if judged.act is Act.SUMMONED:
            held = summoning.why_not(self.centre, self.pack, citizen, self._any_time)
            judged = replace(judged, act=Act.HELD if held else Act.SUMMONED, held=held)
        if citizen.id not in self.visible:
            return judged
        caseworker = availability.chooser_of(citizen).caseworker_id if judged.act is Act.HELD else None
        return replace(judged, face=Face(citizen.public_id, citizen.name, self.staff.get(caseworker or 0)))

    def _any_time(self, pack: Pack, chooser: Chooser, last: date) -> bool:
        if (chooser, last) not in self.known:
            self.known[chooser, last] = availability.any_time(pack, chooser, last)
        return self.known[chooser, last]
