"""The timeline: what each kind of event shows, pages that join to the whole, words that are found as shown."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor_app import i18n
from advisor_app.data.apply import clear_book
from advisor_app.data.reads import timeline
from advisor_app.data.store import Store
from advisor_app.domain.timeline import EventKind, TimelineEvent, TimelineQuery
from tests.support.factories import NOON, TODAY, Book
from tests.support.writing import attach, edit, log

HOUR = 3_600_000_000
TABLES = {
    EventKind.CONTACT: ("interactions", "happened_at"),
    EventKind.FEEDBACK: ("feedback", "happened_at"),
    EventKind.ASSESSMENT: ("risk_assessments", "assessed_on"),
    EventKind.CONSENT: ("consents", "recorded_at"),
    EventKind.VISIT: ("digital_events", "happened_at"),
    EventKind.CONVERSION: ("conversions", "proposed_at"),
}


@pytest.fixture
def book(store: Store) -> Book:
    return Book(store)


def pages(store: Store, customer: bytes, limit: int = 50, **query: Any) -> list[TimelineEvent]:
    """Return all pages of a query put together."""
    asked = TimelineQuery(customer, limit=limit, **query)
    found: list[TimelineEvent] = []
    with store.read() as tx:
        while True:
            page = timeline.page(tx, asked)
            found += page.events
            if page.next is None:
                assert len(page.events) <= limit
                return found
            assert len(page.events) == limit
            asked = TimelineQuery(customer, limit=limit, after=page.next, **query)


def test_a_contact_is_marked_until_head_office_has_it(book: Book, store: Store) -> None:
    key = book.customer()
    book.add("interactions", customer_id=key, participants="电话13800138000", happened_at=NOON - HOUR)
    contact = log(store, key, "谈了到期", happened_at=NOON)
    attach(store, key, contact, b"%PDF")
    edit(store, contact, status="void", void_reason="记错了，是13800138000")
    new, old = pages(store, key)
    assert (new.pending, new.files, new.status, new.void_reason) == (True, 1, "void", "记错了，是138****8000")
    assert (old.pending, old.files, old.status, old.participants) == (False, 0, None, "电话138****8000")
    assert pages(store, key, text="8000") == [old]


def test_each_kind_shows_what_is_known(book: Book) -> None:
    key = book.customer()
    advisor = book.add("advisors", name="李经理")
    product = book.add("products", code="F1", name="稳健一号")
    contact = book.add(
        "interactions",
        customer_id=key,
        advisor_id=advisor,
        purpose="care",
        outcome="met",
        note="改拨13800138000",
        happened_at=NOON,
        duration=60,
        next_step="寄到 13900139000",
        next_step_on=TODAY + 2,
    )
    feedback = book.add(
        "feedback",
        customer_id=key,
        product_id=product,
        kind="complaint",
        channel="hotline",
        score=2,
        scale=5,
        text="回电13800138000",
        happened_at=NOON - HOUR,
        status="open",
        due_on=TODAY + 9,
    )
    consent = book.add("consents", customer_id=key, granted=0, source="event", recorded_at=NOON - 2 * HOUR)
    visit = book.add(
        "digital_events", customer_id=key, kind="product_view", subject="F1", happened_at=NOON - 3 * HOUR
    )
    conversion = book.add("conversions", customer_id=key, proposed_at=NOON - 4 * HOUR)
    assessment = book.add(
        "risk_assessments", customer_id=key, assessed_on=TODAY - 1, expires_on=TODAY + 1, place="outlet"
    )
    assert pages(book.store, key) == [
        TimelineEvent(
            EventKind.CONTACT,
            contact,
            NOON,
            TODAY,
            channel="phone",
            direction="out",
            purpose="care",
            outcome="met",
            text="改拨138****8000",  # type: ignore[arg-type]
            advisor="李经理",
            duration=60,
            next_step="寄到 139****9000",  # type: ignore[arg-type]
            next_step_on=TODAY + 2,
        ),
        TimelineEvent(
            EventKind.FEEDBACK,
            feedback,
            NOON - HOUR,
            TODAY,
            channel="hotline",
            text="回电138****8000",  # type: ignore[arg-type]
            what="complaint",
            status="open",
            score=2,
            scale=5,
            due_on=TODAY + 9,
            product="稳健一号",
        ),
        TimelineEvent(
            EventKind.CONSENT,
            consent,
            NOON - 2 * HOUR,
            TODAY,
            channel="phone",
            purpose="marketing",
            granted=False,
            source="event",
        ),
        TimelineEvent(
            EventKind.VISIT,
            visit,
            NOON - 3 * HOUR,
            TODAY,
            channel="app",
            what="product_view",
            subject="F1",
            product="稳健一号",
            basis="contract",
        ),
        TimelineEvent(
            EventKind.CONVERSION, conversion, NOON - 4 * HOUR, TODAY, status="proposed", evidence="number"
        ),
        TimelineEvent(
            EventKind.ASSESSMENT,
            assessment,
            NOON - 24 * HOUR,
            TODAY - 1,
            grade="C3",
            expires_on=TODAY + 1,
            place="outlet",
        ),
    ]


def test_a_day_is_one_of_the_bank(store: Store) -> None:
    book = Book(store)
    book.add("bank", time_zone="Europe/Prague")
    key = book.customer(None)
    midnight = TODAY * 24 * HOUR - HOUR  # in Prague, in winter
    book.add("digital_events", customer_id=key, happened_at=midnight)
    book.add("digital_events", customer_id=key, happened_at=midnight - 1)
    book.add("risk_assessments", customer_id=key, assessed_on=TODAY - 140)  # in summer
    assert [(event.day, event.at) for event in pages(store, key)] == [
        (TODAY, midnight),
        (TODAY - 1, midnight - 1),
        (TODAY - 140, (TODAY - 140) * 24 * HOUR + 10 * HOUR),
    ]


def test_only_the_history_of_the_customer_is_shown(book: Book) -> None:
    one, other = book.customer(), book.customer()
    for table, _ in TABLES.values():
        book.add(table, customer_id=other)
    assert pages(book.store, one) == []
    assert len(pages(book.store, other)) == len(TABLES)
    assert pages(book.store, b"nobody") == []


def test_before_the_first_sync_there_is_nothing(store: Store) -> None:
    assert pages(store, b"nobody") == []


@pytest.mark.parametrize(
    ("text", "language", "kinds"),
    [
        ("存单", "zh_CN", "contact"),
        ("大额存单到期", "zh_CN", "contact"),
        ("回访", "zh_CN", "contact"),  # the next step
        ("经理", "zh_CN", "contact"),  # who logged it
        ("稳健", "zh_CN", "feedback"),  # the product that it is about
        ("ATM", "zh_CN", "feedback"),
        ("atm", "zh_CN", "feedback"),
        ("8000", "zh_CN", "contact"),
        ("13800138000", "zh_CN", ""),
        ("0138", "zh_CN", ""),
        ("138****8000", "zh_CN", "contact"),
        ("139****8000", "zh_CN", ""),
        ("%", "zh_CN", ""),
        ("_", "zh_CN", ""),
        ("面谈", "zh_CN", "contact"),  # the name of an outcome
        ("met", "en", "contact"),
        ("met", "zh_CN", ""),
        ("投诉", "zh_CN", "feedback"),
        ("平衡型", "zh_CN", "assessment"),
        ("Balanced", "en", "assessment"),
        ("营销", "zh_CN", "consent"),
        ("登录", "zh_CN", "visit"),
        ("待确认", "zh_CN", "conversion"),
        ("没有这样的话", "zh_CN", ""),
        (
            "\ud800",
            "zh_CN",
            "contact feedback consent visit conversion assessment",
        ),  # nothing that can be typed
        ("*" * 5_000, "zh_CN", ""),
        ("' OR 1=1 --", "zh_CN", ""),
    ],
)
def test_what_is_shown_is_found_and_nothing_else(book: Book, text: str, language: str, kinds: str) -> None:
    key = book.customer()
    note = "谈了大额存单到期，电话13800138000"
    advisor = book.add("advisors", name="李经理")
    product = book.add("products", name="稳健一号")
    book.add(
        "interactions", customer_id=key, note=note, next_step="下周回访", outcome="met", advisor_id=advisor
    )
    book.add("feedback", customer_id=key, kind="complaint", text="ATM 吞卡", product_id=product)
    for table in ("consents", "digital_events", "conversions", "risk_assessments"):
        book.add(table, customer_id=key)
    with i18n.using(language):
        found = {event.kind.value for event in pages(book.store, key, text=text)}
    assert found == set(kinds.split())


EVENTS = st.lists(st.tuples(st.sampled_from(EventKind), st.integers(0, 3)), max_size=25)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EVENTS, st.lists(st.sampled_from(EventKind), max_size=3, unique=True), st.integers(1, 7))
def test_pages_are_the_whole_history_cut_up(
    store: Store, made: list[tuple[EventKind, int]], kinds: list[EventKind], limit: int
) -> None:
    with store.write() as tx:
        clear_book(tx)
    book = Book(store)
    key = book.customer()
    wanted = []
    for kind, days_ago in made:
        table, field = TABLES[kind]
        day = TODAY - days_ago
        at = day if kind is EventKind.ASSESSMENT else NOON - days_ago * 24 * HOUR
        made_id = book.add(table, customer_id=key, **{field: at})
        if not kinds or kind in kinds:
            wanted.append((day, kind, made_id))
    found = pages(store, key, limit, kinds=tuple(kinds))
    assert sorted((e.day, e.kind.value, e.id) for e in found) == sorted(
        (day, kind.value, key) for day, kind, key in wanted
    )
    assert [event.at for event in found] == sorted((event.at for event in found), reverse=True)
    assert found == pages(store, key, 100, kinds=tuple(kinds))
