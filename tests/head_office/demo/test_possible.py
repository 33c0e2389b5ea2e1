"""No row combines what cannot occur together, and nothing happens when it could not have."""

import tomllib
from collections import Counter
from datetime import date, datetime, time, timedelta

import chinese_calendar  # type: ignore[import-untyped]
import pytest

from advisor_app.head_office.demo import AS_OF, generate
from advisor_app.paths import resources
from tests.head_office.demo.conftest import Extracts, Row, day

NETWORKED = {"mobile", "web"}
# category: kinds, sign, channels, sort of counterparty
ALLOWED: dict[tuple[str, str], tuple[set[str], set[str], str]] = {
    ("salary", "+"): ({"transfer"}, {"system"}, "employer"),
    ("bonus", "+"): ({"transfer"}, {"system"}, "employer"),
    ("pension", "+"): ({"transfer"}, {"system"}, "office"),
    ("subsidy", "+"): ({"transfer"}, {"system"}, "office"),
    ("tax_refund", "+"): ({"transfer"}, {"system"}, "office"),
    ("fee_income", "+"): ({"transfer"}, {"interbank"}, "firm"),
    ("business_income", "+"): ({"transfer"}, {"interbank"}, "firm"),
    ("business_cost", "-"): ({"transfer"}, NETWORKED, "firm"),
    ("rent_income", "+"): ({"transfer"}, {"interbank"}, "person"),
    ("rent", "-"): ({"transfer", "standing_order"}, NETWORKED | {"system"}, "person"),
    ("family", "+"): ({"transfer"}, {"interbank", "system"}, "person"),
    ("family", "-"): ({"transfer", "standing_order"}, NETWORKED | {"counter", "system"}, "person"),
    ("gift", "+"): ({"transfer"}, {"interbank"}, "person"),
    ("gift", "-"): ({"transfer"}, {"mobile"}, "person"),
    ("house_sale", "+"): ({"transfer"}, {"interbank"}, "person"),
    ("own_funds", "+"): ({"transfer"}, {"interbank"}, "self"),
    ("own_funds", "-"): ({"transfer"}, NETWORKED | {"counter"}, "self"),
    ("own_accounts", "+"): ({"transfer"}, {"system"}, "self"),
    ("own_accounts", "-"): ({"standing_order"}, {"system"}, "self"),
    ("cash", "+"): ({"cash"}, {"counter", "atm"}, "none"),
    ("cash", "-"): ({"cash"}, {"counter", "atm"}, "none"),
    ("education", "-"): ({"transfer"}, NETWORKED | {"counter"}, "school"),
    ("utilities", "-"): ({"direct_debit"}, {"system"}, "firm"),
    ("telecom", "-"): ({"direct_debit"}, {"system"}, "firm"),
    ("leasing", "-"): ({"direct_debit"}, {"system"}, "firm"),
    ("property_fee", "-"): ({"transfer"}, NETWORKED, "firm"),
    ("insurance", "-"): ({"direct_debit"}, {"system"}, "insurer"),
    ("insurance_purchase", "-"): ({"investment"}, {"counter"}, "insurer"),
    ("card_repayment", "-"): ({"direct_debit"}, {"system"}, "none"),
    ("housing", "-"): ({"transfer"}, {"counter"}, "firm"),
    ("car", "-"): ({"transfer"}, {"counter"}, "firm"),
    ("home", "-"): ({"transfer"}, NETWORKED, "firm"),
    ("loan_payout", "+"): ({"loan"}, {"system"}, "none"),
    ("loan_payment", "-"): ({"loan"}, {"system"}, "none"),
    ("loan_prepayment", "-"): ({"loan"}, {"counter", "mobile"}, "none"),
    ("term_deposit_purchase", "-"): ({"investment"}, {"counter", "mobile"}, "none"),
    ("term_deposit_maturity", "+"): ({"investment"}, {"system"}, "none"),
    ("investment_purchase", "-"): ({"investment"}, {"counter", "mobile"}, "none"),
    ("investment_plan", "-"): ({"investment"}, {"system"}, "none"),
    ("investment_maturity", "+"): ({"investment"}, {"system"}, "none"),
    ("investment_redemption", "+"): ({"investment"}, {"system"}, "none"),
    ("interest", "+"): ({"interest"}, {"system"}, "none"),
    ("fee", "-"): ({"fee"}, {"system"}, "none"),
    ("refund", "+"): ({"card"}, {"online", "pos"}, "merchant"),
}
SHOPS = tomllib.loads((resources() / "demo/merchants.toml").read_text(encoding="utf-8"))["categories"]
PLACES = tomllib.loads((resources() / "demo/places.toml").read_text(encoding="utf-8"))
FIRMS = {
    name for kinds in (PLACES["employers"], PLACES["payees"]) for names in kinds.values() for name in names
}
MERCHANTS = {name for shop in SHOPS.values() for name in (*shop["merchants"], *shop.get("online", ()))}


def local(row: Row, column: str) -> datetime:
    """Return an instant as local time."""
    moment = datetime.fromisoformat(row[column])
    assert moment.utcoffset() == timedelta(hours=8)
    return moment.replace(tzinfo=None)


def counterparty(row: Row, owner: Row) -> str:
    """Return what sort of counterparty a booking has, judged by its name alone."""
    name = row["counterparty"]
    if not name:
        return "none"
    if name == owner["name"] and row["counterparty_account"]:
        return "self"
    if name in MERCHANTS and not row["counterparty_account"]:
        return "merchant"
    if name.endswith(("局", "中心")) and name in FIRMS:
        return "office"
    if "保险" in name:
        return "insurer"
    if name in PLACES["payees"]["kindergarten"] or name.endswith(("中学", "小学", "大学", "学院", "学校")):
        return "school"
    return "firm" if name in FIRMS else "person"


def test_every_row_is_of_an_allowed_combination(extracts: Extracts) -> None:
    seen = Counter[tuple[str, str]]()
    employers = {name for names in PLACES["employers"].values() for name in names}
    for row in extracts.files["transactions"]:
        sign = "-" if row["amount"].startswith("-") else "+"
        key = row["category"], sign
        seen[key] += 1
        who = counterparty(row, extracts.owner[row["account"]])
        if row["category"] in SHOPS:
            shop = SHOPS[row["category"]]
            listed = shop["online"] if row["channel"] == "online" and "online" in shop else shop["merchants"]
            assert sign == "-", row
            assert (row["kind"], row["counterparty"] in listed) == ("card", True), row
            assert row["channel"] in shop["channels"], row
            continue
        kinds, channels, wanted = ALLOWED[key]
        assert row["kind"] in kinds, row
        assert row["channel"] in channels, row
        if wanted == "employer":
            assert row["counterparty"] in employers, row
        else:
            assert who == wanted, row
        # Whoever money is transferred to or from elsewhere has a bank and an account there.
        outside = row["kind"] in ("transfer", "standing_order") and wanted not in ("employer", "office")
        assert bool(row["counterparty_account"]) == bool(row["counterparty_bank"]) == outside, row
    rare = {("house_sale", "+"), ("subsidy", "+"), ("leasing", "-"), ("car", "-")}
    assert set(ALLOWED) - set(seen) <= rare


def test_the_table_would_catch_an_impossible_row(extracts: Extracts) -> None:
    """The control: interest from a petrol station, as seen in a picture that shows how not to do it."""
    owner = extracts.owner[next(iter(extracts.owner))]
    row = {"counterparty": "北湖大道加油站", "counterparty_account": ""}
    assert counterparty(row, owner) != ALLOWED["interest", "+"][2]


def test_times_of_bookings(extracts: Extracts) -> None:
    for row in extracts.files["transactions"]:
        at = local(row, "at")
        assert str(at.date()) == row["day"]
        if row["channel"] == "counter":
            assert chinese_calendar.is_workday(at.date()), row
            assert time(9) <= at.time() <= time(17), row
        elif row["channel"] in ("mobile", "web", "pos", "qr", "atm"):
            assert time(7) <= at.time() <= time(23, 59, 59), row
    interest = {row["day"] for row in extracts.files["transactions"] if row["kind"] == "interest"}
    assert len(interest) == 8
    assert {(one[5:7], one[8:]) for one in interest} == {
        ("03", "21"),
        ("06", "21"),
        ("09", "21"),
        ("12", "21"),
    }


def test_salaries_come_on_working_days_once_a_month(extracts: Extracts) -> None:
    paid = Counter[tuple[str, str]]()
    for row in extracts.files["transactions"]:
        if row["category"] == "salary":
            paid[row["account"], row["day"][:7]] += 1
            assert chinese_calendar.is_workday(date.fromisoformat(row["day"]))
    # Pay for a month whose day was moved may come at the end of the month before.
    assert max(paid.values()) <= 2
    assert Counter(paid.values())[2] < 0.05 * len(paid)


def test_nothing_after_the_business_date(extracts: Extracts) -> None:
    closing = datetime.combine(AS_OF, time(17, 30))
    for file, column in (
        ("transactions", "at"),
        ("interactions", "happened_at"),
        ("feedback", "happened_at"),
        ("consents", "recorded_at"),
        ("digital_events", "happened_at"),
    ):
        assert all(local(row, column) <= closing for row in extracts.files[file]), file
    for file, column in (
        ("customers", "opened_on"),
        ("accounts", "opened_on"),
        ("cards", "issued_on"),
        ("loans", "starts_on"),
        ("holdings", "starts_on"),
        ("holdings", "closed_on"),
        ("risk_assessments", "assessed_on"),
    ):
        assert all(row[column] <= str(AS_OF) for row in extracts.files[file]), (file, column)


def test_nobody_acts_before_being_a_customer(extracts: Extracts) -> None:
    opened = {key: row["opened_on"] for key, row in extracts.customers.items()}
    for account, owner in extracts.owner.items():
        assert extracts.accounts[account]["opened_on"] >= opened[owner["key"]]
        for row in extracts.transactions.get(account, []):
            assert row["day"] >= extracts.accounts[account]["opened_on"]
    for row in extracts.files["holdings"]:
        assert row["starts_on"] >= extracts.accounts[row["account"]]["opened_on"]
    for row in extracts.files["loans"]:
        assert row["starts_on"] > extracts.accounts[row["account"]]["opened_on"]
    for row in extracts.files["cards"]:
        assert row["issued_on"] >= extracts.accounts[row["account"]]["opened_on"]
        assert row["issued_on"] < row["expires_on"]
    for file, column in (("risk_assessments", "assessed_on"), ("digital_events", "happened_at")):
        for row in extracts.files[file]:
            assert row[column][:10] >= opened[row["customer"]]


def test_customers_open_accounts_as_adults_and_loans_end_before_old_age(extracts: Extracts) -> None:
    for row in extracts.files["customers"]:
        born = day(row["birth_day"])
        assert born is not None
        assert 18 <= (AS_OF - born).days / 365.25 < 92
        if opened := day(row["opened_on"]):
            assert (opened - born).days / 365.25 >= 17.99
            assert chinese_calendar.is_workday(opened)
    for row in extracts.files["loans"]:
        born = day(extracts.owner[row["account"]]["birth_day"])
        assert (day(row["starts_on"]) - born).days / 365.25 > 22.9  # type: ignore[operator]


def test_closed_accounts_are_empty_and_quiet(tmp_path_factory: pytest.TempPathFactory) -> None:
    summary = generate(tmp_path_factory.mktemp("closed"), seed=3, customers=800, advisors=1, months=3)
    whole = Extracts(summary)
    closed = [row for row in whole.files["accounts"] if row["closed_on"]]
    assert closed
    for row in closed:
        assert row["balance"] == "0.00"
        assert row["key"] not in whole.transactions
        assert whole.owner[row["key"]]["closed_on"] == row["closed_on"]
