"""The date of the data: each feed has its own, and it is shown wherever its data are."""

from sqlalchemy import Connection

from advisor_app.data.reads.rows import columns, one, rows
from advisor_app.domain.profile import SourceDate
from advisor_app.domain.records import Bank

_SOURCES = "SELECT id, system, entity, as_of_day, as_of_at FROM sources ORDER BY entity, system, id"
_RATES = """
    SELECT currency, rate FROM fx_rates AS r
    WHERE day = (SELECT max(day) FROM fx_rates WHERE currency = r.currency AND day <= :day)
"""


def bank(connection: Connection) -> Bank | None:
    """Return the bank, or None while nothing has been synced."""
    row = one(connection, f"SELECT {columns(Bank)} FROM bank")
    return Bank(*row) if row else None


def dates(connection: Connection) -> tuple[SourceDate, ...]:
    """Return the date of the data of every feed, by entity."""
    return tuple(SourceDate(*row) for row in rows(connection, _SOURCES))


def rates(connection: Connection, day: int) -> dict[str, str]:
    """Return the newest rates to the base currency on `day`, as decimals by currency."""
    return {str(currency): str(rate) for currency, rate in rows(connection, _RATES, day=day)}
