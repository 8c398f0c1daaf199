"""Finding who is due and summoning them: everything due and not done, however often and late it runs.

What "done" means is an occasion about the same run of unemployment, under whatever pack. The selection is one
statement over all people; each person found is then judged by the rules and acted upon in a transaction of their
own, so that one failure never stops the rest.
"""

from datetime import time

from jobcentre.services.sweep.judging import Act, Face, Swept
from jobcentre.services.sweep.running import SweepResult, sweep

__all__ = ["EVERY_DAY_AT", "Act", "Face", "SweepResult", "Swept", "sweep"]

EVERY_DAY_AT = time(5, 30)  # Copenhagen
