"""All prompts of a book of 5,000 customers with a million transactions: whole, and again after one contact.

Head office has sent seven scorecards, what they score of two customers in three, and products that may suit. Whole is
with nothing in memory but the program: the book is opened, what sync has kept of it is read, and all is judged and
ranked; `unkept` (the limit is our own) is the same where nothing is kept and the book itself is read. After a contact
is from its commit to the new list of the day.
Against the stated limits; a list that stayed as it was would be no measurement, so each is compared.
"""

import gc
import random
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median
from typing import Any, cast

from advisor_app.data import vault
from advisor_app.data.apply import driver, write_rows
from advisor_app.data.store import Store
from advisor_app.data.vault import Secrets
from advisor_app.domain.contacts import ContactEntry
from advisor_app.domain.records import (
    Advisor,
    Consent,
    CustomerTier,
    Holding,
    Product,
    RiskAssessment,
    Transaction,
)
from advisor_app.services import prompt_engine
from advisor_app.services.log_contact import log_contact
from advisor_app.services.open_book import Book
from advisor_app.services.prompts import prompts_today
from benchmarks import Result
from benchmarks.scorecards import write_cards
from benchmarks.synthetic_book import (
    DAY,
    TODAY,
    Person,
    new_store,
    people,
    transactions,
    write_people,
    write_positions,
)

CUSTOMERS, EACH, PROFILED = 5_000, 200, 0.65  # the demo bank may profile 3,264 of its 5,000 customers
WHOLE, CONTACTS = 5, 40
WHOLE_LIMIT_MS, UNKEPT_LIMIT_MS, CONTACT_LIMIT_MS = 1000.0, 1500.0, 20.0
NOW = TODAY * DAY + 3 * 3_600_000_000  # 11:00 in Shanghai
_ANSWERS = '{"goal": "growth", "horizon": "three_years", "liquidity": "half_year"}'
_CUT_OFFS = ((600_000_000, "private"), (50_000_000, "wealth"), (5_000_000, "gold"), (0, "mass"))


def build(store: Store, persons: Sequence[Person]) -> None:
    """Write a book in which four customers of ten have something to do."""
    write_people(store, persons)
    write_positions(store, persons)
    rng = random.Random(3)  # noqa: S311  # the same every time
    tables: dict[str, tuple[Any, list[Any]]] = {
        "tiers": (CustomerTier, []),
        "holdings": (Holding, []),
        "consents": (Consent, []),
        "risk_assessments": (RiskAssessment, []),
    }
    for place, person in enumerate(persons, 1):
        tier = next(code for cut_off, code in _CUT_OFFS if person.aum_minor >= cut_off)
        tables["tiers"][1].append(
            CustomerTier(person.id, tier, TODAY - 300, TODAY - 54, person.aum_minor, "CNY", "{}", 1)
        )
        for which in range(3):
            value, matures = rng.randrange(500_000, 50_000_000), TODAY + rng.randrange(1, 300)
            tables["holdings"][1].append(
                Holding(
                    100_000 + 3 * place + which, 1, person.id, place, None, "term_deposit", "定期", "CNY", None,
                    value, value, "0.02", TODAY - 400, matures, TODAY, None,
                )
            )  # fmt: skip
        tables["consents"][1].extend(
            Consent(
                rng.randbytes(16), person.id, channel, "marketing", rng.randrange(2), None, NOW - 90 * DAY
            )
            for channel in ("phone", "wechat", "sms", "email")
        )
        assessed = TODAY - rng.randrange(400)
        tables["risk_assessments"][1].append(
            RiskAssessment(
                rng.randbytes(16), person.id, "C3", assessed, assessed + 365, "outlet",
                questionnaire="risk_2026", answers=_ANSWERS,
            )
        )  # fmt: skip
    tables["products"] = (Product, catalogue())
    with store.write() as tx:
        write_rows(tx, "advisors", Advisor._fields, [Advisor(1, store.actor, "李经理", None)])
        born = [(rng.randrange(-10_000, 12_000), person.id) for person in persons]
        driver(tx).executemany("UPDATE customers SET birth_day = ? WHERE id = ?", born)
        for name, (record, rows) in tables.items():
            write_rows(tx, name, record._fields, rows)
        write_rows(tx, "transactions", Transaction._fields, transactions(CUSTOMERS, EACH))
    write_cards(store, [person for person in persons if rng.random() < PROFILED])


def catalogue() -> list[Product]:
    """Return as many products as the demo bank sells, ten of each kind that needs are told of."""
    kinds = ("term_deposit", "wealth", "fund", "bond", "insurance", "metal")
    return [
        Product(
            10 * place + which, 1, f"P{place}{which}", f"产品{place}{which}", kind, "CNY", f"R{1 + which % 5}",
            "江城银行", "own", "0.02", None, 100_00, None, 90, TODAY - 30, TODAY + 60, None, TODAY, None,
            placement="public",
        )
        for place, kind in enumerate(kinds, 1)
        for which in range(10)
    ]  # fmt: skip


def opened(path: Path, secrets: Secrets) -> Book:
    """Return the book with nothing of it in memory."""
    store = Store(path, secrets, actor="A0001", device="00" * 16)
    return Book(path.parent, cast("vault.Header", None), secrets, store)


def whole(path: Path, secrets: Secrets) -> float:
    """Return the seconds from a closed book to the list of the day."""
    gc.collect()
    book = opened(path, secrets)
    started = time.perf_counter()
    found = prompts_today(book, now=NOW)
    took = time.perf_counter() - started
    assert found.groups
    assert found.more > CUSTOMERS // 10
    book.store.close()
    return took


def after_contact(book: Book, number: int) -> float:
    """Return the seconds from a contact's being committed to the new list of the day."""
    before = prompts_today(book, further=True, refines=True, now=NOW)
    customer = before.groups[0].customer.id
    entry = ContactEntry((customer,), "phone", "out", "maturity", "connected", f"谈了到期 {number}")
    log_contact(book, entry, now=NOW)
    started = time.perf_counter()
    after = prompts_today(book, further=True, refines=True, now=NOW)
    took = time.perf_counter() - started
    assert after.groups[0].customer.id != customer or after.groups[0].prompts != before.groups[0].prompts
    return took


def run() -> Iterable[Result]:
    """Measure, without collections of garbage in between, as in the process of the window."""
    persons = people(CUSTOMERS)
    with tempfile.TemporaryDirectory() as name:
        path, secrets = Path(name) / "store.db", Secrets.new()
        store = new_store(path, secrets)
        build(store, persons)
        store.close()
        gc.disable()
        took = median(whole(path, secrets) for _ in range(WHOLE)) * 1000
        ratio = took / UNKEPT_LIMIT_MS
        yield Result("prompts.unkept", took, "ms", "limit", ratio, "≤ 1500 ms", ratio <= 1)
        book = opened(path, secrets)
        assert prompt_engine.prepare(book.store, NOW)
        book.store.close()
        took = median(whole(path, secrets) for _ in range(WHOLE)) * 1000
        ratio = took / WHOLE_LIMIT_MS
        yield Result("prompts.whole_book", took, "ms", "limit", ratio, "≤ 1000 ms", ratio <= 1)
        book = opened(path, secrets)
        took = median(after_contact(book, number) for number in range(CONTACTS)) * 1000
        ratio = took / CONTACT_LIMIT_MS
        yield Result("prompts.after_contact", took, "ms", "limit", ratio, "≤ 20 ms", ratio <= 1)
        book.store.close()
        gc.enable()
