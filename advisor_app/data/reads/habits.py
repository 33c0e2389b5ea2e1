"""What head office found out about a customer's habits, the names in it masked as in the list of transactions."""

from sqlalchemy import Connection

from advisor_app.data.reads.rows import masked, one
from advisor_app.domain import insights
from advisor_app.domain.insights import Habits, InsightError
from advisor_app.domain.masking import mask_free_text

_FACTS = "SELECT data_on, version, facts FROM insights WHERE customer_id = :customer AND kind = :kind"


def of_customer(connection: Connection, customer_id: bytes) -> tuple[Habits | None, int | None]:
    """Return the habits of a customer and the day of the data that they were found in.

    None and no day where nothing was sent; None and a day where nothing is known any more, or where head office
    writes what this program does not understand.
    """
    row = one(connection, _FACTS, customer=customer_id, kind=insights.HABITS)
    if row is None:
        return None, None
    data_on, version, text = row
    try:
        found = insights.read(insights.HABITS, version, text)
    except InsightError:
        return None, data_on
    return (_masked(found), data_on) if isinstance(found, Habits) else (None, data_on)


def _masked(habits: Habits) -> Habits:
    return habits._replace(
        merchants=tuple(each._replace(name=masked(mask_free_text, each.name)) for each in habits.merchants),
        recurring=tuple(each._replace(name=masked(mask_free_text, each.name)) for each in habits.recurring),
    )
