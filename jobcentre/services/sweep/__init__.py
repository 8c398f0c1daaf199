"""Finding who is due and summoning them: everything due and not done, however often and late it runs.

What "done" means is an occasion about the same run of unemployment, under whatever pack. The selection is one
statement over all people; each person found is then judged by the rules and acted upon in a transaction of their
own, so that one failure never stops the rest.
"""

from jobcentre.services.sweep.judging import Act, Swept
from jobcentre.services.sweep.running import SweepResult, sweep

__all__ = ["Act", "SweepResult", "Swept", "sweep"]
