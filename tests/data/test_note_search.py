"""Search in notes: as a search in the shown text itself would find them, whoever wrote them and however."""

import re
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor_app.data import note_search
from advisor_app.data.apply import clear_book, driver, remove_customers, write_rows
from advisor_app.data.store import Store
from tests.support.factories import NOON, Book
from tests.support.writing import edit, log, take_back

SECOND = 1_000_000


@pytest.fixture
def book(store: Store) -> Book:
    return Book(store)


def found(store: Store, text: str, limit: int = 50) -> list[bytes]:
    with store.write() as tx:
        while note_search.refresh(tx, 3):
            pass
        return note_search.search(tx, text, limit)


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("存单", True),
        ("大额存单到期", True),
        ("存", True),
        ("期", True),
        ("额存", True),
        ("单额", False),
        ("到期，回访", True),
        ("到期回访", False),
        ("VIP", True),
        ("vi", True),
        ("ip", False),
        ("ＶＩＰ", True),
        ("vip 客户", True),
        ("存单50", False),
        ("50万", True),
        ("50 万", True),
        ("138****8000", True),
        ("13800138000", False),
        ("0013", False),
        ("Café", True),
        ("cafe", True),
        ("带资料", True),
        ("儿子", True),
        ("", False),
        ("，", False),
        ('"', False),
        ("存单 OR 别的", False),
        ("NEAR(存单)", False),
        ("存\ud800单", True),
        ("𠮷野", True),
    ],
)
def test_what_is_found(book: Book, store: Store, text: str, hit: bool) -> None:
    key = book.add(
        "interactions",
        customer_id=book.customer(),
        note="谈了大额存单到期，回访VIP 客户，50万，电话13800138000，去 Café 见𠮷野家",
        next_step="带资料",
        participants="他的儿子",
    )
    book.add("interactions", customer_id=book.customer(), note="谈了别的")
    assert found(store, text) == ([key] if hit else [])


def test_the_newest_come_first_and_no_more_than_asked_for(book: Book, store: Store) -> None:
    customer = book.customer()
    keys = [
        book.add("interactions", customer_id=customer, note="存单", happened_at=NOON + age * SECOND)
        for age in (3, 1, 2, -5, 0)
    ]
    ordered = [keys[0], keys[2], keys[1], keys[4], keys[3]]
    assert found(store, "存单") == ordered
    assert found(store, "存单", 2) == ordered[:2]


def test_a_contact_that_is_written_twice_before_it_is_indexed_is_no_trouble(book: Book, store: Store) -> None:
    key = log(store, book.customer(), "谈了存单")
    edit(store, key, note="谈了基金")
    fields = ("id", "customer_id", "channel", "direction", "note", "happened_at")
    with store.write() as tx:
        [row] = driver(tx).execute(f"SELECT {', '.join(fields)} FROM interactions").fetchall()
        write_rows(tx, "interactions", fields, [(*row[:4], "谈了保险", row[5])] * 2)
    assert (found(store, "基金"), found(store, "保险")) == ([], [key])


def test_many_contacts_of_one_second_are_all_found(book: Book, store: Store) -> None:
    customer = book.customer()
    keys = {book.add("interactions", customer_id=customer, note="存单") for _ in range(9)}
    assert set(found(store, "存单")) == keys
    more = {book.add("interactions", customer_id=customer, note="存单") for _ in range(4)}
    assert set(found(store, "存单")) == keys | more


def test_what_is_written_changed_undone_and_withdrawn_is_found_as_it_stands(book: Book, store: Store) -> None:
    customer = book.customer()
    key = log(store, customer, "谈了存单")
    assert found(store, "存单") == [key]
    mutation = edit(store, key, note="谈了基金")
    assert (found(store, "存单"), found(store, "基金")) == ([], [key])
    assert mutation is not None
    take_back(store, mutation)
    assert found(store, "存单") == [key]
    edit(store, key, status="void")
    assert found(store, "存单") == []
    edit(store, key, status=None)
    edit(store, key, happened_at=NOON - 86_400 * SECOND)
    other = log(store, customer, "存单")
    assert found(store, "存单") == [other, key]
    take_back(store, other)
    assert found(store, "存单") == [key]


@pytest.mark.parametrize("how", ["customer", "book"])
def test_what_has_left_the_book_is_not_found(book: Book, store: Store, how: str) -> None:
    customer, other = book.customer(), book.customer()
    book.add("interactions", customer_id=customer, note="存单")
    stays = book.add("interactions", customer_id=other, note="存单")
    late = book.add("interactions", customer_id=customer, note="存单")
    assert len(found(store, "存单")) == 3
    with store.write() as tx:
        if how == "customer":
            driver(tx).execute("UPDATE interactions SET note = '新存单' WHERE id = ?", (late,))
            remove_customers(tx, [customer])
        else:
            clear_book(tx)
    left = [stays] if how == "customer" else []
    assert found(store, "存单") == left
    with store.read() as tx:
        for table in ("note_keys", "note_search"):
            assert len(driver(tx).execute(f"SELECT rowid FROM {table}").fetchall()) == len(left)
        assert not note_search.stale(tx)
    store.check()


def test_nothing_of_a_note_lies_in_the_index(book: Book, store: Store) -> None:
    book.add("interactions", customer_id=book.customer(), note="谈了存单")
    found(store, "存单")
    with store.read() as tx:
        assert driver(tx).execute("SELECT words FROM note_search").fetchall() == [(None,)]


WORDS = st.text("存单到期回访 ，ab1", min_size=0, max_size=8)


def in_text(words: str, wanted: str) -> bool:
    """Tell by another way whether a text holds what is wanted: the same runs of characters one after the other.

    Between Chinese and letters a space counts as little as none; a word of letters begins where the text has one.
    """
    runs = re.findall("[存单到期回访]+|[ab1]+", wanted)
    if not runs:
        return False
    pattern = ("(?<![ab1])" if runs[0] < "c" else "") + runs[0]
    for before, run in pairwise(runs):
        pattern += ("[ ，]+" if (before < "c") == (run < "c") else "[ ，]*") + run
    return re.search(pattern, words) is not None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    notes=st.lists(WORDS, min_size=1, max_size=6),
    wanted=st.text("存单到期回访 ，ab1", min_size=1, max_size=5),
)
def test_the_index_finds_what_a_look_at_each_text_finds(store: Store, notes: list[str], wanted: str) -> None:
    with store.write() as tx:
        clear_book(tx)
    book = Book(store)
    customer = book.customer()
    keys = {
        book.add("interactions", customer_id=customer, note=note, happened_at=NOON + place * SECOND): note
        for place, note in enumerate(notes)
    }
    assert found(store, wanted) == [key for key, note in reversed(keys.items()) if in_text(note, wanted)]
