"""Sealing what is sensitive, finding it again, and making links nobody can guess.

AES-256-GCM with the place of the value (municipality, table, row, column) and the key's id as associated
data: a sealed value copied to another row does not open. A national id is found by a keyed digest, because
a plain digest of all possible numbers is computed in seconds.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
TOKEN_BYTES = 16


class Unreadable(Exception):
    """A sealed value does not belong where it was found, or its key is gone."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed value and the id of the key that opens it."""

    value: bytes
    key: str


@dataclass(frozen=True, slots=True)
class Keys:
    """The key ring: data keys by id, the one in use, and the index key. Never printed."""

    data: Mapping[str, bytes] = field(repr=False)
    active: str
    index: bytes = field(repr=False)

    def seal(self, text: bytes, place: str) -> Sealed:
        """Seal ``text`` for ``place`` (``municipality:table:row:column``) with the active key."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        cipher = AESGCM(self.data[self.active])
        return Sealed(nonce + cipher.encrypt(nonce, text, f"{place}:{self.active}".encode()), self.active)

    def open(self, value: bytes, key: str, place: str) -> bytes:
        """Open a sealed value; raise ``Unreadable`` when place or key are not the ones it was sealed for."""
        try:
            cipher = AESGCM(self.data[key])
            return cipher.decrypt(value[:NONCE_BYTES], value[NONCE_BYTES:], f"{place}:{key}".encode())
        except (KeyError, InvalidTag) as error:
            raise Unreadable(place) from error

    def blind(self, text: str, area: str) -> bytes:
        """Return the keyed digest by which ``text`` is found again within ``area``."""
        return hmac.new(self.index, f"{area}\0{text}".encode(), hashlib.sha256).digest()


def new_token() -> str:
    """Return 128 random bits as 22 characters fit for an address."""
    return base64.urlsafe_b64encode(secrets.token_bytes(TOKEN_BYTES)).rstrip(b"=").decode()


def digest(token: str) -> bytes:
    """Return what is stored of a token: its SHA-256, useless to a thief because the token is random."""
    return hashlib.sha256(token.encode()).digest()
