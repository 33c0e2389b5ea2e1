"""Prompts of an open book: the list, what is done with it, and that what is kept in memory is what the book says."""

from typing import Any

import pytest

from advisor_app.data.reads import policies
from advisor_app.domain.contacts import ContactEntry
from advisor_app.domain.customers import CustomerQuery
from advisor_app.domain.prompts.types import DISMISSED, DONE, SNOOZED, Prompt
from advisor_app.errors import InputError, IssuesError
from advisor_app.paths import resources
from advisor_app.services import prompt_engine
from advisor_app.services.edit_contact import contact_to_edit, edit_contact, void_contact
from advisor_app.services.find_customers import find_customers
from advisor_app.services.log_contact import log_contact
from advisor_app.services.open_book import Book
from advisor_app.services.prompts import (
    customer_prompts,
    prompt_counts,
    prompts_today,
    rule_figures,
    settle_prompt,
)
from advisor_app.services.undo import undo
from tests.services.conftest import logged
from tests.support import factories
from tests.support.factories import NOON, TODAY
from tests.support.stores import ADVISOR

DAY = 86_400_000_000
YUAN = 100


@pytest.fixture
def people(office: factories.Book) -> dict[str, bytes]:
    """Return customers of different tiers, each with something to do."""
    office.add("advisors", number=ADVISOR, name="李经理")
    made = {}
    for name, tier, value in (("甲", "private", 900_000), ("乙", "gold", 80_000), ("丙", "mass", 12_000)):
        key = made[name] = office.customer(name, aum=10 * value * YUAN)
        office.add("tiers", customer_id=key, tier=tier, average_minor=10 * value * YUAN)
        office.add("holdings", customer_id=key, name="定期", value_minor=value * YUAN, matures_on=TODAY + 5)
        office.add("consents", customer_id=key, granted=1, recorded_at=NOON - 300 * DAY)
        spoke(office, key, 10, purpose="other")
    return made


def spoke(office: factories.Book, customer: bytes, days_ago: int, **facts: Any) -> Any:
    at = NOON - days_ago * DAY
    values = {"outcome": "connected", "direction": "in", "happened_at": at} | facts
    return office.add("interactions", customer_id=customer, status=None, **values)


def rules(book: Book, customer: bytes, now: int = NOON) -> list[str]:
    return [prompt.rule for prompt in customer_prompts(book, customer, now=now)]


def names(book: Book, **asked: Any) -> list[str | None]:
    return [group.customer.name for group in prompts_today(book, now=NOON, **asked).groups]


def first(book: Book, customer: bytes) -> Prompt:
    return customer_prompts(book, customer, now=NOON)[0]


def entry(customer: bytes, **facts: Any) -> ContactEntry:
    values = {"channel": "phone", "direction": "out", "purpose": "maturity", "outcome": "connected"}
    return ContactEntry(customers=(customer,), **values | {"note": "谈了到期"} | facts)


def test_an_empty_book_has_an_empty_day(book: Book) -> None:
    found = prompts_today(book, now=NOON)
    assert (found.groups, found.more, found.bank) == ((), 0, None)
    assert customer_prompts(book, b"x" * 16, now=NOON) == ()
    assert prompt_counts(book, now=NOON) == {}
    assert rule_figures(book, now=NOON) == ()


def test_the_day_is_ranked_grouped_and_logged_once(book: Book, people: dict[str, bytes]) -> None:
    assert names(book) == ["甲", "乙", "丙"]
    assert names(book, refines=True) == ["甲", "乙", "丙"]
    found = prompts_today(book, refines=True, now=NOON)
    assert (found.today, found.data_on, found.more, found.settled) == (TODAY, TODAY, 0, 0)
    (prompt,) = found.groups[0].prompts
    assert (prompt.action, prompt.value_minor, prompt.first) == ("plan_maturity", 900_000 * YUAN, True)
    assert [event for event, _ in logged(book)] == ["prompts.today"]


def test_a_contact_clears_what_it_answers_and_undo_brings_it_back(
    book: Book, people: dict[str, bytes]
) -> None:
    prompts_today(book, now=NOON)
    key = people["乙"]
    assert rules(book, key) == ["maturity"]
    nobody = log_contact(book, entry(key, outcome="no_answer"), now=NOON)
    assert rules(book, key) == ["maturity"]
    done = log_contact(book, entry(key), now=NOON)
    assert rules(book, key) == []
    with book.store.read() as tx:
        rows = tx.exec_driver_sql("SELECT rule, action, interaction_id, advisor_id FROM prompt_outcomes")
        assert [row[:3] for row in rows] == [("maturity", "done", done.interactions[0])]
    assert names(book, refines=True) == ["甲", "丙"]
    undo(book, done.mutations)
    assert rules(book, key) == ["maturity"]
    with book.store.read() as tx:
        assert tx.exec_driver_sql("SELECT count(*) FROM prompt_outcomes").scalar() == 0
    undo(book, nobody.mutations)
    assert_as_read_anew(book)


def test_a_contact_of_long_ago_answers_nothing(book: Book, people: dict[str, bytes]) -> None:
    key = people["乙"]
    log_contact(book, entry(key, day="2026-10-20", time="10:00"), now=NOON)
    assert rules(book, key) == ["maturity"]
    with book.store.read() as tx:
        assert tx.exec_driver_sql("SELECT count(*) FROM prompt_outcomes").scalar() == 0


@pytest.mark.parametrize(
    ("action", "given"),
    [(DONE, {}), (SNOOZED, {"until": "2026-11-27"}), (DISMISSED, {"reason": "已转他行"})],
)
def test_do_snooze_and_dismiss_take_a_prompt_away_until_undone(
    book: Book, people: dict[str, bytes], action: str, given: dict[str, str]
) -> None:
    names(book)
    settled = settle_prompt(book, first(book, people["甲"]), action, now=NOON, **given)
    assert names(book) == ["乙", "丙"]
    assert rules(book, people["甲"]) == []
    found = prompts_today(book, now=NOON)
    assert found.settled == (action == DONE)
    figure = next(one for one in rule_figures(book, now=NOON) if one.rule == "maturity")
    assert (figure.open, figure.done, figure.snoozed, figure.dismissed) == (
        2,
        action == DONE,
        action == SNOOZED,
        action == DISMISSED,
    )
    undo(book, settled.mutations)
    assert names(book) == ["甲", "乙", "丙"]
    assert_as_read_anew(book)


def test_what_was_snoozed_comes_back_on_its_day(book: Book, people: dict[str, bytes]) -> None:
    settle_prompt(book, first(book, people["甲"]), SNOOZED, until="后天", now=NOON)
    assert rules(book, people["甲"], now=NOON + DAY) == []
    assert rules(book, people["甲"], now=NOON + 2 * DAY) == ["maturity"]


@pytest.mark.parametrize(
    ("action", "given", "field"),
    [
        (SNOOZED, {}, "until"),
        (SNOOZED, {"until": "2026-11-24"}, "until"),
        (SNOOZED, {"until": "some day"}, "until"),
        (SNOOZED, {"until": "2036-01-01"}, "until"),
        (DISMISSED, {}, "reason"),
        (DISMISSED, {"reason": "长" * 500}, "reason"),
    ],
)
def test_faults_are_said_beside_their_field(
    book: Book, people: dict[str, bytes], action: str, given: dict[str, str], field: str
) -> None:
    with pytest.raises(IssuesError) as caught:
        settle_prompt(book, first(book, people["甲"]), action, now=NOON, **given)
    assert [getattr(issue, "field", None) for issue in caught.value.issues] == [field]
    assert rules(book, people["甲"]) == ["maturity"]


def test_nothing_is_settled_for_somebody_outside_the_book(book: Book, people: dict[str, bytes]) -> None:
    prompt = first(book, people["甲"])._replace(customer_id=b"n" * 16)
    with pytest.raises(InputError):
        settle_prompt(book, prompt, DONE, now=NOON)
    with pytest.raises(ValueError, match="forgotten"):
        settle_prompt(book, prompt, "forgotten", now=NOON)


def test_a_day_has_no_more_than_the_policy_says(
    book: Book, office: factories.Book, people: dict[str, bytes]
) -> None:
    for number in range(15):
        key = office.customer(f"客{number}")
        office.add("holdings", customer_id=key, value_minor=(20_000 + number) * YUAN, matures_on=TODAY + 20)
    found = prompts_today(book, now=NOON)
    assert (sum(len(group.prompts) for group in found.groups), found.more) == (10, 8)
    settle_prompt(book, found.groups[0].prompts[0], DONE, now=NOON)
    again = prompts_today(book, now=NOON)
    assert (sum(len(group.prompts) for group in again.groups), again.more, again.settled) == (9, 8, 1)
    further = prompts_today(book, further=True, now=NOON)
    assert sum(len(group.prompts) for group in further.groups) == 10
    some = prompts_today(book, minutes=20, now=NOON)
    assert 0 < sum(group.minutes for group in some.groups) <= 20
    assert some.exact


def test_lists_tell_how_many_prompts_there_are_once_they_are_known(
    book: Book, people: dict[str, bytes]
) -> None:
    def counts() -> dict[str | None, int | None]:
        rows = find_customers(book, CustomerQuery(), refines=True, now=NOON).rows
        return {row.name: row.prompts for row in rows}

    assert set(counts().values()) == {None}
    prompts_today(book, now=NOON)
    assert counts() == {"甲": 1, "乙": 1, "丙": 1}
    log_contact(book, entry(people["乙"]), now=NOON)
    assert counts() == {"甲": 1, "乙": 0, "丙": 1}
    assert prompt_counts(book, now=NOON) == {people["甲"]: 1, people["丙"]: 1}


def test_what_is_kept_follows_what_is_written(book: Book, people: dict[str, bytes]) -> None:
    """After each write the prompts in memory are those of a book that is read anew."""
    prompts_today(book, now=NOON)
    logged_one = log_contact(book, entry(people["甲"], note="电话"), now=NOON)
    assert_as_read_anew(book)
    shown = contact_to_edit(book, logged_one.interactions[0])
    edit_contact(book, shown, ContactEntry(**_fields(shown.entry) | {"outcome": "no_answer"}), now=NOON)
    assert_as_read_anew(book)
    void_contact(book, logged_one.interactions[0], "记错了客户")
    assert_as_read_anew(book)


def test_what_head_office_sends_is_read_whole(
    book: Book, office: factories.Book, people: dict[str, bytes]
) -> None:
    assert names(book) == ["甲", "乙", "丙"]
    key = office.customer("丁")
    office.add("holdings", customer_id=key, value_minor=10**10, matures_on=TODAY + 1)
    with book.store.write() as tx:
        tx.exec_driver_sql("INSERT OR REPLACE INTO sync_state VALUES ('checkpoint', x'01')")
    assert names(book)[0] == "丁"


def test_a_policy_that_arrives_changes_the_prompts(
    book: Book, office: factories.Book, people: dict[str, bytes]
) -> None:
    assert names(book) == ["甲", "乙", "丙"]
    text = (resources() / "policy" / "default.toml").read_text(encoding="utf-8")
    new = text.replace("version = 1\n", "version = 2\n", 1).replace("amount = 10_000", "amount = 100_000")
    office.add("policies", id=2, text=new, published_at=NOON)
    found = prompts_today(book, now=NOON)
    assert [group.customer.name for group in found.groups] == ["甲"]
    assert found.groups[0].prompts[0].policy_version == 2


def test_days_go_on_while_offline_but_not_in_a_book_of_the_past(
    book: Book, office: factories.Book, people: dict[str, bytes]
) -> None:
    later = prompts_today(book, now=NOON + 3 * DAY)
    assert (later.today, later.data_on) == (TODAY + 3, TODAY)
    assert later.groups[0].prompts[0].why[0].values["days"] == 2
    long_after = prompts_today(book, now=NOON + 400 * DAY)
    assert long_after.today == TODAY


def test_words_that_people_wrote_come_masked(
    book: Book, office: factories.Book, people: dict[str, bytes]
) -> None:
    office.add(
        "promises",
        customer_id=people["丙"],
        text="把资料寄到 13812348000",
        due_on=TODAY,
        made_at=NOON - DAY,
        outcome=None,
        settled_on=None,
    )
    (prompt,) = [one for one in customer_prompts(book, people["丙"], now=NOON) if one.rule == "promise"]
    assert prompt.why[0].values["text"] == "把资料寄到 138****8000"


def assert_as_read_anew(book: Book) -> None:
    """Compare what is kept in memory with what the whole book gives."""
    with book.store.read() as tx:
        kept = prompt_engine.of_book(tx, book.store, NOON)
        assert kept is not None
        before = dict(kept.prompts)
        judged = prompt_engine.of_customers(tx, list(kept.snapshots), NOON)
        anew = {key: one.prompts for key, one in judged.items()}
        assert policies.in_force(tx) is kept.policy
    assert before == anew


def _fields(shown: ContactEntry) -> dict[str, Any]:
    return {name: getattr(shown, name) for name in ContactEntry.__dataclass_fields__}
