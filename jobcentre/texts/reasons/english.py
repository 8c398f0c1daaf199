"""Why, in English."""

from jobcentre.rules.eligibility import ReasonCode
from jobcentre.texts.reasons.words import To, Words

ENGLISH = Words(
    readers={
        To.STAFF: {
            "You": "The citizen",
            "you": "the citizen",
            "Your": "The citizen's",
            "are": "is",
            "turn": "turns",
            "get": "gets",
            "have": "has",
        },
        To.CITIZEN: {
            "You": "You",
            "you": "you",
            "Your": "Your",
            "are": "are",
            "turn": "turn",
            "get": "get",
            "have": "have",
        },
    },
    sentences={
        ReasonCode.REACHED: "{Limit} was reached on {reached_on}.",
        ReasonCode.NO_SPELL: "There is no unemployment to count.",
        ReasonCode.FUTURE: "{Your} unemployment does not begin until {started_on}.",
        ReasonCode.ENDED: "{Your} unemployment ended on {ended_on}.",
        ReasonCode.NOT_YET: "{Limit} will be reached on {reached_on}, if {you} {are} still unemployed then.",
        ReasonCode.ENDS_FIRST: "{Your} unemployment ends on {ended_on}. That is before the limit is reached.",
        ReasonCode.HOURS_UNKNOWN: "We still need to be told how many hours it is. Then we can count.",
        ReasonCode.TOO_OLD: "{You} {are} {age}. The rule is for those under {age_limit}.",
        ReasonCode.TOO_OLD_SOON: "{You} {turn} {age_limit} on {too_old_on}. That leaves too little time for a summons.",
        ReasonCode.EXEMPT: "{You} {are} exempt from {from_on} {until}.",
        ReasonCode.NOT_RELEVANT: "A member of staff has decided that the interview is not relevant this time.",
        ReasonCode.DEFERRED: "The interview is put off {until}.",
        ReasonCode.LEFT: "{Left} {left_on}.",
        ReasonCode.NOT_IN_FORCE: "The rule applies from {in_force_from} {force_until}, and so not on this day.",
        ReasonCode.CONTRADICTION: "{Clash}",
        ReasonCode.STATED: "The job centre's case system itself gives the date as {reached_on}. That date counts.",
        ReasonCode.JOINED: "The spells follow each other and count from {started_on}.",
        ReasonCode.GAP: "The spell before ended on {ended_on}. Then {days_words} passed, so the count starts again.",
        ReasonCode.OTHER_BENEFIT: "The spell before ended on {ended_on}. It was another benefit and counts by itself.",
        ReasonCode.EARLIER: "We leave out {older}, which came earlier.",
        ReasonCode.LATER: "We do not count {later} yet.",
        ReasonCode.COUNTED: "The rule is called “{title}”. {Counted}",
    },
    because={
        "continuous": "{You} {are} to come to an interview, because {you} {have} been on {benefit} "
        "for at least {months_words} in a row.",
        "accumulated": "{You} {are} to come to an interview, because {you} {have} been on {benefit} "
        "for at least {days_needed_words}.",
        "hours": "{You} {are} to come to an interview, because {you} {have} had {benefit} "
        "for hours that make at least {months_words}.",
    },
    counted={
        "continuous": "It applies after {months_words} in a row on one benefit.",
        "accumulated": "It applies after {days_needed_words} on one benefit, added up.",
        "hours full": "It applies after {hours_needed} hours on the benefit.",
        "hours part": "It applies after {part_time_hours_needed} hours on the benefit for those insured part time.",
        "hours mixed": "It applies after {hours_needed} hours on the benefit. Part time it is "
        "{part_time_hours_needed} hours. Each spell counts by its own insurance.",
        "gap": "A gap of up to {gap_words} does not break the count.",
    },
    sums={
        "from": "We count from {started_on}.",
        "continuous": "By {on}, {so_far} had passed.",
        "accumulated": "By {on}, {days_counted_words} had passed.",
        "hours": "{hours_counted_words} have been reported to us.",
        "only": "We count the spell {spell}.",
        "spell": "The spell {spell} counts.",
        "spells": "{number} spells count. The first is {first}. The last is {last}.",
    },
    clashes={
        "overlap": "Two spells cover the same days. One is {first}. The other is {last}.",
        "end_before_start": "The spell {first} ends before it begins.",
        "too_many_hours": "The spell {first} has more hours than its days can hold.",
    },
    left={
        "dead": "{You} died on",
        "emigrated": "{You} left the country on",
        "moved": "{You} moved to another municipality on",
        "": "{You} {are} no longer with the municipality since",
    },
    more={
        "due": "{You} {are} to come to an interview.",
        "not due": "{You} {are} not summoned on {on}.",
        "not due now": "{You} {are} not summoned.",
        "to correct": "It must be put right before we can count.",
        "own count": "Our own count gives {counted_on}.",
        "expected": "{Limit} will be reached around {reached_on}, if {you} {get} the full benefit until then.",
        "reached before": "{Limit} was reached on {reached_on}.",
        "age at threshold": "{You} {are} {age} on {measured_on}, when the limit is reached. "
        "The rule is for those under {age_limit}.",
        "limit months": "The limit of {months_words}",
        "limit days": "The limit of {days_needed_words}",
        "limit": "The limit",
        "until": "to {day} inclusive",
        "no end": "with no end date",
        "onwards": "onwards",
        "closed spell": "from {start} to {end} on {benefit}",
        "open spell": "from {start} on {benefit}",
        "one": "the spell {spell}",
        "many": "{number} spells",
        "and": " and ",
    },
    benefits={
        "dagpenge": "unemployment benefit",
        "kontanthjaelp": "cash benefit",
        "uddannelseshjaelp": "education benefit",
    },
    units={"day": ("day", "days"), "month": ("month", "months"), "hour": ("hour", "hours")},
    decimal=".",
)
