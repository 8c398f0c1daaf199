"""The words for what a person may decide in place of the rules."""

from jobcentre.models.occasion import ShortNotice
from jobcentre.rules.overrides import Ground, OverrideKind
from jobcentre.web.language import LazyString
from jobcentre.web.language import lazy_gettext as _

GROUNDS: dict[Ground, LazyString] = {
    Ground.LESS_INTENSIVE: _("Mindre intensivt forløb"),
    Ground.JOB_AGREED: _("Har aftalt job"),
    Ground.PARENTAL_LEAVE: _("Barsel"),
    Ground.PAUSED_CONTACT: _("Kontakten er sat på pause"),
    Ground.IN_EDUCATION: _("Er i gang med en uddannelse"),
    Ground.HELD_ELSEWHERE: _("Samtalen er holdt et andet sted"),
    Ground.AWAY: _("Er bortrejst"),
    Ground.AGREED_LATER: _("Aftalt til senere"),
    Ground.IN_CONTACT: _("Er i kontakt med os"),
    Ground.COMPLAINT: _("Har klaget"),
    Ground.LANGUAGE: _("Sproget"),
    Ground.IT_SKILLS: _("Er ikke vant til computer"),
    Ground.NOT_ONLINE: _("Kan ikke bruge nettet"),
    Ground.RIGHT_WITHDRAWN: _("Har mistet retten til selv at vælge tid (§ 35)"),
    Ground.OTHER: _("Andet"),
}
# As something that holds.
KINDS: dict[OverrideKind, LazyString] = {
    OverrideKind.EXEMPT: _("Fritaget"),
    OverrideKind.NOT_RELEVANT: _("Ikke relevant"),
    OverrideKind.DEFERRED: _("Udsat"),
    OverrideKind.CHASING_PAUSED: _("Rykkere på pause"),
    OverrideKind.NO_SELF_BOOKING: _("Skal ikke selv vælge tid"),
}
# As something to do, also on the button.
ACTS: dict[OverrideKind, LazyString] = {
    OverrideKind.EXEMPT: _("Fritag"),
    OverrideKind.NOT_RELEVANT: _("Samtalen er ikke relevant"),
    OverrideKind.DEFERRED: _("Udsæt"),
    OverrideKind.CHASING_PAUSED: _("Sæt rykkere på pause"),
    OverrideKind.NO_SELF_BOOKING: _("Borgeren skal ikke selv vælge tid"),
}
# What will happen, and what will not.
CONSEQUENCES: dict[OverrideKind, LazyString] = {
    OverrideKind.EXEMPT: _(
        "Borgeren bliver ikke indkaldt, så længe fritagelsen gælder. En samtale, der er booket, bliver stående."
    ),
    OverrideKind.NOT_RELEVANT: _(
        "Borgeren bliver ikke indkaldt, så længe denne ledighed varer. En samtale, der er booket, bliver stående."
    ),
    OverrideKind.DEFERRED: _(
        "Borgeren bliver først indkaldt efter den dag, du vælger. En samtale, der er booket, bliver stående."
    ),
    OverrideKind.CHASING_PAUSED: _(
        "Borgeren får ingen påmindelser om at vælge tid. Fristen er den samme, og går den, kan borgeren få en tid. "
        "Skal det vente, så udsæt i stedet. En samtale, der er booket, bliver stående."
    ),
    OverrideKind.NO_SELF_BOOKING: _(
        "Jobcentret vælger tiden, og indkaldelsen nævner den. En indkaldelse, der er sendt, gælder stadig."
    ),
}
DONE: dict[OverrideKind, LazyString] = {
    OverrideKind.EXEMPT: _("Borgeren er fritaget."),
    OverrideKind.NOT_RELEVANT: _("Det er noteret, at samtalen ikke er relevant."),
    OverrideKind.DEFERRED: _("Indkaldelsen er udsat."),
    OverrideKind.CHASING_PAUSED: _("Rykkere er på pause."),
    OverrideKind.NO_SELF_BOOKING: _("Det er noteret, at borgeren ikke selv skal vælge tid."),
}
SHORT_NOTICE: dict[ShortNotice, LazyString] = {
    ShortNotice.JOB_OFFER: _("Der er et tilbud om job"),
    ShortNotice.BENEFIT_ENDS: _("Ydelsen slutter snart"),
    ShortNotice.ASKED_FOR: _("Borgeren ønsker det"),
    ShortNotice.OTHER: _("Andet"),
}
