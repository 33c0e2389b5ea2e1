"""HTTPS to head office: one trusted authority, no environment, no redirects, bounded answers, a session."""

import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import httpx

from advisor_app.errors import DamagedError, RefusedError, UnavailableError
from advisor_app.i18n import N_
from advisor_app.sync import protocol

MAX_BODY_BYTES = 16 << 20  # compressed
MAX_RETRY_AFTER = 3600  # seconds; head office cannot silence a device for longer
T = TypeVar("T")


class NoConnection(UnavailableError):
    """Head office could not be reached, the connection broke, or it has no time.

    `retry_after` is the number of seconds that head office asked to wait before anything is tried again.
    """

    title = N_("No connection to head office")
    retry_after: int | None = None


class DeviceRefused(RefusedError):
    """Head office does not accept this device, code or version; `code` is the one that it gave."""

    title = N_("Head office refused")
    code: str = ""


class BadAnswer(DamagedError):
    """What came back is not an answer of head office."""

    title = N_("Head office's answer cannot be used")


_REFUSALS = {
    "code_refused": N_("The enrolment code is wrong, used or expired. Ask head office for a new one."),
    "device_revoked": N_(
        "Head office has withdrawn this device. Nothing was changed here; call head office."
    ),
    "device_unknown": N_("Head office does not know this device. It must be enrolled again."),
    "signature_wrong": N_("Head office does not know this device's key. It must be enrolled again."),
    "schema_unknown": N_(
        "This version does not fit head office's. Install the current version; your data stay."
    ),
    "schema_too_new": N_(
        "Head office still has an older version than this device. Work goes on offline until it is updated."
    ),
    "checkpoint_unknown": N_("Head office does not know this device's state. Ask head office to check it."),
}


class _SessionExpired(Exception):
    pass


def trust(ca_file: Path) -> ssl.SSLContext:
    """Return what recognises head office: TLS 1.2 or later, vouched for by the authorities in a file, no others.

    Raises RefusedError where the file holds none.
    """
    try:
        context = ssl.create_default_context(cafile=str(ca_file))
    except (OSError, ssl.SSLError):
        raise RefusedError(
            N_("{path} is not a file of certificates; head office cannot be recognised without it."),
            path=str(ca_file),
        ) from None
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


class Transport:
    """Sends messages to one head office and returns its answers; opens a session when one is needed.

    `sign` signs with the device's Ed25519 key; before enrolment there is none, nor a session.
    `proxy` is the address of one, by which head office is reached. `bytes_received` counts compressed bodies.
    """

    def __init__(
        self,
        url: str,
        ca_file: Path,
        device_id: bytes = b"",
        sign: Callable[[bytes], bytes] = bytes,
        timeout: float = 30.0,
        *,
        proxy: str = "",
    ) -> None:
        context = trust(ca_file)
        if not url.startswith("https://"):
            raise RefusedError(N_("The address of head office must begin with https://."))
        self._client = httpx.Client(
            base_url=url.rstrip("/"),
            verify=context,
            trust_env=False,
            proxy=proxy or None,
            follow_redirects=False,
            timeout=timeout,
            headers={"content-type": protocol.MEDIA_TYPE, "accept-encoding": "identity"},
        )
        self._device_id = device_id
        self._sign = sign
        self._token: str | None = None
        self.bytes_received = 0

    @property
    def trusts_environment(self) -> bool:
        """Whether variables of the environment would be obeyed, such as those that name a proxy."""
        return self._client.trust_env

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def call(self, name: str, message: Any, kind: type[T]) -> T:
        """Send a message that needs no session and return the answer.

        Raises NoConnection, DeviceRefused or BadAnswer.
        """
        return self._decode(self._post(name, protocol.encode(message), {}), kind)

    def call_body(self, name: str, message: Any) -> bytes:
        """Send a message within a session and return the compressed body of the answer; raises as `call` does."""
        body = protocol.encode(message)
        for fresh in (False, True):
            if self._token is None:
                self._token = self._open_session()
                fresh = True
            try:
                return self._post(name, body, {"authorization": f"Bearer {self._token}"})
            except _SessionExpired:
                self._token = None
                if fresh:
                    break
        raise DeviceRefused(_REFUSALS["device_unknown"])

    def ask(self, name: str, message: Any, kind: type[T]) -> T:
        """Send a message within a session and return the answer; raises as `call` does."""
        return self._decode(self.call_body(name, message), kind)

    def _open_session(self) -> str:
        nonce = self.call("challenge", None, protocol.Challenge).nonce
        signature = self._sign(protocol.session_message(self._device_id, nonce))
        request = protocol.OpenSession(self._device_id, nonce, signature)
        return self.call("session", request, protocol.Session).token

    def _post(self, name: str, body: bytes, headers: dict[str, str]) -> bytes:
        path = f"/v{protocol.PROTOCOL_VERSION}/{name}"
        try:
            with self._client.stream("POST", path, content=body, headers=headers) as response:
                answer = self._read(response)
                if response.status_code == httpx.codes.OK:
                    return answer
                self._refuse(response.status_code, answer, response.headers.get("retry-after", ""))
        except httpx.ConnectError as error:
            if "CERTIFICATE_VERIFY_FAILED" in str(error):
                raise RefusedError(
                    N_(
                        "The server at {url} has no certificate that the bank's authority vouches for: {reason}"
                    ),
                    url=str(self._client.base_url),
                    reason=str(error).partition("FAILED] ")[2] or str(error),
                    what_to_do=N_("Check the date of this machine and the address, or call head office."),
                ) from None
            raise NoConnection(
                N_("Head office at {url} cannot be reached. Work goes on offline; try again later."),
                url=str(self._client.base_url),
            ) from None
        except httpx.TransportError:
            raise NoConnection(N_("The connection to head office broke. What has arrived is kept.")) from None
        raise AssertionError("unreachable")

    def _read(self, response: httpx.Response) -> bytes:
        body = bytearray()
        for chunk in response.iter_raw():
            body += chunk
            self.bytes_received += len(chunk)
            if len(body) > MAX_BODY_BYTES:
                raise BadAnswer(N_("Head office sent more than a page may have; it was refused."))
        return bytes(body)

    def _refuse(self, status: int, answer: bytes, retry_after: str) -> None:
        try:
            code = protocol.decode(answer, protocol.Problem).code
        except ValueError:
            code = ""
        if code in ("session_expired", "session_missing"):
            raise _SessionExpired
        if code in _REFUSALS:
            refused = DeviceRefused(_REFUSALS[code])
            refused.code = code
            raise refused
        if status in (429, 503) and retry_after.isdecimal():
            seconds = min(int(retry_after[:9]), MAX_RETRY_AFTER)
            busy = NoConnection(
                N_("Head office is busy and asks to be tried again in {seconds} seconds."), seconds=seconds
            )
            busy.retry_after = seconds
            raise busy
        if status >= 500:
            raise NoConnection(
                N_("Head office has a fault (status {status}); try again later."), status=status
            )
        raise BadAnswer(
            N_("Head office answered with status {status} ({code})."), status=status, code=code or "–"
        )

    def _decode(self, body: bytes, kind: type[T]) -> T:
        try:
            return protocol.decode(body, kind)
        except ValueError:
            raise BadAnswer(N_("Head office sent a message that does not follow the protocol.")) from None
