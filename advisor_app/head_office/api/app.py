"""The HTTP application: six requests, each a compressed MessagePack message in and one out."""

import logging
from collections.abc import Callable
from functools import partial

import msgspec
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from advisor_app.head_office import cover_members, enrolment
from advisor_app.head_office.api.auth import SESSION_SECONDS, Denied, Sessions, advisor_of, granted
from advisor_app.head_office.api.duplicates import TooManyChecks, exists
from advisor_app.head_office.api.pull import ForeignCheckpoint, next_page
from advisor_app.head_office.api.push import push
from advisor_app.head_office.db.engine import read
from advisor_app.sync import protocol

MAX_REQUEST_BYTES = 64 << 10
RETRY_AFTER = 5  # seconds that a device is asked to wait where the database is too busy
logger = logging.getLogger(__name__)


class _TooLarge(ValueError):
    pass


class HeadOffice:
    """The requests of devices, on one database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._sessions = Sessions(engine)

    def enrol(self, body: bytes, _authorization: str) -> bytes:
        """Redeem an enrolment code."""
        request = protocol.decode(body, protocol.Enrol, MAX_REQUEST_BYTES)
        with self._engine.begin() as connection:
            enrolled = enrolment.redeem(connection, request)
        if enrolled is None:
            raise Denied("code_refused")
        return protocol.encode(enrolled)

    def challenge(self, _body: bytes, _authorization: str) -> bytes:
        """Give out something to sign."""
        return protocol.encode(protocol.Challenge(self._sessions.challenge()))

    def session(self, body: bytes, _authorization: str) -> bytes:
        """Open a session for a device that signed a challenge."""
        request = protocol.decode(body, protocol.OpenSession, MAX_REQUEST_BYTES)
        with read(self._engine) as connection:
            token = self._sessions.open(connection, request)
        return protocol.encode(protocol.Session(token, SESSION_SECONDS))

    def pull(self, body: bytes, authorization: str) -> bytes:
        """Return the page after a checkpoint."""
        device = self._sessions.device(authorization)
        request = protocol.decode(body, protocol.PullRequest, MAX_REQUEST_BYTES)
        _check_schema(request.schema)
        with read(self._engine) as connection:
            if not cover_members.due(connection):
                return protocol.encode(_next_page(connection, device, request))
        with self._engine.begin() as connection:  # a cover ends by itself, though nobody looks after it
            cover_members.activate(connection)
        with read(self._engine) as connection:
            return protocol.encode(_next_page(connection, device, request))

    def push(self, body: bytes, authorization: str) -> bytes:
        """Take what a device wrote, and return what became of it once that is committed."""
        device = self._sessions.device(authorization)
        request = protocol.decode(body, protocol.PushRequest, protocol.MAX_PUSH_BYTES)
        _check_schema(request.schema)
        with self._engine.begin() as connection:
            books = [bucket.id for bucket in granted(connection, device) if bucket.kind != "bank"]
            results = push(connection, device, advisor_of(connection, device), books, request.mutations)
        return protocol.encode(protocol.PushAnswer(results))

    def duplicates(self, body: bytes, authorization: str) -> bytes:
        """Say whether somebody is known beyond the books of the device."""
        device = self._sessions.device(authorization)
        question = protocol.decode(body, protocol.DuplicateQuestion, MAX_REQUEST_BYTES)
        _check_schema(question.schema)
        with self._engine.begin() as connection:
            buckets = [bucket.id for bucket in granted(connection, device)]
            found = exists(connection, device, advisor_of(connection, device), buckets, question)
        return protocol.encode(protocol.DuplicateAnswer(found))


def _next_page(connection: Connection, device: bytes, request: protocol.PullRequest) -> protocol.Page:
    buckets = granted(connection, device)
    return next_page(connection, buckets, request.checkpoint, request.rows, request.schema)


def _check_schema(schema: int) -> None:
    if schema < protocol.MIN_SCHEMA:
        raise Denied("schema_unknown")
    if schema > protocol.SCHEMA_VERSION:
        raise Denied("schema_too_new")


_STATUS = {"code_refused": 403, "device_revoked": 403, "schema_unknown": 409, "schema_too_new": 409}
_MOST = {"push": protocol.MAX_PUSH_BYTES}


def _problem(status: int, code: str, detail: str = "", retry_after: int | None = None) -> Response:
    body = protocol.encode(protocol.Problem(code, detail))
    headers = None if retry_after is None else {"retry-after": str(retry_after)}
    return Response(body, status_code=status, headers=headers, media_type=protocol.MEDIA_TYPE)


async def _body(request: Request, most: int) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise _TooLarge(f"a request may have {most} bytes")
    return bytes(body)


async def _answer(handler: Callable[[bytes, str], bytes], most: int, request: Request) -> Response:
    try:
        body = await _body(request, most)
        authorization = request.headers.get("authorization", "")
        content = await run_in_threadpool(handler, body, authorization)
    except Denied as denied:
        return _problem(_STATUS.get(denied.code, 401), denied.code)
    except TooManyChecks as refused:
        return _problem(429, "too_many_checks", retry_after=refused.seconds)
    except _TooLarge as error:
        return _problem(413, "too_large", str(error))
    except ClientDisconnect:
        return _problem(400, "cut")  # nobody hears it; a device whose line was cut is no fault
    except ForeignCheckpoint as error:
        return _problem(400, "checkpoint_unknown", str(error))
    except (msgspec.DecodeError, ValueError) as error:
        return _problem(400, "message_malformed", str(error))
    except OperationalError:
        # Without the statement: its values are customers' data.
        logger.warning("the database was too busy for %s", request.url.path)
        return _problem(503, "busy", retry_after=RETRY_AFTER)
    except Exception:
        logger.exception("request failed: %s", request.url.path)
        return _problem(500, "internal")
    return Response(content, media_type=protocol.MEDIA_TYPE)


def create_app(engine: Engine) -> Starlette:
    """Return the ASGI application of head office on a database that holds a bank."""
    office = HeadOffice(engine)
    handlers = {
        "enrol": office.enrol,
        "challenge": office.challenge,
        "session": office.session,
        "pull": office.pull,
        "push": office.push,
        "duplicates": office.duplicates,
    }
    return Starlette(
        routes=[
            Route(
                f"/v{protocol.PROTOCOL_VERSION}/{name}",
                partial(_answer, handler, _MOST.get(name, MAX_REQUEST_BYTES)),
                methods=["POST"],
            )
            for name, handler in handlers.items()
        ]
    )
