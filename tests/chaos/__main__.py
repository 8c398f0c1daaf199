"""The long form: each class of provider with 5,000 messages, four schedulers, 50 blows and two crashes."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.chaos import booking
from tests.chaos.ground import ground
from tests.chaos.trial import CLASSES, Trial, run

PROMISES = {"A": "takes an id once", "B": "can be asked", "C": "neither"}
HEAD = "class  provider          people   lost  got two  taken  no answer  asked  killed/frozen/crashed  seconds"


def main() -> int:
    """Run the trials and print one line for each; 1 when a promise was broken."""
    parser = ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--classes", default="ABC", help="which of A, B and C")
    parser.add_argument("--messages", type=int, default=5000)
    parser.add_argument("--bookings", type=int, default=2000, help="bookings over HTTP; 0 for none")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    faults: list[str] = []
    with TemporaryDirectory(prefix="chaos-") as folder, ground(Path(folder)) as place:
        print(HEAD, flush=True)
        for kind in [one for one in CLASSES if one in given.classes]:
            trial = Trial(
                kind=kind, messages=given.messages, schedulers=4, blows=50, crashes=2, seed=given.seed, hurry=5.0
            )
            found = run(place, trial)
            struck = "/".join(str(found.struck.get(what, 0)) for what in ("kill", "freeze", "crash"))
            print(
                f"{kind:5}  {PROMISES[kind]:16} {found.people:7} {found.lost:6} {found.got_two:8} {found.taken:6} "
                f"{found.unanswered:10} {found.asked:6}  {struck:>21}  {found.seconds:7.0f}",
                flush=True,
            )
            faults += [f"class {kind}: {fault}" for fault in found.faults(kind)]
        if given.bookings:
            told = booking.run(place, booking.Trial(bookings=given.bookings, kills=50, crashes=2, seed=given.seed))
            print(told, flush=True)
            faults += told.faults()
    for fault in faults:
        print(f"BROKEN: {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
