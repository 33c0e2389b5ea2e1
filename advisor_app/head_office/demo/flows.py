"""Every kind of booking that the demo bank knows, and the book in which they are planned before they are
posted.

A flow fixes what may stand together in one row: sign, kind, category, channels and sort of counterparty.
Nothing else makes transactions, so a row that cannot occur (interest from a petrol station) cannot be
written.

Channels: `system` is booked by the bank or on another's order; `interbank` came in from another bank; all
others (`counter`, `atm`, `mobile`, `web`, `pos`, `qr`, `online`) are the customer's own doing.
"""

from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any, Literal, NamedTuple

import numpy as np

from advisor_app.head_office.demo.words import words

Counterparty = Literal["none", "employer", "state", "firm", "person", "self", "merchant", "insurer"]
Int = np.ndarray[Any, np.dtype[np.int64]]
Row = tuple[int, int, int, int, int, int, int]


class Flow(NamedTuple):
    """What a booking of this sort looks like; `sign` is +1 for an inflow, `memo` its usual wording."""

    sign: int
    kind: str
    category: str
    channels: tuple[str, ...]
    party: Counterparty
    memo: str = ""


class Party(NamedTuple):
    """The other side of a booking: a name, and for transfers the bank and account where they are."""

    name: str = ""
    bank: str = ""
    account: str = ""


NOBODY = Party()
_SYSTEM = ("system",)
_OWN = ("mobile", "mobile", "mobile", "web")
_FACE = ("counter",)

_REGULAR = {
    "salary": Flow(1, "transfer", "salary", _SYSTEM, "employer", "代发工资"),
    "bonus": Flow(1, "transfer", "bonus", _SYSTEM, "employer", "年终奖"),
    "pension": Flow(1, "transfer", "pension", _SYSTEM, "state", "养老金"),
    "subsidy": Flow(1, "transfer", "subsidy", _SYSTEM, "state", "惠农补贴"),
    "tax_refund": Flow(1, "transfer", "tax_refund", _SYSTEM, "state", "个人所得税汇算退税"),
    "fee_income": Flow(1, "transfer", "fee_income", ("interbank",), "firm", "劳务费"),
    "trade_in": Flow(1, "transfer", "business_income", ("interbank",), "firm", "货款"),
    "trade_out": Flow(-1, "transfer", "business_cost", ("web", "mobile"), "firm", "货款"),
    "rent_in": Flow(1, "transfer", "rent_income", ("interbank",), "person", "房租"),
    "rent_out": Flow(-1, "transfer", "rent", _OWN, "person", "房租"),
    "rent_order": Flow(-1, "standing_order", "rent", _SYSTEM, "person", "房租"),
    "family_in": Flow(1, "transfer", "family", ("interbank",), "person", "生活费"),
    "family_here_in": Flow(1, "transfer", "family", _SYSTEM, "person", "家人转账"),
    "family_out": Flow(-1, "transfer", "family", _OWN, "person", "生活费"),
    "family_counter": Flow(-1, "transfer", "family", _FACE, "person", "生活费"),
    "family_order": Flow(-1, "standing_order", "family", _SYSTEM, "person", "赡养费"),
    "gift_out": Flow(-1, "transfer", "gift", ("mobile",), "person", "礼金"),
    "gift_in": Flow(1, "transfer", "gift", ("interbank",), "person", "礼金"),
    "own_in": Flow(1, "transfer", "own_funds", ("interbank",), "self", "本人跨行转入"),
    "own_out": Flow(-1, "transfer", "own_funds", _OWN, "self", "本人跨行转出"),
    "own_counter": Flow(-1, "transfer", "own_funds", _FACE, "self", "本人跨行转出"),
    "between_order": Flow(-1, "standing_order", "own_accounts", _SYSTEM, "self", "本人账户互转"),
    "between_in": Flow(1, "transfer", "own_accounts", _SYSTEM, "self", "本人账户互转"),
    "house_sale": Flow(1, "transfer", "house_sale", ("interbank",), "person", "售房款"),
    "cash_in": Flow(1, "cash", "cash", ("counter", "atm"), "none", "现金存入"),
    "cash_atm": Flow(-1, "cash", "cash", ("atm",), "none", "现金支取"),
    "cash_counter": Flow(-1, "cash", "cash", _FACE, "none", "现金支取"),
    "first_cash": Flow(1, "cash", "cash", _FACE, "none", "开户存入"),
    "first_transfer": Flow(1, "transfer", "own_funds", ("interbank",), "self", "本人跨行转入"),
    "school": Flow(-1, "transfer", "education", _OWN, "firm", "学费"),
    "school_counter": Flow(-1, "transfer", "education", _FACE, "firm", "学费"),
    "electricity": Flow(-1, "direct_debit", "utilities", _SYSTEM, "firm", "电费"),
    "water": Flow(-1, "direct_debit", "utilities", _SYSTEM, "firm", "水费"),
    "gas": Flow(-1, "direct_debit", "utilities", _SYSTEM, "firm", "燃气费"),
    "telecom": Flow(-1, "direct_debit", "telecom", _SYSTEM, "firm", "通信费"),
    "property": Flow(-1, "transfer", "property_fee", _OWN, "firm", "物业费"),
    "leasing": Flow(-1, "direct_debit", "leasing", _SYSTEM, "firm", "融资租赁租金"),
    "premium_elsewhere": Flow(-1, "direct_debit", "insurance", _SYSTEM, "insurer", "保险费"),
    "premium": Flow(-1, "direct_debit", "insurance", _SYSTEM, "insurer"),
    "premium_first": Flow(-1, "investment", "insurance_purchase", _FACE, "insurer"),
    "card_repayment": Flow(-1, "direct_debit", "card_repayment", _SYSTEM, "none"),
    "down_payment": Flow(-1, "transfer", "housing", _FACE, "firm", "购房首付款"),
    "car_payment": Flow(-1, "transfer", "car", _FACE, "firm", "购车首付款"),
    "decoration": Flow(-1, "transfer", "home", _OWN, "firm", "装修款"),
    "loan_payout": Flow(1, "loan", "loan_payout", _SYSTEM, "none", "贷款发放"),
    "loan_payment": Flow(-1, "loan", "loan_payment", _SYSTEM, "none", "贷款还款"),
    "loan_prepayment": Flow(-1, "loan", "loan_prepayment", ("counter", "mobile"), "none", "提前还清贷款"),
    "deposit": Flow(-1, "investment", "term_deposit_purchase", ("counter", "mobile"), "none"),
    "deposit_out": Flow(1, "investment", "term_deposit_maturity", _SYSTEM, "none"),
    "invest": Flow(-1, "investment", "investment_purchase", ("counter", "mobile"), "none"),
    "invest_plan": Flow(-1, "investment", "investment_plan", _SYSTEM, "none"),
    "invest_matured": Flow(1, "investment", "investment_maturity", _SYSTEM, "none"),
    "redeem": Flow(1, "investment", "investment_redemption", _SYSTEM, "none"),
    "interest": Flow(1, "interest", "interest", _SYSTEM, "none", "活期结息"),
    "notice_fee": Flow(-1, "fee", "fee", _SYSTEM, "none", "短信服务费"),
    "refund": Flow(1, "card", "refund", ("online", "pos"), "merchant", "退款"),
}


@cache
def flows() -> dict[str, Flow]:
    """Return all flows by name: the regular ones and `buy_…` for each category of everyday payments."""
    everyday = {
        f"buy_{category}": Flow(-1, "card", category, tuple(entry["channels"]), "merchant", "消费")
        for category, entry in words("merchants")["categories"].items()
    }
    return {**_REGULAR, **everyday}


@cache
def flow_numbers() -> dict[str, int]:
    """Return the number of each flow, its place in `flows()`."""
    return {name: number for number, name in enumerate(flows())}


CHANNELS = ("system", "interbank", "counter", "atm", "mobile", "web", "pos", "qr", "online")
_CHANNEL_NUMBERS = {channel: number for number, channel in enumerate(CHANNELS)}


def channel_number(channel: str) -> int:
    """Return the place of a channel in `CHANNELS`."""
    return _CHANNEL_NUMBERS[channel]


@dataclass(slots=True)
class Events:
    """Bookings of many accounts as columns: account index, local second, signed fen, flow, channel, party,
    memo.
    """

    account: Int
    at: Int
    fen: Int
    flow: Int
    channel: Int
    party: Int
    memo: Int

    def __len__(self) -> int:
        return len(self.account)

    def columns(self) -> tuple[Int, ...]:
        """Return the columns in the order of the fields."""
        return (self.account, self.at, self.fen, self.flow, self.channel, self.party, self.memo)

    def take(self, rows: Int) -> "Events":
        """Return the rows with these indices, in their order."""
        return Events(*(column[rows] for column in self.columns()))


def tabled(rows: list[Row]) -> Events:
    """Return rows of numbers, in the order of the fields of `Events`, as columns."""
    table = np.array(rows, dtype=np.int64).reshape(-1, 7)
    return Events(*(np.ascontiguousarray(table[:, number]) for number in range(7)))


def joined(parts: list[Events]) -> Events:
    """Return the rows of all parts, one after the other."""
    columns = zip(*(part.columns() for part in parts), strict=True)
    return Events(*(np.concatenate(column) for column in columns))


class Strings:
    """Numbers strings and parties as they come up; number 0 is the empty one."""

    def __init__(self) -> None:
        self.parties: dict[Party, int] = {NOBODY: 0}
        self.memos: dict[str, int] = {"": 0}

    def party(self, party: Party) -> int:
        """Return the number of a party."""
        return self.parties.setdefault(party, len(self.parties))

    def memo(self, memo: str) -> int:
        """Return the number of a memo."""
        return self.memos.setdefault(memo, len(self.memos))


class Plan:
    """Bookings planned one at a time, before balances are known."""

    def __init__(self, strings: Strings) -> None:
        self.strings = strings
        self._rows: list[Row] = []

    def __len__(self) -> int:
        return len(self._rows)

    def add(
        self,
        rng: Random,
        name: str,
        account: int,
        at: int,
        fen: int,
        party: Party = NOBODY,
        memo: str | None = None,
        channel: str | None = None,
    ) -> None:
        """Plan a booking of the flow `name`; `fen` is positive, the flow gives the sign."""
        flow = flows()[name]
        if fen <= 0:
            raise ValueError(f"{name}: an amount is positive, not {fen}")
        if channel is None:
            channel = flow.channels[0] if len(flow.channels) == 1 else rng.choice(flow.channels)
        elif channel not in flow.channels:
            raise ValueError(f"{name} does not go through {channel}")
        if (party is NOBODY) != (flow.party == "none"):
            raise ValueError(f"{name} needs {flow.party} as its counterparty")
        self._rows.append(
            (
                account,
                at,
                fen * flow.sign,
                flow_numbers()[name],
                _CHANNEL_NUMBERS[channel],
                self.strings.party(party),
                self.strings.memo(flow.memo if memo is None else memo),
            )
        )

    def events(self) -> Events:
        """Return what was planned as columns, and begin anew."""
        rows, self._rows = self._rows, []
        return tabled(rows)
