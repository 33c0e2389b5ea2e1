"""The balance of an account from the balances that its transactions carry, without trusting their order.

Bookings of one day come in no order, so the balance of the last row is not the balance of the day. But each
row says the balance after it and, less its amount, the one before: the rows of a day form a chain, and its
end is the one balance that no other row starts from. Where roundings or equal amounts leave more than one
such end (or none, when the day came back to where it began) the day says nothing, and the newest day before
it that does is taken, with its date.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

from sqlalchemy import Connection, bindparam, func, select, update

from advisor_app.head_office.db.models import Base
from advisor_app.head_office.importing.staging import Staging

_BATCH = 500
Row = tuple[int, int, int, int | None]  # account, day, amount, balance


def closing_balance(rows: Iterable[tuple[int, int | None]]) -> int | None:
    """Return the balance at the end of a day from its (amount, balance) rows; None where it is uncertain."""
    ends: Counter[int] = Counter()
    for amount, balance in rows:
        if balance is None:
            return None
        ends[balance] += 1
        ends[balance - amount] -= 1
    found = [(value, surplus) for value, surplus in ends.items() if surplus > 0]
    return found[0][0] if len(found) == 1 and found[0][1] == 1 else None


def newest_balances(rows: Iterable[Row]) -> Iterator[tuple[int, int, int]]:
    """Yield (account, day, balance) of each account's newest certain day; rows come by account and day."""
    for account, of_account in groupby(rows, key=lambda row: row[0]):
        newest = None
        for day, of_day in groupby(of_account, key=lambda row: row[1]):
            balance = closing_balance((row[2], row[3]) for row in of_day)
            if balance is not None:
                newest = (account, day, balance)
        if newest:
            yield newest


def update_balances(connection: Connection, staging: Staging) -> None:
    """Set the balance of every account that the staged transactions touch, from their first day on."""
    from_day = connection.execute(select(func.min(staging.rows.c.day))).scalar()
    if from_day is None:
        return
    table, accounts_table = Base.metadata.tables["transactions"], Base.metadata.tables["accounts"]
    # A file that comes late must not put an older balance over a newer one.
    set_balance = (
        update(accounts_table)
        .where(
            accounts_table.c.id == bindparam("account"),
            func.coalesce(accounts_table.c.balance_on, bindparam("day")) <= bindparam("day"),
        )
        .values(balance_minor=bindparam("balance"), balance_on=bindparam("day"))
    )
    after = 0
    while accounts := _accounts(connection, staging, after):
        after = accounts[-1]
        rows = connection.execute(
            select(table.c.account_id, table.c.day, table.c.amount_minor, table.c.balance_minor)
            .where(table.c.account_id.in_(accounts), table.c.day >= from_day)
            .order_by(table.c.account_id, table.c.day)
        )
        found = [
            {"account": account, "day": day, "balance": balance}
            for account, day, balance in newest_balances(rows)
        ]
        if found:
            connection.execute(set_balance, found)


def _accounts(connection: Connection, staging: Staging, after: int) -> list[int]:
    account = staging.deltas.c.account_id
    return list(
        connection.execute(select(account).where(account > after).order_by(account).limit(_BATCH)).scalars()
    )
