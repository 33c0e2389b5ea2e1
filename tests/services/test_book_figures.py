"""The figures of the book, each against the list that it opens and against what was written by hand."""

import random
from dataclasses import replace
from itertools import chain
from typing import Any

import pytest

from advisor_app.data import segments as segments_data
from advisor_app.data.reads import policies
from advisor_app.domain import book_figures as domain
from advisor_app.domain.book_figures import (
    AMBER,
    DOWN,
    FALLING,
    GOOD,
    NEVER,
    NEW,
    NO_CONTACT,
    NO_TIER,
    NO_TRANSACTION,
    RED,
    SEVERAL,
    UP,
    WATCH,
    BookFigures,
    Coverage,
    Move,
    TierFigure,
)
from advisor_app.domain.customers import CustomerQuery
from advisor_app.domain.dates import add_months
from advisor_app.domain.policy import Policy
from advisor_app.domain.policy.quiet import QUIET_UNSAID
from advisor_app.domain.rhythm import Due, rhythm_of_row
from advisor_app.services.book_figures import book_figures
from advisor_app.services.call_lists import calls_of_list, list_of_query
from advisor_app.services.find_customers import count_customers, find_customers
from advisor_app.services.open_book import Book
from advisor_app.services.segments import save_segment, segments
from tests.services.conftest import logged
from tests.support import factories
from tests.support.factories import NOON, TODAY

DAY = 86_400_000_000
MONTH = TODAY - 23  # November 2026
OCTOBER, AUGUST = add_months(MONTH, -1), add_months(MONTH, -3)
PEOPLE = 120


@pytest.fixture
def policy(monkeypatch: pytest.MonkeyPatch, book: Book) -> Policy:
    """Return the default policy; going quiet is by round numbers, so that the test can name the days."""
    with book.store.read() as tx:
        default = policies.in_force(tx)
    rules = replace(
        default.quiet,
        transaction_days=90,
        contact_days=120,
        falling_months=3,
        falling_percent=20,
        falling_least=5_000,
        signs=2,
    )
    made = replace(default, quiet=rules)
    monkeypatch.setattr(policies, "in_force", lambda _connection: made)
    return made


def spoke(office: factories.Book, customer: bytes, days_ago: int, **values: Any) -> None:
    office.add(
        "interactions",
        customer_id=customer,
        **{
            "happened_at": NOON - days_ago * DAY,
            "outcome": "connected",
            "status": None,
            **values,
        },
    )


def numbers(book: Book, query: CustomerQuery) -> set[str]:
    found = find_customers(book, query, refines=True).rows
    assert len(found) == count_customers(book, query)
    return {row.number or "" for row in found}


def opened(book: Book, figures: BookFigures) -> list[tuple[CustomerQuery, int]]:
    """Return every figure that the screen shows with the query that it opens."""
    return [
        *((domain.of_tier(one.tier), one.customers) for one in figures.tiers),
        *((domain.moved(domain.move_value(one)), one.customers) for one in figures.moves),
        *((domain.moved(direction), figures.moved(direction)) for direction in (UP, DOWN, NEW)),
        *((domain.in_state(state), many) for state, many in figures.states),
        *chain.from_iterable(
            (
                (domain.in_rhythm(GOOD, tier=one.tier), one.good),
                (domain.in_rhythm(AMBER, tier=one.tier), one.amber),
                (domain.in_rhythm(RED, tier=one.tier), one.red),
                (domain.in_rhythm(NEVER, tier=one.tier), one.never),
            )
            for one in figures.coverage
        ),
        (domain.in_rhythm(RED, NEVER), sum(one.red + one.never for one in figures.coverage)),
        *((domain.gone_quiet(sign), many) for sign, many in figures.quiet),
    ]


def test_a_bare_book_has_no_figures_and_no_list(book: Book) -> None:
    figures = book_figures(book)
    assert figures.bank is None
    assert not any((figures.tiers, figures.moves, figures.coverage, figures.quiet))
    assert count_customers(book, domain.in_rhythm(RED)) == 0
    assert count_customers(book, domain.moved(UP)) == 0
    assert logged(book) == [("book.view", None)]


def test_it_is_logged_once(book: Book, office: factories.Book) -> None:
    book_figures(book)
    book_figures(book, refines=True)
    assert logged(book) == [("book.view", None)]


def test_tiers_from_the_highest_with_their_assets_and_who_has_none(
    book: Book, office: factories.Book, policy: Policy
) -> None:
    for place, (tier, assets) in enumerate(
        (("gold", 90_000_00), ("gold", 60_000_00), ("private", 7_000_000_00))
    ):
        key = office.customer(number=f"C{place}")
        office.add("tiers", customer_id=key, tier=tier, average_minor=assets, month=OCTOBER)
    other = office.customer(number="C3")
    office.add("tiers", customer_id=other, tier="gold", average_minor=5, currency="USD")
    strange = office.customer(number="C4", closed_on=TODAY)
    office.add("tiers", customer_id=strange, tier="platinum", average_minor=1)
    office.customer(number="C5", kind="prospect")
    figures = book_figures(book)
    assert figures.tiers == (
        TierFigure("private", 1, 7_000_000_00),
        TierFigure("gold", 3, 150_000_00),
        TierFigure("platinum", 1, 1),
        TierFigure(NO_TIER, 1, 0),
    )
    assert (figures.customers, figures.left, figures.tier_month) == (6, 1, OCTOBER)
    assert numbers(book, domain.of_tier(NO_TIER)) == {"C5"}
    assert numbers(book, CustomerQuery(tiers=("gold", "platinum"))) == {"C0", "C1", "C3", "C4"}


def test_the_rhythm_at_its_edges(book: Book, office: factories.Book, policy: Policy) -> None:
    # private: every 30 days, due soon from 24 on
    expected = {
        GOOD: {"0", "23", "later"},
        AMBER: {"24", "30"},
        RED: {"31"},
        NEVER: {"never", "no answer", "undone"},
    }
    for days in (0, 23, 24, 30, 31):
        key = office.customer(number=str(days))
        office.add("tiers", customer_id=key, tier="private")
        spoke(office, key, days)
        spoke(office, key, days + 100)
    for number, values in (
        ("later", {"days_ago": -2}),
        ("no answer", {"days_ago": 1, "outcome": "no_answer"}),
        ("undone", {"days_ago": 1, "status": "undone"}),
        ("never", None),
    ):
        key = office.customer(number=number)
        office.add("tiers", customer_id=key, tier="private")
        if values is not None:
            spoke(office, key, **values)
    for number, tier in (("gone", "private"), ("by event", "mass")):
        key = office.customer(number=number, closed_on=TODAY if number == "gone" else None)
        office.add("tiers", customer_id=key, tier=tier)
    found = book_figures(book).coverage
    assert found == (Coverage("private", 30, 3, 2, 1, 3), Coverage("wealth", 60), Coverage("gold", 180))
    for standing, wanted in expected.items():
        assert numbers(book, domain.in_rhythm(standing)) == wanted
        assert numbers(book, domain.in_rhythm(standing, tier="gold")) == set()


def tier_month(office: factories.Book, customer: bytes, month: int, tier: str, state: str = "normal") -> None:
    office.add(
        "tier_months", customer_id=customer, month=month, tier=tier, state=state, currency="CNY", reason="{}"
    )


def test_movements_of_the_newest_month(book: Book, office: factories.Book, policy: Policy) -> None:
    history = {
        "up": (("mass", OCTOBER), ("gold", MONTH)),
        "up too": (("mass", OCTOBER), ("gold", MONTH)),
        "far up": (("mass", OCTOBER), ("private", MONTH)),
        "down": (("wealth", OCTOBER), ("gold", MONTH)),
        "stayed": (("gold", OCTOBER), ("gold", MONTH)),
        "new": (("mass", MONTH),),
        "moved before": (("mass", AUGUST), ("gold", OCTOBER), ("gold", MONTH)),
        "not of this month": (("mass", AUGUST), ("gold", OCTOBER)),
        "ahead": (("gold", OCTOBER), ("gold", MONTH), ("wealth", add_months(MONTH, 1))),
    }
    for number, months in history.items():
        key = office.customer(number=number)
        for tier, month in months:
            tier_month(
                office, key, month, tier, WATCH if number in ("stayed", "not of this month") else "normal"
            )
    figures = book_figures(book)
    assert figures.month == MONTH
    assert figures.moves == (
        Move("mass", "gold", 2),
        Move("mass", "private", 1),
        Move("wealth", "gold", 1),
        Move(None, "mass", 1),
    )
    assert figures.states == ((WATCH, 1),)
    assert numbers(book, domain.moved(UP)) == {"up", "up too", "far up"}
    assert numbers(book, domain.moved("mass>gold", DOWN)) == {"up", "up too", "down"}
    assert numbers(book, domain.moved(NEW)) == {"new"}
    assert (
        numbers(book, replace(domain.moved(UP), tiers=("gold",))) == set()
    )  # which the tiers of today decide
    assert numbers(book, domain.in_state(WATCH)) == {"stayed"}


def test_the_first_month_of_all_is_no_movement(book: Book, office: factories.Book, policy: Policy) -> None:
    tier_month(office, office.customer(number="first"), MONTH, "gold", WATCH)
    figures = book_figures(book)
    assert figures.month is None
    assert figures.moves == ()
    assert figures.states == ((WATCH, 1),)
    assert numbers(book, domain.moved(NEW)) == set()


def own(office: factories.Book, customer: bytes, days_ago: int, **values: Any) -> None:
    account = office.account(customer)
    office.add("transactions", account_id=account, **{"day": TODAY - days_ago, "amount_minor": -1, **values})


def fallen(
    office: factories.Book, customer: bytes, before: int, now: int | None, coverage: int = 100
) -> None:
    office.add("aum_months", customer_id=customer, month=AUGUST, average_minor=before)
    if now is not None:
        office.add("aum_months", customer_id=customer, month=MONTH, average_minor=now, coverage=coverage)


def test_signs_of_going_quiet_at_their_edges(book: Book, office: factories.Book, policy: Policy) -> None:
    def somebody(number: str, **values: Any) -> bytes:
        return office.customer(number=number, **values)

    own(office, somebody("own 90"), 90)
    own(office, somebody("own 89"), 89)
    own(office, somebody("came in"), 90, amount_minor=5)
    own(office, somebody("cash in"), 90, amount_minor=5, kind="cash")
    own(office, somebody("interest"), 90, kind="interest")
    own(office, somebody("left", closed_on=TODAY), 90)
    two = somebody("two accounts")
    own(office, two, 300)
    own(office, two, 3)
    spoke(office, somebody("spoke 120"), 120)
    midnight = NOON - 119 * DAY - DAY // 2  # with which that day begins
    spoke(office, somebody("spoke 119"), 0, happened_at=midnight)
    spoke(office, somebody("left too", closed_on=TODAY), 120)
    fallen(office, somebody("fell 20"), 10_000_00, 8_000_00)
    fallen(office, somebody("fell 19"), 10_000_00, 8_000_01)
    fallen(office, somebody("fell from little"), 4_999_99, 0)
    fallen(office, somebody("fell to nothing"), 5_000_00, None)
    fallen(office, somebody("less is known"), 10_000_00, 1_00, coverage=80)
    fallen(office, somebody("left as well", closed_on=TODAY), 10_000_00, None)
    both = somebody("both")
    own(office, both, 100)
    spoke(office, both, 150)
    fallen(office, both, 10_000_00, 9_000_00)
    every = somebody("every")
    own(office, every, 200)
    spoke(office, every, 130)
    fallen(office, every, 20_000_00, 9_500_00)
    figures = book_figures(book)
    assert dict(figures.quiet) == {SEVERAL: 2, NO_TRANSACTION: 4, NO_CONTACT: 3, FALLING: 3}
    assert numbers(book, domain.gone_quiet(NO_TRANSACTION)) == {"own 90", "cash in", "both", "every"}
    assert numbers(book, domain.gone_quiet(NO_CONTACT)) == {"spoke 120", "both", "every"}
    assert numbers(book, domain.gone_quiet(FALLING)) == {"fell 20", "fell to nothing", "every"}
    assert numbers(book, CustomerQuery(quiet=(NO_CONTACT, FALLING))) == {
        "spoke 120",
        "both",
        "every",
        "fell 20",
        "fell to nothing",
    }
    first, second = figures.quietest
    assert (first.number, first.last_own_on, first.last_spoke_on, first.fell_from_minor) == (
        "every",
        TODAY - 200,
        TODAY - 130,
        20_000_00,
    )
    assert (first.assets_minor, first.signs) == (9_500_00, 3)
    assert (second.number, second.fell_from_minor, second.signs) == ("both", None, 2)


def test_a_policy_that_says_nothing_calls_nobody_quiet(
    book: Book, office: factories.Book, policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = replace(policy, quiet=QUIET_UNSAID)
    monkeypatch.setattr(policies, "in_force", lambda _connection: silent)
    fallen(office, office.customer(), 10_000_000_00, 0)
    figures = book_figures(book)
    assert not figures.quiet
    assert not figures.quietest
    assert numbers(book, domain.gone_quiet(FALLING)) == numbers(book, domain.gone_quiet(SEVERAL)) == set()


@pytest.mark.parametrize("seed", range(3))
def test_every_figure_is_the_number_of_customers_that_it_opens(
    book: Book, office: factories.Book, policy: Policy, seed: int
) -> None:
    rng = random.Random(seed)
    tiers = ["prospect", "mass", "gold", "wealth", "private", "platinum"]
    for place in range(PEOPLE):
        key = office.customer(number=f"C{place}", closed_on=rng.choice([None] * 9 + [TODAY - 5]))
        if rng.random() < 0.9:
            office.add("tiers", customer_id=key, tier=rng.choice(tiers), average_minor=rng.randrange(10**8))
        for month in (OCTOBER, MONTH):
            if rng.random() < 0.9:
                tier_month(office, key, month, rng.choice(tiers), rng.choice(["normal", *domain.STATES]))
        for _contact in range(rng.randrange(3)):
            spoke(office, key, rng.randrange(250), outcome=rng.choice(["connected", "no_answer"]))
        if rng.random() < 0.7:
            own(office, key, rng.randrange(200))
        if rng.random() < 0.7:
            fallen(office, key, rng.randrange(20_000_00), rng.choice([None, rng.randrange(20_000_00)]))
    figures = book_figures(book)
    shown = opened(book, figures)
    assert len(shown) > 30
    assert {many for _query, many in shown} != {0}
    for query, many in shown:
        assert count_customers(book, query) == many, query
    rows = find_customers(book, CustomerQuery(limit=PEOPLE), refines=True)
    assert sum(one.customers for one in figures.tiers) == len(rows.rows) == PEOPLE
    due = [rhythm_of_row(rows.policy, rows.bank, row) for row in rows.rows]
    assert sum(one.amber for one in figures.coverage) == sum(one.due is Due.AMBER for one in due)
    assert sum(one.red for one in figures.coverage) == sum(
        one.due is Due.RED and one.days_since is not None for one in due
    )
    assert sum(one.never for one in figures.coverage) == sum(
        one.due is Due.RED and one.days_since is None for one in due
    )


def test_a_figure_becomes_a_call_list_and_a_segment(
    book: Book, office: factories.Book, policy: Policy
) -> None:
    for number, days in (("late", 31), ("fine", 1)):
        key = office.customer(number=number)
        office.add("tiers", customer_id=key, tier="private")
        spoke(office, key, days)
    query = domain.in_rhythm(RED, NEVER)
    made = list_of_query(book, "逾期", query)
    assert [call.number for call in calls_of_list(book, made.id).calls] == ["late"]
    save_segment(book, "逾期", query)
    [segment] = segments(book)
    assert segment.query == query


def test_a_segment_from_before_there_were_these_fields_is_read(book: Book, office: factories.Book) -> None:
    saved = save_segment(book, "金卡", CustomerQuery(tiers=("gold",)))
    with book.store.write() as tx:
        tx.exec_driver_sql(
            "UPDATE segments SET query = json_remove(query, '$.rhythms', '$.moves', '$.states', '$.quiet')"
        )
        assert segments_data.read(tx) == (saved,)
