"""What other currencies are worth in the bank's own."""

from sqlalchemy import Connection, and_, func, select

from advisor_app.head_office.db.models import FxRate


def rates(connection: Connection, day: int) -> dict[str, str]:
    """Return the newest rate up to a day by currency: units of the base currency for one, as decimals."""
    newest = (
        select(FxRate.currency, func.max(FxRate.day).label("day"))
        .where(FxRate.day <= day)
        .group_by(FxRate.currency)
        .subquery()
    )
    same = and_(newest.c.currency == FxRate.currency, newest.c.day == FxRate.day)
    found = connection.execute(select(FxRate.currency, FxRate.rate).join(newest, same))
    return {str(currency): str(rate) for currency, rate in found}
