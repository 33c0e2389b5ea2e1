"""Whether somebody who is being typed is in a book of 50,000 customers: asked so fast that the form can wait for it.

What is right is said here a second time, from the people themselves: the same phone number, identity number, or name
with birthday. One in fifty is in the book twice.
"""

import random
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from advisor_app.data import duplicates
from advisor_app.data.apply import write_rows
from advisor_app.domain.duplicates import Candidate
from advisor_app.domain.records import Customer
from benchmarks import Result
from benchmarks.synthetic_book import new_store, people

CUSTOMERS, ASKED, LIMIT_MS = 50_000, 1_000, 20.0
_TWICE = 50


def customers(seed: int = 5) -> list[Customer]:
    """Return seeded customers with all that is compared; one in fifty is a prospect who is somebody else as well."""
    rng = random.Random(seed)  # noqa: S311  # the same every time
    blank = Customer(*[None] * len(Customer._fields))  # type: ignore[arg-type]
    made: list[Customer] = []
    for place, person in enumerate(people(CUSTOMERS)):
        if made and place % _TWICE == 0:
            other = rng.choice(made)
            same = rng.choice((("phone",), ("id_number",), ("name", "birth_day")))
            row = blank._replace(id=person.id, kind="prospect", name=person.surname + person.given)
            made.append(row._replace(**{field: getattr(other, field) for field in same}))
            continue
        made.append(
            blank._replace(
                id=person.id,
                kind="customer",
                number=person.number,
                name=person.surname + person.given,
                phone=person.phone,
                birth_day=rng.randrange(-10_000, 13_000),
                id_number=f"E{rng.randrange(10**8):08}",
            )
        )
    return made


def agree(one: Candidate, other: Customer) -> bool:
    """Tell whether two are compared as one."""
    named = one.name is not None and one.birth_day is not None
    return bool(
        (one.phone and one.phone == other.phone)
        or (one.id_number and one.id_number == other.id_number)
        or (named and (one.name, one.birth_day) == (other.name, other.birth_day))
    )


def run() -> Iterable[Result]:
    """Measure."""
    rows = customers()
    rng = random.Random(6)  # noqa: S311
    with tempfile.TemporaryDirectory() as folder:
        store = new_store(Path(folder, "store.db"))
        with store.write() as tx:
            write_rows(tx, "customers", Customer._fields, rows)
        began = time.perf_counter()
        with store.write() as tx:
            duplicates.refresh(tx, CUSTOMERS)
        hashed = time.perf_counter() - began
        seconds, wrong = [], 0
        for row in rng.sample(rows, ASKED):
            asked = Candidate(row.name, row.birth_day, row.phone, row.id_number)
            with store.read() as tx:
                began = time.perf_counter()
                found = duplicates.matches(tx, asked)
                seconds.append(time.perf_counter() - began)
            if len(seconds) <= ASKED // 10:
                wanted = {other.id for other in rows if agree(asked, other)}
                wrong += {match.customer_id for match in found} != wanted
        began = time.perf_counter()
        with store.read() as tx:
            pairs = len(duplicates.agreeing_pairs(tx))
        listed = time.perf_counter() - began
        store.close()
    same = 1 - wrong / (ASKED // 10)
    yield Result("duplicates.same", same, "share", "reference", same, "= 1", wrong == 0)
    p95 = sorted(seconds)[int(0.95 * len(seconds))] * 1000
    yield Result("duplicates.p95", p95, "ms", "limit", p95 / LIMIT_MS, "≤ 20 ms", p95 <= LIMIT_MS)
    enough = pairs >= CUSTOMERS // _TWICE - 1
    yield Result("duplicates.pairs_listed", listed, "s", "limit", listed, "≤ 1 s", enough and listed <= 1)
    yield Result("duplicates.hashed", hashed, "s", "limit", hashed / 3, "≤ 3 s", hashed <= 3)
