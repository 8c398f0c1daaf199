"""The words for what a person may decide in place of the rules."""

from jobcentre.rules.overrides import Ground
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
    Ground.OTHER: _("Andet"),
}
