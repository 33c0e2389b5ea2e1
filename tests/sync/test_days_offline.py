"""Days on an outreach visit: head office is gone, and the morning list, the gate and all that is written go on."""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select, update

from advisor_app.domain.contacts import ContactEntry
from advisor_app.domain.prompts.types import DISMISSED, DONE, SNOOZED
from advisor_app.errors import UnavailableError
from advisor_app.head_office.db import feed
from advisor_app.head_office.db.models import Base, Source
from advisor_app.services.close_day import day_end
from advisor_app.services.day_board import day_board
from advisor_app.services.day_report import Which, day_report
from advisor_app.services.day_report_words import text
from advisor_app.services.log_contact import log_contact
from advisor_app.services.open_book import Book, open_book
from advisor_app.services.past_advice import SAME, past_advice
from advisor_app.services.prompts import customer_prompts, prompts_today, settle_prompt
from advisor_app.services.recommendations import general_offers, recommendations_for
from advisor_app.services.suitability import allowed_products
from advisor_app.services.synchronise import synchronise
from tests.support.bank import AS_OF, Filled, fill
from tests.support.office import PASSPHRASE, Office, demo_bank, device, serving
from tests.support.writing import NOON
from tests.sync.test_assessments import taken

DAY = 86_400_000_000
NOTE = "谈了到期后的安排"


def give(engine: Engine, table: str, *rows: dict[str, Any]) -> None:
    """Write rows as an import does."""
    with engine.begin() as connection:
        made = Base.metadata.tables[table]
        for source in connection.execute(select(Source.id).where(Source.entity == "holdings")).scalars():
            given = [row | ({"source_id": source} if "source_id" in made.c else {}) for row in rows]
            connection.execute(insert(made), given)
        feed.record(connection, table, select(made.c.id))


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[tuple[Engine, Filled]]:
    """Return a head office whose customers have deposits that mature on the days to come, and products."""
    (tmp_path / "office").mkdir()
    engine = demo_bank(tmp_path / "office")
    filled = fill(engine, advisors=1, customers=12, transactions=10)
    with engine.begin() as connection:
        connection.execute(update(Base.metadata.tables["customers"]).values(birth_day=5_000))
    deposits = [
        {
            "id": number,
            "customer_id": person,
            "kind": "term_deposit",
            "name": "一年定期",
            "currency": "CNY",
            "value_minor": 30_000_000,
            "principal_minor": 30_000_000,
            "starts_on": AS_OF - 360,
            "matures_on": AS_OF + number,
            "as_of": AS_OF,
            "source_key": f"D{number}",
        }
        for number, person in enumerate(filled.books[filled.advisors[0]][:8], 1)
    ]
    give(engine, "holdings", *deposits)
    sold = {
        "currency": "CNY",
        "issuer": "江城银行",
        "issuer_kind": "own",
        "placement": "public",
        "as_of": AS_OF,
    }
    products = [
        {"id": number, "code": f"P{number}", "name": f"稳健{number}号", "kind": "wealth", "term_days": 90}
        | {"risk_grade": grade, "source_key": f"P{number}"}
        | sold
        for number, grade in enumerate(("R1", "R2", "R5"), 1)
    ]
    give(engine, "products", *products)
    yield engine, filled
    engine.dispose()


def arrived(engine: Engine, table: str, column: str) -> Counter[str]:
    """Return how many rows head office has of each value of a column."""
    with engine.connect() as connection:
        return Counter(connection.execute(select(Base.metadata.tables[table].c[column])).scalars())


def entry(customer: bytes) -> ContactEntry:
    return ContactEntry(
        customers=(customer,),
        channel="phone",
        direction="out",
        purpose="maturity",
        outcome="connected",
        note=NOTE,
    )


def allowed(book: Book, customer: bytes, now: int) -> list[str]:
    found = allowed_products(book, customer, now=now)
    return [one.product.code for one in found.allowed]


def test_three_days_without_head_office_and_then_all_of_it_arrives(
    bank: tuple[Engine, Filled], tmp_path: Path
) -> None:
    engine, filled = bank
    people = filled.books[filled.advisors[0]]
    folder = tmp_path / "device"
    with ExitStack() as connected:
        office: Office = connected.enter_context(serving(engine, tmp_path / "tls"))
        with device(office, filled.advisors[0], folder):
            pass
        with open_book(folder, PASSPHRASE) as book:
            synchronise(book)
    for day in range(1, 4):
        now = NOON + day * DAY
        with open_book(folder, PASSPHRASE) as book:  # unlocked each morning
            with pytest.raises(UnavailableError):
                synchronise(book)
            morning = prompts_today(book, now=now)
            assert (morning.today, morning.data_on) == (AS_OF + day, AS_OF)
            first = morning.groups[0].prompts[0]
            assert (first.rule, first.due_on) == ("maturity", AS_OF + day)  # what matures on this very day
            in_time = prompts_today(book, minutes=20, refines=True, now=now)
            assert 0 < sum(group.minutes for group in in_time.groups) <= 20
            assert day_board(book, now=now) is not None
            assert text(day_report(book, now=now), Which.MORNING).strip()
            log_contact(book, entry(first.customer_id), now=now)
            left = prompts_today(book, refines=True, now=now)
            assert left.settled == 1
            assert first not in [one for group in left.groups for one in group.prompts]
            put_off, dismissed = (group.prompts[0] for group in left.groups[-2:])
            settle_prompt(book, put_off, SNOOZED, until="后天", now=now)
            settle_prompt(book, dismissed, DISMISSED, reason="客户已有安排", now=now)
            waits = day_end(book, now=now).waiting
            assert waits >= 4 * day
            # The gate: nothing but deposits without an assessment, what suits after it.
            asked = people[8 + day]
            assert allowed(book, asked, now) == []
            taken(book, asked)
            assert allowed(book, asked, now) == ["P1", "P2"]
            assert recommendations_for(book, asked, now=now).found.offers == ()
            assert [product.code for product, _ in general_offers(book, asked, now=now).products] == [
                "P1",
                "P2",
            ]
    with (
        open_book(folder, PASSPHRASE) as book,
        serving(engine, tmp_path / "tls", office.certificate, office.port),
    ):
        done = synchronise(book)
        assert (done.refused, done.conflicts) == (0, 0)
        again = past_advice(book, first.customer_id, AS_OF + 3)
        assert {one.outcome for one in again.shown} == {SAME}
        assert customer_prompts(book, first.customer_id, now=now) == ()
    assert arrived(engine, "prompt_outcomes", "action") == {DONE: 3, SNOOZED: 3, DISMISSED: 3}
    assert arrived(engine, "risk_assessments", "grade") == {"C3": 3}
    assert arrived(engine, "interactions", "note")[NOTE] == 3
