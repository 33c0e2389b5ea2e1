"""The floor of sync: the simplest way to bring the same rows over, against which the real one is measured.

Server: one HTTP request a page, rows as JSON, gzip. Client: the standard library's decoders, and inserts into a
plain SQLite file with `synchronous=FULL`, one commit a page. No TLS, no key, no checks.
"""

import gzip
import json
import sqlite3
import sys
import time
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

from advisor_app.domain.records import Transaction

PAGE_ROWS = 20_000
FIELDS = Transaction._fields


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    database: sqlite3.Connection

    def do_GET(self) -> None:
        """Answer with the page after the transaction id in the path."""
        after = int(self.path.rpartition("/")[2])
        rows = self.database.execute(
            f"SELECT {', '.join(FIELDS)} FROM transactions WHERE id > ? ORDER BY id LIMIT {PAGE_ROWS}",
            (after,),
        ).fetchall()
        body = gzip.compress(json.dumps(rows, ensure_ascii=False).encode(), compresslevel=6)
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: Any) -> None:
        """Say nothing."""


def serve(database: Path) -> None:
    """Serve the transactions of a plain SQLite head office, and print the port."""
    _Handler.database = sqlite3.connect(database)
    server = HTTPServer(("127.0.0.1", 0), _Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()


def pull(port: int, target: Path) -> tuple[int, int, float]:
    """Bring all rows into a new file; return rows, bytes on the wire and seconds."""
    started = time.perf_counter()
    store = sqlite3.connect(target, isolation_level=None)
    store.execute("PRAGMA journal_mode = WAL")
    store.execute("PRAGMA synchronous = FULL")
    columns = ", ".join("id INTEGER PRIMARY KEY" if field == "id" else field for field in FIELDS)
    store.execute(f"CREATE TABLE transactions ({columns})")
    insert = f"INSERT INTO transactions VALUES ({', '.join('?' * len(FIELDS))})"
    connection = HTTPConnection("127.0.0.1", port)
    after = count = size = 0
    while True:
        connection.request("GET", f"/{after}")
        body = connection.getresponse().read()
        size += len(body)
        rows = json.loads(gzip.decompress(body))
        if not rows:
            break
        store.execute("BEGIN")
        store.executemany(insert, rows)
        store.execute("COMMIT")
        count += len(rows)
        after = rows[-1][FIELDS.index("id")]
    store.close()
    return count, size, time.perf_counter() - started


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
