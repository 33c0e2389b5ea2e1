"""The log of rounds: what each brought or why it failed, bounded, without a word about anybody."""

import time
from pathlib import Path

import pytest

from advisor_app.data import rounds
from advisor_app.data.errors import StorageError
from advisor_app.domain.written import Round
from advisor_app.errors import AppError, InputError
from advisor_app.services.open_book import Book
from advisor_app.services.sync_log import noted, sync_log
from advisor_app.sync.client import Progress, Pulled
from advisor_app.sync.transport import NoConnection


def test_a_round_is_noted_with_what_it_brought(book: Book) -> None:
    told: list[tuple[int, int, int]] = []

    def work(tell: Progress) -> Pulled:
        tell(5, 9, 700)
        return Pulled(rows=9, bytes=1_200, cuts=2, removed=1, sent=3, conflicts=1, refused=4)

    before = time.time_ns() // 1000
    done = noted(book, work, lambda *progress: told.append(progress))
    assert done.rows == 9
    assert told == [(5, 9, 700)]
    [entry] = sync_log(book)
    assert before <= entry.begun_at <= time.time_ns() // 1000
    assert entry[2:] == (3, 9, 1_200, 2, 1, 1, 4, False, "")


def test_a_round_that_fails_is_noted_by_the_title_of_its_error_alone(book: Book) -> None:
    def work(tell: Progress) -> Pulled:
        tell(7, 0, 500)
        raise NoConnection("Head office at {url} cannot be reached.", url="https://secret.example")

    with pytest.raises(NoConnection):
        noted(book, work)
    [entry] = sync_log(book)
    assert (entry.rows, entry.bytes, entry.trouble) == (7, 500, NoConnection.title)
    assert "secret" not in str(entry)


def test_a_bug_is_no_success(book: Book) -> None:
    def work(_tell: Progress) -> Pulled:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        noted(book, work)
    assert [entry.trouble for entry in sync_log(book)] == [AppError.title]


def test_only_the_last_rounds_are_kept_the_newest_first(book: Book) -> None:
    for number in range(rounds.MOST + 3):
        with book.store.write() as tx:
            rounds.add(tx, Round(number, 0, 0, 0, 0, 0, 0, 0, 0, False, ""))
    log = sync_log(book)
    assert len(log) == rounds.MOST
    assert (log[0].begun_at, log[-1].begun_at) == (rounds.MOST + 2, 3)


def test_a_disk_that_is_full_does_not_hide_how_the_round_ended(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StorageError("The disk with {path} is full.", path=Path("book"))

    def work(_tell: Progress) -> Pulled:
        raise InputError("This was the reason.")

    monkeypatch.setattr(rounds, "add", full)
    with pytest.raises(InputError, match="reason"):
        noted(book, work)
