"""Who may leave: only those whom the card speaks of, the likeliest first; the figure opens exactly them."""

from typing import Any

import pytest

from advisor_app.domain import insight_figures
from advisor_app.domain.customers import CustomerQuery
from advisor_app.domain.insight_figures import counted_by
from advisor_app.domain.scorecards import from_json
from advisor_app.services.find_customers import count_customers, find_customers
from advisor_app.services.open_book import Book
from advisor_app.services.watch_list import watch_list
from tests.services.conftest import logged
from tests.services.test_predictions import card, knows, publish
from tests.support import factories
from tests.support.factories import TODAY

RICH = 5_000_000_00
SHARE, USUAL, CASES = 0.3, 0.048, 100  # of the card, by its calibration: (0.02 × 900 + 0.3 × 100) / 1,000


@pytest.fixture
def likely(office: factories.Book) -> list[bytes]:
    """Return two who may leave as likely as each other, by id."""
    publish(office, "churn", None, card("churn", "visits_90"))
    found = [office.customer("张伟"), office.customer("王芳")]
    for customer in found:
        knows(office, customer, visits_90=30, aum_minor=RICH)
    return sorted(found)


def test_the_likeliest_are_told_with_share_average_and_reasons(
    book: Book, office: factories.Book, likely: list[bytes]
) -> None:
    calm = office.customer("李娜")
    knows(office, calm, visits_90=1, aum_minor=RICH)
    found = watch_list(book)
    assert [one.customer.id for one in found.watched] == likely
    assert (found.version, found.percent, found.horizon_days, found.customers) == (1, 250, 60, 2)
    assert found.average == pytest.approx(USUAL)
    told = found.watched[0].predicted
    assert (told.lift_percent, told.share, told.n) == (625, SHARE, CASES)
    assert [(one.field, one.value) for one in told.reasons(3)] == [("visits_90", 30)]


def test_no_more_are_told_than_asked_for_but_all_are_counted(book: Book, likely: list[bytes]) -> None:
    found = watch_list(book, most=1)
    assert (len(found.watched), found.customers) == (1, 2)


@pytest.mark.parametrize(
    ("about", "values"),
    [
        ({"closed_on": TODAY}, {"visits_90": 30, "aum_minor": RICH}),
        ({"kind": "prospect"}, {"visits_90": 30, "aum_minor": RICH}),
        ({}, {"visits_90": 30}),
        ({}, {"visits_90": 30, "aum_minor": 9_999_99}),
    ],
    ids=["has left", "prospect", "assets not known", "hardly any assets"],
)
def test_the_card_is_not_asked_of_those_it_was_not_made_from(
    book: Book, office: factories.Book, likely: list[bytes], about: dict[str, Any], values: dict[str, int]
) -> None:
    knows(office, office.customer("赵六", **about), **values)
    assert watch_list(book).customers == 2


def test_whoever_leaves_later_is_still_watched(
    book: Book, office: factories.Book, likely: list[bytes]
) -> None:
    knows(office, office.customer("钱七", closed_on=TODAY + 1), visits_90=30, aum_minor=10_000_00)
    assert watch_list(book).customers == 3


def test_whoever_wants_no_profile_is_not_watched_from_then_on(
    book: Book, office: factories.Book, likely: list[bytes]
) -> None:
    refusal = {"channel": "all", "purpose": "profiling", "granted": 0, "recorded_at": 1}
    office.add("consents", customer_id=likely[0], **refusal)
    assert [one.customer.id for one in watch_list(book).watched] == likely[1:]
    assert count_customers(book, counted_by(insight_figures.LEAVING, 250)) == 1


def test_the_figure_opens_those_whom_it_counts(
    book: Book, office: factories.Book, likely: list[bytes]
) -> None:
    knows(office, office.customer("李娜"), visits_90=1, aum_minor=RICH)
    query = counted_by(insight_figures.LEAVING, 250)
    assert {row.id for row in find_customers(book, query).rows} == set(likely)
    assert count_customers(book, query) == 2
    assert count_customers(book, counted_by(insight_figures.LEAVING, 0)) == 3
    assert count_customers(book, counted_by(insight_figures.LEAVING, 626)) == 0
    for broken in ("leaving", "leaving:", "leaving:much", "leaving:1:2"):
        assert count_customers(book, CustomerQuery(insights=(broken,))) == 0, broken


def test_without_a_card_that_can_be_read_nobody_is_watched(book: Book, office: factories.Book) -> None:
    knows(office, office.customer("张伟"), visits_90=30, aum_minor=RICH)
    publish(office, "churn", None, '{"format": 99}')
    publish(office, "need", "fund", card("need", "visits_90"))
    found = watch_list(book)
    assert (found.version, found.watched) == (None, ())
    assert logged(book) == []
    assert count_customers(book, counted_by(insight_figures.LEAVING, 0)) == 0


def test_looking_is_logged_once_with_what_it_was_made_by(book: Book, likely: list[bytes]) -> None:
    watch_list(book)
    watch_list(book, refines=True)
    with book.store.read() as tx:
        found = tx.exec_driver_sql("SELECT reason FROM audit WHERE action = 'predictions.watch'").all()
    assert found == [(f"policy:1 data:{TODAY} cards:churn//1",)]


def test_a_bare_book_has_no_list(book: Book) -> None:
    assert watch_list(book).bank is None
    assert logged(book) == []


def test_the_card_of_these_tests_is_what_they_say() -> None:
    steps = from_json(card("churn", "visits_90")).calibration
    assert sum(step.share * step.n for step in steps) / sum(step.n for step in steps) == pytest.approx(USUAL)
