"""Sessions of devices: a signed challenge opens one, a token that head office signed keeps it.

Nothing is kept in memory between requests but the challenges that were used in the last minute, so that several
server processes can share one database; whether a device is still welcome is looked up at every request.
"""

import threading
import time
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import BigInteger, Connection, Engine, LargeBinary, bindparam, select

from advisor_app.head_office.db.engine import read
from advisor_app.head_office.db.models import Bank, Bucket, Device, DeviceGrant
from advisor_app.head_office.db.raw import fetch
from advisor_app.sync.protocol import OpenSession, session_message

CHALLENGE_SECONDS = 60
SESSION_SECONDS = 3600


class Denied(Exception):
    """The request is not allowed; `code` is what the device is told."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Sessions:
    """Gives out challenges and tokens, and checks them, with keys from the bank's row."""

    def __init__(self, engine: Engine) -> None:
        with read(engine) as connection:
            key = connection.execute(select(Bank.token_key)).scalar_one()
        self._challenges = URLSafeTimedSerializer(key, salt="challenge/v1")
        self._tokens = URLSafeTimedSerializer(key, salt="session/v1")
        self._used: dict[bytes, float] = {}
        self._lock = threading.Lock()

    def challenge(self) -> bytes:
        """Return a new challenge."""
        return self._challenges.dumps(time.monotonic_ns()).encode()

    def open(self, connection: Connection, request: OpenSession) -> str:
        """Return a token for a device that signed a fresh challenge with its key. Raises Denied."""
        try:
            self._challenges.loads(request.nonce, max_age=CHALLENGE_SECONDS)
        except BadSignature:
            raise Denied("challenge_expired") from None
        device = connection.execute(
            select(Device.public_key, Device.revoked_at).where(Device.id == request.device_id)
        ).one_or_none()
        if device is None:
            raise Denied("device_unknown")
        try:
            key = Ed25519PublicKey.from_public_bytes(device.public_key)
            key.verify(request.signature, session_message(request.device_id, request.nonce))
        except (InvalidSignature, ValueError):
            raise Denied("signature_wrong") from None
        if device.revoked_at is not None:
            raise Denied("device_revoked")
        self._use_once(request.nonce)
        token: str = self._tokens.dumps(request.device_id.hex())
        return token

    def device(self, authorization: str) -> bytes:
        """Return the device that a bearer token was given to. Raises Denied."""
        kind, _, token = authorization.partition(" ")
        if kind != "Bearer":
            raise Denied("session_missing")
        try:
            return bytes.fromhex(self._tokens.loads(token, max_age=SESSION_SECONDS))
        except (BadSignature, ValueError, TypeError):
            raise Denied("session_expired") from None

    def _use_once(self, nonce: bytes) -> None:
        now = time.monotonic()
        with self._lock:
            self._used = {key: end for key, end in self._used.items() if end > now}
            if nonce in self._used:
                raise Denied("challenge_used")
            self._used[nonce] = now + CHALLENGE_SECONDS


class Granted(NamedTuple):
    """A bucket that a device may pull: `kind` is "bank", "book" or "cover", `counter` the number of its last change."""

    id: int
    kind: str
    counter: int


_GRANTED = (
    select(Device.revoked_at, Bucket.id, Bucket.kind, Bucket.counter)
    .select_from(Device)
    .outerjoin(
        DeviceGrant,
        (DeviceGrant.device_id == Device.id)
        & (DeviceGrant.ends_at.is_(None) | (DeviceGrant.ends_at > bindparam("now", type_=BigInteger))),
    )
    .outerjoin(Bucket, Bucket.id == DeviceGrant.bucket_id)
    .where(Device.id == bindparam("device", type_=LargeBinary))
    .order_by(Bucket.kind, Bucket.id)
)


def granted(connection: Connection, device_id: bytes) -> list[Granted]:
    """Return the buckets that a device may pull now, the bank's first. Raises Denied."""
    rows = fetch(connection, _GRANTED, {"device": device_id, "now": time.time_ns() // 1000})
    if not rows:
        raise Denied("device_unknown")
    if rows[0][0] is not None:
        raise Denied("device_revoked")
    return [Granted(*row[1:]) for row in rows if row[1] is not None]


def advisor_of(connection: Connection, device_id: bytes) -> int:
    """Return the advisor for whom a device is enrolled."""
    return connection.execute(select(Device.advisor_id).where(Device.id == device_id)).scalar_one()
