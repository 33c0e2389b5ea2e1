"""The demo bank: every customer's tier, month by month, against a script that works on the files with pandas.

Only the averages are taken from head office, which the tests of AUM prove. Unlike in the Czech bank there are people
who are lifted and held by loyalty, some who fall, and some who left.
"""

import json
from collections import Counter
from operator import itemgetter

import pandas as pd
import pytest
from sqlalchemy import select

from advisor_app.domain.dates import from_day
from advisor_app.head_office.bootstrap import NewBank, create_bank
from advisor_app.head_office.db.models import AumMonth, Customer, CustomerTier, TierMonth
from advisor_app.head_office.demo import AS_OF
from advisor_app.head_office.importing import import_folder, load_mapping
from advisor_app.head_office.nightly import after_import
from tests.head_office.demo.conftest import Extracts

TIERS = ["mass", "gold", "wealth", "private"]
CUTS = [0, 50_000_00, 500_000_00, 6_000_000_00]
GRACE = [3, 3, 3, 6]
NOW = pd.Timestamp(AS_OF)
MONTHS = pd.date_range(end=NOW.replace(day=1) - pd.DateOffset(months=1), periods=23, freq="MS")
Row = tuple[str, str, int, int, int, int]


def table(extracts: Extracts, name: str) -> pd.DataFrame:
    found = pd.DataFrame(extracts.files[name]).replace("", None)
    days = [column for column in found if column.endswith("_on") or column == "day"]
    return found.assign(**{day: pd.to_datetime(found[day]) for day in days})


def held(extracts: Extracts) -> pd.DataFrame:
    """Return who held which category from when until when."""
    holders = table(extracts, "account_holders")
    holders = holders[holders["role"].isin(["owner", "joint"])][["account", "customer"]]
    accounts = table(extracts, "accounts").rename(columns={"key": "account"}).merge(holders, on="account")
    loans = table(extracts, "loans")
    loans = loans[loans["closed_on"].notna() | (loans["status"] != "repaid")].merge(holders, on="account")
    cards, holdings = table(extracts, "cards"), table(extracts, "holdings")
    cards["closed_on"] = (
        cards[["closed_on", "expires_on"]]
        .assign(expires_on=cards["expires_on"] + pd.Timedelta(days=1))
        .min(axis=1)
    )
    parts = [
        accounts.assign(category="deposit", begins=accounts["opened_on"]),
        loans.assign(category="loan", begins=loans["starts_on"]),
        cards.assign(category="card", begins=cards["issued_on"]),
        holdings.assign(category=holdings["kind"], begins=holdings["starts_on"]),
    ]
    columns = ["customer", "category", "begins", "closed_on"]
    return pd.concat([part[columns] for part in parts])


def categories(positions: pd.DataFrame, day: pd.Timestamp) -> "pd.Series[int]":
    there = (positions["begins"] <= day) & ~(positions["closed_on"] <= day)
    return positions[there].groupby("customer")["category"].nunique()


def own_transactions(extracts: Extracts) -> pd.DataFrame:
    """Return customer and day of what customers did themselves."""
    found, holders = table(extracts, "transactions"), table(extracts, "account_holders")
    owners = holders[holders["role"] == "owner"][["account", "customer"]]
    paid = found["amount"].astype(float) < 0
    own = (found["kind"] == "cash") | (found["kind"].isin(["transfer", "card", "investment"]) & paid)
    return found[own].merge(owners, on="account")[["customer", "day"]]


class Life:
    """One customer, of whom each month says what it reaches and for how long a tier is kept."""

    def __init__(self, opened: pd.Timestamp | None, months: list[tuple[int, int, int] | None]) -> None:
        self.months = months
        self.grace: list[list[int]] = []
        self.reached: list[int] = []
        for month, facts in zip(MONTHS, months, strict=True):
            average, made, kinds = facts or (0, 0, 0)
            with_us = opened is not None and opened + pd.DateOffset(years=5) <= month + pd.DateOffset(
                months=1
            )
            long = opened is not None and opened + pd.DateOffset(years=10) <= month + pd.DateOffset(months=1)
            best = max(rank for rank, cut in enumerate(CUTS) if average >= cut)
            up = best + 1
            if up < 3 and average >= 0.8 * CUTS[up] and made >= 120 and with_us and kinds >= 4:
                best = up
            self.reached.append(best if facts else -1)
            self.grace.append([some + (3 if long and kinds >= 3 else 0) for some in GRACE])

    def tier(self, place: int) -> int:
        """Return the rank had in a month: of all tiers that an earlier month reached and whose grace lasts since."""
        if place < len(self.months) and self.months[place] is None:
            return -1
        if place == 0 or self.months[place - 1] is None:
            return self.reached[place]
        return max(rank for rank in range(4) if self._kept(rank, place - 1))

    def below(self, place: int, rank: int) -> int:
        """Return how many months until this one lay below a tier."""
        count = 0
        while place - count >= 0 and -1 < self.reached[place - count] < rank:
            count += 1
        return count

    def _kept(self, rank: int, place: int) -> bool:
        for back in range(place + 1):
            if self.reached[place - back] == -1:
                return False
            if self.reached[place - back] >= rank:
                later = range(place - back + 1, place + 1)
                return all(month - (place - back) < self.grace[month][rank] for month in later)
        return False

    def row(self, place: int) -> Row:
        facts, rank = self.months[place], self.tier(place)
        if facts is None:
            return ("prospect", "normal", 0, 0, 0, 0)
        below, grace = self.below(place, rank), self.grace[place][rank]
        if self.reached[place] > rank:
            state = "upgrade_next"
        elif below:
            state = "watch" if below <= GRACE[rank] else "held"
        else:
            state = "normal" if facts[0] >= CUTS[rank] else "lifted"
        return (TIERS[rank], state, below, grace, facts[1], facts[2])


def lives(extracts: Extracts, averages: dict[tuple[str, pd.Timestamp], int]) -> dict[str, Life]:
    positions, own = held(extracts), own_transactions(extracts)
    kinds = {month: categories(positions, month + pd.offsets.MonthEnd(0)) for month in MONTHS}
    made = {
        month: own[
            (own["day"] >= month - pd.DateOffset(months=11)) & (own["day"] <= month + pd.offsets.MonthEnd(0))
        ]
        .groupby("customer")
        .size()
        for month in MONTHS
    }
    people = table(extracts, "customers")
    first = table(extracts, "account_holders").merge(
        table(extracts, "accounts"), left_on="account", right_on="key"
    )
    first = first[first["role"].isin(["owner", "joint"])].groupby("customer")["opened_on"].min()
    found = {}
    for person in people.itertuples():
        opened = person.opened_on if pd.notna(person.opened_on) else first.get(person.key)
        months: list[tuple[int, int, int] | None] = []
        for month in MONTHS:
            average, many = averages.get((str(person.key), month)), int(kinds[month].get(person.key, 0))
            there = average is not None or many > 0
            months.append((average or 0, int(made[month].get(person.key, 0)), many) if there else None)
        found[str(person.key)] = Life(opened, months)
    return found


@pytest.fixture(scope="module")
def computed(
    extracts: Extracts, tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[tuple[str, pd.Timestamp], int], dict[tuple[str, pd.Timestamp], Row], dict[str, str]]:
    """Return averages and months by customer and month, and the present tiers, as head office has them."""
    folder = tmp_path_factory.mktemp("tiers")
    engine = create_bank(f"sqlite:///{folder / 'office.db'}", NewBank("江城银行", demo=True))
    import_folder(engine, load_mapping("native"), extracts.summary.extracts, rejects_dir=folder)
    after_import(engine)
    key = Customer.source_key
    with engine.connect() as connection:
        averages = connection.execute(
            select(key, AumMonth.month, AumMonth.average_minor).join_from(Customer, AumMonth)
        ).all()
        months = connection.execute(
            select(key, TierMonth.month, TierMonth.tier, TierMonth.state, TierMonth.reason).join_from(
                Customer, TierMonth
            )
        ).all()
        tiers = connection.execute(select(key, CustomerTier.tier).join_from(Customer, CustomerTier)).all()
    engine.dispose()
    counts = itemgetter("below", "grace", "transactions", "categories")
    return (
        {(str(key), pd.Timestamp(from_day(month))): minor for key, month, minor in averages},
        {
            (str(key), pd.Timestamp(from_day(month))): (tier, state, *counts(json.loads(reason)))
            for key, month, tier, state, reason in months
            if json.loads(reason)["settled"]
        },
        {str(key): tier for key, tier in tiers},
    )


def test_every_month_of_every_customer_comes_out_as_by_hand(
    extracts: Extracts,
    computed: tuple[dict[tuple[str, pd.Timestamp], int], dict[tuple[str, pd.Timestamp], Row], dict[str, str]],
) -> None:
    averages, months, tiers = computed
    expected: dict[tuple[str, pd.Timestamp], Row] = {}
    people = lives(extracts, averages)
    for key, life in people.items():
        known = False
        for place, month in enumerate(MONTHS):
            known = known or life.months[place] is not None
            if known:
                row = life.row(place)
                expected[key, month] = row if row[0] != "prospect" else (*row[:4], *months[key, month][4:])
    assert months == expected
    # All that there is to see is there to be seen.
    assert set(Counter(row[1] for row in months.values())) >= {
        "normal",
        "watch",
        "upgrade_next",
        "lifted",
        "held",
    }

    positions = held(extracts)
    active = categories(positions, NOW)
    for key, life in people.items():
        if not active.get(key, 0):
            assert tiers[key] == "prospect"
        elif life.months[-1] is not None:
            assert tiers[key] == TIERS[life.tier(len(MONTHS))], key
    assert len(tiers) == len(people)
