"""What head office found out about a customer's habits, the names in it masked as in the list of transactions; and
where the customer stands among those of the bank.
"""

from sqlalchemy import Connection

from advisor_app.data.reads import profiling
from advisor_app.data.reads.rows import masked, one
from advisor_app.domain import insights
from advisor_app.domain.insights import Habits, InsightError, Rfm
from advisor_app.domain.masking import mask_free_text

_FACTS = "SELECT data_on, version, facts FROM insights WHERE customer_id = :customer AND kind = :kind"


def of_customer(connection: Connection, customer_id: bytes) -> tuple[Habits | None, int | None]:
    """Return the habits of a customer and the day of the data that they were found in.

    None and no day where nothing was sent; None and a day where nothing is known any more, where the customer does not
    want a profile, or where head office writes what this program does not understand.
    """
    found, data_on = _read(connection, customer_id, insights.HABITS)
    return (_masked(found) if isinstance(found, Habits) else None), data_on


def place_of(connection: Connection, customer_id: bytes) -> Rfm | None:
    """Return the RFM of a customer, None where it is not known."""
    found, _ = _read(connection, customer_id, insights.RFM)
    return found if isinstance(found, Rfm) else None


def _read(
    connection: Connection, customer_id: bytes, kind: str
) -> tuple[insights.Insight | None, int | None]:
    row = one(connection, _FACTS, customer=customer_id, kind=kind)
    if row is None:
        return None, None
    data_on, version, text = row
    if profiling.refused(connection, customer_id):
        return None, data_on
    try:
        return insights.read(kind, version, text), data_on
    except InsightError:
        return None, data_on


def _masked(habits: Habits) -> Habits:
    return habits._replace(
        merchants=tuple(each._replace(name=masked(mask_free_text, each.name)) for each in habits.merchants),
        recurring=tuple(each._replace(name=masked(mask_free_text, each.name)) for each in habits.recurring),
    )
