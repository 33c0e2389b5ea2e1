"""Fill a head office with a synthetic bank: valid rows of every kind, as many as a test or benchmark asks for.

Amounts and texts follow from a seed. It writes tables directly, where the demo generator and the import
would take minutes; what it writes reconciles as theirs does.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Engine, Table, insert, select, update

from advisor_app.domain.ids import new_id
from advisor_app.head_office import assignments
from advisor_app.head_office.db.models import Advisor, Bank, Base, Source

AS_OF = 20_781  # 2026-11-24
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡仇"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英思远雨萱子涵浩然梓晨欣怡俊博文昊天志国建华晓"
MERCHANTS = ("东湖超市", "江城地铁", "蓝天航空", "学府书店", "中心医院", "城南加油站", "云上咖啡", "水务公司")
CATEGORIES = ("groceries", "transport", "travel", "education", "medical", "fuel", "dining", "utilities")


@dataclass(frozen=True, slots=True)
class Filled:
    """What was written: advisor numbers, and per advisor the ids of the customers."""

    advisors: list[str]
    books: dict[str, list[bytes]]
    transactions: int


def fill(
    engine: Engine, *, advisors: int = 2, customers: int = 20, transactions: int = 30, seed: int = 1
) -> Filled:
    """Write `advisors` books of `customers` with `transactions` on each one's account, and assign them."""
    rng = random.Random(seed)
    with engine.begin() as connection:
        connection.execute(update(Bank).values(as_of=AS_OF))
        sources = _sources(connection)
        numbers = [f"A{seed:02}{index:03}" for index in range(advisors)]
        connection.execute(
            insert(Advisor), [{"number": number, "name": f"客户经理{number}"} for number in numbers]
        )
        keys = {row.number: row.id for row in connection.execute(select(Advisor.number, Advisor.id))}
        people = [new_id() for _ in range(advisors * customers)]
        first = connection.execute(select(Base.metadata.tables["accounts"].c.id)).scalars().all()
        base = max(first, default=0)
        _people(connection, people, sources, rng, base)
        _accounts(connection, people, sources, transactions, rng, base)
        books = {
            number: people[index * customers : (index + 1) * customers]
            for index, number in enumerate(numbers)
        }
        assignments.assign(
            connection, {person: keys[number] for number, book in books.items() for person in book}
        )
    return Filled(numbers, books, len(people) * transactions)


def _sources(connection: Connection) -> dict[str, int]:
    names = ("customers", "accounts", "account_holders", "transactions", "holdings")
    for name in names:
        if not connection.execute(select(Source.id).where(Source.entity == name)).first():
            connection.execute(insert(Source).values(system="core", entity=name, as_of_day=AS_OF))
    return {row.entity: row.id for row in connection.execute(select(Source.entity, Source.id))}


def bulk(connection: Connection, table: Table, rows: Iterator[dict[str, Any]], size: int = 20_000) -> None:
    """Insert many rows in chunks by the driver's own bulk path."""
    while chunk := list(islice(rows, size)):
        names = list(chunk[0])
        if connection.dialect.name == "postgresql":
            cursor = connection.connection.driver_connection.cursor()  # type: ignore[union-attr]
            with cursor.copy(f"COPY {table.name} ({', '.join(names)}) FROM STDIN") as copy:
                for row in chunk:
                    copy.write_row(list(row.values()))
        else:
            marks = ", ".join("?" * len(names))
            connection.exec_driver_sql(
                f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})",
                [tuple(row.values()) for row in chunk],
            )


def _people(
    connection: Connection, people: Sequence[bytes], sources: dict[str, int], rng: random.Random, base: int
) -> None:
    tables = Base.metadata.tables
    bulk(
        connection,
        tables["customers"],
        (
            {
                "id": person,
                "source_id": sources["customers"],
                "source_key": f"K{base + index}",
                "number": f"C{base + index:07}",
                "kind": "customer",
                "name": rng.choice(SURNAMES) + "".join(rng.choices(GIVEN, k=rng.choice((1, 2, 2)))),
                "phone": f"19000{base + index:06}",
                "opened_on": AS_OF - rng.randrange(100, 6000),
            }
            for index, person in enumerate(people)
        ),
    )
    months = [AS_OF - 23 - 31 * back for back in range(3)]
    bulk(
        connection,
        tables["aum_months"],
        (
            {
                "customer_id": person,
                "month": month,
                "average_minor": int(rng.lognormvariate(15, 2)),
                "currency": "CNY",
                "coverage": 100,
            }
            for person in people
            for month in months
        ),
    )
    bulk(
        connection,
        tables["interactions"],
        (
            {
                "id": new_id(),
                "customer_id": person,
                "channel": "phone",
                "direction": "out",
                "note": f"谈了大额存单到期（{number}）",
                "happened_at": (AS_OF - rng.randrange(300)) * 86_400_000_000,
            }
            for number, person in enumerate(people)
        ),
    )


def _accounts(
    connection: Connection,
    people: Sequence[bytes],
    sources: dict[str, int],
    transactions: int,
    rng: random.Random,
    base: int,
) -> None:
    tables = Base.metadata.tables
    sums: list[int] = []

    def rows() -> Iterator[dict[str, Any]]:
        number = base * 1_000_000
        for index in range(len(people)):
            balance, days = 0, sorted(rng.randrange(730) for _ in range(transactions))
            for day in days:
                number += 1
                which = rng.randrange(8)
                amount = 1_000_000 if which == 0 else -rng.randrange(100, 30_000)
                balance += amount
                yield {
                    "source_id": sources["transactions"],
                    "source_key": str(number),
                    "account_id": base + index + 1,
                    "day": AS_OF - 729 + day,
                    "amount_minor": amount,
                    "balance_minor": balance,
                    "kind": "transfer" if amount > 0 else "card",
                    "channel": "app" if amount > 0 else "pos",
                    "counterparty": "江城制造公司" if amount > 0 else MERCHANTS[which],
                    "category": "salary" if amount > 0 else CATEGORIES[which],
                }
            sums.append(balance)

    bulk(connection, tables["transactions"], rows())
    bulk(
        connection,
        tables["accounts"],
        (
            {
                "id": base + index + 1,
                "source_id": sources["accounts"],
                "source_key": f"A{base + index}",
                "number": f"62220000{base + index:08}",
                "kind": "current",
                "currency": "CNY",
                "balance_minor": total,
                "balance_on": AS_OF,
                "transaction_count": transactions,
                "transaction_total_minor": total,
            }
            for index, total in enumerate(sums)
        ),
    )
    bulk(
        connection,
        tables["account_holders"],
        (
            {
                "source_id": sources["account_holders"],
                "source_key": f"H{base + index}",
                "account_id": base + index + 1,
                "customer_id": person,
                "role": "owner",
            }
            for index, person in enumerate(people)
        ),
    )
