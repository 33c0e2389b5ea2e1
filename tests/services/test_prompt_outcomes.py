"""What prompts were good for in a book: figures of rules and of the ledger, by themselves and before the first sync."""

from typing import Any

from advisor_app.domain.retention import CONTROL
from advisor_app.services.open_book import Book
from advisor_app.services.prompt_outcomes import prompt_outcomes
from advisor_app.services.prompts import customer_prompts, settle_prompt
from tests.support import factories
from tests.support.factories import NOON, TODAY

AMOUNT = 20_000_00


def matured(
    office: factories.Book, customer: bytes, arm: str, parts: tuple[int, int, int], **values: Any
) -> int:
    holding: int = office.add("holdings", customer_id=customer, value_minor=0)
    kept, moved, left = parts
    row = {"matured_on": TODAY - 60, "settled_on": TODAY - 30, "currency": "CNY"} | values
    office.add(
        "retention",
        customer_id=customer,
        holding_id=holding,
        amount_minor=sum(parts),
        arm=arm,
        kept_minor=kept,
        moved_minor=moved,
        left_minor=left,
        **row,
    )
    return holding


def test_figures_of_the_rules_that_had_any_prompts(book: Book, office: factories.Book) -> None:
    first, second = office.customer("甲"), office.customer("乙")
    for customer in (first, second):
        office.add(
            "holdings",
            customer_id=customer,
            value_minor=AMOUNT,
            principal_minor=AMOUNT,
            starts_on=TODAY - 300,
            matures_on=TODAY + 20,
        )
    before = prompt_outcomes(book, now=NOON)
    assert {one.rule: one.open for one in before.rules}["maturity"] == 2
    prompt = next(one for one in customer_prompts(book, first, now=NOON) if one.rule == "maturity")
    settle_prompt(book, prompt, "dismissed", reason="已转他行", now=NOON)
    after = {one.rule: one for one in prompt_outcomes(book, now=NOON).rules}
    assert (after["maturity"].open, after["maturity"].dismissed) == (1, 1)
    assert all(one.open or one.done or one.snoozed or one.dismissed for one in after.values())


def test_the_ledger_of_the_last_year_without_what_is_not_settled(book: Book, office: factories.Book) -> None:
    customer = office.customer("甲")
    matured(office, customer, "action", (100, 0, 0))
    matured(office, customer, "none", (0, 30, 70))
    matured(office, customer, "none", (9_000, 0, 0), settled_on=None)
    matured(office, customer, "none", (9_000, 0, 0), matured_on=TODAY - 366)
    matured(office, customer, "none", (50, 0, 0), matured_on=TODAY - 365)
    matured(office, customer, "none", (9_000, 0, 0), currency="USD")
    found = prompt_outcomes(book, now=NOON)
    assert found.since == TODAY - 365
    assert found.ledger.arms["action"].parts == (100, 0, 0)
    assert found.ledger.arms["none"].parts == (50, 30, 70)
    assert found.ledger.kept.value is None  # the control arm of the policy begins later


def test_the_control_arm_is_compared_as_at_head_office(book: Book, office: factories.Book) -> None:
    customer = office.customer("甲")
    matured(office, customer, CONTROL, (0, 0, 100))
    assert prompt_outcomes(book, now=NOON).ledger.control.left.n == 1


def test_before_the_first_sync_there_is_nothing(book: Book) -> None:
    found = prompt_outcomes(book, now=NOON)
    assert (found.rules, found.bank) == ((), None)
    assert found.ledger.arms["action"].kept.n == 0
