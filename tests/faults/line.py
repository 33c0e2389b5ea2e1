"""Head office and devices in one process, and the line between them, which is ours: it loses requests and answers,
delivers twice, and delivers old requests again.
"""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple, cast

from sqlalchemy import Engine, insert, select

from advisor_app.data import migrations
from advisor_app.data.store import Store
from advisor_app.data.vault import Secrets
from advisor_app.domain.ids import new_id
from advisor_app.head_office import assignments
from advisor_app.head_office.api.app import HeadOffice
from advisor_app.head_office.db.models import Advisor, Bucket, Device, DeviceGrant
from advisor_app.sync import protocol
from advisor_app.sync.client import Pull
from advisor_app.sync.push import Push
from advisor_app.sync.transport import NoConnection, Transport
from tests.support import writing
from tests.support.bank import fill
from tests.support.office import demo_bank


class Template(NamedTuple):
    """A bank with two books and two devices that have pulled, as files to be copied.

    `contacts` has the customers of contacts that the first device wrote and both have.
    """

    folder: Path
    secrets: tuple[Secrets, Secrets]
    devices: tuple[bytes, bytes]
    advisors: tuple[int, int]
    numbers: tuple[str, str]
    customers: list[bytes]
    contacts: dict[bytes, bytes]


def make_template(folder: Path) -> Template:
    """Make the bank; the first device holds the first book, the second one both."""
    engine = demo_bank(folder)
    filled = fill(engine, advisors=2, customers=2, transactions=0)
    with engine.begin() as connection:
        keys = {row.number: row.id for row in connection.execute(select(Advisor.number, Advisor.id))}
        first, second = filled.advisors
        books = [assignments.book_of(connection, keys[number]) for number in (first, second)]
        bank = connection.execute(select(Bucket.id).where(Bucket.kind == "bank")).scalar_one()
        devices = (new_id(), new_id())
        for device, number, granted in ((devices[0], first, books[:1]), (devices[1], second, books)):
            row = {
                "id": device,
                "advisor_id": keys[number],
                "name": "d",
                "public_key": bytes(32),
                "enrolled_at": 1,
            }
            connection.execute(insert(Device).values(row))
            grants = [{"device_id": device, "bucket_id": bucket} for bucket in (bank, *granted)]
            connection.execute(insert(DeviceGrant), grants)
    secrets = (Secrets.new(), Secrets.new())
    template = Template(
        folder,
        secrets,
        devices,
        (keys[first], keys[second]),
        (first, second),
        [customer for book in filled.books.values() for customer in book],
        {},
    )
    office = Office(engine)
    for place in (0, 1):
        path = folder / f"device{place}.db"
        path.touch(0o600)
        migrations.to_head(path, secrets[place].data_key)
        store = open_device(template, folder, place)
        line = cast("Transport", Line(office, devices[place]))
        Pull(store, line).run()
        if place == 0:
            for customer in template.customers[:2]:
                template.contacts[writing.log(store, customer, "n0")] = customer
            Push(store, line).run()
            Pull(store, line).run()
        store.close()
    engine.dispose()
    return template


def open_device(template: Template, folder: Path, place: int) -> Store:
    """Open the store of one of the two devices."""
    return Store(
        folder / f"device{place}.db",
        template.secrets[place],
        actor=template.numbers[place],
        device=template.devices[place].hex(),
    )


class Office:
    """The handlers of head office, told by the line which device it is that asks."""

    def __init__(self, engine: Engine) -> None:
        self._real = HeadOffice(engine)
        self._real._sessions = cast("Any", SimpleNamespace(device=bytes.fromhex))

    def serve(self, name: str, body: bytes, device: bytes) -> bytes:
        """Return the answer to a request."""
        handler = self._real.push if name == "push" else self._real.pull
        return handler(body, device.hex())


class Line:
    """A line to head office in this process; `faults` say what happens to the next requests."""

    def __init__(self, office: Office, device: bytes, heard: Any = None) -> None:
        self._office = office
        self._device = device
        self._heard = heard or (lambda request, answer: None)
        self.faults: list[str] = []
        self.pushed: list[bytes] = []
        self.bytes_received = 0

    def call_body(self, name: str, message: Any) -> bytes:
        """Send a message as `Transport` does."""
        body = protocol.encode(message)
        fault = self.faults.pop(0) if self.faults else ""
        if fault == "request lost":
            raise NoConnection("lost")
        answer = self.deliver(name, body)
        if fault == "delivered twice":
            answer = self.deliver(name, body)
        if fault == "answer lost":
            raise NoConnection("lost")
        return answer

    def ask(self, name: str, message: Any, kind: Any) -> Any:
        """Send a message as `Transport` does."""
        return protocol.decode(self.call_body(name, message), kind)

    def deliver(self, name: str, body: bytes) -> bytes:
        """Bring a request to head office."""
        answer = self._office.serve(name, body, self._device)
        if name == "push":
            self.pushed.append(body)
            self._heard(
                protocol.decode(body, protocol.PushRequest), protocol.decode(answer, protocol.PushAnswer)
            )
        return answer
