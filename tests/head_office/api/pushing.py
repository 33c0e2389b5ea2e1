"""Two sides of one push: an advisor with a device on a bank, and what stands there afterwards."""

import hashlib
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, func, insert, select

from advisor_app.domain.ids import new_id
from advisor_app.head_office import assignments
from advisor_app.head_office.api.auth import granted
from advisor_app.head_office.api.push import push
from advisor_app.head_office.db.models import (
    Advisor,
    Base,
    BookMember,
    Change,
    Device,
    DeviceGrant,
    Interaction,
)
from advisor_app.sync import protocol
from advisor_app.sync.protocol import Result
from tests.support.bank import AS_OF

NOON = AS_OF * 86_400_000_000


@dataclass
class Side:
    """A device as head office sees it, and the customers of its book."""

    engine: Engine
    device: bytes
    advisor: int
    book: list[bytes]

    def push(self, *mutations: protocol.Mutation) -> list[Result]:
        """Send mutations as they would come over the wire."""
        request = protocol.PushRequest(protocol.SCHEMA_VERSION, list(mutations))
        arrived = protocol.decode(protocol.encode(request), protocol.PushRequest)
        with self.engine.begin() as connection:
            books = [bucket.id for bucket in granted(connection, self.device) if bucket.kind == "book"]
            return push(connection, self.device, self.advisor, books, arrived.mutations)

    def contact(self, customer: bytes | None = None, **values: Any) -> protocol.Mutation:
        """Return a new contact."""
        key, customer = new_id(), customer or self.book[0]
        row = {
            "id": key,
            "customer_id": customer,
            "channel": "phone",
            "direction": "out",
            "happened_at": NOON,
        }
        return protocol.Mutation(key, "interactions", key, customer, None, row | values, NOON)

    def edit(self, row: bytes, assumed: dict[str, Any], **new: Any) -> protocol.Mutation:
        """Return a change of a contact."""
        return protocol.Mutation(new_id(), "interactions", row, self.book[0], assumed, new, NOON)

    def file(self, contact: bytes, content: bytes, **values: Any) -> protocol.Mutation:
        """Return a file of a contact."""
        key = new_id()
        row = {
            "id": key,
            "customer_id": self.book[0],
            "interaction_id": contact,
            "name": "合同.pdf",
            "media_type": "application/pdf",
            "size": len(content),
            "sha256": hashlib.sha256(content).digest(),
            "content": content,
        }
        return protocol.Mutation(key, "attachments", key, self.book[0], None, row | values, NOON)


def side(engine: Engine, advisor_number: str) -> Side:
    key = new_id()
    with engine.begin() as connection:
        advisor = connection.execute(select(Advisor.id).where(Advisor.number == advisor_number)).scalar_one()
        connection.execute(
            insert(Device).values(id=key, advisor_id=advisor, name="d", public_key=bytes(32), enrolled_at=1)
        )
        bucket = assignments.book_of(connection, advisor)
        connection.execute(insert(DeviceGrant).values(device_id=key, bucket_id=bucket))
        members = select(BookMember.customer_id).where(BookMember.bucket_id == bucket).order_by("customer_id")
        book = list(connection.execute(members).scalars())
    return Side(engine, key, advisor, book)


def rows(engine: Engine, model: Any, *where: Any) -> list[Any]:
    table = Base.metadata.tables[model.__tablename__]
    with engine.connect() as connection:
        return list(connection.execute(select(table).where(*where)).all())


def total(engine: Engine, model: Any) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(model)).scalar_one()


def told(engine: Engine, key: bytes) -> list[tuple[int, str]]:
    with engine.connect() as connection:
        found = connection.execute(select(Change.bucket_id, Change.entity).where(Change.row_uuid == key))
        return [(row.bucket_id, row.entity) for row in found]


def refused(own: Side, mutation: protocol.Mutation) -> str:
    """Push a mutation between two good ones, and return the code with which it alone is refused."""
    first, last = own.contact(), own.contact()
    results = own.push(first, mutation, last)
    assert [result.outcome for result in results] == ["applied", "refused", "applied"]
    assert len(rows(own.engine, Interaction, Interaction.id.in_([first.row_id, last.row_id]))) == 2
    # A refusal is remembered as well.
    [again] = own.push(mutation)
    assert again == results[1]
    return results[1].code
