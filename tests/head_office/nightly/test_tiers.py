"""Tiers month by month on both databases: what is kept, what is sent, and what loyalty is counted from."""

import json
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update

from advisor_app.domain.tiers import GRACE, HELD, LIFTED, NORMAL, UPGRADE_NEXT, WATCH
from advisor_app.head_office import policies
from advisor_app.head_office.db.models import Change, Policy, TierMonth, WholePolicy
from tests.head_office.nightly.conftest import Office, day

WAN = 10_000 * 100


def lived(office: Office, customer: bytes) -> list[tuple[str, str]]:
    """Return tier and state of each month that has ended, oldest first."""
    wanted = select(TierMonth.tier, TierMonth.state, TierMonth.reason).where(
        TierMonth.customer_id == customer
    )
    with office.engine.connect() as connection:
        rows = connection.execute(wanted.order_by(TierMonth.month)).all()
    return [(row.tier, row.state) for row in rows if json.loads(row.reason)["settled"]]


def month(office: Office, customer: bytes, wanted: str) -> Any:
    """Return the row of a month ("2026-10")."""
    with office.engine.connect() as connection:
        return connection.execute(
            select(TierMonth.__table__).where(
                TierMonth.customer_id == customer, TierMonth.month == day(f"{wanted}-01")
            )
        ).one()


def fund(office: Office, customer: bytes, values: dict[str, int]) -> int:
    """Insert a fund that was worth so much, in 10,000 yuan, from a month on; return its id."""
    months = iter(values.items())
    first, wan = next(months)
    key = office.holding(
        customer, starts_on=day(f"{first}-01"), value_minor=wan * WAN, as_of=day(f"{first}-28")
    )
    for of, wan in values.items():
        office.change("holdings", key, value_minor=wan * WAN, as_of=day(f"{of}-28"))
        office.run(f"{of}-28")
    return key


def test_months_are_kept_and_a_tier_falls_when_its_grace_has_run_out(office: Office) -> None:
    anna = office.customer()
    fund(office, anna, {"2026-04": 60, "2026-06": 49, "2026-10": 49})
    office.run("2026-10-31")
    assert lived(office, anna) == [
        ("wealth", NORMAL),
        ("wealth", NORMAL),
        ("wealth", WATCH),
        ("wealth", WATCH),
        ("wealth", WATCH),
        ("gold", NORMAL),
        ("gold", NORMAL),
    ]
    august = month(office, anna, "2026-08")
    assert (august.average_minor, august.currency, august.policy_version) == (49 * WAN, "CNY", 1)
    reason = json.loads(august.reason)
    assert (reason["rule"], reason["below"], reason["grace"], reason["margin_minor"]) == (GRACE, 3, 3, -WAN)
    assert (office.tier(anna).tier, office.tier(anna).since_on) == ("gold", day("2026-09-01"))


def test_months_are_sent_once_and_only_to_the_book(office: Office) -> None:
    anna, bo = office.customer(), office.customer()
    for who, advisor in ((anna, "A1"), (bo, "A2")):
        office.assign(who, advisor)
        office.holding(who, starts_on=day("2026-08-01"), value_minor=6 * WAN, as_of=day("2026-08-01"))
    assert office.run("2026-10-10").tier_months == 6
    assert office.run("2026-10-10").tier_months == 0
    assert office.run("2026-11-10").tier_months == 4
    sent = select(Change.bucket_id, func.count()).where(Change.entity == "tier_months")
    with office.engine.connect() as connection:
        assert [count for _, count in connection.execute(sent.group_by(Change.bucket_id))] == [5, 5]


def test_the_present_month_says_what_is_known_of_it_today(office: Office) -> None:
    anna = office.customer()
    fund(office, anna, {"2026-08": 60, "2026-09": 49, "2026-10": 49})
    october = month(office, anna, "2026-10")
    reason = json.loads(october.reason)
    # It stands as September left it, and what it is worth itself is seen when it has ended.
    assert (october.tier, october.state, october.average_minor) == ("wealth", WATCH, 49 * WAN)
    assert (reason["below"], reason["settled"]) == (1, False)
    assert reason == json.loads(office.tier(anna).reason)
    office.run("2026-10-31")
    reason = json.loads(month(office, anna, "2026-10").reason)
    assert (reason["below"], reason["settled"]) == (2, True)
    assert month(office, anna, "2026-11").state == WATCH


def test_who_came_in_the_present_month_is_judged_by_it(office: Office) -> None:
    anna = office.customer()
    office.holding(anna, starts_on=day("2026-11-13"), value_minor=60 * WAN, as_of=day("2026-11-20"))
    assert office.run("2026-11-24").tier_months == 1
    assert (office.tier(anna).tier, office.tier(anna).since_on) == ("gold", day("2026-11-24"))
    assert month(office, anna, "2026-11").average_minor == office.tier(anna).average_minor == 30 * WAN
    office.run("2026-11-30")
    assert lived(office, anna) == [("gold", NORMAL)]
    # The month in which somebody comes is that of the tier which it reaches.
    assert office.tier(anna).tier == "gold"


def test_a_month_stays_as_another_policy_judged_it(office: Office) -> None:
    anna = office.customer()
    fund(office, anna, {"2026-08": 4, "2026-10": 4})
    before = month(office, anna, "2026-09")
    with office.engine.begin() as connection:
        text = connection.execute(select(Policy.text)).scalar_one()
        edited = text.replace("version = 1", "version = 2").replace("cut_off = 50_000", "cut_off = 30_000")
        policies.publish(connection, edited)
    assert office.run("2026-10-28").tier_months == 1, "the present month is judged anew"
    assert month(office, anna, "2026-09") == before
    assert (before.tier, before.policy_version) == ("mass", 1)
    assert office.tier(anna).tier == "gold"
    assert office.run("2026-10-31").tier_months == 2
    assert month(office, anna, "2026-10").policy_version == 2


def test_a_month_is_judged_anew_when_its_average_is_restated(office: Office) -> None:
    anna = office.customer()
    account = office.account(
        anna, opened_on=day("2026-01-01"), balance_minor=6 * WAN, balance_on=day("2026-11-01")
    )
    office.add(
        "transactions", account_id=account, day=day("2026-01-01"), amount_minor=6 * WAN, kind="interest"
    )
    office.run("2026-11-10")
    assert lived(office, anna)[-1] == ("gold", NORMAL)
    # A booking of September arrives late: what lies before it was worth less than was believed.
    office.add(
        "transactions", account_id=account, day=day("2026-09-01"), amount_minor=2 * WAN, kind="interest"
    )
    written = office.run("2026-11-10")
    assert written.tier_months == 9
    assert [tier for tier, _ in lived(office, anna)] == ["mass"] * 9 + ["gold"]
    assert lived(office, anna)[8] == ("mass", UPGRADE_NEXT)


def test_a_month_is_not_judged_anew_with_less_than_was_known_then(office: Office) -> None:
    anna = office.customer()
    fund(office, anna, {"2024-08": 60, "2024-09": 49})
    office.run("2024-11-30")
    known = month(office, anna, "2024-11")
    assert (known.tier, known.state) == ("wealth", WATCH)
    # Two years later the history begins with that November, and what went before it is out of sight.
    office.run("2026-10-10")
    assert month(office, anna, "2024-11") == known
    assert month(office, anna, "2024-12").tier == "gold"


@pytest.mark.parametrize(
    ("kind", "sign", "lifts"),
    [("transfer", -1, True), ("cash", 1, True), ("transfer", 1, False), ("interest", -1, False)],
)
def test_loyalty_is_counted_from_what_the_customer_did_and_holds(
    office: Office, kind: str, sign: int, lifts: bool
) -> None:
    anna, mother = office.customer(), office.customer()
    account = office.account(anna, opened_on=day("2020-01-01"), balance_minor=0, balance_on=day("2026-10-31"))
    office.add("account_holders", account_id=account, customer_id=mother, role="joint")
    for name in ("fund", "insurance"):
        office.holding(
            anna, kind=name, starts_on=day("2025-01-01"), value_minor=20 * WAN, as_of=day("2025-01-01")
        )
    for each in range(120):
        office.add(
            "transactions",
            account_id=account,
            day=day("2025-11-01") + 3 * each,
            amount_minor=sign,
            kind=kind,
        )
    office.run("2026-10-31")
    assert office.tier(anna).tier == "gold"
    office.add("cards", account_id=account, customer_id=anna, kind="debit", issued_on=day("2026-10-31"))
    office.run("2026-10-31")
    tier = office.tier(anna)
    reason = json.loads(tier.reason)
    assert (tier.tier, reason["state"]) == (("wealth", LIFTED) if lifts else ("gold", NORMAL))
    assert (reason["categories"], reason["transactions"]) == (4, 120 if lifts else 0)
    # What is done over an account counts for its owner, what is held for all who hold it.
    assert json.loads(office.tier(mother).reason)["transactions"] == 0
    assert json.loads(office.tier(mother).reason)["categories"] == 1


def test_categories_end_with_what_was_held(office: Office) -> None:
    anna = office.customer()
    account = office.account(anna, opened_on=day("2012-01-01"), closed_on=day("2026-09-30"))
    office.account(anna, opened_on=day("2026-10-01"))
    gone = office.customer()
    holder = office.add("account_holders", account_id=account, customer_id=gone, role="joint")
    office.change("account_holders", holder, closed_on=day("2026-08-15"))
    for kind, values in (
        ("fund", {}),
        ("wealth", {"closed_on": day("2026-10-31")}),
        ("metal", {"starts_on": day("2026-11-01")}),
        ("bond", {"closed_on": day("2026-11-01")}),
    ):
        office.holding(anna, kind=kind, value_minor=1, as_of=0, **({"starts_on": day("2026-01-01")} | values))
    for who, status, closed in ((anna, "performing", None), (anna, "repaid", None), (gone, "repaid", None)):
        office.add(
            "loans",
            account_id=account if who == gone else office.account(who, opened_on=day("2026-10-01")),
            kind="car",
            currency="CNY",
            principal_minor=1,
            starts_on=day("2026-01-01"),
            status=status,
            closed_on=closed,
        )
    office.add(
        "cards",
        account_id=account,
        customer_id=anna,
        kind="debit",
        issued_on=day("2020-01-01"),
        expires_on=day("2026-10-30"),
    )
    office.run("2026-11-10")
    counts = {
        of: json.loads(month(office, anna, of).reason)["categories"]
        for of in ("2026-08", "2026-09", "2026-10")
    }
    # August: deposit, card, fund, wealth, bond and the loan. The account closes on the last of September, and the loan
    # that runs goes on; at the end of October wealth and the card are gone.
    assert counts == {"2026-08": 6, "2026-09": 5, "2026-10": 4}


def test_held_longer_by_loyalty(office: Office) -> None:
    anna = office.customer()
    account = office.account(anna, opened_on=day("2010-01-01"))
    office.add("cards", account_id=account, customer_id=anna, kind="debit", issued_on=day("2010-01-01"))
    fund(office, anna, {"2026-02": 60, "2026-03": 49, "2026-10": 49})
    february_on = [state for _, state in lived(office, anna)][-8:]
    assert february_on == [UPGRADE_NEXT, WATCH, WATCH, WATCH, HELD, HELD, HELD, NORMAL]
    assert lived(office, anna)[-1] == ("gold", NORMAL)


def test_a_policy_of_one_month_is_judged_by_the_month_before(office: Office) -> None:
    anna = office.customer()
    office.holding(anna, starts_on=day("2026-01-01"), value_minor=6 * WAN, as_of=day("2026-01-01"))
    with office.engine.begin() as connection:
        text = connection.execute(select(Policy.text)).scalar_one()
        connection.execute(
            update(Policy).values(text=text.replace("history_months = 24", "history_months = 1"))
        )
        connection.execute(delete(WholePolicy))
    assert office.run("2026-11-10").tier_months == 2
    assert (office.tier(anna).tier, office.tier(anna).month) == ("gold", day("2026-10-01"))
