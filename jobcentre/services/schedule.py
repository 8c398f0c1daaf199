"""When each job of the timetable runs: for the clock that starts them, and for whoever asks whether one is late."""

from collections.abc import Mapping
from datetime import time

from jobcentre.rules.ticks import Ticks
from jobcentre.services import days, receipts, sweep
from jobcentre.services.inbound import mailbox

SCHEDULE: Mapping[str, Ticks] = {
    "sweep": Ticks(at=sweep.EVERY_DAY_AT),
    "day": Ticks(at=days.MORNING),
    "tidy": Ticks(at=time(3, 30)),
    "receipts": Ticks(every=receipts.EVERY),
    "mailbox": Ticks(every=mailbox.EVERY),
}
