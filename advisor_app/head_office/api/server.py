"""Serving over HTTPS: uvicorn with the bank's certificate, or with one of a demo's own authority."""

import os
import socket
from dataclasses import dataclass
from pathlib import Path

import trustme
import uvicorn
from sqlalchemy import Engine

from advisor_app.head_office.api.app import create_app


@dataclass(frozen=True, slots=True)
class Certificate:
    """The files of a server certificate with its chain, its private key, and the authority that clients trust."""

    chain: Path
    key: Path
    authority: Path


def demo_certificate(folder: Path) -> Certificate:
    """Return a certificate for loopback from an authority made for this folder; made once, then kept.

    The authority's own key is never written, so that nobody can issue a further certificate with it.
    """
    files = Certificate(folder / "server.pem", folder / "server.key", folder / "ca.pem")
    if not all(path.exists() for path in (files.chain, files.key, files.authority)):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        authority = trustme.CA(organization_name="advisor-app demo")
        server = authority.issue_cert("localhost", "127.0.0.1", "::1")
        key = os.open(files.key, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(key, "wb") as file:
            file.write(server.private_key_pem.bytes())
        files.chain.write_bytes(b"".join(blob.bytes() for blob in server.cert_chain_pems))
        authority.cert_pem.write_to_path(str(files.authority))
    return files


class Server(uvicorn.Server):
    """A server for one database; `port` is known before it runs, also where the system chose it."""

    def __init__(self, engine: Engine, certificate: Certificate, host: str, port: int) -> None:
        config = uvicorn.Config(
            create_app(engine),
            host=host,
            port=port,
            ssl_certfile=certificate.chain,
            ssl_keyfile=certificate.key,
            log_level="warning",
            access_log=False,
            lifespan="off",
            server_header=False,
        )
        super().__init__(config)
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._socket = socket.socket(family, socket.SOCK_STREAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind((host, port))
        # From here on a device that connects waits for the server to start, where it would have been refused.
        self._socket.listen()
        self.port: int = self._socket.getsockname()[1]

    def serve_forever(self) -> None:
        """Serve until the process is told to stop or `should_exit` is set."""
        self.run(sockets=[self._socket])
