"""Digital Post and NemSMS that stay on this machine: one `.xml` file per message, as it would travel."""

from typing import ClassVar

from jobcentre.channels import Outgoing, Receipt
from jobcentre.channels.digital_post import checked
from jobcentre.channels.local import Local
from jobcentre.rules import cpr


class LocalPost(Local):
    """Digital Post; refuses what the real one would refuse before anything is sent."""

    name = "digital_post"
    ending = "xml"
    kind: ClassVar[str] = "DIGITALPOST"

    def accepts(self, recipient: str) -> bool:
        return cpr.is_plain(recipient)

    def send(self, outgoing: Outgoing) -> Receipt:
        checked(self.kind, outgoing)
        return super().send(outgoing)


class LocalNemSms(LocalPost):
    """NemSMS, in the same folder."""

    name = "nemsms"
    kind: ClassVar[str] = "NEMSMS"
