"""Where a person stands, and what calls for somebody's act: from facts and the time, stored nowhere.

``services.people.standing`` says the same in SQL, for lists of many; a test holds the two together.
"""

from jobcentre.rules.standing.facts import Call, Facts, Stretch, Talk
from jobcentre.rules.standing.judging import SOON, needs, standing, too_old
from jobcentre.rules.standing.order import NEEDS, RANK, STOPS, PersonStanding

__all__ = [
    "NEEDS",
    "RANK",
    "SOON",
    "STOPS",
    "Call",
    "Facts",
    "PersonStanding",
    "Stretch",
    "Talk",
    "needs",
    "standing",
    "too_old",
]
