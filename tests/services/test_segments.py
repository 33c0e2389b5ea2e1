"""Segments are saved, changed, deleted and brought back, each with its event in the log."""

import pytest

from advisor_app.domain.customers import CustomerQuery, CustomerSort
from advisor_app.errors import InputError
from advisor_app.services.open_book import Book
from advisor_app.services.segments import delete_segment, save_segment, segments
from tests.services.conftest import logged

QUERY = CustomerQuery("张", tiers=("gold",), sort=CustomerSort.LAST_CONTACT, reverse=True)


def test_a_deleted_segment_comes_back_under_its_id(book: Book) -> None:
    first = save_segment(book, "久未联系", QUERY)
    second = save_segment(book, "存单客户", CustomerQuery(product_kinds=("term_deposit",), offset=150))
    assert segments(book) == (first, second)
    delete_segment(book, first.id)
    delete_segment(book, first.id)
    assert segments(book) == (second,)
    assert save_segment(book, first.name, first.query, segment_id=first.id) == first
    assert segments(book) == (first, second)
    name = f"segments:{first.id.hex()}"
    assert logged(book) == [
        ("segment.save", name),
        ("segment.save", f"segments:{second.id.hex()}"),
        ("segment.delete", name),
        ("segment.save", name),
    ]


def test_a_segment_is_renamed_in_its_place(book: Book) -> None:
    first = save_segment(book, "甲", QUERY)
    renamed = save_segment(book, "乙", QUERY, segment_id=first.id)
    assert segments(book) == (renamed,)
    assert (renamed.id, renamed.name) == (first.id, "乙")


def test_a_refused_name_leaves_neither_segment_nor_event(book: Book) -> None:
    save_segment(book, "甲", QUERY)
    for name in ("", "甲"):
        with pytest.raises(InputError):
            save_segment(book, name, CustomerQuery())
    assert len(segments(book)) == len(logged(book)) == 1
