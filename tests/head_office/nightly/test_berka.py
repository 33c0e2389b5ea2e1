"""The real Czech bank: every customer's averages and tier against a script that works on the files with
pandas.

The script goes through the accounts one by one and lays out every day of each; only the stated balances are
those that the import has found, as the files state them in no other way.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Engine, select

from advisor_app.domain.dates import from_day, to_day
from advisor_app.head_office.bootstrap import NewBank, create_bank
from advisor_app.head_office.db.models import Account, AumMonth, Customer, CustomerTier
from advisor_app.head_office.importing import import_folder, load_mapping
from advisor_app.head_office.nightly import Recomputed, after_import

AS_OF = pd.Timestamp("1994-03-31")
Averages = dict[tuple[str, pd.Timestamp], int]


@pytest.fixture
def bank(tmp_path: Path, shared_data: Callable[..., Path]) -> Iterator[Engine]:
    engine = create_bank(
        f"sqlite:///{tmp_path / 'bank.db'}", NewBank("Berka", "CZK", "Europe/Prague", demo=True)
    )
    import_folder(engine, load_mapping("berka"), shared_data("berka"), rejects_dir=tmp_path / "rejects")
    yield engine
    engine.dispose()


def date(numbers: "pd.Series[int]") -> "pd.Series[pd.Timestamp]":
    return pd.to_datetime("19" + numbers.astype(str), format="%Y%m%d")


def owned_accounts(folder: Path) -> pd.DataFrame:
    accounts = pd.read_csv(folder / "account.asc", sep=";")
    holders = pd.read_csv(folder / "disp.asc", sep=";")
    accounts["opened"] = date(accounts["date"])
    return accounts.merge(holders[holders["type"] == "OWNER"], on="account_id")


def bookings(folder: Path) -> pd.DataFrame:
    (file,) = folder.glob("trans*")
    found = pd.read_csv(file, sep=";", low_memory=False)
    found["day"] = date(found["date"])
    sign = found["type"].map({"PRIJEM": 1, "VYDAJ": -1, "VYBER": -1})
    found["minor"] = (found["amount"] * 100).round().astype("int64") * sign.astype("int64")
    return found


def by_hand(folder: Path, stated: dict[str, tuple[int, pd.Timestamp]]) -> Averages:
    """Return the averages by client and month; `stated` are balances by account with their days."""
    cash = bookings(folder).groupby(["account_id", "day"])["minor"].sum()
    averages: Averages = {}
    for row in owned_accounts(folder).itertuples():
        if row.opened > AS_OF:
            continue
        days = pd.date_range(row.opened, AS_OF)
        balance = cash.loc[row.account_id].reindex(days, fill_value=0).cumsum()
        known, on = stated[str(row.account_id)]
        balance += known - balance[on]
        for month, total in balance.clip(lower=0).groupby(days.to_period("M")).sum().items():
            key = (str(row.client_id), month.start_time)
            averages[key] = averages.get(key, 0) + (2 * int(total) + month.days_in_month) // (
                2 * month.days_in_month
            )
    return averages


def test_every_customer_comes_out_as_by_hand(bank: Engine, shared_data: Callable[..., Path]) -> None:
    written = after_import(bank)
    assert written == Recomputed(aum_months=10_958, tiers=5_369)
    assert after_import(bank) == Recomputed(0, 0)
    with bank.connect() as connection:
        stated = {
            row.number: (row.balance_minor, pd.Timestamp(from_day(row.balance_on)))
            for row in connection.execute(select(Account.number, Account.balance_minor, Account.balance_on))
            if row.balance_on is not None
        }
        computed = connection.execute(
            select(Customer.number, AumMonth.month, AumMonth.average_minor, AumMonth.coverage).join_from(
                Customer, AumMonth
            )
        ).all()
        tiers = connection.execute(
            select(
                Customer.number, CustomerTier.tier, CustomerTier.month, CustomerTier.average_minor
            ).join_from(Customer, CustomerTier)
        ).all()
    expected = by_hand(shared_data("berka"), stated)
    averages = {(number, pd.Timestamp(from_day(month))): minor for number, month, minor, _ in computed}
    assert averages == expected
    assert {coverage for *_, coverage in computed} == {100}

    month = pd.Timestamp("1994-03-01")
    march = {number: minor for (number, of), minor in expected.items() if of == month}
    cuts = [0, 50_000_00, 500_000_00, 6_000_000_00, float("inf")]
    reached = pd.cut(pd.Series(march), cuts, right=False, labels=["mass", "gold", "wealth", "private"])
    # Everybody who owns an open account has an average for March.
    assert {number: tier for number, tier, _, _ in tiers if tier != "prospect"} == reached.to_dict()
    assert {of for _, _, of, _ in tiers} == {to_day(month.date())}
    assert {number: minor for number, *_, minor in tiers} == {
        number: march.get(str(number), 0) for number, *_ in tiers
    }
    assert len(tiers) == 5_369
