"""Remembering what holdings were worth, month by month.

An extract states what a holding is worth today and forgets what it was worth before: after a large
redemption the year before would look poor. So head office keeps, for each holding, the last value that was
stated in a month, wherever it differs from the one before.
"""

from sqlalchemy import Connection, func, literal, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from advisor_app.domain.dates import add_months, month_start
from advisor_app.head_office.db.models import Holding, HoldingMonth


def remember_values(connection: Connection) -> None:
    """Keep the values of all open holdings under the months in which they were stated."""
    days = connection.execute(select(Holding.as_of).distinct()).scalars()
    for month in sorted({month_start(day) for day in days}):
        _remember(connection, month)


def _remember(connection: Connection, month: int) -> None:
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    newest = (
        select(HoldingMonth.value_minor)
        .where(HoldingMonth.holding_id == Holding.id, HoldingMonth.month <= month)
        .order_by(HoldingMonth.month.desc())
        .limit(1)
        .scalar_subquery()
    )
    # What a holding is worth after it was closed says nothing about the days before.
    stated = select(Holding.id, literal(month), Holding.value_minor).where(
        Holding.as_of >= month,
        Holding.as_of < add_months(month, 1),
        or_(Holding.closed_on.is_(None), Holding.closed_on > Holding.as_of),
        func.coalesce(newest != Holding.value_minor, True),
    )
    statement = insert(HoldingMonth).from_select(["holding_id", "month", "value_minor"], stated)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["holding_id", "month"], set_={"value_minor": statement.excluded.value_minor}
        )
    )
