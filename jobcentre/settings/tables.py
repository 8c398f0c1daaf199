"""The settings as values: one frozen dataclass for each table of `config/default.toml`.

What a key means stands in that file and in `docs/settings.md`; here stand types and units.
A field marked `secret` may only come from the environment and never shows in a repr.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Smtp:
    host: str
    port: int
    tls: Literal["none", "starttls", "tls"]
    username: str
    password: str = secret()
    timeout_seconds: float


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
    lease_seconds: int
    max_attempts: int


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
    paths: Paths
    clock: Clock
    video: Video
    session: Session
    delivery: Delivery
    web: Web
    pack_documents: Mapping[str, Mapping[str, Any]]  # file name -> the rule pack as read, unchecked


TABLES: Mapping[str, type] = {
    "service": Service,
    "database": Database,
    "keys": Keys,
    "channels": Channels,
    "smtp": Smtp,
    "paths": Paths,
    "clock": Clock,
    "video": Video,
    "session": Session,
    "delivery": Delivery,
    "web": Web,
}
