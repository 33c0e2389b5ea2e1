"""Insights are written and sent where they changed, on both databases, and never of who may not be profiled."""

import json
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update

from advisor_app.domain import insights
from advisor_app.domain.dates import start_of
from advisor_app.domain.ids import new_id
from advisor_app.domain.insights.habits import OtherBank
from advisor_app.head_office.db.models import Bank, Change, Insight, Transaction
from advisor_app.head_office.nightly.insights import Told, Where, analyse
from tests.head_office.nightly.conftest import Office, day
from tests.support.bank import fill

TODAY = "2026-11-24"
NOON = start_of(day(TODAY), "Asia/Shanghai") + 12 * 3_600_000_000
PROFILE = (insights.FEATURES, insights.RFM, insights.HABITS)
"""The kinds that only those have who may be profiled."""
KINDS = (*PROFILE, insights.FLOWS)


def transaction(office: Office, account: int, on: str, minor: int, **more: str) -> None:
    row = {"account_id": account, "day": day(on), "amount_minor": minor, "kind": "transfer", **more}
    office.add("transactions", **row)


@pytest.fixture
def person(office: Office) -> bytes:
    """A customer of an advisor, with an account and some months of a salary and of what it goes to."""
    customer = office.customer()
    account = office.account(customer, balance_minor=500_00, balance_on=day(TODAY))
    for month in range(6, 12):
        transaction(office, account, f"2026-{month:02}-10", 9_000_00, category="salary")
        transaction(office, account, f"2026-{month:02}-12", -100_00, kind="card", category="groceries")
    office.assign(customer, "A1")
    with office.engine.begin() as connection:
        connection.execute(update(Bank).values(as_of=day(TODAY)))
    analyse(office.engine)
    return customer


def written(told: dict[str, Told]) -> dict[str, int]:
    return {kind: told[kind].written for kind in KINDS}


def facts(office: Office, customer: bytes, kind: str) -> Any:
    """Return what a device reads of an insight."""
    wanted = select(Insight.version, Insight.facts).where(
        Insight.customer_id == customer, Insight.kind == kind
    )
    with office.engine.connect() as connection:
        version, text = connection.execute(wanted).one()
    return insights.read(kind, version, text)


def sent(office: Office) -> int:
    """Return how many changes of insights the books have to send."""
    changes = select(func.count()).select_from(Change).where(Change.entity == "insights")
    with office.engine.connect() as connection:
        return connection.execute(changes).scalar_one()


def test_a_night_after_which_nothing_changed_writes_nothing(office: Office) -> None:
    fill(office.engine, advisors=2, customers=10, transactions=30)
    first = analyse(office.engine)
    assert {first[kind].customers for kind in KINDS} == {20}
    before = sent(office)
    assert before == 80
    again = analyse(office.engine)
    assert written(again) == dict.fromkeys(KINDS, 0)
    assert {kind: each.digest for kind, each in again.items()} == {
        kind: each.digest for kind, each in first.items()
    }
    assert sent(office) == before


def test_what_is_known_reaches_the_book(office: Office, person: bytes) -> None:
    assert sent(office) == 4
    habits = facts(office, person, insights.HABITS)
    assert habits.income.monthly_minor == 9_000_00
    assert habits.income.day == 10
    assert habits.currency == "CNY"
    features = facts(office, person, insights.FEATURES)
    assert features.values["spent_365_minor"] == 600_00
    assert features.values["own_last_on"] == day("2026-11-12")
    rfm = facts(office, person, insights.RFM)
    assert (rfm.customers, rfm.frequency) == (1, 6)
    flows = facts(office, person, insights.FLOWS)
    assert flows.months[0] == (day("2026-06-01"), 9_000_00, 100_00)
    assert len(flows.months) == 6


def test_only_who_did_something_is_sent_again(office: Office, person: bytes) -> None:
    other = office.customer()
    account = office.account(other)
    office.assign(other, "A1")
    analyse(office.engine)
    before = sent(office)
    transaction(office, account, TODAY, -70_00, kind="card", category="dining")
    told = analyse(office.engine)
    assert told[insights.HABITS].written == 1
    assert facts(office, other, insights.HABITS).spent_minor == 70_00
    with office.engine.connect() as connection:
        changed = connection.execute(select(Insight.data_on).where(Insight.customer_id == other)).scalars()
        assert set(changed) == {day(TODAY)}
    assert sent(office) == before + sum(written(told).values())


def withdraw(office: Office, customer: bytes, granted: int, **values: Any) -> None:
    row = {"channel": "app", "purpose": "profiling", "recorded_at": NOON} | values
    office.add("consents", id=new_id(), customer_id=customer, granted=granted, **row)


def test_nothing_is_known_of_who_withdrew_the_consent_for_it(office: Office, person: bytes) -> None:
    withdraw(office, person, 1, recorded_at=NOON - 2)
    assert written(analyse(office.engine)) == dict.fromkeys(KINDS, 0)
    withdraw(office, person, 0, recorded_at=NOON - 1)
    assert written(analyse(office.engine)) == dict.fromkeys(PROFILE, 1) | {insights.FLOWS: 0}
    for kind in PROFILE:
        assert facts(office, person, kind) is None
    assert len(facts(office, person, insights.FLOWS).months) == 6, "sums of bookings are no profile"
    with office.engine.connect() as connection:
        others = select(Insight.facts).where(Insight.kind != insights.FLOWS)
        assert set(connection.execute(others).scalars()) == {"{}"}
    assert written(analyse(office.engine)) == dict.fromkeys(KINDS, 0), "a row that says nothing is said once"
    withdraw(office, person, 1)
    analyse(office.engine)
    assert facts(office, person, insights.HABITS).income is not None


def test_a_withdrawal_for_one_channel_is_none_for_profiling(office: Office, person: bytes) -> None:
    withdraw(office, person, 0, channel="sms", purpose="all")
    assert written(analyse(office.engine)) == dict.fromkeys(KINDS, 0)
    withdraw(office, person, 0, channel="all", purpose="all", recorded_at=NOON + 1)
    assert written(analyse(office.engine)) == dict.fromkeys(PROFILE, 1) | {insights.FLOWS: 0}


def test_visits_count_only_on_the_basis_that_the_policy_names(office: Office, person: bytes) -> None:
    for basis in ("contract", "contract", "consent"):
        office.add(
            "digital_events",
            customer_id=person,
            channel="app",
            kind="product_view",
            happened_at=NOON,
            basis=basis,
        )
    analyse(office.engine)
    values = facts(office, person, insights.FEATURES).values
    assert (values["visits_90"], values["views_90"]) == (1, 1)


def test_days_are_those_of_the_bank(office: Office, person: bytes) -> None:
    """07:00 in Shanghai is still the day before in UTC."""
    morning = start_of(day(TODAY), "Asia/Shanghai") + 7 * 3_600_000_000
    contact = {"channel": "phone", "direction": "out", "outcome": "connected", "happened_at": morning}
    office.add("interactions", id=new_id(), customer_id=person, **contact)
    office.add("interactions", id=new_id(), customer_id=person, **contact, status="void")
    analyse(office.engine)
    values = facts(office, person, insights.FEATURES).values
    assert values["contact_last_on"] == day(TODAY)
    assert values["contacts_365"] == 1


def test_purchases_campaigns_and_social_contacts_are_joined(office: Office, person: bytes) -> None:
    before = facts(office, person, insights.FEATURES).values
    fund = {"kind": "fund", "currency": "CNY", "value_minor": 1, "as_of": day(TODAY)}
    for on, closed in (("2026-05-04", None), ("2026-02-01", "2026-03-01"), ("2024-01-01", None)):
        closed_on = None if closed is None else day(closed)
        office.add("holdings", customer_id=person, starts_on=day(on), closed_on=closed_on, **fund)
    campaign, own_list = new_id(), new_id()
    about = {"code": "K1", "title": "活动", "opens_on": day("2026-01-01"), "closes_on": day(TODAY)}
    office.add("campaigns", id=campaign, **about, audience="{}", control_percent=0, published_at=NOON)
    for place, (called, outcome, listed) in enumerate(
        (
            ("2026-09-01", "interested", campaign),
            ("2026-09-02", "no_answer", campaign),
            ("2026-09-03", "skipped", campaign),
            (None, None, campaign),
            ("2025-09-03", "won", campaign),  # more than a year ago
            ("2026-09-01", "interested", own_list),  # no campaign
        )
    ):
        said = {"outcome": outcome, "outcome_on": None if called is None else day(called), "position": place}
        office.add("calls", id=new_id(), customer_id=person, list_id=listed, **said)
    for channel in ("wechat", "phone"):
        contact: dict[str, Any] = {
            "channel": channel,
            "direction": "out",
            "outcome": "sent",
            "happened_at": NOON,
        }
        office.add("interactions", id=new_id(), customer_id=person, **contact)
    analyse(office.engine)
    values = facts(office, person, insights.FEATURES).values
    assert values["bought_365"] == int(before["bought_365"]) + 2
    assert values["bought_last_on"] == day("2026-05-04")
    assert (values["campaign_365"], values["campaign_yes_365"]) == (2, 1)
    assert (values["contacts_365"], values["social_365"]) == (2, 1)


def test_a_foreign_account_counts_with_the_rate_of_the_day(office: Office, person: bytes) -> None:
    dollars = office.account(person, currency="USD", balance_minor=100_00, balance_on=day(TODAY))
    transaction(office, dollars, "2026-11-01", -10_00, kind="card", category="dining")
    analyse(office.engine)
    assert facts(office, person, insights.FEATURES).values["deposits_minor"] == 500_00, "no rate, no worth"
    office.add("fx_rates", currency="USD", day=day(TODAY), rate="7.2")
    analyse(office.engine)
    values = facts(office, person, insights.FEATURES).values
    assert values["deposits_minor"] == 500_00 + 720_00
    assert values["spent_365_minor"] == 600_00 + 72_00


def test_the_bank_itself_is_no_other_bank(office: Office, person: bytes) -> None:
    account = office.account(person)
    with office.engine.connect() as connection:
        name = connection.execute(select(Bank.name)).scalar_one()
    for bank, minor in ((name, -50_00), ("云麓银行", -70_00), ("云麓银行", 20_00), (None, -10_00)):
        more = {} if bank is None else {"counterparty_bank": bank}
        transaction(office, account, "2026-11-03", minor, category="family", **more)
    analyse(office.engine)
    assert facts(office, person, insights.HABITS).other_banks == (OtherBank("云麓银行", 70_00, 20_00),)
    values = facts(office, person, insights.FEATURES).values
    assert (values["other_banks_out_365_minor"], values["other_banks_in_365_minor"]) == (70_00, 20_00)
    assert values["out_90_minor"] >= 130_00


def test_a_dry_run_writes_nothing(office: Office) -> None:
    fill(office.engine, advisors=1, customers=3, transactions=10)
    told = analyse(office.engine, write=False)
    assert written(told) == dict.fromkeys(KINDS, 3)
    assert sent(office) == 0
    with office.engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(Insight)).scalar_one() == 0


def test_pandas_tells_the_same_of_the_same_bank(office: Office) -> None:
    fill(office.engine, advisors=2, customers=10, transactions=40)
    told = analyse(office.engine, write=False)
    assert analyse(office.engine, Where("pandas"), write=False) == told
    with office.engine.begin() as connection:
        one = select(Transaction.account_id, Transaction.day, Transaction.id)
        newest = one.order_by(Transaction.day.desc()).limit(1)
        account, on, number = connection.execute(newest).one()
        connection.execute(
            delete(Transaction).where(
                Transaction.account_id == account, Transaction.day == on, Transaction.id == number
            )
        )
    assert analyse(office.engine, Where("pandas"), write=False) != told, "the control"


def test_facts_are_small(office: Office, person: bytes) -> None:
    with office.engine.connect() as connection:
        for text in connection.execute(select(Insight.facts)).scalars():
            assert len(text) < 4_000
            json.loads(text)
