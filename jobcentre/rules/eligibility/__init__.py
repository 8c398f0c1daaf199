"""Whether a person is due for the interview on a day, and why or why not, in codes and facts."""

from jobcentre.rules.eligibility.age import age_limit_on, age_on, too_old_on
from jobcentre.rules.eligibility.judging import assess, same_episode
from jobcentre.rules.eligibility.person import Override, Person
from jobcentre.rules.eligibility.verdict import Fact, Reason, ReasonCode, Verdict

__all__ = [
    "Fact",
    "Override",
    "Person",
    "Reason",
    "ReasonCode",
    "Verdict",
    "age_limit_on",
    "age_on",
    "assess",
    "same_episode",
    "too_old_on",
]
