"""The real Czech bank: every customer's averages and tier against a script that works on the files with
pandas.

The script goes through the accounts one by one and lays out every day of each; only the stated balances are
those that the import has found, as the files state them in no other way.
"""

import json
from collections.abc import Callable, Iterator
from operator import itemgetter
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Engine, select

from advisor_app.domain.dates import from_day, to_day
from advisor_app.head_office.bootstrap import NewBank, create_bank
from advisor_app.head_office.db.models import Account, AumMonth, Customer, CustomerTier, TierMonth
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


def table(averages: Averages, months: pd.DatetimeIndex) -> pd.DataFrame:
    """Return averages with a row per client and a column per month, empty where there was nothing."""
    found = pd.Series(averages).unstack()
    return found.reindex(columns=months)


def categories(folder: Path, months: pd.DatetimeIndex) -> pd.DataFrame:
    """Return how many kinds of products each client held at the end of each month; nothing was ever closed."""
    owned, cards, loans = (
        owned_accounts(folder),
        *(pd.read_csv(folder / f"{name}.asc", sep=";") for name in ("card", "loan")),
    )
    cards["day"] = pd.to_datetime("19" + cards["issued"], format="%Y%m%d 00:00:00")
    loans["day"] = date(loans["date"])
    holders = pd.read_csv(folder / "disp.asc", sep=";")
    running = loans[loans["status"] != "A"]
    kinds = [
        owned[["client_id", "opened"]].set_axis(["client", "day"], axis=1),
        cards.merge(holders, on="disp_id")[["client_id", "day"]].set_axis(["client", "day"], axis=1),
        running.merge(owned, on="account_id")[["client_id", "day"]].set_axis(["client", "day"], axis=1),
    ]
    counts = pd.DataFrame(0, index=pd.Index([], dtype=str), columns=months)
    for kind in kinds:
        first = kind.groupby(kind["client"].astype(str))["day"].min().dt.to_period("M").dt.start_time
        held = pd.DataFrame({month: (first <= month).astype(int) for month in months})
        counts = counts.add(held, fill_value=0)
    return counts.fillna(0).astype(int)


def transactions(folder: Path, months: pd.DatetimeIndex) -> pd.DataFrame:
    """Return how many transactions each owner made in the twelve months that end with each month."""
    found = bookings(folder).merge(owned_accounts(folder)[["account_id", "client_id"]], on="account_id")
    cash = found["operation"].isin(["VKLAD", "VYBER"])
    paid = found["operation"].isin(["VYBER KARTOU", "PREVOD NA UCET", "PREVOD Z UCTU"]) & (found["minor"] < 0)
    own = found[cash | paid]
    month = own["day"].dt.to_period("M").dt.start_time
    counts = own.groupby([own["client_id"].astype(str), month]).size().unstack(fill_value=0)
    return counts.reindex(columns=months, fill_value=0).T.rolling(12, min_periods=1).sum().T.astype(int)


CUTS = {"mass": 0, "gold": 50_000_00, "wealth": 500_000_00, "private": 6_000_000_00}
GRACE = {"mass": 3, "gold": 3, "wealth": 3, "private": 6}


def tiers_by_hand(
    folder: Path, averages: pd.DataFrame
) -> tuple[dict[tuple[str, pd.Timestamp], tuple[str | int, ...]], dict[str, str]]:
    """Return how each client stood in each month, and the tier of April.

    Nobody has been here for five years, so neither lift nor hold applies: a tier is had if one of the months of its
    grace reached it, which needs no walk from month to month.
    """
    months = averages.columns
    held, made = categories(folder, months), transactions(folder, months)
    clients = held.index.union(averages.index)
    held, made = held.reindex(clients, fill_value=0), made.reindex(clients, fill_value=0)
    there = (held > 0) | averages.reindex(clients).notna()
    worth = averages.reindex(clients).fillna(0).where(there)
    reached = pd.DataFrame(0, index=clients, columns=months)
    had = pd.DataFrame(0, index=clients, columns=[*months, "april"])
    for rank, (tier, cut) in enumerate(CUTS.items()):
        reached = reached.mask(worth >= cut, rank)
        best = worth.T.rolling(GRACE[tier], min_periods=1).max().T
        for month, after in zip(months, had.columns[1:], strict=True):
            had[after] = had[after].mask(best[month] >= cut, rank)
    names = list(CUTS)
    found: dict[tuple[str, pd.Timestamp], tuple[str | int, ...]] = {}
    for client in clients:
        before = -1
        for month in months[there.loc[client]]:
            rank = int(reached.at[client, month] if before < 0 else had.at[client, month])
            below = 0
            for earlier in reversed(months[months <= month]):
                if not there.at[client, earlier] or worth.at[client, earlier] >= CUTS[names[rank]]:
                    break
                below += 1
            rises = reached.at[client, month] > rank
            state = "upgrade_next" if rises else "watch" if below else "normal"
            counts = (below, GRACE[names[rank]], made.at[client, month], held.at[client, month])
            found[client, month] = (names[rank], state, int(worth.at[client, month]), *map(int, counts))
            before = rank
    now = {client: names[had.at[client, "april"]] for client in clients[there[months[-1]]]}
    return found, now


def test_every_customer_comes_out_as_by_hand(bank: Engine, shared_data: Callable[..., Path]) -> None:
    written = after_import(bank)
    assert (written.aum_months, written.tiers) == (10_958, 5_369)
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
        judged = connection.execute(
            select(
                Customer.number,
                TierMonth.month,
                TierMonth.tier,
                TierMonth.state,
                TierMonth.average_minor,
                TierMonth.reason,
            ).join_from(Customer, TierMonth)
        ).all()
    assert len(judged) == written.tier_months
    expected = by_hand(shared_data("berka"), stated)
    averages = {(number, pd.Timestamp(from_day(month))): minor for number, month, minor, _ in computed}
    assert averages == expected
    assert {coverage for *_, coverage in computed} == {100}

    months = pd.date_range("1993-01-01", AS_OF, freq="MS")
    by_client, present = tiers_by_hand(shared_data("berka"), table(expected, months))
    assert {
        (row.number, pd.Timestamp(from_day(row.month))): (
            row.tier,
            row.state,
            row.average_minor,
            *itemgetter("below", "grace", "transactions", "categories")(json.loads(row.reason)),
        )
        for row in judged
        if json.loads(row.reason)["settled"]
    } == by_client
    # Everybody owns an account that is open, or is nobody's owner: of those only who has a card has an active holding.
    assert {number: tier for number, tier, _, _ in tiers if tier != "prospect"} == present
    assert {of for _, _, of, _ in tiers} == {to_day(months[-1].date())}
    march = {number: minor for (number, of), minor in expected.items() if of == months[-1]}
    assert {number: minor for number, *_, minor in tiers} == {
        number: march.get(str(number), 0) for number, *_ in tiers
    }
    assert len(tiers) == 5_369
