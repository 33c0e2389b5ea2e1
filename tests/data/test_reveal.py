"""A raw value is given for a reason, and only once the log has it."""

import pytest
from sqlalchemy import text

from advisor_app.data.errors import StorageError
from advisor_app.data.reveal import CUSTOMER_FIELDS, reveal, reveal_card_number
from advisor_app.data.store import Store
from advisor_app.domain.ids import new_id
from advisor_app.errors import InputError
from tests.support.stores import insert_customer, insert_row

RAW = {"phone": "13800138000", "id_number": "11010119900307123X", "email": "z@x.cn", "address": "北京市"}


@pytest.fixture
def customer(store: Store) -> bytes:
    with store.write() as tx:
        return insert_customer(tx, name="张伟", **RAW)


def events(store: Store) -> list[tuple[object, ...]]:
    with store.read() as tx:
        store.audit.verify(tx)
        return [tuple(row) for row in tx.execute(text("SELECT action, object_id, result, reason FROM audit"))]


@pytest.mark.parametrize("field", CUSTOMER_FIELDS)
def test_the_value_comes_with_a_signed_event(store: Store, customer: bytes, field: str) -> None:
    assert reveal(store, customer, field, "回电 到期提醒") == RAW[field]
    assert events(store) == [
        (f"reveal.customers.{field}", f"customers:{customer.hex()}", "ok", "回电 到期提醒")
    ]
    with store.read() as tx:
        assert tx.execute(text("SELECT sequence FROM audit_checkpoints")).scalars().all() == [1]


def test_a_card_number(store: Store, customer: bytes) -> None:
    with store.write() as tx:
        insert_row(tx, "cards", id=7, customer_id=customer, account_id=1, number="6222020000000000123")
    assert reveal_card_number(store, 7, "核对卡号") == "6222020000000000123"
    assert events(store) == [("reveal.cards.number", "cards:7", "ok", "核对卡号")]


@pytest.mark.parametrize("reason", ["", "   ", "ok", "a  b", "\n\t"])
def test_no_reason_no_value(store: Store, customer: bytes, reason: str) -> None:
    with pytest.raises(InputError):
        reveal(store, customer, "phone", reason)
    assert events(store) == []


@pytest.mark.parametrize("field", ["name", "birth_day", "", "phone; DROP TABLE customers", "rowid"])
def test_only_listed_fields(store: Store, customer: bytes, field: str) -> None:
    with pytest.raises(InputError):
        reveal(store, customer, field, "回电到期")
    assert events(store) == []


def test_someone_who_is_not_in_the_book_or_has_no_value(store: Store) -> None:
    with pytest.raises(InputError):
        reveal(store, new_id(), "phone", "回电到期")
    with store.write() as tx:
        empty = insert_customer(tx)
    with pytest.raises(InputError):
        reveal(store, empty, "phone", "回电到期")


def test_numbers_in_the_reason_are_masked(store: Store, customer: bytes) -> None:
    reveal(store, customer, "phone", "客户用13900139000来电")
    assert events(store)[0][3] == "客户用139****9000来电"


def test_when_the_log_cannot_be_written_nothing_is_revealed(
    store: Store, customer: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise StorageError("The disk of {folder} is full, so this was not saved.", folder="x")

    monkeypatch.setattr(store.audit, "append", fail)
    with pytest.raises(StorageError):
        reveal(store, customer, "phone", "回电到期")
