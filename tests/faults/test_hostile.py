"""A head office that means harm: everything it can send is refused at once, at little memory, and the book stays."""

import gc
import hashlib
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import msgspec
import pytest
import zstandard
from sqlalchemy import Engine

from advisor_app.data import apply
from advisor_app.domain.ids import new_id
from advisor_app.domain.records import ENTITIES
from advisor_app.errors import AppError
from advisor_app.head_office.api.server import Certificate, demo_certificate
from advisor_app.services.synchronise import synchronise
from advisor_app.sync import protocol
from advisor_app.sync.client import HeldBack
from advisor_app.sync.push import Push
from tests.support.bank import fill
from tests.support.office import Device, demo_bank, device, serving
from tests.support.writing import edit, log, waiting

MOST_SECONDS, MOST_BYTES = 2.0, 50 << 20
Body = bytes | Callable[[], Iterator[bytes]]


class Attacker(BaseHTTPRequestHandler):
    """Opens sessions as head office does, and answers what it likes."""

    protocol_version = "HTTP/1.1"
    answers: ClassVar[dict[str, Body]] = {}

    def do_POST(self) -> None:
        """Answer."""
        self.rfile.read(int(self.headers["content-length"]))
        name = self.path.rpartition("/")[2]
        if name == "challenge":
            body: Body = protocol.encode(protocol.Challenge(b"sign this"))
        elif name == "session":
            body = protocol.encode(protocol.Session("token", 3600))
        else:
            body = self.answers[name]
        self.send_response(200)
        if isinstance(body, bytes):
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            return
        self.send_header("connection", "close")
        self.end_headers()
        try:
            for chunk in body():
                self.wfile.write(chunk)
        except OSError:
            self.close_connection = True

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def attacking(certificate: Certificate) -> Iterator[str]:
    """Serve under the bank's own certificate, so that nothing but the answers can give it away."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Attacker)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.chain, certificate.key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.daemon_threads = False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="module")
def victim(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Device, str]]:
    """Return a device with a book of 30 customers and work that waits, and the address of the attacker."""
    folder = tmp_path_factory.mktemp("victim")
    engine: Engine = demo_bank(folder)
    filled = fill(engine, advisors=1, customers=30, transactions=20)
    with serving(engine, folder / "tls") as office, device(office, filled.advisors[0], folder / "d") as own:
        synchronise(own)
        key = log(own.store, filled.books[filled.advisors[0]][0], "原文")
        synchronise(own)
        edit(own.store, key, note="没有送出")
        with attacking(demo_certificate(folder / "tls")) as url:
            yield own, url
    engine.dispose()


def digest(own: Device) -> str:
    """Return a digest of all that the book holds, and of what waits; where it stands in the feed is no part of it."""
    found = hashlib.sha256()
    with own.store.read() as tx:
        raw = apply.driver(tx)
        for table in (*ENTITIES, "customer_search", "outbox", "conflicts"):
            columns = "*" if table != "outbox" else "mutation_id, assumed, new, refused"
            for row in raw.execute(f"SELECT {columns} FROM {table} ORDER BY 1, 2").fetchall():
                found.update(repr(row).encode())
    return found.hexdigest()


def peak() -> int:
    """Return the most memory, in bytes, that this process has had since `reset_peak`."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def reset_peak() -> int:
    """Begin to measure, and return what is in use now."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")
    return peak()


def refused(victim: tuple[Device, str], name: str, body: Body) -> AppError:
    """Let the attacker answer a request, and check that it costs little and changes nothing."""
    own, url = victim
    good = protocol.PushAnswer([protocol.Result("refused", "later")])
    Attacker.answers = {"push": protocol.encode(good), name: body}
    with pull_only() if name == "pull" else nullcontext():
        before, memory, started = digest(own), reset_peak(), time.perf_counter()
        with pytest.raises(AppError) as caught:
            synchronise(own, server=url)
        seconds, grown = time.perf_counter() - started, peak() - memory
        assert digest(own) == before
    assert waiting(own.store).unsent == 1
    with pull_only():  # and the true head office goes on with it as if nothing had been
        before = digest(own)
        synchronise(own)
        assert digest(own) == before
    assert seconds < MOST_SECONDS
    assert grown < MOST_BYTES, f"{grown / 1e6:.0f} MB"
    return caught.value


@contextmanager
def pull_only() -> Iterator[None]:
    """Leave what waits where it is, so that the pull comes at once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Push, "_next", lambda _: [])
        yield


def packed(message: Any) -> bytes:
    return zstandard.ZstdCompressor(level=3).compress(msgspec.msgpack.encode(message))


def page(**changes: Any) -> dict[str, Any]:
    """Return a page as it is before it is packed; one that is complete and empty unless said otherwise."""
    blank: dict[str, Any] = {"checkpoint": b"c", "tables": {}, "visible": True, "complete": True}
    return blank | changes


def table(name: str, /, rows: int = 1, **values: Any) -> dict[str, Any]:
    """Return a table of a page with something in every column that may not be empty."""
    columns = []
    for field, hint in zip(
        ENTITIES[name].fields, ENTITIES[name].record.__annotations__.values(), strict=True
    ):
        fill_in = {int: 1, str: "x", bytes: new_id()}.get(hint)
        given = values.get(field, fill_in)
        columns.append(given if isinstance(given, list) else [] if given is None else [given] * rows)
    return {name: columns}


def endless(chunk: bytes) -> Iterator[bytes]:
    while True:
        yield chunk


def bomb(size: int, *, silent: bool = False) -> bytes:
    """Return a frame that says truly how large it becomes, or does not say it."""
    compressor = zstandard.ZstdCompressor(level=1).compressobj(**({} if silent else {"size": size}))
    parts = [compressor.compress(bytes(1 << 20)) for _ in range(size >> 20)]
    return b"".join([*parts, compressor.flush()])


def lying_bomb() -> bytes:
    """Return a frame that says it is small and goes on: its header is that of another."""
    large, small = bomb(256 << 20), bomb(1 << 20)
    return small[:8] + large[8:]


TRANSACTIONS = ENTITIES["transactions"].fields
PAGES: dict[str, Callable[[], Body]] = {
    "no_end": lambda: partial(endless, bytes(1 << 16)),
    "empty": lambda: b"",
    "not_compressed": lambda: b"GET / HTTP/1.1",
    "not_a_message": lambda: zstandard.compress(b"\xc1" * 100),
    "bomb": lambda: bomb(4 << 30),
    "bomb_without_size": lambda: bomb(1 << 30, silent=True),
    "bomb_that_lies": lying_bomb,
    "as_large_as_a_page_may_be": lambda: bomb(protocol.MAX_PAGE_BYTES),
    "nested": lambda: zstandard.compress(b"\x91" * (8 << 20) + b"\xc0"),
    "nested_in_an_unknown_field": lambda: zstandard.compress(b"\x81\xa1x" + b"\x91" * (8 << 20) + b"\xc0"),
    "a_column_of_millions": lambda: packed(page(tables={"customers": [[None] * 5_000_000]})),
    "a_million_revokes": lambda: packed(page(revokes=[bytes(16)] * 1_000_000)),
    "text_for_numbers": lambda: packed(page(tables=table("transactions", amount_minor=["much"]))),
    "numbers_for_text": lambda: packed(page(tables=table("customers", kind=[7]))),
    "no_rows_but_a_row": lambda: packed(page(tables={"customers": {"id": [new_id()]}})),
    "unequal_columns": lambda: packed(page(tables=table("customers", kind=["x", "x"]))),
    "a_column_without_values": lambda: packed(page(tables=table("customers", kind=[]))),
    "none_where_a_value_must_be": lambda: packed(page(tables=table("customers", kind=[None]))),
    "numbers_that_add_up_to_more": lambda: packed(
        page(tables=table("transactions", 3, day=[2**62, 2**62, 2**62]))
    ),
    "rows_of_foreign_customers": lambda: packed(page(tables=table("interactions"))),
    "transactions_of_foreign_accounts": lambda: packed(
        page(tables=table("transactions", account_id=[10**9]))
    ),
    "the_whole_book_revoked": lambda: b"",  # made from the book below
    "the_same_page_for_ever": lambda: packed(page(complete=False)),
    "wrong_totals": lambda: packed(page(totals={"transactions": [1, 1]})),
    "totals_of_nothing": lambda: packed(page(totals={name: [0, 0] for name in ENTITIES})),
    "a_checkpoint_of_megabytes": lambda: packed(page(checkpoint=bytes(1 << 20))),
}


@pytest.mark.linux
@pytest.mark.parametrize("name", PAGES)
def test_a_page_that_means_harm_is_refused(victim: tuple[Device, str], name: str) -> None:
    body = PAGES[name]()
    if name == "the_whole_book_revoked":
        with victim[0].store.read() as tx:
            everybody = [row[0] for row in apply.driver(tx).execute("SELECT id FROM customers")]
        body = packed(page(revokes=everybody))
    error = refused(victim, "pull", body)
    assert isinstance(error, HeldBack) == (name in ("the_whole_book_revoked", "totals_of_nothing"))
    assert str(error)


def answer(*results: list[Any]) -> bytes:
    return packed({"results": list(results)})


ROW = dict.fromkeys(ENTITIES["interactions"].fields) | {
    "id": bytes(16),
    "customer_id": bytes(16),
    "channel": "x",
    "direction": "out",
    "happened_at": 0,
}
ANSWERS: dict[str, Callable[[], Body]] = {
    "no_end": lambda: partial(endless, bytes(1 << 16)),
    "bomb": lambda: bomb(4 << 30),
    "none": lambda: answer(),
    "too_many": lambda: answer(["applied"], ["applied"]),
    "unknown_outcome": lambda: answer(["perhaps"]),
    "conflict_about_nothing": lambda: answer(["conflict", "", {}, None]),
    "conflict_about_what_was_not_sent": lambda: answer(["conflict", "", {"outcome": "met"}, None]),
    "conflict_of_another_type": lambda: answer(["conflict", "", {"note": 5}, None]),
    "another_row": lambda: answer(["applied", "", {}, ROW]),
    "a_row_of_other_types": lambda: answer(["applied", "", {}, ROW | {"note": [1]}]),
    "nested": lambda: answer(["conflict", "", {"note": [[[[]]]]}, None]),
    "deeply_nested": lambda: zstandard.compress(
        b"\x81\xa7results\x91\x94\xa0\xa0\x81\xa1x" + b"\x91" * (4 << 20)
    ),
    "a_code_of_megabytes": lambda: answer(["refused", "x" * (1 << 20)]),
}


@pytest.mark.linux
@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_that_means_harm_is_refused(victim: tuple[Device, str], name: str) -> None:
    assert str(refused(victim, "push", ANSWERS[name]()))


@pytest.mark.linux
def test_the_measure_finds_what_it_is_for(victim: tuple[Device, str]) -> None:
    """The control: the bomb costs its size where it is unpacked, and a page that is right changes the book."""
    own, url = victim
    memory = reset_peak()
    held = zstandard.ZstdDecompressor().decompress(bomb(256 << 20))
    assert peak() - memory > MOST_BYTES
    del held
    before = digest(own)
    row = table("customers", name=["新客户"], id=[new_id()])
    Attacker.answers = {
        "pull": packed(page(tables=row)),
        "push": protocol.encode(protocol.PushAnswer([protocol.Result("applied")])),
    }
    synchronise(own, server=url)
    assert digest(own) != before
