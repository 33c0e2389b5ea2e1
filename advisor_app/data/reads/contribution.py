"""The fees that a customer's own accounts were booked."""

from sqlalchemy import Connection

from advisor_app.data.reads.rows import listed, rows
from advisor_app.domain.contribution import YEAR_DAYS
from advisor_app.domain.policy.contribution import ContributionRules
from advisor_app.domain.positions import OWNER

_FEES = f"""
    SELECT a.currency, -sum(t.amount_minor)
    FROM account_holders AS h JOIN accounts AS a ON a.id = h.account_id JOIN transactions AS t ON t.account_id = a.id
    WHERE h.customer_id = :customer_id AND h.role = '{OWNER}' AND t.day > :before AND t.day <= :today
        AND t.category IN (SELECT value FROM json_each(:fees))
    GROUP BY a.currency
"""


def fees(connection: Connection, customer_id: bytes, rules: ContributionRules, today: int) -> dict[str, int]:
    """Return the fees of the year that ends with a day, in minor units by currency."""
    given = {"customer_id": customer_id, "before": today - YEAR_DAYS, "today": today}
    return dict(rows(connection, _FEES, fees=listed(rules.fees), **given))
