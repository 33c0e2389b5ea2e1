"""The work that advisors of the demo bank have before them, so that a demonstration has a calendar and a board.

It is what their devices would have sent: tasks and opportunities, written once their customers are in the books.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, func, select

from advisor_app.domain.records import ENTITIES
from advisor_app.head_office.db import feed
from advisor_app.head_office.db.models import Bank, Base, BookMember, Bucket, Opportunity, Task
from advisor_app.head_office.db.raw import insert_many
from advisor_app.head_office.demo.agenda import Agenda
from advisor_app.head_office.demo.maturing import begun, ended, maturing
from advisor_app.head_office.demo.pursuits import Pursuits
from advisor_app.head_office.demo.world import seeded

_SOON, _AHEAD, _BACK = 30, 75, 60
_PER_PURSUIT = 150  # customers in the book for each opportunity that is open
_LEAST, _WON, _LOST = 6, 2, 5


def plan_work(connection: Connection, seed: int) -> tuple[int, int]:
    """Give each advisor tasks and opportunities; return how many. Where there are tasks already nothing is done."""
    if connection.execute(select(Task.id).limit(1)).first():
        return 0, 0
    bank = connection.execute(select(Bank.as_of, Bank.time_zone, Bank.base_currency)).one()
    sizes: Select[*tuple[Any, ...]] = (
        select(Bucket.id, Bucket.advisor_id, func.count())
        .join(BookMember, BookMember.bucket_id == Bucket.id)
        .where(Bucket.kind == "book", Bucket.advisor_id.is_not(None))
        .group_by(Bucket.id, Bucket.advisor_id)
        .order_by(Bucket.id)
    )
    planned = pursued = 0
    for bucket, advisor, size in connection.execute(sizes).all():
        rng = seeded(seed, "work", advisor)
        tasks = list(
            Agenda(rng, advisor, bank.as_of, bank.time_zone).tasks(
                maturing(connection, bucket, bank.as_of, _SOON)
            )
        )
        wanted = max(_LEAST, size // _PER_PURSUIT)
        makes = Pursuits(rng, advisor, bank.as_of, bank.time_zone, bank.base_currency)
        opportunities = [
            *makes.open_ones(maturing(connection, bucket, bank.as_of, _AHEAD)[:wanted]),
            *makes.won(begun(connection, bucket, bank.as_of, _BACK)[: max(1, wanted // _WON)]),
            *makes.lost(ended(connection, bucket, bank.as_of, _BACK)[: max(1, wanted // _LOST)]),
        ]
        _write(connection, "tasks", Task, tasks)
        _write(connection, "opportunities", Opportunity, opportunities)
        planned, pursued = planned + len(tasks), pursued + len(opportunities)
    return planned, pursued


def _write(connection: Connection, entity: str, of: Any, records: Sequence[Any]) -> None:
    insert_many(connection, Base.metadata.tables[entity], ENTITIES[entity].fields, list(map(tuple, records)))
    feed.record(connection, entity, select(of.id).where(of.id.in_([one.id for one in records])))
