"""What was advised on a past day: made again from what it rested on, whatever has changed since; and kept no longer."""

from typing import Any

import pytest

from advisor_app.data import apply
from advisor_app.domain import insights
from advisor_app.domain.insights import Affinity
from advisor_app.domain.prompts.types import DISMISSED, Amount
from advisor_app.errors import InputError
from advisor_app.paths import resources
from advisor_app.services import prompt_engine, shown_advice
from advisor_app.services.open_book import Book
from advisor_app.services.past_advice import OTHER, SAME, UNREADABLE, past_advice
from advisor_app.services.prompts import customer_prompts, prompts_today, settle_prompt
from advisor_app.services.recommendations import recommendations_for
from tests.services.conftest import logged
from tests.services.test_predictions import card, publish
from tests.services.test_prompts import people  # noqa: F401  # a fixture
from tests.services.test_recommendations import wealth, zhang  # noqa: F401  # fixtures
from tests.support import factories
from tests.support.factories import NOON, TODAY

DAY = 86_400_000_000
YUAN = 100


def write(book: Book, statement: str, *values: Any) -> None:
    with book.store.write() as tx:
        tx.exec_driver_sql(statement, values)


def other_policy(office: factories.Book, version: int, old: str, new: str) -> None:
    text = (resources() / "policy" / "default.toml").read_text(encoding="utf-8")
    assert text.count(old) >= 1
    changed = text.replace("version = 1\n", f"version = {version}\n", 1).replace(old, new)
    office.add("policies", id=version, text=changed, published_at=NOON + DAY)


def test_prompts_are_made_again_by_data_and_policy_of_their_day(
    book: Book,
    office: factories.Book,
    people: dict[str, bytes],  # noqa: F811
) -> None:
    key = people["乙"]
    shown = {one.customer.id: one.prompts for one in prompts_today(book, now=NOON).groups}
    write(book, "UPDATE holdings SET value_minor = 5, closed_on = ? WHERE customer_id = ?", TODAY + 1, key)
    write(book, "UPDATE tiers SET tier = 'private', since_on = ?", TODAY + 1)
    other_policy(office, 2, "per_day = 10", "per_day = 3")
    later = NOON + 3 * DAY
    assert customer_prompts(book, key, now=later) != shown[key]
    found = past_advice(book, key, TODAY)
    [again] = found.shown
    assert (again.outcome, again.at, again.policy_version) == (SAME, NOON, 1)
    assert again.prompts == shown[key]
    assert again.prompts[0].why[0].values["amount"] == Amount(80_000 * YUAN, "CNY")
    assert (found.rebuilt, found.days[-1]) == (None, TODAY)
    assert logged(book)[-1][0] == "advice.replay"


def test_what_was_shown_is_kept_once_a_day_and_anew_when_it_changes(
    book: Book,
    people: dict[str, bytes],  # noqa: F811
) -> None:
    key = people["乙"]
    for _ in range(3):
        prompts_today(book, refines=True, now=NOON)
        customer_prompts(book, key, now=NOON + 60)
    shown_advice._kept.clear()  # as after a start of the program, when the book says more than before
    prompt_engine.forget(book.store)
    write(book, "UPDATE customers SET opened_on = 1")
    prompts_today(book, now=NOON + 120)
    assert [one.at for one in past_advice(book, key, TODAY).shown] == [NOON]
    settle_prompt(book, customer_prompts(book, key, now=NOON)[0], DISMISSED, reason="客户不愿再谈", now=NOON)
    assert customer_prompts(book, key, now=NOON) == ()
    customer_prompts(book, key, now=NOON + DAY)
    found = past_advice(book, key)
    assert (found.day, found.days) == (TODAY, (TODAY,))


def test_what_cannot_be_made_again_is_told(
    book: Book,
    office: factories.Book,
    people: dict[str, bytes],  # noqa: F811
) -> None:
    one, two, three = people["甲"], people["乙"], people["丙"]
    shown = {group.customer.id: group.prompts for group in prompts_today(book, now=NOON).groups}
    made_from = "(SELECT made_from FROM advice WHERE customer_id = ?)"
    write(book, f"UPDATE advice SET made_from = {made_from} WHERE customer_id = ?", two, one)
    write(book, "UPDATE advice SET made_from = x'1234' WHERE customer_id = ?", two)
    write(book, "UPDATE advice SET policy_version = 77 WHERE customer_id = ?", three)
    assert [past_advice(book, key, TODAY).shown[0].outcome for key in (one, two, three)] == [
        OTHER,
        UNREADABLE,
        UNREADABLE,
    ]
    # What was shown is told all the same, with its amounts.
    assert past_advice(book, one, TODAY).shown[0].prompts == shown[one]
    assert past_advice(book, two, TODAY).shown[0].prompts == shown[two]
    write(book, "UPDATE advice SET came_out = x'00' WHERE customer_id = ?", one)
    assert past_advice(book, one, TODAY).shown[0].prompts == ()
    office.add("policies", id=77, text="format = 'none'", published_at=NOON)
    assert past_advice(book, three, TODAY).shown[0].policy is None


def test_recommendations_are_made_again_with_the_rating_of_their_day(
    book: Book,
    office: factories.Book,
    zhang: bytes,  # noqa: F811
    wealth: int,  # noqa: F811
) -> None:
    publish(office, "need", "wealth", card("need", "views_90"))
    office.add("holdings", customer_id=zhang, product_id=wealth, kind="wealth", value_minor=7_000_00)
    facts = Affinity("gold", 50, 59, 80, {"wealth": 50}).to_json()
    office.add("insights", customer_id=zhang, kind=insights.AFFINITY, version=1, data_on=TODAY, facts=facts)
    shown = recommendations_for(book, zhang, now=NOON)
    assert shown.found.offers
    write(book, "UPDATE products SET risk_grade = 'R5'")
    write(book, "DELETE FROM risk_assessments")
    assert not recommendations_for(book, zhang, now=NOON + 1).found.offers
    recommendations_for(book, zhang, now=NOON + 2)
    first, second = (one for one in past_advice(book, zhang, TODAY).shown if one.recommended)
    assert (first.outcome, first.recommended) == (SAME, shown)
    assert (second.outcome, second.at) == (SAME, NOON + 1)
    assert second.recommended is not None
    assert second.recommended.found.offers == ()


def test_a_day_on_which_nothing_was_shown_is_reckoned_back(
    book: Book,
    office: factories.Book,
    people: dict[str, bytes],  # noqa: F811
) -> None:
    key = people["乙"]
    settle_prompt(book, customer_prompts(book, key, now=NOON)[0], DISMISSED, reason="客户不愿再谈", now=NOON)
    write(book, "DELETE FROM advice")
    text = (resources() / "policy" / "default.toml").read_text(encoding="utf-8")
    other = text.replace("version = 1\n", "version = 2\n", 1).replace("amount = 10_000", "amount = 900_000")
    office.add("policies", id=2, text=other, published_at=NOON)
    office.add("policies", id=1, text=text, published_at=NOON - 500 * DAY)
    found = past_advice(book, key, TODAY - 1)
    assert found.shown == ()
    assert found.rebuilt is not None
    assert [one.rule for one in found.rebuilt.prompts] == ["maturity"]
    assert (found.rebuilt.policy.version, found.rebuilt.prompts[0].data_on) == (1, TODAY - 1)
    assert "values" in found.rebuilt.unknown
    today = past_advice(book, key)
    assert today.rebuilt is not None
    assert (today.day, today.rebuilt.prompts) == (TODAY, ())
    with pytest.raises(InputError):
        past_advice(book, key, TODAY + 1)
    with pytest.raises(InputError):
        past_advice(book, b"n" * 16, TODAY - 1)


def test_it_goes_after_the_days_of_the_policy_and_with_the_customer(
    book: Book,
    office: factories.Book,
    people: dict[str, bytes],  # noqa: F811
) -> None:
    prompts_today(book, now=NOON)
    other_policy(office, 2, "kept_days = 400", "kept_days = 2")
    prompts_today(book, now=NOON + 2 * DAY)
    assert past_advice(book, people["甲"]).days == (TODAY + 2, TODAY)
    prompts_today(book, now=NOON + 3 * DAY)
    assert past_advice(book, people["甲"]).days == (TODAY + 3, TODAY + 2)
    with book.store.write() as tx:
        apply.remove_customers(tx, [people["甲"]])
        left = tx.exec_driver_sql("SELECT DISTINCT customer_id FROM advice").fetchall()
    assert {key for (key,) in left} == {people["乙"], people["丙"]}


def test_an_empty_book_says_so(book: Book) -> None:
    with pytest.raises(InputError):
        past_advice(book, b"n" * 16)
