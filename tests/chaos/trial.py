"""One trial: so many messages, and everything that can break does. Judged by what rang on people's telephones."""

import random
import signal
import time
from collections import Counter
from dataclasses import dataclass, replace

from jobcentre.rules.reach import Medium
from tests.chaos.ground import Ground, wait_until
from tests.chaos.provider import Gateway, Mood, serving
from tests.chaos.troop import Troop, troop
from tests.crowd import summoned

CLASSES = {"A": Mood(remembers=True), "B": Mood(answers=True), "C": Mood()}
LEASE_SECONDS = 5
LONGEST_FREEZE = 1.5 * LEASE_SECONDS
SENDERS = 8
STANDSTILL = 5.0  # a blow that waits for messages to come in waits no longer
PENDING = "select count(*) from message where state = 'pending'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """How much, and how bad. ``hurry`` cuts short the pauses between two tries of a message, ``slowest`` is how long
    the provider may think; both in seconds."""

    kind: str
    messages: int
    schedulers: int
    blows: int
    crashes: int
    seed: int = 1
    hurry: float | None = None
    slowest: float = 0.1
    patience: float = 300


@dataclass(frozen=True, slots=True)
class Verdict:
    """What people got. ``twice``: more rings than one, those left out that a call without an answer explains."""

    people: int
    lost: int
    got_two: int
    twice: int
    may_be_twice: int
    taken: int
    asked: int
    unanswered: int
    states: dict[str, int]
    ended: list[int]
    struck: dict[str, int]
    seconds: float

    def faults(self, kind: str) -> list[str]:
        """Say what was promised and not held."""
        found = []
        if self.lost:
            found.append(f"{self.lost} never heard anything")
        if kind in ("A", "B") and self.got_two:
            found.append(f"{self.got_two} heard it twice")
        if self.twice > self.may_be_twice:
            found.append(f"{self.twice} came twice, {self.may_be_twice} may have been on their way")
        if set(self.states) != {"sent"} or self.states["sent"] != self.people:
            found.append(f"not all are known to have been sent: {self.states}")
        if any(code not in (0, -signal.SIGTERM) for code in self.ended):  # told to stop before it had begun
            found.append(f"a scheduler did not end well: {self.ended}")
        return found


def run(ground: Ground, trial: Trial) -> Verdict:
    """Summon so many people by SMS while blows fall, wait until all is quiet, and judge."""
    dice, began = random.Random(trial.seed), time.monotonic()
    with ground.town() as town:
        summoned(town.centre, trial.messages, [Medium.SMS])
    struck = Counter[str]()
    mood = replace(CLASSES[trial.kind], seed=trial.seed, slowest_seconds=trial.slowest)
    with serving(mood) as gateway:
        environ = ground.environment(
            DELIVERY__LEASE_SECONDS=str(LEASE_SECONDS),
            DELIVERY__SENDERS=str(SENDERS),
            SMTP__TIMEOUT_SECONDS="1",  # a lease is five times as long as the longest patience
            KOMBI__TIMEOUT_SECONDS="1",
            **gateway.settings(),
        )
        with troop(environ, ground.folder / "schedulers.log", trial.schedulers, dice) as schedulers:
            for blow in blows(trial, dice):
                if wait_for_its_turn(trial, gateway, schedulers, blow.after):
                    struck[strike(ground, schedulers, blow)] += 1
            quiet = wait_until(lambda: _tended(ground, trial, schedulers), trial.patience, every=0.25)
            ended = schedulers.end() if quiet else [-1]
        return judge(ground, trial, gateway, ended, struck, time.monotonic() - began)


@dataclass(frozen=True, slots=True)
class Blow:
    """What happens once so many messages have come in."""

    after: int
    what: str
    seconds: float  # for how long, of one that freezes


def blows(trial: Trial, dice: random.Random) -> list[Blow]:
    """Spread them over the messages, so that the pace of the machine does not matter; the freezes are partly longer
    than a lease."""
    step = trial.messages / (trial.blows + 1)
    crashes = {round(trial.blows * (n + 1) / (trial.crashes + 1)) for n in range(trial.crashes)}
    found = []
    for n in range(trial.blows):
        what = "kill" if dice.random() < 0.5 or n == 0 else "freeze"
        found.append(Blow(int((n + 0.5) * step), what, dice.uniform(0.2, LONGEST_FREEZE)))
        if n + 1 in crashes:
            found.append(Blow(int((n + 0.75) * step), "crash", 0))
    return found


def wait_for_its_turn(trial: Trial, gateway: Gateway, schedulers: Troop, after: int) -> bool:
    """Wait until so many have come in and a little longer; a standstill is as good a moment as any."""

    def come_in() -> bool:
        schedulers.fill()
        return len(gateway.references) >= after

    wait_until(come_in, STANDSTILL, every=0.01)
    time.sleep(schedulers.dice.uniform(0, 0.05))
    return len(gateway.references) < trial.messages  # what has all been said cannot be disturbed


def strike(ground: Ground, schedulers: Troop, blow: Blow) -> str:
    if blow.what == "kill":
        schedulers.kill()
    elif blow.what == "freeze":
        schedulers.freeze(blow.seconds)
    else:
        ground.crash()
    return blow.what


def _tended(ground: Ground, trial: Trial, schedulers: Troop) -> bool:
    """Keep the troop full; return whether nothing waits any more."""
    schedulers.fill()
    if trial.hurry is not None:
        soon = f"clock_timestamp() + interval '{trial.hurry} seconds'"
        ground.do(f"update message set next_try_at = {soon} where state = 'pending' and next_try_at > {soon}")
    return bool(ground.ask(PENDING)[0][0] == 0)


def judge(
    ground: Ground, trial: Trial, gateway: Gateway, ended: list[int], struck: Counter[str], seconds: float
) -> Verdict:
    """Count rings and calls; of the database only the states are asked, and whom there was to write to."""
    mobiles = {row[0] for row in ground.ask("select mobile from citizen")}
    rings = gateway.rings()
    unanswered = Counter(taken.recipient for taken in gateway.taken if not taken.answered)
    twice = {mobile: count - 1 - unanswered[mobile] for mobile, count in rings.items()}
    frozen_or_killed = (struck["kill"] + struck["freeze"]) * SENDERS
    states = dict(ground.ask("select state, count(*) from message group by state"))
    return Verdict(
        people=trial.messages,
        lost=len(mobiles - rings.keys()) + trial.messages - len(mobiles),
        got_two=sum(count > 1 for count in rings.values()),
        twice=sum(more for more in twice.values() if more > 0),
        may_be_twice=frozen_or_killed + struck["crash"] * trial.schedulers * SENDERS,
        taken=len(gateway.taken),
        asked=gateway.asked,
        unanswered=unanswered.total(),
        states=states,
        ended=ended,
        struck=dict(struck),
        seconds=seconds,
    )
