"""What a citizen asks for on their page: another time, an interpreter, a companion, another form of interview."""

from jobcentre.services.asked import Asked
from jobcentre.services.needs.asking import Wanted, ask, askable, known, of, shown, take_back
from jobcentre.services.needs.following import answered_anew, called_off, carried_over, met, settle

__all__ = [
    "Asked",
    "Wanted",
    "answered_anew",
    "ask",
    "askable",
    "called_off",
    "carried_over",
    "known",
    "met",
    "of",
    "settle",
    "shown",
    "take_back",
]
