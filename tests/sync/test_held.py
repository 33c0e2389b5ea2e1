"""What a device does not do at once: take much of the book away, hammer a busy head office, keep a bad page."""

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, delete, select
from sqlalchemy.exc import OperationalError

from advisor_app.data import apply
from advisor_app.data.errors import ForeignRowsError
from advisor_app.errors import DamagedError
from advisor_app.head_office import assignments
from advisor_app.head_office.api import app, pull
from advisor_app.head_office.api.totals import totals
from advisor_app.head_office.db.models import Advisor, BookMember
from advisor_app.services.synchronise import synchronise
from advisor_app.sync import client as client_module
from advisor_app.sync.client import HeldBack
from advisor_app.sync.protocol import Page, Total
from advisor_app.sync.transport import MAX_RETRY_AFTER, BadAnswer, NoConnection
from tests.support.bank import Filled, fill
from tests.support.office import Device, Office, device
from tests.support.writing import log, row_of, waiting


def customers(own: Device) -> int:
    with own.store.read() as tx:
        return apply.count_customers(tx)


def move(office: Office, people: list[bytes], advisor: str) -> None:
    with office.engine.begin() as connection:
        key = connection.execute(select(Advisor.id).where(Advisor.number == advisor)).scalar_one()
        assert assignments.assign(connection, dict.fromkeys(people, key)) == len(people)


def test_a_sync_that_takes_much_of_the_book_waits_for_a_person(
    office: Office, filled: Filled, tmp_path: Path
) -> None:
    first, second = filled.advisors
    book = filled.books[first]
    with device(office, first, tmp_path / "d") as own:
        synchronise(own)
        move(office, book[:9], second)
        synchronise(own)  # below the least number, though a third of the book
        assert customers(own) == 21
        move(office, book[9:20], second)
        for _ in range(2):
            with pytest.raises(HeldBack) as held:
                synchronise(own)
            assert (held.value.values["customers"], held.value.values["total"]) == (11, 21)
            assert customers(own) == 21
        synchronise(own, confirmed=True)
        assert customers(own) == 10
        synchronise(own)
        assert customers(own) == 10


def test_a_small_part_of_a_large_book_goes_at_once(office: Office, tmp_path: Path) -> None:
    filled = fill(office.engine, advisors=2, customers=220, transactions=0, seed=3)
    first, second = filled.advisors
    with device(office, first, tmp_path / "d") as own:
        synchronise(own)
        move(office, filled.books[first][:11], second)  # five in a hundred, exactly
        synchronise(own)
        assert customers(own) == 209


def test_a_book_is_replaced_only_by_one_that_agrees(
    office: Office, filled: Filled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever answers with wrong totals must not be able to empty the book."""

    def wrong(connection: Connection, books: list[int]) -> dict[str, Total]:
        return totals(connection, books) | {"customers": Total(3)}

    with device(office, filled.advisors[0], tmp_path / "d") as own:
        synchronise(own)
        with own.store.write() as tx:
            apply.set_state(tx, "checkpoint", None)
        with monkeypatch.context() as patch:
            patch.setattr(pull, "totals", wrong)
            with pytest.raises(DamagedError, match="customers"):
                synchronise(own)
            assert customers(own) == 30
        assert synchronise(own).rows == 0
        with own.store.read() as tx:
            assert not apply.has_staged(tx)
            assert apply.get_state(tx, "repairing") is None


def test_a_book_that_shrank_at_head_office_is_not_replaced_without_a_word(
    office: Office, filled: Filled, tmp_path: Path
) -> None:
    with device(office, filled.advisors[0], tmp_path / "d") as own:
        synchronise(own)
        lost = filled.books[filled.advisors[0]][:20]
        with office.engine.begin() as connection:  # without a word in the feed: lost, not taken away
            connection.execute(delete(BookMember).where(BookMember.customer_id.in_(lost)))
        with own.store.write() as tx:
            apply.set_state(tx, "checkpoint", None)
        with pytest.raises(HeldBack):
            synchronise(own)
        assert customers(own) == 30
        synchronise(own, confirmed=True)
        assert customers(own) == 10


def _busy(*_: object) -> object:
    raise OperationalError("INSERT", {"note": "秘密"}, Exception("locked"))


@pytest.mark.expected_log("the database was too busy")
def test_a_busy_head_office_says_when_to_come_again_and_is_not_hammered(
    office: Office,
    filled: Filled,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    calls: list[int] = []

    def busy(*_: object) -> object:
        calls.append(1)
        return _busy()

    with device(office, filled.advisors[0], tmp_path / "d") as own:
        synchronise(own)
        key = log(own.store, filled.books[filled.advisors[0]][0], "等着")
        for name in ("push", "next_page"):
            with monkeypatch.context() as patch:
                patch.setattr(app, name, busy)
                with pytest.raises(NoConnection) as caught:
                    synchronise(own)
            assert caught.value.retry_after == app.RETRY_AFTER
            assert pickle.loads(pickle.dumps(caught.value)).retry_after == app.RETRY_AFTER
            assert calls.pop() == 1
            assert calls == []
            assert row_of(own.store, key).note == "等着"
        assert "秘密" not in caplog.text
        assert synchronise(own).rows > 0
        assert waiting(own.store) == (0, 0)


@pytest.mark.expected_log("the database was too busy")
def test_head_office_cannot_silence_a_device_for_long(
    office: Office, filled: Filled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with device(office, filled.advisors[0], tmp_path / "d") as own:
        monkeypatch.setattr(app, "next_page", _busy)
        monkeypatch.setattr(app, "RETRY_AFTER", 10**12)
        with pytest.raises(NoConnection) as caught:
            synchronise(own)
        assert caught.value.retry_after == MAX_RETRY_AFTER


Spoil = Callable[[Page], None]


def _unequal(page: Page) -> None:
    page.tables["transactions"][4].pop()


def _orphaned(page: Page) -> None:
    page.tables["account_holders"][3] = [b"x" * 16 for _ in page.tables["account_holders"][3]]


def _overflowing(page: Page) -> None:
    page.tables["transactions"][1][-2:] = [2**62, 2**62]


@pytest.mark.parametrize("spoil", [_unequal, _orphaned, _overflowing])
def test_a_bad_page_that_was_kept_for_later_is_not_kept_for_ever(
    office: Office, filled: Filled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil: Spoil
) -> None:
    """Pages of a delta wait until all have come; a bad one among them must not block every later sync."""
    monkeypatch.setattr(client_module, "PAGE_ROWS", 100)
    first, second = filled.advisors
    made = pull._page

    def spoiled(*arguments: Any, **options: Any) -> Page:
        page = made(*arguments, **options)
        if "transactions" in page.tables:
            spoil(page)
        return page

    with device(office, first, tmp_path / "d") as own:
        synchronise(own)
        move(office, filled.books[second][:4], first)
        with monkeypatch.context() as patch:
            patch.setattr(pull, "_page", spoiled)
            for _ in range(2):
                with pytest.raises((BadAnswer, ForeignRowsError)):
                    synchronise(own)
                assert customers(own) == 30
        synchronise(own)
        assert customers(own) == 34


def test_an_oversized_customer_who_arrives_comes_in_parts(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "PAGE_ROWS", 300)
    filled = fill(office.engine, advisors=2, customers=2, transactions=1000, seed=9)
    first, second = filled.advisors
    with device(office, first, tmp_path / "d") as own:
        synchronise(own)
        states: list[int] = []
        move(office, filled.books[second][:1], first)
        done = synchronise(own, lambda *_: states.append(customers(own)))
        assert set(states) == {2, 3}
        assert done.pages >= 4
        with own.store.read() as tx:
            assert apply.totals(tx)["transactions"][0] == 3000
        move(office, filled.books[second][:1], second)
        assert synchronise(own).removed > 1000
        assert customers(own) == 2
