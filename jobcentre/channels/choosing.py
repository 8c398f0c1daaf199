"""The ways out of the house that the settings switch on, by the names that messages know them by."""

from datetime import timedelta

from jobcentre.channels import Channel, Guarantee
from jobcentre.channels.digital_post import KombiNemSms, KombiPost
from jobcentre.channels.letter import LetterFolder
from jobcentre.channels.local import ALWAYS, LocalChannel, LocalSms
from jobcentre.channels.local_post import LocalNemSms, LocalPost
from jobcentre.channels.serviceplatformen import Serviceplatformen
from jobcentre.channels.sms import SmsGateway
from jobcentre.channels.smtp import SmtpChannel
from jobcentre.outbound import Outbound
from jobcentre.settings import Settings, SettingsFault
from jobcentre.settings.tables import Sms


def choose(settings: Settings) -> dict[str, Channel]:
    """Return the channels that are on. Raises SettingsFault where one cannot work as it is set."""
    wanted = (_email(settings), _sms(settings), *_post(settings), _letter(settings))
    return {channel.name: channel for channel in wanted if channel is not None}


def _email(settings: Settings) -> Channel:
    if settings.channels.email == "local":
        return LocalChannel(settings.paths.instance / "mail")
    smtp = settings.smtp
    return SmtpChannel(
        host=smtp.host,
        port=smtp.port,
        tls=smtp.tls,
        username=smtp.username,
        password=smtp.password,
        timeout=smtp.timeout_seconds,
        per_second=smtp.per_second,
    )


def _sms(settings: Settings) -> Channel | None:
    if settings.channels.sms == "off":
        return None
    if settings.channels.sms == "local":
        return LocalSms(settings.paths.instance / "sms")
    try:
        return _gateway(settings.sms)
    except ValueError as fault:
        raise SettingsFault([f"sms: {fault}"]) from None


def _gateway(sms: Sms) -> Channel:
    return SmsGateway(
        url=sms.url,
        outbound=Outbound(timeout=sms.timeout_seconds, inside=True),
        token=sms.token,
        headers=sms.headers,
        fields=sms.fields,
        reference=sms.reference,
        lookup_url=sms.lookup_url,
        guarantee=Guarantee(sms.guarantee),
        key_window=timedelta(hours=sms.key_hours),
        receipt_within=timedelta(hours=sms.receipt_hours) if sms.receipt_hours else None,
        per_second=sms.per_second,
    )


def _post(settings: Settings) -> tuple[Channel, ...]:
    """Digital Post and NemSMS; both go by the same way, with the same tokens."""
    wanted = (
        (settings.channels.digital_post, LocalPost, KombiPost),
        (settings.channels.nemsms, LocalNemSms, KombiNemSms),
    )
    folder, kombi = settings.paths.instance / "digital-post", settings.kombi
    platform = Serviceplatformen(
        outbound=Outbound(
            timeout=kombi.timeout_seconds,
            inside=True,
            certificate=kombi.certificate,
            private_key=kombi.private_key,
            authority=kombi.authority,
        ),
        base_url=kombi.base_url,
        sts_url=kombi.sts_url,
        token_url=kombi.token_url,
        certificate=kombi.certificate,
    )
    made: list[Channel] = [local(folder) for choice, local, _ in wanted if choice == "local"]
    for choice, _, real in wanted:
        if choice == "kombi":
            made.append(
                real(
                    platform=platform,
                    entity_id=kombi.entity_id,
                    timeout=kombi.timeout_seconds,
                    receipt_within=timedelta(hours=kombi.receipt_hours) if kombi.receipt_hours else None,
                    per_second=kombi.per_second,
                )
            )
    return tuple(made)


def _letter(settings: Settings) -> Channel | None:
    if settings.channels.letter == "off":
        return None
    if settings.channels.letter == "local":
        return LetterFolder(settings.paths.instance / "letters", ALWAYS)
    return LetterFolder(settings.paths.instance / settings.letter.folder)
