"""What may be recommended while the device is offline: time goes on without news from head office."""

import json
from dataclasses import replace
from typing import Any

import pytest

from advisor_app.data import apply
from advisor_app.domain.contacts import ContactEntry
from advisor_app.domain.suitability import verdict
from advisor_app.errors import IssuesError
from advisor_app.services.log_contact import log_contact
from advisor_app.services.open_book import Book
from advisor_app.services.prompts import customer_prompts, prompts_today
from advisor_app.services.recommendations import general_offers, recommendations_for
from advisor_app.services.suitability import check_product
from tests.services.test_predictions import card, knows, publish
from tests.support import factories
from tests.support.factories import NOON, TODAY

ANSWERS = json.dumps({"goal": "growth", "horizon": "three_years", "liquidity": "half_year"})
DAY = 86_400_000_000


@pytest.fixture
def zhang(book: Book, office: factories.Book) -> bytes:
    """Return a customer who needs a wealth product and tolerates it, in a book that was synchronised today."""
    key = office.customer("张伟", birth_day=5_000)
    office.account(key, balance_minor=800_000_00)
    office.add(
        "risk_assessments",
        customer_id=key,
        place="outlet",
        questionnaire="risk_2026",
        answers=ANSWERS,
        expires_on=TODAY + 5,
    )
    office.add("consents", customer_id=key, channel="phone", purpose="marketing", granted=1, recorded_at=1)
    knows(office, key, views_90=20)
    publish(office, "need", "wealth", card("need", "views_90"))
    with book.store.write() as tx:
        apply.set_state(tx, "completed_at", str(NOON).encode())
    return key


def wealth(office: factories.Book, **more: Any) -> int:
    row = {"kind": "wealth", "risk_grade": "R2", "placement": "public", "term_days": 90, "minimum_minor": 1}
    key: int = office.add("products", code="W", name="稳健", issuer="江城银行", **{**row, **more})
    return key


def offered(book: Book, customer: bytes, days: int) -> tuple[list[int], list[int], bool]:
    """Return what is recommended after so many days without a sync, with and without a profile, and by call."""
    now = NOON + days * DAY
    found = recommendations_for(book, customer, now=now).found.offers
    general = general_offers(book, customer, now=now).products
    called = any(one.rule == "need" for one in customer_prompts(book, customer, now=now))
    return [one.product.id for one in found], [one.id for one, _ in general], called


@pytest.mark.parametrize(("days", "still"), [(3, True), (4, False)])
def test_a_sale_ends_by_the_clock(
    book: Book, office: factories.Book, zhang: bytes, days: int, still: bool
) -> None:
    key = wealth(office, closes_on=TODAY + 3)
    assert offered(book, zhang, days) == (([key], [key], True) if still else ([], [], False))
    found = check_product(book, zhang, key, now=NOON + days * DAY)
    assert [one.rule for one in found.verdict.refusals] == ([] if still else [verdict.SALE_ENDED])


@pytest.mark.parametrize(("days", "still"), [(5, True), (6, False)])
def test_an_assessment_expires_by_the_clock(
    book: Book, office: factories.Book, zhang: bytes, days: int, still: bool
) -> None:
    key = wealth(office)
    assert offered(book, zhang, days)[0] == ([key] if still else [])
    found = check_product(book, zhang, key, now=NOON + days * DAY)
    assert [one.rule for one in found.verdict.refusals] == ([] if still else [verdict.ASSESSMENT_EXPIRED])


def test_after_a_week_without_a_sync_the_catalogue_says_nothing_any_more(
    book: Book, office: factories.Book, zhang: bytes
) -> None:
    deposit = wealth(office, kind="term_deposit", risk_grade=None, placement=None)
    for days, refused in ((7, []), (8, [verdict.STALE]), (60, [verdict.STALE])):
        found = check_product(book, zhang, deposit, now=NOON + days * DAY)
        assert [one.rule for one in found.verdict.refusals] == refused, days
    # After so long the day of the data counts again, and yet nothing is offered by it.
    assert offered(book, zhang, 60) == ([], [], False)


def test_a_sync_that_brings_nothing_lets_customers_be_called_again(
    book: Book, office: factories.Book, zhang: bytes
) -> None:
    wealth(office)
    with book.store.write() as tx:
        tx.exec_driver_sql("UPDATE risk_assessments SET expires_on = expires_on + 90")
    now = NOON + 8 * DAY

    def called() -> bool:
        groups = prompts_today(book, now=now).groups
        return any(one.rule == "need" for group in groups for one in group.prompts)

    assert not called()
    with book.store.write() as tx:
        apply.set_state(tx, "completed_at", str(now).encode())
    assert called()


def test_what_is_old_at_head_office_is_not_old_by_its_way_to_the_device(
    book: Book, office: factories.Book, zhang: bytes
) -> None:
    key = wealth(office)
    later = NOON + 400 * DAY
    with book.store.write() as tx:
        apply.set_state(tx, "completed_at", str(later - DAY).encode())
    assert check_product(book, zhang, key, now=later).verdict.allowed


def test_a_contact_is_judged_by_the_day_on_which_it_was_also_while_offline(
    book: Book, office: factories.Book, zhang: bytes
) -> None:
    key, now = wealth(office, closes_on=TODAY + 3), NOON + 4 * DAY
    entry = ContactEntry(
        customers=(zhang,),
        channel="branch_visit",
        direction="out",
        purpose="review",
        outcome="met",
        recommends=True,
        product_id=key,
    )
    log_contact(book, replace(entry, day="2026-11-27"), now=now)  # the last day of the sale
    with pytest.raises(IssuesError):
        log_contact(book, replace(entry, day="2026-11-28"), now=now)
