"""Habits as the window gets them: as head office sent them, with names masked, and nothing where nothing is known."""

import pytest

from advisor_app.domain import insights
from advisor_app.domain.ids import new_id
from advisor_app.domain.insights.habits import Habits, Merchant, Month, Recurring
from advisor_app.errors import InputError
from advisor_app.services.customer_habits import customer_habits
from advisor_app.services.open_book import Book
from tests.support import factories
from tests.support.factories import TODAY

HABITS = Habits(
    "CNY",
    TODAY - 364,
    spent_minor=120_000_00,
    months=(Month(TODAY - 23, 10_000_00, 9_000_00, 8_000_00),),
    merchants=(Merchant("江城超市 13800138000", 5_000_00, 12),),
    recurring=(Recurring("6222021234567890123", 800_00, 30, 12, TODAY - 3),),
)


def sent(office: factories.Book, customer: bytes, text: str, version: int = insights.VERSION) -> None:
    office.add(
        "insights", customer_id=customer, kind=insights.HABITS, data_on=TODAY - 1, version=version, facts=text
    )


def test_habits_come_with_their_date_and_names_are_masked(book: Book, office: factories.Book) -> None:
    customer = office.customer()
    sent(office, customer, HABITS.to_json())
    found = customer_habits(book, customer)
    assert found.data_on == TODAY - 1
    assert found.habits is not None
    assert found.habits.months == HABITS.months
    assert found.habits.merchants[0].name == "江城超市 138****8000"
    assert "123456789" not in found.habits.recurring[0].name


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("{}", insights.NOTHING),
        (HABITS.to_json(), insights.VERSION + 1),
        ("{", insights.VERSION),
        ('{"currency":"CNY"}', insights.VERSION),
    ],
)
def test_what_is_not_understood_is_not_shown(
    book: Book, office: factories.Book, text: str, version: int
) -> None:
    customer = office.customer()
    sent(office, customer, text, version)
    found = customer_habits(book, customer)
    assert (found.habits, found.data_on) == (None, TODAY - 1)


def test_who_does_not_want_a_profile_has_no_habits_from_then_on(book: Book, office: factories.Book) -> None:
    zhang = office.customer("张伟")
    sent(office, zhang, HABITS.to_json())
    assert customer_habits(book, zhang).habits is not None
    office.add("consents", customer_id=zhang, channel="app", purpose="profiling", granted=0, recorded_at=1)
    found = customer_habits(book, zhang)
    assert (found.habits, found.data_on) == (None, TODAY - 1)


def test_nothing_was_sent(book: Book, office: factories.Book) -> None:
    found = customer_habits(book, office.customer())
    assert (found.habits, found.data_on) == (None, None)


def test_somebody_who_is_not_in_the_book_is_refused(book: Book, office: factories.Book) -> None:
    with pytest.raises(InputError):
        customer_habits(book, new_id())
