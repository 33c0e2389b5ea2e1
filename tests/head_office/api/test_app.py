"""Requests that head office must refuse, in the order in which an attacker would try them."""

import ssl
from collections.abc import Iterator

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from advisor_app.domain.ids import new_id
from advisor_app.head_office import enrolment
from advisor_app.head_office.api import checkpoint
from advisor_app.head_office.api.checkpoint import Cursor, Position
from advisor_app.head_office.db.models import Bucket, EnrolmentCode
from advisor_app.sync import protocol
from tests.support.bank import Filled, fill
from tests.support.office import Office, demo_bank, serving


class Caller:
    """Speaks the protocol by hand."""

    def __init__(self, office: Office, filled: Filled) -> None:
        self.engine = office.engine
        self.filled = filled
        trusted = ssl.create_default_context(cafile=str(office.certificate.authority))
        self.http = httpx.Client(base_url=office.url, verify=trusted, trust_env=False)
        self.key = Ed25519PrivateKey.generate()
        self.known = self.enrol()

    def post(self, name: str, message: object, token: str = "") -> tuple[int, bytes]:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        answer = self.http.post(f"/v1/{name}", content=protocol.encode(message), headers=headers)
        return answer.status_code, answer.content

    def code_of(self, name: str, message: object, token: str = "") -> tuple[int, str]:
        status, body = self.post(name, message, token)
        return status, protocol.decode(body, protocol.Problem).code

    def enrol(self, advisor: int = 0) -> bytes:
        with self.engine.begin() as connection:
            code = enrolment.create_code(connection, self.filled.advisors[advisor])
        public = self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        status, body = self.post("enrol", protocol.Enrol(code, public, "desk"))
        assert status == 200
        return protocol.decode(body, protocol.Enrolled).device_id

    def signed(self, device: bytes) -> protocol.OpenSession:
        nonce = protocol.decode(self.post("challenge", None)[1], protocol.Challenge).nonce
        return protocol.OpenSession(device, nonce, self.key.sign(protocol.session_message(device, nonce)))

    def session(self, device: bytes) -> str:
        return protocol.decode(self.post("session", self.signed(device))[1], protocol.Session).token


@pytest.fixture(scope="module")
def caller(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    folder = tmp_path_factory.mktemp("office")
    engine = demo_bank(folder)
    with serving(engine, folder / "tls") as office:
        made = Caller(office, fill(engine, advisors=2, customers=5, transactions=5))
        yield made
        made.http.close()
    engine.dispose()


PULL = protocol.PullRequest(protocol.SCHEMA_VERSION)


def test_without_a_session_nothing_is_told(caller: Caller) -> None:
    assert caller.code_of("pull", PULL) == (401, "session_missing")
    assert caller.code_of("pull", PULL, "forged") == (401, "session_expired")


def test_a_signature_of_another_key_opens_no_session(caller: Caller) -> None:
    device = caller.enrol()
    request = caller.signed(device)
    request.signature = Ed25519PrivateKey.generate().sign(protocol.session_message(device, request.nonce))
    assert caller.code_of("session", request) == (401, "signature_wrong")


def test_a_challenge_is_good_once_and_for_its_device_only(caller: Caller) -> None:
    device, other = caller.enrol(), caller.enrol(1)
    request = caller.signed(device)
    assert caller.post("session", request)[0] == 200
    assert caller.code_of("session", request) == (401, "challenge_used")
    request = caller.signed(device)
    request.device_id = other
    assert caller.code_of("session", request) == (401, "signature_wrong")
    request.device_id = new_id()
    assert caller.code_of("session", request) == (401, "device_unknown")
    forged = b"not-a-challenge"
    signature = caller.key.sign(protocol.session_message(device, forged))
    assert caller.code_of("session", protocol.OpenSession(device, forged, signature)) == (
        401,
        "challenge_expired",
    )


def test_an_expired_code_enrols_nobody(caller: Caller) -> None:
    with caller.engine.begin() as connection:
        code = enrolment.create_code(connection, caller.filled.advisors[0])
        connection.execute(update(EnrolmentCode).where(EnrolmentCode.used_at.is_(None)).values(expires_at=1))
    assert caller.code_of("enrol", protocol.Enrol(code, bytes(32), "desk")) == (403, "code_refused")


def test_another_schema_is_told_to_update(caller: Caller) -> None:
    token = caller.session(caller.enrol())
    assert caller.code_of("pull", protocol.PullRequest(99), token) == (409, "schema_too_new")
    assert caller.code_of("push", protocol.PushRequest(99, []), token) == (409, "schema_too_new")
    assert caller.code_of("pull", protocol.PullRequest(0), token) == (409, "schema_unknown")


def test_a_forged_checkpoint_reaches_no_other_book(caller: Caller) -> None:
    token = caller.session(caller.enrol(0))
    with caller.engine.connect() as connection:
        buckets = list(connection.execute(select(Bucket.id)).scalars())
    forged = checkpoint.dump(Position([Cursor(bucket, 0, after=b"") for bucket in buckets]))
    seen: set[bytes] = set()
    while True:
        status, body = caller.post("pull", protocol.PullRequest(protocol.SCHEMA_VERSION, forged), token)
        assert status == 200
        page = protocol.decode(body, protocol.Page)
        seen.update(page.tables.customers.id if page.tables.customers else ())
        forged = page.checkpoint
        if page.complete:
            break
    assert seen == set(caller.filled.books[caller.filled.advisors[0]])


@given(st.binary(max_size=200))
def test_no_checkpoint_is_a_fault_of_the_server(caller: Caller, given_bytes: bytes) -> None:
    token = caller.session(caller.known)
    status, _ = caller.post("pull", protocol.PullRequest(protocol.SCHEMA_VERSION, given_bytes), token)
    assert status in (200, 400)


@given(st.sampled_from(["enrol", "session", "pull", "push", "challenge"]), st.binary(max_size=300))
def test_no_body_is_a_fault_of_the_server(caller: Caller, name: str, body: bytes) -> None:
    answer = caller.http.post(f"/v1/{name}", content=body)
    assert answer.status_code in (200, 400, 401, 403)


def test_a_body_without_end_is_refused(caller: Caller) -> None:
    answer = caller.http.post("/v1/enrol", content=b"x" * (1 << 20))
    assert answer.status_code == 413
