"""The inbox of feedback: every page of every filter against what the test itself wrote, and what is masked."""

import random
from collections.abc import Callable
from typing import Any

import pytest

from advisor_app.data.reads import feedback
from advisor_app.data.reads.feedback import Rules
from advisor_app.data.store import Store
from advisor_app.domain.feedback import Alerts, FeedbackQuery, FeedbackRow, Shelf
from advisor_app.domain.policy.feedback import Complaints
from tests.support.factories import NOON, TODAY, Book

DAY = 86_400_000_000
RULES = Rules("Asia/Shanghai", TODAY, Complaints(15, 30, 30, 5))
RUNNING = ("open", "in_progress")


class Inbox:
    """A book with feedback of three customers, and each row as the test knows it."""

    def __init__(self, store: Store) -> None:
        self.store, self.book, rng = store, Book(store), random.Random(5)
        self.book.add("advisors", id=1, number="A0017", name="李经理")
        self.book.add("advisors", id=2, number="A0018", name="王经理")
        self.products = [self.book.add("products", name=name) for name in ("稳健一号", "成长基金")]
        self.people = [
            self.book.customer(name, number=f"C{place}")
            for place, name in enumerate(("曾国藩", "仇英", None))
        ]
        self.rows: list[dict[str, Any]] = []
        for place in range(120):
            kind = rng.choice(("complaint", "survey", "praise", "review"))
            happened = NOON - rng.randrange(40) * DAY  # several share an instant
            row = {
                "customer_id": rng.choice(self.people),
                "kind": kind,
                "status": rng.choice(("open", "in_progress", "closed", "withdrawn", "answered")),
                "happened_at": happened,
                "due_on": TODAY + rng.randint(-10, 20) if kind == "complaint" and place % 5 else None,
                "product_id": rng.choice((None, *self.products)),
                "text": rng.choice(("排队太久", "服务很好，电话13800138000", "", None)),
            }
            self.rows.append(row | {"id": self.book.add("feedback", **row)})

    def all_of(self, query: FeedbackQuery, limit: int = 7) -> list[FeedbackRow]:
        """Return all pages of a query, one after the other."""
        found: list[FeedbackRow] = []
        after = None
        with self.store.read() as tx:
            while True:
                page = feedback.page(tx, _with(query, after, limit), RULES)
                assert len(page.rows) <= limit
                found += page.rows
                after = page.next
                if after is None:
                    assert feedback.count(tx, query, RULES) == len(found)
                    return found

    def due(self, row: dict[str, Any]) -> int:
        """Return by when a row is due, as the test reckons."""
        if row["due_on"] is not None:
            return int(row["due_on"])
        received = TODAY - (NOON - row["happened_at"]) // DAY
        return received + 15 if row["kind"] == "complaint" else 99_999_999


def _with(query: FeedbackQuery, after: Any, limit: int) -> FeedbackQuery:
    values = {
        name: getattr(query, name)
        for name in ("shelf", "kind", "status", "customer_id", "product_id", "text")
    }
    return FeedbackQuery(**values, after=after, limit=limit)


@pytest.fixture
def inbox(store: Store) -> Inbox:
    return Inbox(store)


Fits = Callable[[Inbox, dict[str, Any]], bool]
CASES: list[tuple[dict[str, Any], Fits]] = [
    ({}, lambda _, row: True),
    ({"kind": "complaint"}, lambda _, row: row["kind"] == "complaint"),
    ({"status": "answered"}, lambda _, row: row["status"] == "answered"),
    (
        {"kind": "praise", "status": "closed"},
        lambda _, row: (row["kind"], row["status"]) == ("praise", "closed"),
    ),
    ({"customer_id": 1}, lambda inbox, row: row["customer_id"] == inbox.people[1]),
    ({"product_id": 0}, lambda inbox, row: row["product_id"] == inbox.products[0]),
    ({"text": "排队"}, lambda _, row: "排队" in (row["text"] or "")),
    ({"text": "曾国"}, lambda inbox, row: row["customer_id"] == inbox.people[0]),
    ({"text": "c2"}, lambda inbox, row: row["customer_id"] == inbox.people[2]),
    (
        {"text": "很好", "kind": "survey"},
        lambda _, row: "很好" in (row["text"] or "") and row["kind"] == "survey",
    ),
    ({"text": "13800138000"}, lambda _, row: False),  # what is masked is not found
    ({"text": "138****8000"}, lambda _, row: "138" in (row["text"] or "")),
    ({"text": "没有这样的话"}, lambda _, row: False),
    ({"shelf": Shelf.DUE}, lambda _, row: row["status"] in RUNNING),
    (
        {"shelf": Shelf.OVERDUE},
        lambda inbox, row: row["status"] in RUNNING and inbox.due(row) < TODAY,
    ),
    (
        {"shelf": Shelf.DUE, "kind": "complaint"},
        lambda _, row: row["status"] in RUNNING and row["kind"] == "complaint",
    ),
]


@pytest.mark.parametrize(("wanted", "fits"), CASES, ids=[str(case[0]) for case in CASES])
def test_all_pages_of_a_filter(inbox: Inbox, wanted: dict[str, Any], fits: Fits) -> None:
    values = dict(wanted)
    if "customer_id" in values:
        values["customer_id"] = inbox.people[values["customer_id"]]
    if "product_id" in values:
        values["product_id"] = inbox.products[values["product_id"]]
    query = FeedbackQuery(**values)
    rows = [row for row in inbox.rows if fits(inbox, row)]
    if query.shelf is Shelf.ALL:
        rows.sort(key=lambda row: (row["happened_at"], row["id"]), reverse=True)
    else:
        rows.sort(key=lambda row: (inbox.due(row), row["id"]))
    found = inbox.all_of(query)
    assert [row.id for row in found] == [row["id"] for row in rows]


def test_a_row_is_whole_and_masked(inbox: Inbox) -> None:
    key = inbox.book.add(
        "feedback",
        customer_id=inbox.people[1],
        kind="complaint",
        status="in_progress",
        channel="hotline",
        text="请回电13700006789",
        happened_at=NOON + DAY // 2,  # after midnight in the bank's zone
        due_on=TODAY + 16,
        product_id=inbox.products[1],
        handler_id=1,
        about_id=2,
        complex=1,
    )
    with inbox.store.read() as tx:
        row = feedback.page(tx, FeedbackQuery(limit=1), RULES).rows[0]
    assert (row.id, row.customer, row.number) == (key, "仇英", "C1")
    assert (row.handler, row.about, row.product) == ("李经理", "王经理", "成长基金")
    assert row.text == "请回电137****6789"
    assert (row.received_on, row.pending) == (TODAY + 1, False)
    assert row.complaint.complex == 1


def test_a_detail_has_what_was_answered(inbox: Inbox) -> None:
    key = inbox.book.add(
        "feedback",
        customer_id=inbox.people[0],
        questionnaire="recommend",
        answers='{"likely": 9, "why": "打13800138000找我"}',
        resolution="已回电13800138000",
        score=9,
        scale=10,
    )
    broken = inbox.book.add("feedback", customer_id=inbox.people[0], answers="[1,")
    with inbox.store.read() as tx:
        detail, other = feedback.get(tx, key, RULES), feedback.get(tx, broken, RULES)
        assert feedback.get(tx, bytes(16), RULES) is None
    assert detail is not None
    assert other is not None
    assert detail.answers == (("likely", "9"), ("why", "打138****8000找我"))
    assert detail.resolution == "已回电138****8000"
    assert other.answers == ()


def test_alerts_count_complaints_that_are_overdue_or_soon(inbox: Inbox) -> None:
    owed = [row for row in inbox.rows if row["kind"] == "complaint" and row["status"] in RUNNING]
    overdue = sum(inbox.due(row) < TODAY for row in owed)
    soon = sum(TODAY <= inbox.due(row) <= TODAY + 5 for row in owed)
    assert overdue
    assert soon
    with inbox.store.read() as tx:
        assert feedback.alerts(tx, RULES) == Alerts(overdue, soon)


def test_products_that_feedback_speaks_of(inbox: Inbox) -> None:
    inbox.book.add("products", name="无人提及")
    with inbox.store.read() as tx:
        assert {name for _, name in feedback.products(tx)} == {"稳健一号", "成长基金"}
