"""What the audit trail says about decisions in place of the rules, and about short notice."""

# Action to Danish and English. Names in braces are the entry's facts.
SENTENCES: dict[str, tuple[str, str]] = {
    "override.added": (
        "{decision} fra {from_on} til og med {until_on}. Grund: {ground}",
        "{decision} from {from_on} until {until_on}. Reason: {ground}",
    ),
    "override.ended": ("{decision}: ophævet", "{decision}: ended"),
    "override.ended_by_itself": ("{decision}: slut af sig selv", "{decision}: ended by itself"),
    "citizen.wants_interview": ("Bad om en samtale mere", "Asked for another interview"),
    "need.asked": ("Bad om {need}", "Asked for {need}"),
    "need.taken_back": ("Tog et ønske tilbage: {need}", "Took back a wish: {need}"),
    "need.met": ("Ønsket gælder ikke mere: {need}", "The wish no longer applies: {need}"),
    "need.answered": (
        "Ønsket er besvaret: {need}. Kan vælge en tid senest {book_by}",
        "The wish is answered: {need}. To choose a time by {book_by}",
    ),
}

# Said instead where the entry lacks a fact.
SHORTER: dict[str, tuple[str, str]] = {
    "override.added": ("{decision} fra {from_on}. Grund: {ground}", "{decision} from {from_on}. Reason: {ground}"),
    "need.answered": ("Ønsket er besvaret: {need}", "The wish is answered: {need}"),
}

# Codes among the facts, by the fact's name.
WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "decision": {
        "exempt": ("Fritaget", "Exempt"),
        "not_relevant": ("Samtalen er ikke relevant", "The interview is not relevant"),
        "deferred": ("Udsat", "Deferred"),
        "chasing_paused": ("Rykkere på pause", "Chasing paused"),
        "no_self_booking": ("Skal ikke selv vælge tid", "Does not choose a time"),
    },
    "need": {
        "other_time": ("en anden tid", "another time"),
        "interpreter": ("en tolk", "an interpreter"),
        "companion": ("at tage en med", "bringing somebody along"),
        "telephone": ("at tale i telefon i stedet", "talking on the telephone instead"),
        "in_person": ("at mødes i stedet", "meeting in person instead"),
    },
}

# Grounds, beside those of summonses and meetings.
GROUNDS: dict[str, tuple[str, str]] = {
    "in_education": ("er i gang med en uddannelse", "is in education"),
    "held_elsewhere": ("samtalen er holdt et andet sted", "the interview was held elsewhere"),
    "away": ("er bortrejst", "is away"),
    "agreed_later": ("aftalt til senere", "agreed for later"),
    "in_contact": ("er i kontakt med os", "is in contact with us"),
    "complaint": ("har klaget", "has complained"),
    "language": ("sproget", "language"),
    "it_skills": ("er ikke vant til computer", "is not used to computers"),
    "not_online": ("kan ikke bruge nettet", "cannot use the net"),
    "right_withdrawn": ("har mistet retten til selv at vælge tid", "has lost the right to choose the time"),
    "deferred": ("er udsat", "is deferred"),
    "not_relevant": ("samtalen er ikke relevant", "the interview is not relevant"),
    "job_offer": ("der er et tilbud om job", "there is a job offer"),
    "benefit_ends": ("ydelsen slutter snart", "the benefit ends soon"),
    "asked_for": ("borgeren ønsker det", "the citizen wants it"),
}

# From what a further occasion comes.
CAUSES: dict[str, tuple[str, str]] = {
    "absence": ("borgeren udeblev", "the person did not come"),
    "excused": ("borgeren havde en rimelig grund til ikke at komme", "the person had a fair reason not to come"),
    "technical_failure": ("teknikken svigtede", "technical failure"),
    "wanted_by_citizen": ("borgeren ønsker en samtale mere", "the citizen wants another interview"),
    "wanted_by_municipality": ("jobcentret ønsker en samtale mere", "the job centre wants another interview"),
}
