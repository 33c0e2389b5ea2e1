"""Everything adds up: balances, holdings and bookings, loans and schedules, interest, both ends of transfers.

The rules are written out here again, with decimals and dates instead of whole numbers and day numbers.
"""

from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from advisor_app.head_office.demo import AS_OF
from tests.head_office.demo.conftest import Extracts, day, fen

START = date(2024, 11, 1)
CENT = Decimal("0.01")


def test_opening_balance_and_bookings_are_the_balance_in_every_row(extracts: Extracts) -> None:
    checked = 0
    for account, rows in extracts.transactions.items():
        balance = fen(rows[0]["balance"]) - fen(rows[0]["amount"])
        if extracts.accounts[account]["opened_on"] >= str(START):
            assert balance == 0, "an account begins empty"
        for row in rows:
            balance += fen(row["amount"])
            assert balance == fen(row["balance"])
            assert balance >= 0
            checked += 1
        assert balance == fen(extracts.accounts[account]["balance"])
    assert checked == len(extracts.files["transactions"]) > 40_000


def test_an_account_opened_in_the_window_begins_with_a_deposit(extracts: Extracts) -> None:
    new = [row for row in extracts.files["accounts"] if row["opened_on"] >= str(START)]
    assert len(new) > 10
    for account in new:
        first = extracts.transactions[account["key"]][0]
        assert first["day"] == account["opened_on"]
        assert fen(first["amount"]) > 0
        assert fen(first["amount"]) % 10_000 == 0
        assert first["memo"] in ("开户存入", "本人跨行转入")


def test_purchases_in_the_window_are_the_principal_of_what_began_in_it(extracts: Extracts) -> None:
    bought: Counter[tuple[str, str]] = Counter()
    plans = set()
    for row in extracts.files["transactions"]:
        if row["category"] in ("term_deposit_purchase", "investment_purchase", "investment_plan"):
            position = (row["account"], row["memo"].rsplit(" ", 1)[0])
            bought[position] -= fen(row["amount"])
            if row["category"] == "investment_plan":
                plans.add(position)
    held: Counter[tuple[str, str]] = Counter()
    before = set()
    for row in extracts.files["holdings"]:
        position = (row["account"], row["name"])
        if row["starts_on"] >= str(START) and row["kind"] != "insurance":
            held[position] += fen(row["principal"])
        elif position in plans:
            before.add(position)
    assert len(plans) > 3
    # A savings plan that began before the window has only a part of its principal in it.
    for position in before:
        del bought[position], held[position]
    assert bought == held
    assert len(held) > 150


def test_what_ended_was_paid_out(extracts: Extracts) -> None:
    """Deposits with principal and interest by their rate, the others with their units at the day's value."""
    inflows: dict[tuple[str, str, str], list[Decimal]] = defaultdict(list)
    for row in extracts.files["transactions"]:
        if row["kind"] == "investment" and not row["amount"].startswith("-"):
            inflows[row["account"], row["day"], row["memo"].rsplit(" ", 1)[0]].append(Decimal(row["amount"]))
    closed = [row for row in extracts.files["holdings"] if row["closed_on"]]
    in_window = [row for row in closed if row["closed_on"] >= str(START)]
    assert len(in_window) > 60
    months = {
        "TD03M": 3,
        "TD06M": 6,
        "TD01Y": 12,
        "TD02Y": 24,
        "TD03Y": 36,
        "TD05Y": 60,
        "CD01Y": 12,
        "CD03Y": 36,
    }
    months |= {"B03Y": 36, "B05Y": 60}
    for row in in_window:
        assert fen(row["value"]) == 0
        paid = inflows[row["account"], row["closed_on"], row["name"]]
        principal = Decimal(row["principal"])
        if row["product"] in months:
            interest = principal * Decimal(row["rate"]) * months[row["product"]] / 12
            assert (principal + interest).quantize(CENT, ROUND_HALF_UP) in paid
        else:
            assert any(Decimal("0.5") * principal < one < 2 * principal for one in paid)
    assert sum(map(len, inflows.values())) == len(in_window)


def test_units_of_a_product_have_one_value(extracts: Extracts) -> None:
    worth: dict[str, list[tuple[Decimal, Decimal]]] = defaultdict(list)
    for row in extracts.files["holdings"]:
        if row["quantity"] and Decimal(row["quantity"]) > 0:
            worth[row["product"]].append((Decimal(row["quantity"]), Decimal(row["value"])))
    compared = 0
    for positions in worth.values():
        largest, value = max(positions)
        for quantity, own in positions:
            # Each value is rounded to the fen, so one of them tells the unit value that well only.
            assert abs(own - value / largest * quantity) <= CENT
            compared += 1
    assert compared > 300


def test_premiums_are_those_of_the_contracts(extracts: Extracts) -> None:
    paid = Counter(
        (row["account"], row["memo"].split(" ")[0], row["day"], -fen(row["amount"]))
        for row in extracts.files["transactions"]
        if row["memo"].endswith("期保费")
    )
    due: Counter[tuple[str, str, str, int]] = Counter()
    for row in extracts.files["holdings"]:
        if row["kind"] == "insurance":
            payments = {"I1S": 1, "I3P": 3, "I5P": 5}[row["product"]]
            days = [months_after(day(row["starts_on"]), 12 * year) for year in range(payments)]
            days = [one for one in days if one < AS_OF]
            premium = fen(row["principal"]) // len(days)
            due.update((row["account"], row["name"], str(one), premium) for one in days if one >= START)
    assert paid == due
    assert len(paid) > 15


def test_loans_follow_their_schedule(extracts: Extracts) -> None:
    assert {row["status"] for row in extracts.files["loans"]} >= {"performing", "arrears", "repaid"}
    for loan in extracts.files["loans"]:
        yearly, months = Decimal(loan["rate"]), int(loan["months"])
        principal, payment = Decimal(loan["principal"]), Decimal(loan["payment"])
        factor = (1 + yearly / 12) ** months
        assert abs(principal * yearly / 12 * factor / (factor - 1) - payment) <= CENT
        due = [months_after(day(loan["starts_on"]), number) for number in range(1, months + 1)]
        assert str(due[-1]) == loan["ends_on"]
        booked = extracts.transactions[loan["account"]]
        if loan["status"] == "repaid":
            due = [one for one in due if str(one) <= loan["closed_on"]]
            prepaid = {row["day"]: row for row in booked if row["category"] == "loan_prepayment"}
            owed = -Decimal(prepaid[loan["closed_on"]]["amount"])
            assert Decimal(loan["outstanding"]) == 0
        else:
            owed = Decimal(loan["outstanding"])
            due = [one for one in due if one < AS_OF]
        count = instalments_paid(principal, yearly, payment, owed)
        missed = len(due) - count
        assert (1 <= missed <= 3) if loan["status"] == "arrears" else missed == 0
        payments = [row for row in booked if row["category"] == "loan_payment"]
        paid = [row["day"] for row in payments if -Decimal(row["amount"]) == payment]
        assert paid == [str(one) for one in due[:count] if one >= START]


def instalments_paid(principal: Decimal, yearly: Decimal, payment: Decimal, owed: Decimal) -> int:
    """Return after how many instalments a loan stands exactly at what is owed."""
    count = 0
    while principal > owed:
        principal -= payment - (principal * yearly / 12).quantize(CENT, ROUND_HALF_UP)
        count += 1
    assert principal == owed
    return count


def test_interest_is_the_daily_balance_at_the_rate(extracts: Extracts) -> None:
    """For a quarter that lies in the window as a whole, from daily balances that are counted up one by one."""
    first, booked = date(2026, 6, 21), date(2026, 9, 21)
    checked = 0
    for account, rows in list(extracts.transactions.items())[:60]:
        balances, total = dict[str, Decimal](), Decimal(0)
        for row in rows:
            balances[row["day"]] = Decimal(row["balance"])
        earlier = [row for row in rows if row["day"] < str(first)]
        opening = Decimal(rows[0]["balance"]) - Decimal(rows[0]["amount"])
        balance = Decimal(earlier[-1]["balance"]) if earlier else opening
        today = first
        while today < booked:
            balance = balances.get(str(today), balance)
            total += balance
            today += timedelta(1)
        due = (total * Decimal("0.0005") / 360).quantize(CENT, ROUND_HALF_UP)
        paid = [
            Decimal(row["amount"]) for row in rows if (row["day"], row["kind"]) == (str(booked), "interest")
        ]
        assert paid == ([due] if due else []), account
        checked += len(paid)
    assert checked > 40


def test_transfers_between_customers_of_the_bank_have_both_ends(extracts: Extracts) -> None:
    by_number = {row["number"]: row["key"] for row in extracts.files["accounts"]}
    ends: Counter[tuple[str, str, str, int]] = Counter()
    for row in extracts.files["transactions"]:
        if row["counterparty_bank"] == "江城银行":
            other = by_number[row["counterparty_account"]]
            assert row["counterparty"] == extracts.owner[other]["name"]
            giver, taker = (row["account"], other) if row["amount"][0] == "-" else (other, row["account"])
            ends[giver, taker, row["at"], abs(fen(row["amount"]))] += 1 if row["amount"][0] == "-" else -1
    assert len(ends) > 100
    assert set(ends.values()) == {0}


def test_standing_orders_are_carried_out_every_month(extracts: Extracts) -> None:
    assert len(extracts.files["standing_orders"]) > 10
    for order in extracts.files["standing_orders"]:
        booked = [
            row
            for row in extracts.transactions[order["account"]]
            if row["kind"] == "standing_order"
            and row["counterparty_account"] == order["counterparty_account"]
            and fen(row["amount"]) == -fen(order["amount"])
        ]
        months = {row["day"][:7] for row in booked}
        assert len(months) == len(booked)
        assert booked[-1]["day"] >= "2026-10-20"


def months_after(first: date | None, months: int) -> date:
    """Return the same day some months later, or the last of a shorter month."""
    assert first is not None
    index = first.year * 12 + first.month - 1 + months
    last = date(index // 12 + (index % 12 == 11), (index + 1) % 12 + 1, 1) - timedelta(1)
    return last.replace(day=min(first.day, last.day))
