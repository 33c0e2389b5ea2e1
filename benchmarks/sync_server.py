"""Head office with two handlers more, for the floors of sync: the plainest that could do the same work."""

import sys
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Engine
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from advisor_app.head_office.api.app import HeadOffice
from advisor_app.head_office.api.server import Server, demo_certificate
from advisor_app.head_office.bootstrap import open_bank
from advisor_app.head_office.db.models import Base
from advisor_app.head_office.db.raw import insert_many
from advisor_app.sync import protocol

COLUMNS = ("id", "customer_id", "channel", "direction", "note", "happened_at", "recorded_at")


class Plain:
    """Handlers without any rule: what arrives is inserted, what is asked for is answered."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._office = HeadOffice(engine)

    async def insert(self, request: Request) -> Response:
        """Insert the contacts of a push, unchecked, and commit."""
        arrived = msgspec.msgpack.decode(protocol.decompress(await request.body()))
        rows: list[tuple[Any, ...]] = [
            tuple(mutation[5][name] for name in COLUMNS) for mutation in arrived["mutations"]
        ]
        with self._engine.begin() as connection:
            insert_many(connection, Base.metadata.tables["interactions"], COLUMNS, rows)
        return Response(b"")

    async def get(self, request: Request) -> Response:
        """Answer nothing to a device that has a session."""
        self._office._sessions.device(request.headers["authorization"])  # noqa: SLF001  # the same check
        return Response(b"")


def main(database: str, folder: str) -> None:
    """Serve a bank with the plain handlers beside the real ones, and print the port."""
    engine = open_bank(database)
    server = Server(engine, demo_certificate(Path(folder)), "127.0.0.1", 0)
    plain = Plain(engine)
    routes: Any = server.config.app
    routes.router.routes += [
        Route("/v1/plain_insert", plain.insert, methods=["POST"]),
        Route("/v1/plain_get", plain.get, methods=["GET"]),
    ]
    print(server.port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
