"""The advisor's marks on customers live through repairs of the book, and leave with a customer who leaves."""

from pathlib import Path

import pytest
from sqlalchemy import select

from advisor_app.data import apply, shelves
from advisor_app.head_office import assignments
from advisor_app.head_office.db.models import Advisor
from advisor_app.services.synchronise import synchronise
from advisor_app.sync import client
from tests.support.bank import Filled
from tests.support.office import Device, Office, device


def mark(own: Device, *customers: bytes) -> None:
    with own.store.write() as tx:
        for at, customer in enumerate(customers):
            shelves.pin(tx, customer, at)
            shelves.saw(tx, customer, at)


def marked(own: Device) -> tuple[set[bytes], set[bytes]]:
    with own.store.read() as tx:
        pinned = tx.exec_driver_sql("SELECT customer_id FROM pinned_customers").scalars()
        seen = tx.exec_driver_sql("SELECT customer_id FROM recent_customers").scalars()
        return set(pinned), set(seen)


def test_a_customer_who_changes_advisor_takes_the_marks_along(
    office: Office, filled: Filled, tmp_path: Path
) -> None:
    first, second = filled.advisors
    moving, staying = filled.books[first][:2]
    with device(office, first, tmp_path / "1") as own:
        synchronise(own)
        mark(own, moving, staying)
        with office.engine.begin() as connection:
            advisor = connection.execute(select(Advisor.id).where(Advisor.number == second)).scalar_one()
            assignments.assign(connection, {moving: advisor})
        synchronise(own)
        assert marked(own) == ({staying}, {staying})


def test_a_book_that_is_fetched_again_keeps_its_marks(
    office: Office, filled: Filled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "PAGE_ROWS", 300)

    def interrupt(rows: int, _total: int, _bytes: int) -> None:
        if rows > 600:
            raise KeyboardInterrupt

    with device(office, filled.advisors[0], tmp_path / "d") as own:
        with pytest.raises(KeyboardInterrupt):
            synchronise(own, interrupt)
        with own.store.write() as tx:  # a customer who had come is lost
            here = {row[0] for row in apply.driver(tx).execute("SELECT id FROM customers ORDER BY id")}
            lost, other = sorted(here)[:2]
            apply.driver(tx).execute("DELETE FROM customers WHERE id = ?", (lost,))
        mark(own, lost, other)
        assert synchronise(own).rows > 30 * 41  # the rest, and then the whole book
        with own.store.read() as tx:
            assert apply.driver(tx).execute("SELECT count(*) FROM customers").fetchone() == (30,)
        assert marked(own) == ({lost, other}, {lost, other})


def test_who_left_while_the_book_was_fetched_again_keeps_none(
    office: Office, filled: Filled, tmp_path: Path
) -> None:
    first, second = filled.advisors
    left, staying = filled.books[first][:2]
    with device(office, first, tmp_path / "d") as own:
        synchronise(own)
        mark(own, left, staying)
        with own.store.write() as tx:
            apply.clear_book(tx)
            apply.set_state(tx, "checkpoint", None)
        with office.engine.begin() as connection:
            advisor = connection.execute(select(Advisor.id).where(Advisor.number == second)).scalar_one()
            assignments.assign(connection, {left: advisor})
        assert marked(own) == ({left, staying}, {left, staying})
        synchronise(own)
        assert marked(own) == ({staying}, {staying})
