"""The words for why somebody is no longer the municipality's."""

from jobcentre.models.citizen import LeftGround
from jobcentre.web.language import LazyString
from jobcentre.web.language import lazy_gettext as _

GROUNDS: dict[LeftGround, LazyString] = {
    LeftGround.DEAD: _("Borgeren er død"),
    LeftGround.EMIGRATED: _("Borgeren er rejst ud af landet"),
    LeftGround.MOVED: _("Borgeren er flyttet til en anden kommune"),
}
