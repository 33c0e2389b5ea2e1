"""The same features, customer by customer in plain Python: slow, written apart from the frames, and their judge."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from advisor_app.domain.dates import add_months, month_start
from advisor_app.domain.insights.features import FEATURES
from advisor_app.domain.policy import Policy
from tests.analysis.features.bank import AS_OF, COLUMNS, NAME, Bank

Named = dict[str, Any]


def named(bank: Bank, table: str) -> list[Named]:
    """Return the rows of a table with names."""
    return [dict(zip(COLUMNS[table], row, strict=True)) for row in bank.rows[table]]


def half_up(minor: int, factor: float) -> int:
    return math.floor(minor * factor + 0.5)


class Reference:
    """What is to come out for one bank and policy."""

    def __init__(self, bank: Bank, policy: Policy) -> None:
        self.bank, self.policy, self.rules = bank, policy, policy.features
        self.accounts = {each["account"]: each for each in named(bank, "accounts")}
        self.of_account: dict[int, list[Named]] = defaultdict(list)
        for each in named(bank, "transactions"):
            if each["account"] in self.accounts and each["day"] <= AS_OF:
                self.of_account[each["account"]].append(each)

    def owned(self, customer: bytes) -> list[tuple[float, list[Named]]]:
        """Return factor and transactions of each account."""
        return [
            (account["factor"], self.of_account[number])
            for number, account in self.accounts.items()
            if account["customer"] == customer
        ]

    def total(self, customer: bytes, wanted: Any) -> int:
        """Add up what `wanted` gives of each transaction, per account, and convert each account's sum."""
        return sum(
            half_up(sum(wanted(each) for each in there), factor) for factor, there in self.owned(customer)
        )

    def outside(self, each: Named) -> bool:
        return each["category"] not in self.policy.flows.internal

    def other_bank(self, each: Named) -> bool:
        bank = each["counterparty_bank"]
        itself = bank == NAME or any((bank or "").startswith(begin) for begin in self.rules.own_banks)
        return bool(bank) and not itself

    def own(self, each: Named) -> bool:
        return each["kind"] in self.policy.quiet.kinds and (
            each["amount_minor"] < 0 or each["kind"] == "cash"
        )

    def features(self, customer: Named) -> Named:
        key = customer["customer"]
        every = [each for _, there in self.owned(key) for each in there]
        year = [each for each in every if AS_OF - each["day"] < 365]
        found: Named = dict.fromkeys(FEATURES)
        found["age_years"], found["tenure_years"] = (
            None if day is None else math.floor((AS_OF - day) / 365.2425)
            for day in (customer["birth_day"], customer["opened_on"])
        )
        self._flows(key, found)
        own = [each for each in year if self.own(each)]
        digital = sum(each["channel"] in self.rules.digital for each in own)
        found |= {
            "own_last_on": max((each["day"] for each in own), default=None),
            "own_90": sum(AS_OF - each["day"] < 90 for each in own),
            "own_365": len(own),
            "transactions_365": len(year),
            "digital_percent": digital * 100 // len(own) if own else None,
        }
        self._income(key, year, found)
        recurring = self.recurring(key)
        found["recurring"] = len(recurring)
        found["recurring_minor"] = sum(half_up(each["minor"] * 30, 1 / each["every"]) for each in recurring)
        self._held(key, found)
        self._touched(key, found)
        for code in self.rules.elsewhere:
            found[f"paid_{code}_365_minor"] = self.total(
                key,
                lambda each, code=code: (
                    -each["amount_minor"]
                    if each["category"] == code and each["amount_minor"] < 0 and AS_OF - each["day"] < 365
                    else 0
                ),
            )
        return found

    def _flows(self, key: bytes, found: Named) -> None:
        spans = {"90": (0, 90), "before": (90, 180), "365": (0, 365)}

        def sums(prefix: str, sign: int, also: Any, names: Iterable[str]) -> None:
            for name in names:
                low, high = spans[name]
                found[f"{prefix}_{name}_minor"] = self.total(
                    key,
                    lambda each, low=low, high=high: (
                        abs(each["amount_minor"])
                        if each["amount_minor"] * sign > 0
                        and also(each)
                        and low <= AS_OF - each["day"] < high
                        else 0
                    ),
                )

        sums("in", 1, self.outside, spans)
        sums("out", -1, self.outside, spans)
        sums("cash_out", -1, lambda each: self.outside(each) and each["kind"] == "cash", ["365"])
        sums("spent", -1, lambda each: each["category"] in self.policy.flows.spending, ["90", "365"])
        for prefix, sign, names in (("in", 1, ["365"]), ("out", -1, ["90", "365"])):
            sums(
                f"other_banks_{prefix}",
                sign,
                lambda each: self.outside(each) and self.other_bank(each),
                names,
            )
        whole = found["out_365_minor"]
        found["cash_percent"] = found["cash_out_365_minor"] * 100 // whole if whole else None
        found["out_largest_minor"] = max(
            (
                half_up(-each["amount_minor"], factor)
                for factor, there in self.owned(key)
                for each in there
                if each["amount_minor"] < 0 and self.outside(each) and AS_OF - each["day"] < 90
            ),
            default=0,
        )

    def _income(self, key: bytes, year: list[Named], found: Named) -> None:
        came = [each for each in year if each["category"] in self.rules.income and each["amount_minor"] > 0]
        found["income_last_on"] = max((each["day"] for each in came), default=None)
        first = add_months(month_start(AS_OF), -11)
        months = Counter[int]()
        for factor, there in self.owned(key):
            sums = Counter[tuple[int, str]]()
            for each in there:
                if each["category"] in self.rules.income and each["day"] >= first:
                    sums[month_start(each["day"]), each["category"]] += each["amount_minor"]
            for (month, _), minor in sums.items():
                if minor > 0:
                    months[month] += half_up(minor, factor)
        found["income_months"] = len(months)
        newest = [months[month] for month in sorted(months)[-3:]]
        found["income_minor"] = (
            math.floor(Fraction(sum(newest), len(newest)) + Fraction(1, 2)) if newest else None
        )

    def recurring(self, customer: bytes) -> list[Named]:
        """Return the payments of a customer that recur."""
        found = []
        for factor, there in self.owned(customer):
            groups: dict[tuple[str, bool, str], list[Named]] = defaultdict(list)
            for each in there:
                payee = (
                    each["counterparty"] if each["counterparty"] is not None else each["counterparty_account"]
                )
                counts = each["kind"] in self.rules.recurring and each["amount_minor"] < 0
                if counts and payee is not None and self.outside(each) and AS_OF - each["day"] < 365:
                    groups[payee, each["counterparty"] is not None, each["category"]].append(each)
            for (payee, is_name, category), rows in groups.items():
                days, amounts = [each["day"] for each in rows], [-each["amount_minor"] for each in rows]
                every = self._rhythm(days, amounts)
                if every:
                    found.append(
                        {
                            "name": payee if is_name else "",
                            "category": category,
                            "minor": math.floor(sum(amounts) * factor / len(rows) + 0.5),
                            "every": every,
                            "times": len(rows),
                            "last_on": max(days),
                        }
                    )
        return found

    def _rhythm(self, days: list[int], amounts: list[int]) -> int | None:
        rules, slack = self.rules, self.rules.recurring_slack
        if len(days) < rules.recurring_least:
            return None
        if max(amounts) > min(amounts) * Fraction(100 + rules.recurring_percent, 100):
            return None
        if abs(Fraction(sum(days), len(days)) - Fraction(min(days) + max(days), 2)) > slack:
            return None
        gap = Fraction(max(days) - min(days), len(days) - 1)
        near = [every for every in rules.recurring_days if abs(gap - every) <= slack]
        return near[0] if near and AS_OF - max(days) <= 2 * near[0] else None

    def _held(self, key: bytes, found: Named) -> None:
        kinds = self.policy.aum.holdings
        held = [each for each in named(self.bank, "positions") if each["customer"] == key]
        worth = [(each, half_up(each["value_minor"], each["factor"])) for each in held]
        assets = [(each, minor) for each, minor in worth if each["kind"] in kinds]
        mine = {number: each for number, each in self.accounts.items() if each["customer"] == key}
        running = [each for each in mine.values() if each["open"]]
        loans = [each for each in named(self.bank, "loans") if each["account"] in mine]
        cards = sum(each["customer"] == key for each in named(self.bank, "cards"))
        deposits = sum(half_up(max(each["balance_minor"] or 0, 0), each["factor"]) for each in running)
        largest = max((minor for _, minor in assets), default=0)
        whole = sum(minor for _, minor in assets) + deposits
        found |= {f"held_{kind}_minor": sum(m for each, m in worth if each["kind"] == kind) for kind in kinds}
        found |= {
            "deposits_minor": deposits,
            "loans_minor": sum(
                half_up(each["outstanding_minor"] or 0, mine[each["account"]]["factor"]) for each in loans
            ),
            "kinds_held": len({each["kind"] for each in held}) + bool(running) + bool(loans) + bool(cards),
            "holdings": len(held),
            "cards": cards,
            "largest_minor": largest,
            "largest_percent": largest * 100 // whole if whole > 0 else None,
            "maturing_90_minor": sum(
                minor
                for each, minor in assets
                if each["matures_on"] is not None and 0 < each["matures_on"] - AS_OF <= 90
            ),
        }
        of = {
            each["month"]: each["average_minor"]
            for each in named(self.bank, "averages")
            if each["customer"] == key
        }
        last = add_months(month_start(AS_OF), -1)
        found["aum_minor"] = of.get(last)
        before = found["aum_before_minor"] = of.get(add_months(last, -3)) if last in of else None
        if before:
            found["aum_change_percent"] = (of[last] - before) * 100 // before

    def _touched(self, key: bytes, found: Named) -> None:
        def of(table: str, days: int) -> list[Named]:
            return [
                each
                for each in named(self.bank, table)
                if each["customer"] == key and 0 <= AS_OF - each["day"] < days
            ]

        views = self.rules.views
        found["visits_90"] = len(of("visits", 90))
        found["views_90"] = sum(each["kind"] in views for each in of("visits", 90))
        found["visit_last_on"] = max((each["day"] for each in of("visits", 10**5)), default=None)
        found["contacts_365"] = len(of("contacts", 365))
        found["reached_365"] = sum(each["two_way"] for each in of("contacts", 365))
        found["social_365"] = sum(each["social"] for each in of("contacts", 365))
        found["campaign_365"] = len(of("campaigns", 365))
        found["campaign_yes_365"] = sum(each["agreed"] for each in of("campaigns", 365))
        found["bought_365"] = len(of("bought", 365))
        found["bought_last_on"] = max((each["day"] for each in of("bought", 10**5)), default=None)
        met = [each["day"] for each in of("contacts", 10**5) if each["two_way"]]
        found["contact_last_on"] = max(met, default=None)
        found["complaints_365"] = sum(each["complaint"] for each in of("feedback", 365))
        found["negative_365"] = sum(each["negative"] for each in of("feedback", 365))
