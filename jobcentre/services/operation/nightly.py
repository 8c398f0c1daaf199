"""The sweep with what belongs to it: evidence of the times there were, and word to leaders where they are short."""

from dataclasses import dataclass

from jobcentre.centre import Centre
from jobcentre.services import audit, sweep
from jobcentre.services.audit import Who
from jobcentre.services.supply import offerings, shortages
from jobcentre.services.sweep import SweepResult


@dataclass(frozen=True, slots=True)
class Night:
    """What came of it: ``offers`` noted for those without a time, and how many leaders were ``told``."""

    swept: SweepResult
    offers: int
    told: int

    @property
    def summary(self) -> str:
        """One line of numbers for logs and the timetable's record."""
        return f"{self.swept.summary}, offers {self.offers}, leaders told {self.told}"


def run(centre: Centre, who: Who = audit.SYSTEM) -> Night:
    """Summon who is due, then keep what everybody without a time can choose among, and tell leaders. Commits."""
    swept = sweep.sweep(centre, who=who)
    return Night(swept, offerings.note_today(centre), shortages.tell(centre))
