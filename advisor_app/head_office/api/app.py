"""The HTTP application: four requests, each a compressed MessagePack message in and one out."""

import logging
from collections.abc import Callable
from functools import partial

import msgspec
from sqlalchemy import Engine
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from advisor_app.head_office import enrolment
from advisor_app.head_office.api.auth import SESSION_SECONDS, Denied, Sessions, granted
from advisor_app.head_office.api.pull import ForeignCheckpoint, next_page
from advisor_app.head_office.db.engine import read
from advisor_app.sync import protocol

MAX_REQUEST_BYTES = 64 << 10
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
        request = protocol.decode(body, protocol.Enrol)
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
        request = protocol.decode(body, protocol.OpenSession)
        with read(self._engine) as connection:
            token = self._sessions.open(connection, request)
        return protocol.encode(protocol.Session(token, SESSION_SECONDS))

    def pull(self, body: bytes, authorization: str) -> bytes:
        """Return the page after a checkpoint."""
        device = self._sessions.device(authorization)
        request = protocol.decode(body, protocol.PullRequest)
        if request.schema != protocol.SCHEMA_VERSION:
            raise Denied("schema_unknown")
        with read(self._engine) as connection:
            buckets = granted(connection, device)
            page = next_page(connection, buckets, request.checkpoint, request.rows)
        return protocol.encode(page)


_STATUS = {"code_refused": 403, "device_revoked": 403, "schema_unknown": 409}


def _problem(status: int, code: str, detail: str = "") -> Response:
    body = protocol.encode(protocol.Problem(code, detail))
    return Response(body, status_code=status, media_type=protocol.MEDIA_TYPE)


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_REQUEST_BYTES:
            raise _TooLarge(f"a request may have {MAX_REQUEST_BYTES} bytes")
    return bytes(body)


async def _answer(handler: Callable[[bytes, str], bytes], request: Request) -> Response:
    try:
        body = await _body(request)
        authorization = request.headers.get("authorization", "")
        content = await run_in_threadpool(handler, body, authorization)
    except Denied as denied:
        return _problem(_STATUS.get(denied.code, 401), denied.code)
    except _TooLarge as error:
        return _problem(413, "too_large", str(error))
    except ForeignCheckpoint as error:
        return _problem(400, "checkpoint_unknown", str(error))
    except (msgspec.DecodeError, ValueError) as error:
        return _problem(400, "message_malformed", str(error))
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
    }
    return Starlette(
        routes=[
            Route(f"/v{protocol.PROTOCOL_VERSION}/{name}", partial(_answer, handler), methods=["POST"])
            for name, handler in handlers.items()
        ]
    )
