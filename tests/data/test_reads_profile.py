"""One customer seen whole: everything is there once, and nothing raw."""

from dataclasses import fields

import pytest

from advisor_app.data import shelves
from advisor_app.data.reads import positions, profile, sources
from advisor_app.data.store import Store
from advisor_app.domain.profile import Profile, SourceDate
from tests.support.factories import NOON, TODAY, Book

HOUR = 3_600_000_000
SECRETS = {
    "phone": "13800138000",
    "id_number": "110101199003074514",
    "email": "zhangwei@example.com",
    "address": "江城市临江区滨江大道一百二十八号",
    "card": "6222020200066668888",
    "account": "6217000010001234567",
    "note": "请改拨13911112222",
}


def whole(store: Store, customer: bytes) -> Profile:
    with store.read() as tx:
        found = profile.read(tx, customer)
    assert found is not None
    return found


def full(book: Book) -> bytes:
    """Write a customer of whom there is something in every table."""
    branch = book.add("branches", code="01", name="营业部")
    district = book.add("districts", code="D1", name="临江区")
    advisor = book.add("advisors", number="A1", name="李经理")
    product = book.add("products", code="P1", name="稳健一号", risk_grade="R2")
    household = book.add("households", name="张家")
    key = book.customer(
        "张伟",
        500_00,
        number="C1",
        phone=SECRETS["phone"],
        id_number=SECRETS["id_number"],
        email=SECRETS["email"],
        address=SECRETS["address"],
        branch_id=branch,
        district_id=district,
        household_id=household,
        household_role="head",
    )
    book.customer("张小", household_id=household, household_role="child", birth_day=12_000)
    book.customer("王芳", household_id=household, household_role="spouse", birth_day=6_000)
    book.customer("路人")
    book.add("tiers", customer_id=key)
    book.add("proposals", customer_id=key, kind="phone", field="phone", value=SECRETS["phone"], state=None)
    account = book.account(key, number=SECRETS["account"], balance_minor=100_00)
    book.add("cards", account_id=account, customer_id=key, number=SECRETS["card"])
    book.add("loans", account_id=account, principal_minor=90_00, outstanding_minor=70_00)
    book.add(
        "holdings",
        customer_id=key,
        product_id=product,
        kind="wealth",
        value_minor=30_00,
        matures_on=TODAY + 9,
    )
    book.add("transactions", account_id=account, amount_minor=-1, memo=SECRETS["note"])
    for hours, outcome in ((0, "no_answer"), (-1, "met"), (-2, "met")):
        book.add(
            "interactions",
            customer_id=key,
            advisor_id=advisor,
            outcome=outcome,
            note=SECRETS["note"],
            next_step=SECRETS["note"],
            happened_at=NOON + hours * HOUR,
        )
    book.add("feedback", customer_id=key, product_id=product, text=SECRETS["note"])
    for granted, hours in ((1, 0), (0, 1)):
        book.add("consents", customer_id=key, granted=granted, recorded_at=NOON + hours * HOUR)
    book.add("consents", customer_id=key, channel="sms")
    book.add("risk_assessments", customer_id=key, grade="C2", assessed_on=TODAY - 500)
    book.add("risk_assessments", customer_id=key, grade="C3")
    book.add("digital_events", customer_id=key)
    book.add("conversions", customer_id=key)
    book.add("sources", entity="customers")
    book.add("fx_rates", day=TODAY, currency="USD", rate="7.1")
    with book.store.write() as tx:
        shelves.pin(tx, key, NOON)
    return key


def test_everything_is_there(store: Store) -> None:
    key = full(Book(store))
    found = whole(store, key)
    assert [each.name for each in fields(found) if not getattr(found, each.name)] == []
    assert (found.person.branch, found.person.district, found.person.household) == (
        "营业部",
        "临江区",
        "张家",
    )
    assert [position.entity for position in found.positions] == ["accounts", "holdings", "loans", "cards"]
    assert [position.value_minor for position in found.positions] == [100_00, 30_00, -70_00, None]
    assert (found.positions[1].name, found.positions[1].risk_grade) == ("稳健一号", "R2")
    assert found.next_maturity() == found.positions[1]
    assert [contact.outcome for contact in found.contacts] == ["no_answer", "met", "met"]
    assert found.contacts[0].advisor == "李经理"
    assert found.last_contact_at == NOON - HOUR
    assert found.feedback[0].product == "稳健一号"
    assert {(c.channel, c.granted) for c in found.consents} == {("phone", 0), ("sms", 1)}
    assert [assessment.grade for assessment in found.assessments] == ["C3", "C2"]
    assert [member.name for member in found.household] == ["王芳", "张小"]
    assert found.sources[0][1:] == ("core", "customers", TODAY, None)
    assert found.rates == {"USD": "7.1"}
    totals = found.totals()
    assert (totals.assets_minor, totals.debts_minor) == (130_00, 70_00)


@pytest.mark.parametrize(
    ("own", "issuers", "issuer_kind", "shown"),
    [
        ("R2", "R4", "fund_company", "R4"),
        ("R3", "R1", "fund_company", "R3"),
        (None, "R2", "fund_company", "R2"),
        (None, None, "government", "R1"),
        (None, None, "own", None),
        ("X9", None, "own", "X9"),
        ("X9", "R2", "own", "R2"),
    ],
)
def test_of_two_grades_of_a_product_the_higher_is_shown(
    store: Store, own: str | None, issuers: str | None, issuer_kind: str, shown: str | None
) -> None:
    book = Book(store)
    key = book.customer("甲")
    product = book.add(
        "products", code="P1", name="产品", risk_grade=own, issuer_grade=issuers, issuer_kind=issuer_kind
    )
    book.add("holdings", customer_id=key, product_id=product, kind="bond", value_minor=1)
    with store.read() as tx:
        [held] = positions.of_customer(tx, key)
    assert held.risk_grade == shown


def test_nothing_raw_comes_out(store: Store) -> None:
    key = full(Book(store))
    shown = repr(whole(store, key))
    assert "138****8000" in shown
    hidden = [secret for secret in SECRETS.values() if secret in shown]
    assert hidden == []
    with store.read() as tx:
        raw = repr(tx.exec_driver_sql("SELECT * FROM customers").fetchall())
    assert SECRETS["phone"] in raw  # what the masks hide is there to be hidden


def test_a_customer_of_whom_little_is_known(store: Store) -> None:
    key = Book(store).customer(None)
    found = whole(store, key)
    empty = {"positions", "contacts", "feedback", "consents", "assessments", "household", "aum", "visits"}
    assert {name for name in empty if getattr(found, name)} == set()
    assert (found.person.name, found.tier, found.last_contact_at) == (None, None, None)
    assert found.transactions == ((), None)
    assert found.totals().assets_minor == 0
    assert found.next_maturity() is None


def test_nobody_is_found_outside_the_book(store: Store) -> None:
    with store.read() as tx:
        assert profile.read(tx, b"nobody") is None
        assert sources.bank(tx) is None
    Book(store)
    with store.read() as tx:
        assert profile.read(tx, b"nobody") is None


def test_a_joint_account_is_shown_to_both_and_counted_once(store: Store) -> None:
    book = Book(store)
    owner, joint = book.customer(), book.customer()
    account = book.account(owner, joint, balance_minor=50_00)
    book.add("loans", account_id=account, outstanding_minor=20_00)
    assert whole(store, owner).totals()[:2] == (50_00, 20_00)
    seen = whole(store, joint)
    assert [position.role for position in seen.positions] == ["joint", "joint"]
    assert seen.totals()[:2] == (0, 0)


def test_a_holder_who_left_keeps_nothing_active(store: Store) -> None:
    book = Book(store)
    customer = book.customer()
    account = book.add("accounts", balance_minor=50_00)
    book.add("account_holders", account_id=account, customer_id=customer, closed_on=TODAY - 1)
    assert whole(store, customer).positions[0].closed_on == TODAY - 1
    assert whole(store, customer).totals().assets_minor == 0


def test_every_feed_has_its_own_date(store: Store) -> None:
    book = Book(store)
    book.add("sources", id=1, system="core", entity="customers", as_of_day=TODAY)
    book.add("sources", id=2, system="app", entity="digital_events", as_of_day=TODAY, as_of_at=NOON)
    with store.read() as tx:
        assert sources.dates(tx) == (
            SourceDate(1, "core", "customers", TODAY, None),
            SourceDate(2, "app", "digital_events", TODAY, NOON),
        )


def test_the_newest_rate_up_to_the_day_counts(store: Store) -> None:
    book = Book(store)
    for day, rate in ((TODAY - 2, "7.0"), (TODAY - 1, "7.1"), (TODAY + 1, "7.9")):
        book.add("fx_rates", day=day, currency="USD", rate=rate)
    with store.read() as tx:
        assert sources.rates(tx, TODAY) == {"USD": "7.1"}
        assert sources.rates(tx, TODAY - 3) == {}
        assert positions.of_customer(tx, b"nobody") == ()
