"""A seeded book in the tables of the device, written without head office so that it is there in seconds.

The people have names whose reading is beyond doubt, apart from three surnames that are read in their own way.
"""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from advisor_app.data import migrations
from advisor_app.data.apply import write_rows
from advisor_app.data.search_key import refresh
from advisor_app.data.store import Store
from advisor_app.data.vault import Secrets
from advisor_app.domain.records import (
    Account,
    AccountHolder,
    AumMonth,
    Bank,
    Card,
    Customer,
    Holding,
    Interaction,
    Transaction,
)

TODAY = 20_781  # 2026-11-24
DAY = 86_400_000_000
_READINGS = """
    王wang 李li 张zhang 刘liu 陈chen 杨yang 黄huang 赵zhao 吴wu 周zhou 徐xu 孙sun 马ma 朱zhu 胡hu
    伟wei 芳fang 秀xiu 敏min 静jing 磊lei 军jun 勇yong 艳yan 杰jie 娟juan 涛tao 霞xia 刚gang 辉hui 玲ling
    国guo 文wen 安an 永yong 志zhi 建jian 晓xiao 海hai
"""
SYLLABLES = {reading[0]: reading[1:] for reading in _READINGS.split()}
SURNAMES: dict[str, tuple[tuple[str, ...], ...]] = {
    **{name: ((SYLLABLES[name],),) for name in "王李张刘陈杨黄赵吴周徐孙马朱胡"},
    "曾": (("zeng",), ("ceng",)),
    "仇": (("qiu",), ("chou",)),
    "单于": (("chan", "yu"), ("shan", "yu"), ("dan", "yu")),
}
"""Each surname with its readings, as syllables; the first is the right one."""
GIVEN = "伟芳秀敏静磊军勇艳杰娟涛霞刚辉玲国文安永志建晓海"


class Person(NamedTuple):
    """What a customer is found and ranked by."""

    id: bytes
    surname: str
    given: str
    number: str
    phone: str
    aum_minor: int


def people(count: int, seed: int = 7) -> list[Person]:
    """Return seeded people, a few of them with the three special surnames."""
    rng = random.Random(seed)  # noqa: S311  # the same every time
    common = [name for name in SURNAMES if name not in ("曾", "仇", "单于")]
    return [
        Person(
            id=rng.randbytes(16),
            surname=rng.choice(("曾", "仇", "单于")) if rng.random() < 0.02 else rng.choice(common),
            given="".join(rng.choices(GIVEN, k=rng.choice((1, 2, 2)))),
            number=f"C{index:07}",
            phone=f"1{rng.randrange(3, 10)}{rng.randrange(10**9):09}",
            aum_minor=int(rng.lognormvariate(15, 2)),
        )
        for index in range(count)
    ]


def new_store(path: Path, secrets: Secrets | None = None) -> Store:
    """Return a new, empty, encrypted store of the present version."""
    path.touch(0o600)
    secrets = secrets or Secrets.new()
    migrations.to_head(path, secrets.data_key)
    return Store(path, secrets, actor="A0001", device="00" * 16)


def write_people(store: Store, persons: Sequence[Person]) -> None:
    """Write the bank, the customers, their monthly AUM and what they are found by."""
    with store.write() as tx:
        write_rows(tx, "bank", Bank._fields, [Bank(1, "江城银行", "CNY", "Asia/Shanghai", TODAY, 1)])
        write_rows(tx, "customers", Customer._fields, map(_customer, persons))
        months = (
            AumMonth(person.id, TODAY - 23 - 31 * back, person.aum_minor - back, "CNY", 100)
            for person in persons
            for back in range(12)
        )
        write_rows(tx, "aum_months", AumMonth._fields, months)
        refresh(tx)


def write_positions(store: Store, persons: Sequence[Person]) -> None:
    """Write for each person one account (its id is 1 + the person's place), a card, holdings and contacts."""
    tables: dict[Any, list[Any]] = {Account: [], AccountHolder: [], Card: [], Holding: [], Interaction: []}
    for place, person in enumerate(persons, 1):
        number = f"62220000{place:08}"
        tables[Account].append(
            Account(place, 1, number, "current", "CNY", 9_000, None, 100, TODAY, None, None, None, 0, 0)
        )
        tables[AccountHolder].append(AccountHolder(place, 1, place, person.id, "owner", None))
        tables[Card].append(Card(place, 1, place, person.id, "debit", number, 9_000, 30_000, None))
        tables[Holding] += [
            Holding(
                3 * place + which, 1, person.id, place, None, kind, kind, "CNY", None, 500, 500, "0.02", 20_000,
                21_000 + which, TODAY, None,
            )
            for which, kind in enumerate(("term_deposit", "wealth", "fund"))
        ]  # fmt: skip
        tables[Interaction] += [
            Interaction(
                place.to_bytes(8, "big") + which.to_bytes(8, "big"), person.id, 1, "phone", "out", "care", "connected",
                "谈了大额存单到期，下周回访", (TODAY - 30 * which) * DAY, 120, *[None] * 7,
            )
            for which in range(8)
        ]  # fmt: skip
    names = {Account: "accounts", AccountHolder: "account_holders", Card: "cards", Holding: "holdings"}
    with store.write() as tx:
        for record, rows in tables.items():
            write_rows(tx, names.get(record, "interactions"), record._fields, rows)


def transactions(accounts: int, each: int, seed: int = 11) -> Iterator[Transaction]:
    """Yield transactions account by account, each account's over two years, ids in order of time."""
    rng = random.Random(seed)  # noqa: S311  # the same every time
    for account in range(1, accounts + 1):
        for place, day in enumerate(sorted(rng.randrange(730) for _ in range(each))):
            spent = rng.randrange(100, 30_000)
            yield Transaction(
                account_id=account,
                day=TODAY - 730 + day,
                id=place * accounts + account,
                source_id=1,
                amount_minor=-spent,
                balance_minor=spent * 3,
                kind="card",
                channel="pos",
                counterparty="江城粮油总店",
                counterparty_bank=None,
                counterparty_account=None,
                category="groceries",
                memo=None,
                at=None,
            )


def _customer(person: Person) -> Customer:
    blank = Customer(*[None] * len(Customer._fields))  # type: ignore[arg-type]
    return blank._replace(
        id=person.id,
        number=person.number,
        kind="customer",
        name=person.surname + person.given,
        phone=person.phone,
        address="江城市临江区滨江大道一百二十八号",
        opened_on=9_000,
    )
