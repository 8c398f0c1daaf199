"""When each job of the timetable runs: for the clock that starts them, and for whoever asks whether one is late."""

from collections.abc import Mapping
from datetime import time

from jobcentre.rules.ticks import Ticks
from jobcentre.services import days, no_answer, receipts, sweep, waiting_list
from jobcentre.services.inbound import mailbox
from jobcentre.services.summoning import asking
from jobcentre.services.supply import outages

SCHEDULE: Mapping[str, Ticks] = {
    outages.JOB: Ticks(every=outages.EVERY),  # first: deadlines are moved before anything goes by them
    "sweep": Ticks(at=sweep.EVERY_DAY_AT),
    "no_answer": Ticks(at=no_answer.AT),
    "day": Ticks(at=days.MORNING),
    "tidy": Ticks(at=time(3, 30)),
    "receipts": Ticks(every=receipts.EVERY),
    "mailbox": Ticks(every=mailbox.EVERY),
    "links": Ticks(every=asking.EVERY),
    waiting_list.JOB: Ticks(every=waiting_list.EVERY),
}
