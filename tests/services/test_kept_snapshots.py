"""What a book keeps of its snapshots for the next process: used when it holds, and only then."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from advisor_app.data import apply
from advisor_app.data.reads import snapshots
from advisor_app.domain.contacts import ContactEntry
from advisor_app.domain.prompts.types import Prompt
from advisor_app.services import prompt_engine
from advisor_app.services.log_contact import log_contact
from advisor_app.services.open_book import Book
from advisor_app.services.prompts import keep_prompts, prompts_today
from advisor_app.services.undo import undo
from tests.support import factories
from tests.support.factories import NOON, TODAY

DAY = 86_400_000_000
WHOLE, SOME, NOTHING = "whole", "some", "nothing"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list of what is read of the book from now on."""
    done: list[str] = []
    real = snapshots.read

    def noting(tx: Any, moment: Any, customers: Iterable[bytes] | None = None, *rest: Any) -> Any:
        done.append(WHOLE if customers is None else SOME)
        return real(tx, moment, customers, *rest)

    monkeypatch.setattr(snapshots, "read", noting)
    return done


@pytest.fixture
def people(office: factories.Book) -> list[bytes]:
    """Return customers with money that matures, and a row of each kind that a snapshot holds."""
    made = []
    for number in range(3):
        key = office.customer(f"客户{number}", aum=10_000_000, birth_day=3_000 + number)
        office.add("tiers", customer_id=key, tier="gold", average_minor=10_000_000, reason="{}")
        office.add("holdings", customer_id=key, name="定期", value_minor=5_000_000, matures_on=TODAY + 5)
        office.add("consents", customer_id=key, granted=1, recorded_at=NOON - 300 * DAY)
        office.add(
            "interactions", customer_id=key, outcome="connected", status=None, happened_at=NOON - 9 * DAY
        )
        office.add("promises", customer_id=key, due_on=TODAY, made_at=NOON - 9 * DAY, outcome=None)
        office.add("feedback", customer_id=key, happened_at=NOON - 9 * DAY, status="open")
        account = office.account(key)
        office.add("transactions", account_id=account, day=TODAY - 2, amount_minor=-900, kind="card")
        made.append(key)
    return made


def today(book: Book, now: int = NOON) -> list[Prompt]:
    return [one for group in prompts_today(book, now=now).groups for one in group.prompts]


def forget(book: Book) -> None:
    """Do what the end of the process does."""
    prompt_engine.forget(book.store)


def call(customer: bytes) -> ContactEntry:
    return ContactEntry((customer,), "phone", "out", "maturity", "connected", "谈了到期")


def test_the_next_process_begins_with_what_was_kept(book: Book, people: list[bytes], read: list[str]) -> None:
    before = today(book)
    assert len(before) >= len(people)
    forget(book)
    assert today(book) == before
    assert read == [WHOLE, WHOLE]  # nothing was kept yet
    assert keep_prompts(book, now=NOON)
    assert not keep_prompts(book, now=NOON)  # the same once more
    forget(book)
    assert today(book) == before
    assert read == [WHOLE, WHOLE]
    with book.store.read() as tx:
        found = prompt_engine.of_book(tx, book.store, NOON)
        assert found is not None
        assert found.snapshots == snapshots.read(tx, found.moment)


def test_another_day_is_judged_by_what_was_kept(book: Book, people: list[bytes], read: list[str]) -> None:
    today(book)
    keep_prompts(book, now=NOON)
    forget(book)
    due = {one.subject: one.why[0].values for one in today(book, NOON + DAY) if one.rule == "maturity"}
    assert [values["days"] for values in due.values()] == [4, 4, 4]
    assert read == [WHOLE]


def test_what_is_written_later_is_read_again(book: Book, people: list[bytes], read: list[str]) -> None:
    today(book)
    keep_prompts(book, now=NOON)
    kept = log_contact(book, call(people[1]), now=NOON)
    forget(book)
    read.clear()
    after = today(book)
    assert people[1] not in {one.customer_id for one in after if one.rule == "maturity"}
    assert read == [SOME]
    undo(book, kept.mutations)
    forget(book)
    assert people[1] in {one.customer_id for one in today(book) if one.rule == "maturity"}


def test_where_most_was_written_anew_the_whole_book_is_read(
    book: Book, people: list[bytes], read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    today(book)
    keep_prompts(book, now=NOON)
    monkeypatch.setattr(prompt_engine, "_ONE_BY_ONE", 1)
    for customer in people[:2]:
        log_contact(book, call(customer), now=NOON)
    forget(book)
    read.clear()
    assert {one.customer_id for one in today(book) if one.rule == "maturity"} == {people[2]}
    assert read == [WHOLE]


def sent(book: Book, _people: list[bytes]) -> None:
    with book.store.write() as tx:
        apply.set_state(tx, "checkpoint", b"\x01")


def left(book: Book, people: list[bytes]) -> None:
    with book.store.write() as tx:
        apply.remove_customers(tx, people[:1])


def emptied(book: Book, _people: list[bytes]) -> None:
    with book.store.write() as tx:
        found = apply.get_state(tx, apply.SNAPSHOTS)
        assert found is not None
        apply.clear_book(tx)
        assert apply.get_state(tx, apply.SNAPSHOTS) is None


def cut(book: Book, _people: list[bytes]) -> None:
    with book.store.write() as tx:
        apply.set_state(tx, apply.SNAPSHOTS, (apply.get_state(tx, apply.SNAPSHOTS) or b"")[:-9])


def of_another_form(book: Book, _people: list[bytes]) -> None:
    with book.store.write() as tx:
        found = apply.get_state(tx, apply.SNAPSHOTS) or b""
        apply.set_state(tx, apply.SNAPSHOTS, found[:32] + b"x\x9c\x03\x00\x00\x00\x00\x01")


def nothing(_book: Book, _people: list[bytes]) -> None:
    """The control: what was kept is used."""


@pytest.mark.parametrize(
    ("happens", "expected"),
    [(sent, [WHOLE]), (left, [WHOLE]), (cut, [WHOLE]), (of_another_form, [WHOLE]), (nothing, [])],
)
def test_what_was_kept_of_another_book_or_is_broken_is_not_used(
    book: Book,
    people: list[bytes],
    read: list[str],
    happens: Callable[[Book, list[bytes]], None],
    expected: list[str],
) -> None:
    today(book)
    assert keep_prompts(book, now=NOON)
    happens(book, people)
    forget(book)
    read.clear()
    found = {one.customer_id for one in today(book)}
    assert found == set(people[1:] if happens is left else people)
    assert read == expected


def test_nothing_of_customers_who_have_left_is_kept(book: Book, people: list[bytes]) -> None:
    today(book)
    assert keep_prompts(book, now=NOON)
    emptied(book, people)


def test_what_lies_ahead_is_waited_for(book: Book, office: factories.Book, people: list[bytes]) -> None:
    """A contact that the book has already, but which has not happened yet, must not be missed when it has."""
    at = NOON + 3_600_000_000
    office.add("interactions", customer_id=people[0], outcome="connected", happened_at=at, status=None)
    today(book)
    assert not keep_prompts(book, now=NOON)
    forget(book)
    today(book, at)
    assert keep_prompts(book, now=at)


def test_without_prompts_there_is_nothing_to_keep(book: Book) -> None:
    assert not keep_prompts(book, now=NOON)
    today(book)
    assert not keep_prompts(book, now=NOON)


def test_nothing_is_kept_of_what_is_let_go_of_meanwhile(
    book: Book, people: list[bytes], read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    prompts_today(book, now=NOON)
    found = prompt_engine._kept[book.store]

    class Going(dict[bytes, Any]):
        """Snapshots of which another thread takes one while they are listed."""

        def values(self) -> Any:
            prompt_engine._kept.pop(book.store, None)
            return list(super().values())[1:]

    found.snapshots = Going(found.snapshots)
    assert not keep_prompts(book, now=NOON)
    again = today(book)
    assert len({prompt.customer_id for prompt in again}) == len(people)
    assert read[-1] == WHOLE
