"""A rule pack: the law as data, with the dates it is in force and where it comes from.

One TOML file per pack in `config/rules/`; `settings` reads the files, `load` judges them. Nothing has a default:
a municipality must be able to read every number that binds its citizens in one file.
"""

from jobcentre.rules.packs.canonical import changed
from jobcentre.rules.packs.judging import BENEFIT_GROUPS, load
from jobcentre.rules.packs.pack import (
    LANGUAGES,
    TEXTS_VERSIONS,
    TICK_MINUTES,
    AgeDay,
    Chaser,
    Chooses,
    Counting,
    Form,
    Forms,
    Method,
    NoAnswer,
    Pack,
    ReminderKind,
    ReminderRule,
    Status,
    Then,
)
from jobcentre.rules.packs.reading import PackFault
from jobcentre.rules.packs.together import LEAST_DAYS_TO_BOOK

__all__ = [
    "BENEFIT_GROUPS",
    "LANGUAGES",
    "LEAST_DAYS_TO_BOOK",
    "TEXTS_VERSIONS",
    "TICK_MINUTES",
    "AgeDay",
    "Chaser",
    "Chooses",
    "Counting",
    "Form",
    "Forms",
    "Method",
    "NoAnswer",
    "Pack",
    "PackFault",
    "ReminderKind",
    "ReminderRule",
    "Status",
    "Then",
    "changed",
    "load",
]
