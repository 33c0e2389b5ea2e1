"""Writers who number what they write by a counter per book, against writers on a naive sequence; 64 books.

Each transaction writes one contact and the change that tells of it.
"""

import random
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, insert, text

from advisor_app.head_office.db import feed
from advisor_app.head_office.db.models import Advisor, Bucket
from benchmarks import Result
from benchmarks.postgres import postgres
from tests.support.office import demo_bank

WRITERS, EACH, BOOKS, ROUNDS = 8, 250, 64, 3


def _rate(engine: Engine, write: Callable[[Connection, int, int], object]) -> float:
    def writer(number: int) -> None:
        rng = random.Random(number)  # noqa: S311  # the same work for both sides
        for index in range(EACH):
            with engine.begin() as connection:
                write(connection, rng.randrange(BOOKS), number * EACH + index)

    threads = [threading.Thread(target=writer, args=(number,)) for number in range(WRITERS)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return WRITERS * EACH / (time.perf_counter() - started)


def run() -> Iterable[Result]:
    """Measure, in turn, and take the best of each."""
    with tempfile.TemporaryDirectory() as folder, postgres() as url:
        demo_bank(Path(folder), url).dispose()
        engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"), pool_size=WRITERS)
        with engine.begin() as connection:
            advisors = list(
                connection.execute(
                    insert(Advisor).returning(Advisor.id),
                    [{"number": str(n), "name": "x"} for n in range(BOOKS)],
                ).scalars()
            )
            books = list(
                connection.execute(
                    insert(Bucket).returning(Bucket.id),
                    [{"kind": "book", "advisor_id": one} for one in advisors],
                ).scalars()
            )
            connection.execute(text("CREATE TABLE contact (id bigserial PRIMARY KEY, book int, note text)"))
            connection.execute(
                text("CREATE TABLE naive (seq bigserial PRIMARY KEY, book int, entity text, row_id int)")
            )
        contact = text("INSERT INTO contact (book, note) VALUES (:book, :note)")
        naive = text("INSERT INTO naive (book, entity, row_id) VALUES (:book, 'customers', :row)")

        def counter(connection: Connection, book: int, row: int) -> None:
            connection.execute(contact, {"book": book, "note": str(row)})
            feed.append(connection, books[book], "customers", [row])

        def sequence(connection: Connection, book: int, row: int) -> None:
            connection.execute(contact, {"book": book, "note": str(row)})
            connection.execute(naive, {"book": book, "row": row})

        counted = plain = 0.0
        for _ in range(ROUNDS):
            counted = max(counted, _rate(engine, counter))
            plain = max(plain, _rate(engine, sequence))
        with engine.connect() as connection:
            skipped = connection.execute(
                text("SELECT sum(counter) - (SELECT count(*) FROM changes) FROM buckets")
            ).scalar_one()
        engine.dispose()
    ratio = counted / plain
    yield Result(
        "feed_writers",
        counted,
        "writes/s",
        "naive sequence",
        ratio,
        ">= 0.6 at 0 skipped",
        ratio >= 0.6 and skipped == 0,
    )
