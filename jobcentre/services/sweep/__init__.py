"""Finding who is due and summoning them: everything due and not done, however often and late it runs.

What "done" means is an occasion about the same run of unemployment, under whatever pack. The selection is one
statement over all people. Everybody found is judged by the rules, and free times are given out among them, before
anything is sent; then they are acted upon a few at a time, so that one failure never stops the rest.
"""

from datetime import time

from jobcentre.services.sweep.by_hand import TooMany, summon_chosen
from jobcentre.services.sweep.judging import Act, Face, Swept
from jobcentre.services.sweep.preview import Figures
from jobcentre.services.sweep.running import SweepResult, look, sweep

__all__ = [
    "EVERY_DAY_AT",
    "Act",
    "Face",
    "Figures",
    "SweepResult",
    "Swept",
    "TooMany",
    "look",
    "summon_chosen",
    "sweep",
]

EVERY_DAY_AT = time(5, 30)  # Copenhagen
