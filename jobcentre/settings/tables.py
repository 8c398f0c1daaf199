"""The settings as values: one frozen dataclass for each table of `config/default.toml`.

What a key means stands in that file and in `docs/settings.md`; here stand types and units.
A field marked `secret` may only come from the environment and never shows in a repr.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path
from typing import Any, Literal


def secret() -> Any:
    """A field that only the environment may fill."""
    return field(repr=False, metadata={"secret": True})


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    mode: Literal["development", "production"]
    base_url: str  # scheme and host, no slash at the end
    secret_key: str = secret()
    languages: tuple[str, ...]

    @property
    def production(self) -> bool:
        return self.mode == "production"


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    url: str = secret()  # empty: the embedded PostgreSQL
    owner_url: str = secret()  # the role that migrates; empty: the same as `url`
    pool_size: int
    statement_timeout_ms: int
    lock_timeout_ms: int
    idle_timeout_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    data: Mapping[str, bytes] = secret()  # AES-256 keys by id
    active: str  # the id of the key new values are written with
    index: bytes = secret()  # HMAC key of the blind index, 32 bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Channels:
    email: Literal["local", "smtp"]
    sms: Literal["off", "local", "gateway"]
    digital_post: Literal["off", "local", "kombi"]
    nemsms: Literal["off", "local", "kombi"]
    letter: Literal["off", "local", "folder"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Smtp:
    host: str
    port: int
    tls: Literal["none", "starttls", "tls"]
    username: str
    password: str = secret()
    timeout_seconds: float
    per_second: float  # 0: as fast as it goes


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """Where replies and bounces come in; without a host nobody looks."""

    host: str
    port: int
    tls: Literal["none", "starttls", "tls"]
    username: str
    password: str = secret()
    folder: str
    webhook_secret: str = secret()  # of whoever hands mail over by HTTP instead


@dataclass(frozen=True, slots=True, kw_only=True)
class Sms:
    """A gateway that takes JSON by HTTP; `name=value` lists say what it calls things."""

    url: str
    token: str = secret()
    headers: tuple[str, ...]
    fields: tuple[str, ...]
    reference: str  # dotted path into the answer
    lookup_url: str
    guarantee: Literal["key", "reference", "neither"]
    key_hours: float
    receipt_hours: float  # 0: the gateway sends none
    timeout_seconds: float
    per_second: float
    webhook_secret: str = secret()
    receipt_fields: tuple[str, ...]
    receipt_states: tuple[str, ...]
    inbound_fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kombi:
    """Serviceplatformen: KombiPostAfsend, PostForespoerg and the token service before them."""

    base_url: str
    sts_url: str
    token_url: str
    entity_id: str
    certificate: str  # path of a PEM file with the certificate chain
    private_key: str  # path of a PEM file
    authority: str  # path of a PEM file with whom to trust; empty: the machine's own
    receipt_hours: float
    timeout_seconds: float
    per_second: float
    webhook_secret: str = secret()


@dataclass(frozen=True, slots=True, kw_only=True)
class MitId:
    """An OpenID provider with MitID behind it; without a discovery address there is none."""

    discovery: str
    client_id: str
    client_secret: str = secret()
    scopes: tuple[str, ...]
    acr_values: str
    parameters: tuple[str, ...]  # name=value, of each request for a login
    cpr_claim: str
    level_claim: str
    levels: tuple[str, ...]
    timeout_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    folder: str  # relative paths count from the instance folder
    days: int  # working days until it lies in the letter box


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    text_days: int
    raw_days: int
    document_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Metrics:
    token: str = secret()  # empty: anybody may read the figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    instance: Path  # absolute


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    start: datetime | None  # aware
    anchor: float | None  # seconds since 1970 on the machine's clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Video:
    provider: Literal["room"]
    stun_urls: tuple[str, ...]
    turn_urls: tuple[str, ...]
    turn_username: str
    turn_password: str = secret()


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    citizen_idle_minutes: int
    citizen_absolute_hours: int
    staff_idle_minutes: int
    staff_absolute_hours: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    poll_seconds: float
    batch: int
    senders: int
    lease_seconds: int
    max_attempts: int
    quiet_from: time | None
    quiet_until: time | None
    late_minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    bind: str
    port: int
    workers: int
    trusted_proxies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    service: Service
    database: Database
    keys: Keys
    channels: Channels
    smtp: Smtp
    mailbox: Mailbox
    sms: Sms
    kombi: Kombi
    mitid: MitId
    letter: Letter
    paths: Paths
    clock: Clock
    video: Video
    session: Session
    delivery: Delivery
    retention: Retention
    metrics: Metrics
    web: Web
    pack_documents: Mapping[str, Mapping[str, Any]]  # file name -> the rule pack as read, unchecked


TABLES: Mapping[str, type] = {
    "service": Service,
    "database": Database,
    "keys": Keys,
    "channels": Channels,
    "smtp": Smtp,
    "mailbox": Mailbox,
    "sms": Sms,
    "kombi": Kombi,
    "mitid": MitId,
    "letter": Letter,
    "paths": Paths,
    "clock": Clock,
    "video": Video,
    "session": Session,
    "delivery": Delivery,
    "retention": Retention,
    "metrics": Metrics,
    "web": Web,
}
