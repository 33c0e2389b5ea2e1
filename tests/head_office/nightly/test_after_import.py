"""After an import: monthly AUM and tiers, on both databases, written and sent only where they changed."""

import json

import duckdb
import pytest
from sqlalchemy import delete, func, select, update

from advisor_app.domain.tiers import CUT_OFF, NO_ACTIVE_HOLDING, NORMAL, UPGRADE_NEXT
from advisor_app.head_office import policies
from advisor_app.head_office.db.models import (
    AumMonth,
    BookMember,
    Bucket,
    Change,
    CustomerTier,
    HoldingMonth,
    Policy,
    WholePolicy,
)
from advisor_app.head_office.nightly import Recomputed, after_import
from advisor_app.head_office.nightly.frames import Frames
from tests.head_office.nightly.conftest import Office, day
from tests.support.bank import fill

YUAN = 100
WAN = 10_000 * YUAN


def changes(office: Office) -> list[tuple[object, ...]]:
    """Return the feed of the books: bucket, entity and key of each change of AUM or tier."""
    computed = select(Change.bucket_id, Change.entity, Change.row_id, Change.row_uuid).where(
        Change.entity.in_(("aum_months", "tiers"))
    )
    with office.engine.connect() as connection:
        return [(*row,) for row in connection.execute(computed.order_by(Change.bucket_id, Change.seq))]


def test_a_run_after_which_nothing_changed_writes_nothing(office: Office) -> None:
    filled = fill(office.engine, advisors=2, customers=10, transactions=30)
    first = after_import(office.engine)
    assert first.tiers == 20
    assert first.aum_months > 20
    sent = changes(office)
    assert len(sent) == first.aum_months + first.tiers
    with office.engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(CustomerTier)).scalar() == 20
        books = dict(connection.execute(select(Bucket.id, Bucket.counter).where(Bucket.kind == "book")).all())
    assert {bucket for bucket, *_ in sent} == set(books)
    assert len(filled.books) == len(books) == 2
    assert after_import(office.engine) == Recomputed(0, 0)
    assert changes(office) == sent


def test_only_what_changed_is_sent_and_only_to_its_book(office: Office) -> None:
    anna, bo = office.customer(), office.customer()
    accounts = [
        office.account(who, balance_minor=7 * WAN, balance_on=day("2026-11-24")) for who in (anna, bo)
    ]
    office.assign(anna, "A1")
    office.assign(bo, "A2")
    office.run("2026-11-24")
    before = changes(office)
    office.add(
        "transactions", account_id=accounts[1], day=day("2026-11-22"), amount_minor=24 * WAN, kind="cash"
    )
    office.change("accounts", accounts[1], balance_minor=31 * WAN)
    # Its source now has a first booking, and what lies before that is no longer known, so it is dated back.
    office.add("transactions", account_id=accounts[1], day=day("2020-01-01"), amount_minor=0, kind="cash")
    assert office.run("2026-11-24") == Recomputed(aum_months=1, tiers=0)
    assert office.average(bo, "2026-11") == (7 * WAN + 3 * WAN, 100)
    with office.engine.connect() as connection:
        row = connection.execute(
            select(AumMonth.id).where(AumMonth.customer_id == bo, AumMonth.month == day("2026-11-01"))
        ).scalar_one()
        book = connection.execute(
            select(BookMember.bucket_id).where(BookMember.customer_id == bo)
        ).scalar_one()
    after = changes(office)
    assert [one for one in after if one[0] != book] == [one for one in before if one[0] != book]
    assert after[len(after) - 1] == (book, "aum_months", row, None)
    assert len(after) == len(before) + 1


def test_an_account_a_fund_and_a_foreign_account_in_one_average(office: Office) -> None:
    anna = office.customer()
    account = office.account(anna, balance_minor=1000, balance_on=day("2026-11-10"))
    office.add("transactions", account_id=account, day=day("2026-09-01"), amount_minor=5, kind="cash")
    office.add("transactions", account_id=account, day=day("2026-11-06"), amount_minor=400, kind="cash")
    office.holding(anna, value_minor=250, principal_minor=200, as_of=day("2026-11-09"))
    office.account(anna, currency="JPY", balance_minor=100, balance_on=day("2026-11-10"))
    office.account(anna, currency="USD", balance_minor=100, balance_on=day("2026-11-10"))
    for currency, on, rate in (("JPY", "2026-10-31", "0.05"), ("USD", "2026-09-01", "7")):
        office.add("fx_rates", currency=currency, day=day(on), rate=rate)
    office.run("2026-11-10")
    # November has 10 days: 5 × 600 and 5 × 1000, the fund at its value, ¥100 at 0.05 = 5 yuan; the rate of the dollar
    # is more than 31 days old, so a quarter of what there is has no value.
    assert office.average(anna, "2026-11") == (800 + 250 + 500, 75)
    # In October the fund is at its principal, and the rate of the dollar is 60 days old.
    assert office.average(anna, "2026-10") == (600 + 200 + 500, 75)
    # In September the dollar has a rate, and the yen has none yet.
    assert office.average(anna, "2026-09") == (600 + 200 + 700, 75)
    # Before the first booking of the source the balances are not known.
    assert office.average(anna, "2026-08") == (200, 25)


def test_what_a_holding_was_worth_is_remembered(office: Office) -> None:
    anna = office.customer()
    fund = office.holding(anna, value_minor=120, principal_minor=100, as_of=day("2026-09-15"))
    office.run("2026-09-15")
    for month in ("10", "11"):
        # A redemption: from October on there is less of it.
        office.change("holdings", fund, value_minor=60, as_of=day(f"2026-{month}-15"))
        office.run(f"2026-{month}-15")
    assert [office.average(anna, f"2026-{month}") for month in ("08", "09", "10", "11")] == [
        (100, 100),
        (120, 100),
        (60, 100),
        (60, 100),
    ]
    office.change("holdings", fund, value_minor=0, closed_on=day("2026-11-16"), as_of=day("2026-11-30"))
    office.run("2026-11-30")
    assert office.average(anna, "2026-11") == (30, 100)
    with office.engine.connect() as connection:
        remembered = connection.execute(select(HoldingMonth.month, HoldingMonth.value_minor)).all()
    assert [tuple(row) for row in remembered] == [(day("2026-09-01"), 120), (day("2026-10-01"), 60)]


def test_a_value_restated_within_a_month_replaces_the_one_before(office: Office) -> None:
    anna = office.customer()
    fund = office.holding(anna, value_minor=120, as_of=day("2026-11-10"))
    office.run("2026-11-10")
    office.change("holdings", fund, value_minor=90, as_of=day("2026-11-20"))
    office.run("2026-11-20")
    assert office.average(anna, "2026-11") == (90, 100)


def test_a_matured_deposit_counts_until_it_is_paid_out(office: Office) -> None:
    kept, paid = office.customer(), office.customer()
    term = {"kind": "term_deposit", "value_minor": 3000, "matures_on": day("2026-11-11")}
    office.holding(kept, as_of=day("2026-11-30"), **term)
    office.holding(paid, as_of=day("2026-11-10"), closed_on=day("2026-11-11"), **term)
    office.run("2026-11-30")
    assert office.average(kept, "2026-11") == (3000, 100)
    assert office.average(paid, "2026-11") == (1000, 100)
    assert office.tier(kept).tier == "mass"
    assert office.tier(paid).tier == "prospect"


def test_an_account_counts_for_one_owner_only(office: Office) -> None:
    mother, son = office.customer(), office.customer()
    account = office.add(
        "accounts",
        kind="current",
        currency="CNY",
        opened_on=0,
        balance_minor=900,
        balance_on=day("2026-11-24"),
    )
    owner, joint = (
        office.add("account_holders", account_id=account, customer_id=who, role=role)
        for who, role in ((mother, "owner"), (son, "joint"))
    )
    office.run("2026-11-24")
    assert (office.average(mother, "2026-10"), office.average(son, "2026-10")) == ((900, 100), None)
    assert office.tier(son).tier == "mass"
    office.change("account_holders", owner, closed_on=day("2026-11-25"))
    office.change("account_holders", joint, role="owner")
    office.run("2026-11-25")
    assert (office.average(mother, "2026-10"), office.average(son, "2026-10")) == ((0, 100), (900, 100))
    assert office.tier(mother).tier == "prospect"


def test_who_has_an_active_holding(office: Office) -> None:
    as_of = "2026-11-24"
    owner, authorised, future, gone, card, expired, borrower, nobody = (office.customer() for _ in range(8))
    account = office.account(owner)
    office.add("account_holders", account_id=account, customer_id=authorised, role="authorised")
    office.account(future, opened_on=day("2026-11-25"))
    office.account(gone, closed_on=day(as_of))
    for who, until in ((card, as_of), (expired, "2026-11-23")):
        office.add(
            "cards", account_id=account, customer_id=who, kind="debit", issued_on=0, expires_on=day(until)
        )
    closed = office.account(borrower, closed_on=day("2026-01-01"))
    loan = office.add(
        "loans",
        account_id=closed,
        kind="car",
        currency="CNY",
        principal_minor=1,
        starts_on=0,
        status="arrears",
    )
    office.run(as_of)
    tiers = {who: office.tier(who).tier for who in (owner, card, borrower)}
    assert set(tiers.values()) == {"mass"}
    for who in (authorised, future, gone, expired, nobody):
        assert office.tier(who).tier == "prospect"
        assert json.loads(office.tier(who).reason)["rule"] == NO_ACTIVE_HOLDING
    office.change("loans", loan, status="repaid")
    office.run(as_of)
    assert office.tier(borrower).tier == "prospect"


def test_a_tier_its_reason_and_since_when(office: Office) -> None:
    anna = office.customer()
    account = office.account(anna, balance_minor=6 * WAN, balance_on=day("2026-09-30"))
    office.run("2026-10-10")
    tier = office.tier(anna)
    # By all that is known, so it was in the first month of the policy's history.
    assert (tier.tier, tier.since_on, tier.month) == ("gold", day("2024-11-01"), day("2026-09-01"))
    assert (tier.average_minor, tier.currency, tier.policy_version) == (6 * WAN, "CNY", 1)
    assert json.loads(tier.reason) == {
        "rule": CUT_OFF,
        "state": NORMAL,
        "cut_off_minor": 5 * WAN,
        "margin_minor": 1 * WAN,
        "next_tier": "wealth",
        "short_minor": 44 * WAN,
        "below": 0,
        "grace": 3,
        "transactions": 0,
        "categories": 1,
        "coverage": 100,
        "settled": False,
    }
    office.run("2026-11-24")
    assert (office.tier(anna).since_on, office.tier(anna).month) == (day("2024-11-01"), day("2026-10-01"))
    office.add("transactions", account_id=account, day=day("2015-01-01"), amount_minor=0, kind="cash")
    office.add("transactions", account_id=account, day=day("2026-11-01"), amount_minor=60 * WAN, kind="cash")
    office.run("2026-11-29")
    assert office.tier(anna).tier == "gold"
    assert json.loads(office.tier(anna).reason)["state"] == UPGRADE_NEXT
    office.run("2026-11-30")
    assert (office.tier(anna).tier, office.tier(anna).since_on) == ("wealth", day("2026-12-01"))


def test_a_new_customer_has_a_tier_by_the_month_so_far(office: Office) -> None:
    anna = office.customer()
    office.account(anna, opened_on=day("2026-11-13"), balance_minor=20 * WAN, balance_on=day("2026-11-24"))
    office.run("2026-11-24")
    assert (office.tier(anna).tier, office.tier(anna).average_minor) == ("gold", 10 * WAN)
    assert office.tier(anna).month == day("2026-11-01")


def test_a_new_policy_decides_all_tiers_anew(office: Office) -> None:
    anna, bo = office.customer(), office.customer()
    office.account(anna, balance_minor=3 * WAN, balance_on=day("2026-11-24"))
    office.run("2026-11-24")
    with office.engine.begin() as connection:
        text = connection.execute(select(Policy.text)).scalar_one()
        edited = text.replace("version = 1", "version = 2").replace("cut_off = 50_000", "cut_off = 30_000")
        policies.publish(connection, edited)
    assert office.run("2026-11-24") == Recomputed(aum_months=0, tiers=2, tier_months=1)
    assert (office.tier(anna).tier, office.tier(anna).policy_version) == ("gold", 2)
    assert office.tier(bo).tier == "prospect"


def test_without_a_readable_policy_nothing_is_written(office: Office) -> None:
    office.holding(office.customer(), value_minor=1, as_of=day("2026-11-24"))
    with office.engine.begin() as connection:
        connection.execute(update(Policy).values(text="broken"))
        connection.execute(delete(WholePolicy))
    with pytest.raises(policies.PolicyRefused):
        office.run("2026-11-24")
    with office.engine.connect() as connection:
        for table in (HoldingMonth, AumMonth, CustomerTier):
            assert connection.execute(select(func.count()).select_from(table)).scalar() == 0


def test_a_run_that_fails_at_the_end_leaves_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.holding(office.customer(), value_minor=1, as_of=day("2026-11-24"))

    def fail(*_: object) -> int:
        raise RuntimeError("the power went")

    monkeypatch.setattr("advisor_app.head_office.nightly.results.write_tiers", fail)
    with pytest.raises(RuntimeError, match="the power went"):
        office.run("2026-11-24")
    with office.engine.connect() as connection:
        for table in (HoldingMonth, AumMonth, CustomerTier):
            assert connection.execute(select(func.count()).select_from(table)).scalar() == 0


def test_months_before_the_history_of_the_policy_stay(office: Office) -> None:
    anna = office.customer()
    account = office.account(anna, balance_minor=100, balance_on=day("2024-01-31"))
    office.run("2024-01-31")
    office.change("accounts", account, balance_minor=500, balance_on=day("2026-11-24"))
    office.run("2026-11-24")
    assert office.average(anna, "2024-01") == (100, 100)
    assert office.average(anna, "2024-12") == (500, 100)


def test_the_engine_can_neither_write_nor_read_files(office: Office, tmp_path: object) -> None:
    with office.engine.connect() as connection, Frames(connection) as frames:
        for statement in (
            f"COPY (SELECT 1) TO '{tmp_path}/x.csv'",
            f"SELECT * FROM read_csv('{tmp_path}/x.csv')",
        ):
            with pytest.raises(duckdb.PermissionException):
                frames._engine.execute(statement)
        with pytest.raises(duckdb.Error):
            frames._engine.execute(f"SET temp_directory = '{tmp_path}'")


def test_an_empty_bank(office: Office) -> None:
    assert after_import(office.engine) == Recomputed(0, 0)
    with office.engine.begin() as connection:
        connection.execute(delete(Policy))
    with pytest.raises(policies.PolicyRefused):
        after_import(office.engine)
