"""What citizens write to us, and what servers write about our mail: each to its person, once."""

from jobcentre.services.inbound.mail import receive as receive_mail
from jobcentre.services.inbound.reading import ReplyLine, ReplyView, read, replies_of
from jobcentre.services.inbound.sms import receive as receive_sms

__all__ = ["ReplyLine", "ReplyView", "read", "receive_mail", "receive_sms", "replies_of"]
