"""The change feed under concurrent writers: a reader that follows the counter skips nothing."""

import random
import threading
import time
from collections.abc import Callable

from sqlalchemy import Connection, Engine, create_engine, insert, select, text

from advisor_app.head_office.db import feed
from advisor_app.head_office.db.migrations import upgrade
from advisor_app.head_office.db.models import Bucket, Change

WRITERS, EACH = 8, 40


def _race(
    engine: Engine, write: Callable[[Connection, int], object], poll: Callable[[Connection, int], list[int]]
) -> int:
    """Let writers commit late at random while a reader follows; return how many rows the reader never saw."""
    stop, seen, position = threading.Event(), set[int](), 0

    def writer(number: int) -> None:
        rng = random.Random(number)
        for _ in range(EACH):
            with engine.begin() as connection:
                write(connection, number)
                if rng.random() < 0.3:
                    time.sleep(rng.random() * 0.02)

    def step() -> None:
        nonlocal position
        with engine.connect() as connection:
            for number in poll(connection, position):
                seen.add(number)
                position = max(position, number)

    def reader() -> None:
        while not stop.is_set():
            step()
        step()

    threads = [threading.Thread(target=writer, args=(number,)) for number in range(WRITERS)]
    watching = threading.Thread(target=reader)
    watching.start()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stop.set()
    watching.join()
    return WRITERS * EACH - len(seen)


def test_a_reader_of_the_counter_skips_nothing(postgres_url: str) -> None:
    engine = create_engine(postgres_url, pool_size=WRITERS + 2)
    upgrade(engine)
    with engine.begin() as connection:
        bucket = connection.execute(insert(Bucket).values(kind="bank").returning(Bucket.id)).scalar_one()

    def poll(connection: Connection, position: int) -> list[int]:
        query = select(Change.seq).where(Change.bucket_id == bucket, Change.seq > position)
        return list(connection.execute(query).scalars())

    skipped = _race(engine, lambda connection, n: feed.append(connection, bucket, "customers", [n]), poll)
    engine.dispose()
    assert skipped == 0


def test_a_reader_of_a_sequence_does(postgres_url: str) -> None:
    """The control: the same race loses rows where a plain sequence numbers them."""
    engine = create_engine(postgres_url, pool_size=WRITERS + 2)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE naive (seq bigserial PRIMARY KEY, n int)"))

    def write(connection: Connection, number: int) -> None:
        connection.execute(text("INSERT INTO naive (n) VALUES (:n)"), {"n": number})

    def poll(connection: Connection, position: int) -> list[int]:
        return list(
            connection.execute(text("SELECT seq FROM naive WHERE seq > :p"), {"p": position}).scalars()
        )

    skipped = _race(engine, write, poll)
    engine.dispose()
    assert skipped > 0
