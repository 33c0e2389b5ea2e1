"""A small book with something of everything, for the window: what is there is written here, so tests can name it.

In Chinese by default; with `latin` no record holds a Chinese character, so that whatever Chinese is seen on an
English screen must be the program's own.
"""

from typing import Any, NamedTuple

from advisor_app.data.store import Store
from advisor_app.domain.tiers import CUT_OFF, NORMAL, Standing
from tests.support.factories import NOON, TODAY, Book

DAY = 86_400_000_000
MONTHS = (20_758, 20_727, 20_697, 20_666, 20_635, 20_605, 20_574, 20_544, 20_513, 20_485, 20_454, 20_423)
"""The first days of the twelve months up to November 2026, the newest first."""
ZENG_AUM = 8_200_000_00
"""The newest month's average of 曾国藩; each month before it was 100,000.00 less."""
ZENG_TRANSACTIONS = 260
ZENG_CONTACTS = 60
PLAIN = 24
"""Customers of whom little is known beside a name and a number: C0101 and on, with falling AUM."""


class People(NamedTuple):
    """The customers of the book by what they are there for.

    zeng: everything, C0001, private. shanyu: his wife 单于丹, C0002, wealth. qiu: 仇英, C0003, gold, an expired
    assessment and an open complaint. ouyang: 欧阳修, C0004, mass, nothing but an account. nobody: C0005 without
    name, phone or branch, in Czech crowns. prospect: 沈括, no number. closed: 解缙, C0006, left the bank.
    child: 曾小凡, C0007, in the household of the first two.
    """

    zeng: bytes
    shanyu: bytes
    qiu: bytes
    ouyang: bytes
    nobody: bytes
    prospect: bytes
    closed: bytes
    child: bytes
    plain: tuple[bytes, ...]


class _Writer:
    """Writes the parts of the book; `t` chooses between the two languages."""

    def __init__(self, store: Store, latin: bool) -> None:
        self.book = Book(store)
        self.latin = latin

    def t(self, chinese: str, latin: str) -> str:
        return latin if self.latin else chinese

    def bank(self) -> None:
        add, t = self.book.add, self.t
        add("bank", name=t("江城银行", "Riverside Bank"))
        for entity in ("customers", "accounts", "transactions", "holdings", "loans", "cards", "interactions"):
            add("sources", entity=entity)
        self.branch = add("branches", code="01", name=t("营业部", "Head branch"))
        self.other_branch = add("branches", code="02", name=t("滨江支行", "Waterside branch"))
        self.district = add("districts", code="D1", name=t("临江区", "Waterside"))
        self.advisor = add("advisors", number="A0017", name=t("李经理", "Li"), branch_id=self.branch)
        on_sale: dict[str, Any] = {"placement": "public", "term_days": 90}
        self.wealth = add("products", code="P1", name=t("稳健一号", "Steady One"), risk_grade="R2", **on_sale)
        self.fund = add(
            "products", code="P2", name=t("成长基金", "Growth Fund"), kind="fund", risk_grade="R4", **on_sale
        )
        add("fx_rates", day=TODAY - 1, currency="USD", rate="7.1205")

    def people(self) -> People:
        add, customer, t = self.book.add, self.book.customer, self.t
        household = add("households", name=t("曾府", "The Zengs"))
        home = {"household_id": household, "branch_id": self.branch, "district_id": self.district}
        zeng = customer(
            t("曾国藩", "Zeng Guofan"),
            ZENG_AUM,
            number="C0001",
            sex="male",
            birth_day=2_000,
            id_kind="resident_id",
            id_number="110101197506237015",
            id_expires_on=TODAY + 60,
            phone="13800138000",
            email="zeng@example.com",
            address=t("江城市临江区滨江大道一百二十八号", "128 Waterside Avenue"),
            occupation=t("企业主", "Owner of a business"),
            household_role="head",
            opened_on=TODAY - 4_000,
            **home,
        )
        shanyu = customer(
            t("单于丹", "Shanyu Dan"),
            880_000_00,
            number="C0002",
            sex="female",
            birth_day=2_700,
            phone="13911112222",
            household_role="spouse",
            opened_on=TODAY - 3_000,
            **home,
        )
        qiu = customer(
            t("仇英", "Qiu Ying"),
            120_000_00,
            number="C0003",
            sex="female",
            phone="13700006789",
            branch_id=self.other_branch,
            opened_on=TODAY - 800,
        )
        ouyang = customer(t("欧阳修", "Ouyang Xiu"), 8_000_00, number="C0004", phone="13600004321")
        nobody = customer(None, number="C0005", district_id=self.district)
        prospect = customer(t("沈括", "Shen Kuo"), kind="prospect", phone="13500001111")
        closed = customer(t("解缙", "Xie Jin"), number="C0006", opened_on=9_000, closed_on=TODAY - 200)
        child = customer(
            t("曾小凡", "Zeng Xiaofan"), number="C0007", birth_day=17_000, household_role="child", **home
        )
        plain = tuple(
            customer(
                t(f"王{'一二三四五六'[i % 6]}", f"Wang {i}"), (PLAIN - i) * 1_000_00, number=f"C01{i + 1:02}"
            )
            for i in range(PLAIN)
        )
        return People(zeng, shanyu, qiu, ouyang, nobody, prospect, closed, child, plain)

    def assets(self, people: People) -> None:
        add = self.book.add
        for back, month in enumerate(MONTHS[1:], 1):
            add(
                "aum_months", customer_id=people.zeng, month=month, average_minor=ZENG_AUM - back * 100_000_00
            )
        tiers = (
            (people.zeng, "private", ZENG_AUM, 6_000_000_00, None, None),
            (people.shanyu, "wealth", 880_000_00, 500_000_00, "private", 5_120_000_00),
            (people.qiu, "gold", 120_000_00, 50_000_00, "wealth", 380_000_00),
            (people.ouyang, "mass", 8_000_00, 0, "gold", 42_000_00),
        )
        for key, tier, average, cut_off, above, short in tiers:
            standing = Standing(
                tier,
                NORMAL,
                CUT_OFF,
                MONTHS[0],
                MONTHS[-1],
                cut_off_minor=cut_off,
                margin_minor=average - cut_off,
                next_tier=above,
                short_minor=short,
            )
            add("tiers", customer_id=key, tier=tier, average_minor=average, reason=standing.to_json())

    def accounts(self, people: People) -> None:
        """Write accounts of every kind: owned, joint, in a currency with and without a rate; a loan and cards."""
        add, account, t = self.book.add, self.book.account, self.t
        main = account(people.zeng, number="6217000010001234567", balance_minor=352_600_00, balance_on=TODAY)
        account(people.zeng, people.shanyu, kind="savings", balance_minor=1_200_000_00, balance_on=TODAY)
        account(people.zeng, number="6217000010007654321", currency="USD", balance_minor=20_000_00)
        account(people.nobody, currency="CZK", balance_minor=15_300_00)
        for key in (people.shanyu, people.qiu, people.ouyang):
            account(key, balance_minor=8_000_00, balance_on=TODAY)
        add("cards", account_id=main, customer_id=people.zeng, kind="debit", number="6222020200066668888")
        add("cards", account_id=main, customer_id=people.zeng, kind="credit", expires_on=TODAY + 400)
        add(
            "loans",
            account_id=main,
            principal_minor=2_000_000_00,
            outstanding_minor=1_640_000_00,
            payment_minor=9_800_00,
            rate="0.0345",
            months=360,
            ends_on=TODAY + 9_000,
            status="performing",
        )
        merchants = (
            (t("东湖超市", "East Lake Market"), "groceries", -88_50),
            (t("城南加油站", "South Fuel"), "fuel", -420_00),
            (t("江城一中", "No. 1 School"), "education", -6_800_00),
            (t("云上咖啡", "Cloud Coffee"), "dining", -36_00),
        )
        for index in range(ZENG_TRANSACTIONS):
            name, category, amount = merchants[index % len(merchants)]
            values = {"kind": "card", "channel": "pos", "category": category, "amount_minor": amount}
            if index % 10 == 0:
                name = t("江城置业有限公司", "Riverside Estates")
                values = {
                    "kind": "transfer",
                    "channel": "mobile",
                    "category": "salary",
                    "amount_minor": 26_000_00,
                }
            memo = t("转账请致电13812345678", "Call 13812345678") if index == 0 else None
            add("transactions", account_id=main, day=TODAY - index, counterparty=name, memo=memo, **values)

    def holdings(self, people: People) -> None:
        """Write holdings that mature soon, today, long ago and never, one in a currency without a rate."""
        t = self.t
        for kind, name, value, more in (
            (
                "term_deposit",
                t("三年期大额存单", "Three-year deposit"),
                1_000_000_00,
                {"matures_on": TODAY + 7},
            ),
            ("term_deposit", t("一年期定期", "One-year deposit"), 300_000_00, {"matures_on": TODAY}),
            ("term_deposit", t("半年期定期", "Half-year deposit"), 50_000_00, {"matures_on": TODAY - 40}),
            (
                "wealth",
                t("稳健一号", "Steady One"),
                2_000_000_00,
                {"product_id": self.wealth, "matures_on": TODAY + 28},
            ),
            (
                "fund",
                t("成长基金", "Growth Fund"),
                900_000_00,
                {"product_id": self.fund, "quantity": "612345.67"},
            ),
            ("insurance", t("安心年金", "Calm Annuity"), 400_000_00, {"matures_on": TODAY + 3_650}),
            ("metal", t("积存金", "Gold plan"), 120_000_00, {"quantity": "150"}),
            ("fund", t("东瀛股票", "Eastern Equity"), 9_000_000, {"currency": "JPY"}),
        ):
            values = {"principal_minor": value * 97 // 100, "starts_on": TODAY - 300, **more}
            self.book.add(
                "holdings", customer_id=people.zeng, kind=kind, name=name, value_minor=value, **values
            )
        self.book.add(
            "holdings",
            customer_id=people.shanyu,
            kind="wealth",
            name=t("稳健一号", "Steady One"),
            value_minor=800_000_00,
        )

    def contacts(self, people: People) -> None:
        add, t = self.book.add, self.t
        for index in range(ZENG_CONTACTS):
            add(
                "interactions",
                customer_id=people.zeng,
                advisor_id=self.advisor,
                channel=("phone", "wechat", "branch_visit")[index % 3],
                direction=("out", "in")[index % 2],
                purpose=("maturity", "care", "review")[index % 3],
                outcome=("no_answer", "replied", "met")[index % 3],
                note=t(
                    f"第{index}次：谈了大额存单到期，请改拨13911112222",
                    f"No. {index}: the deposit; call 13911112222",
                ),
                next_step=t("带上新产品资料", "Bring the new leaflet") if index == 1 else None,
                next_step_on=TODAY + 3 if index == 1 else None,
                duration=300 + index,
                happened_at=NOON - index * 9 * DAY,
            )
        add("interactions", customer_id=people.shanyu, outcome="connected", happened_at=NOON - 50 * DAY)
        add("interactions", customer_id=people.qiu, outcome="no_answer", happened_at=NOON - 2 * DAY)
        add("interactions", customer_id=people.qiu, outcome="met", happened_at=NOON - 200 * DAY)
        for channel, granted in (("phone", 1), ("sms", 0), ("wechat", 1)):
            add("consents", customer_id=people.zeng, channel=channel, granted=granted, source="branch_form")
        add(
            "risk_assessments",
            customer_id=people.zeng,
            grade="C3",
            place="outlet",
            questionnaire="risk_2026",
            answers='{"goal": "growth", "horizon": "three_years", "liquidity": "half_year"}',
        )
        add(
            "risk_assessments",
            customer_id=people.zeng,
            grade="C2",
            assessed_on=TODAY - 500,
            expires_on=TODAY - 135,
        )
        add(
            "risk_assessments",
            customer_id=people.qiu,
            grade="C2",
            assessed_on=TODAY - 400,
            expires_on=TODAY - 35,
        )

    def feedback(self, people: People) -> None:
        add, t = self.book.add, self.t
        add(
            "feedback",
            customer_id=people.qiu,
            kind="complaint",
            channel="hotline",
            status="open",
            text=t("柜台排队太久，电话13700006789", "Queued too long, call 13700006789"),
            happened_at=NOON - 10 * DAY,
            due_on=TODAY + 5,
        )
        add(
            "feedback",
            customer_id=people.zeng,
            channel="app",
            score=9,
            scale=10,
            product_id=self.wealth,
            text=t("服务很好", "Very good"),
        )
        add("feedback", customer_id=people.zeng, kind="praise", channel="branch", happened_at=NOON - 90 * DAY)
        add(
            "digital_events",
            customer_id=people.zeng,
            kind="product_view",
            subject=t("稳健一号", "Steady One"),
        )
        add("digital_events", customer_id=people.zeng, kind="login", happened_at=NOON - DAY)
        add("conversions", customer_id=people.ouyang, prospect_id=people.prospect)


def write(store: Store, *, latin: bool = False) -> People:
    """Fill an empty store and return its people."""
    writer = _Writer(store, latin)
    writer.bank()
    people = writer.people()
    writer.assets(people)
    writer.accounts(people)
    writer.holdings(people)
    writer.contacts(people)
    writer.feedback(people)
    return people
