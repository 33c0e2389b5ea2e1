"""The ledger on its way: rows of the own book reach the device, and both sides leave the same positions alone."""

from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update

from advisor_app.data.reads import retention
from advisor_app.domain.contacts import ContactEntry
from advisor_app.domain.dates import start_of
from advisor_app.domain.prompts.control import Maturing, is_control
from advisor_app.head_office import policies
from advisor_app.head_office.db import feed
from advisor_app.head_office.db.models import Bank, Holding, Source, Transaction
from advisor_app.head_office.nightly import after_import
from advisor_app.paths import resources
from advisor_app.services.log_contact import log_contact
from advisor_app.services.open_book import Book
from advisor_app.services.prompt_outcomes import prompt_outcomes
from advisor_app.services.prompts import customer_prompts
from advisor_app.services.synchronise import synchronise
from tests.support.bank import AS_OF, Filled
from tests.support.office import Device, Office, device

AMOUNT = 20_000_00
MATURES = AS_OF + 3
ZONE = "Asia/Shanghai"
NOON = start_of(AS_OF, ZONE) + 12 * 3_600_000_000


def deposits(office: Office, filled: Filled) -> dict[bytes, int]:
    """Give each customer a term deposit that matures in three days; return it by customer."""
    people = [person for book in filled.books.values() for person in book]
    with office.engine.begin() as connection:
        source = connection.execute(select(Source.id).where(Source.entity == "holdings")).scalar_one()
        rows: list[dict[str, Any]] = [
            {
                "source_id": source,
                "source_key": f"T{number}",
                "customer_id": person,
                "kind": "term_deposit",
                "name": "整存整取一年",
                "currency": "CNY",
                "value_minor": AMOUNT,
                "principal_minor": AMOUNT,
                "starts_on": MATURES - 365,
                "matures_on": MATURES,
                "as_of": AS_OF,
            }
            for number, person in enumerate(people)
        ]
        connection.execute(insert(Holding), rows)
        ids = select(Holding.id).where(Holding.matures_on == MATURES)
        feed.record(connection, "holdings", ids)
        found = select(Holding.customer_id, Holding.id).where(Holding.matures_on == MATURES)
        return {row.customer_id: row.id for row in connection.execute(found)}


def go_on_to(office: Office, day: int) -> int:
    """Let the business day be another and compute; return how many rows of the ledger were written."""
    with office.engine.begin() as connection:
        connection.execute(update(Bank).values(as_of=day))
        connection.execute(update(Source).values(as_of_day=day))
        feed.record(connection, "bank", select(Bank.id))
        # The data go so far: somebody paid for something.
        assert connection.execute(select(Transaction.id).limit(1)).first()
    return after_import(office.engine).retention


def opened(own: Device) -> Book:
    return Book(own.directory, None, own.secrets, own.store)  # type: ignore[arg-type]


def test_both_sides_leave_the_same_alone_and_the_advisor_sees_what_became_of_it(
    office: Office, filled: Filled, tmp_path: Path
) -> None:
    text = (resources() / "policy" / "default.toml").read_text(encoding="utf-8")
    for old, new in (
        ('control_from = "2026-12-01"', 'control_from = "2026-01-01"'),
        ("control_percent = 5", "control_percent = 40"),
        ("\nversion = 1\n", "\nversion = 2\n"),
    ):
        assert old in text
        text = text.replace(old, new)
    with office.engine.begin() as connection:
        policy = policies.publish(connection, text)
    deposit = deposits(office, filled)
    assert after_import(office.engine).retention == len(deposit)
    first, _ = filled.advisors
    book = filled.books[first]
    alone = {who for who in book if is_control(policy, Maturing(who, deposit[who], MATURES, AMOUNT), 100)}
    assert 0 < len(alone) < len(book)
    with device(office, first, tmp_path / "d") as own:
        synchronise(own)
        opens = opened(own)
        prompted = {
            who
            for who in book
            if any(one.rule == "maturity" for one in customer_prompts(opens, who, now=NOON))
        }
        assert prompted == set(book) - alone
        # One of them is called; then the money comes free, and a month later the ledger is settled.
        called = min(prompted)
        log_contact(
            opens,
            ContactEntry(
                customers=(called,),
                channel="phone",
                direction="out",
                purpose="maturity",
                outcome="connected",
                day="2026-11-24",
                time="11:00",
            ),
            now=NOON,
        )
        synchronise(own)
        with office.engine.begin() as connection:
            closed = {"closed_on": MATURES, "value_minor": 0}
            connection.execute(update(Holding).where(Holding.matures_on == MATURES).values(closed))
        go_on_to(office, MATURES + 30)
        synchronise(own)
        with own.store.read() as tx:
            rows = {row.customer_id: row for row in retention.settled(tx, AS_OF)}
        assert set(rows) == set(book)
        assert {who for who, row in rows.items() if row.arm == "control"} == alone
        assert {who for who, row in rows.items() if row.arm == "action"} == {called}
        assert all(row.settled_on == MATURES + 30 and row.moved_minor == AMOUNT for row in rows.values())
        ledger = prompt_outcomes(opens, now=NOON + 33 * 86_400_000_000).ledger
        assert (ledger.prompted.kept.n, ledger.control.kept.n) == (len(prompted), len(alone))
        assert ledger.arms["action"].kept.n == 1
