"""Two devices, one head office, and a reference model of what each must come to, for hypothesis to try.

The devices run the real push, pull and store; head office the real handlers on a real database. Only the line
between them is ours: it loses requests and answers, delivers twice, and delivers old requests again. The model
knows values only: what a person saw when an edit was made, and what head office has. From that it says what
every answer must be, so that a conflict too many is found as surely as a change that was lost.
"""

import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar, NamedTuple, cast

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import Engine, func, insert, select

from advisor_app.data import apply, conflicts, migrations, outbox, removals
from advisor_app.data.store import Store
from advisor_app.data.vault import Secrets
from advisor_app.domain.ids import new_id
from advisor_app.errors import InputError
from advisor_app.head_office import assignments
from advisor_app.head_office.api.app import HeadOffice
from advisor_app.head_office.db.engine import open_engine
from advisor_app.head_office.db.models import (
    Advisor,
    Base,
    BookMember,
    Bucket,
    Device,
    DeviceGrant,
    Interaction,
)
from advisor_app.sync import client, protocol
from advisor_app.sync.client import Pull
from advisor_app.sync.push import Push
from advisor_app.sync.transport import NoConnection, Transport
from tests.support import writing
from tests.support.bank import fill
from tests.support.office import demo_bank

MEMORY = Path("/dev/shm") if Path("/dev/shm").is_dir() else Path(tempfile.gettempdir())
DAY_NS = 86_400 * 10**9
FIELDS = ("note", "outcome")


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


@dataclass
class Edit:
    """One edit: of what, from what the person saw to what was written."""

    device: int
    row: bytes
    field: str
    before: Any
    value: Any


@dataclass
class Expected:
    """What head office must have."""

    values: dict[bytes, dict[str, Any]] = field(default_factory=dict)
    outcomes: dict[tuple[int, bytes], str] = field(default_factory=dict)


class Synchronising(RuleBasedStateMachine):
    """What hypothesis does: write, edit, undo, re-assign, set clocks, and synchronise over a bad line."""

    template: ClassVar[Template]

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(dir=MEMORY))
        shutil.copytree(self.template.folder, self.folder, dirs_exist_ok=True)
        self.engine = open_engine(f"sqlite:///{self.folder / 'office.db'}", plain=True)
        office = Office(self.engine)
        self.stores = [open_device(self.template, self.folder, place) for place in (0, 1)]
        self.lines = [
            Line(office, self.template.devices[place], lambda *heard, place=place: self._heard(place, *heard))
            for place in (0, 1)
        ]
        self.numbers = count(1)
        self.created: dict[bytes, int] = dict.fromkeys(self.template.contacts, 0)
        self.customer_of: dict[bytes, bytes] = dict(self.template.contacts)
        self.edits: dict[bytes, Edit] = {}
        self.made: tuple[list[bytes], list[bytes]] = ([], [])
        self.undone: set[bytes] = set()
        self.left: set[bytes] = set()
        self.expected = Expected()
        for key in self.template.contacts:
            self.expected.values[key] = {"note": "n0"}
            self.expected.outcomes[0, key] = "applied"
        self.offset = 0
        self.patch = pytest.MonkeyPatch()
        real = time.time_ns
        self.patch.setattr(time, "time_ns", lambda: real() + self.offset * DAY_NS)
        self.patch.setattr(client, "ATTEMPTS", 1)

    @rule(place=st.integers(0, 1), pick=st.integers(0, 3))
    def log(self, place: int, pick: int) -> None:
        """Log a contact."""
        held = self._held(place)
        if held:
            customer = held[pick % len(held)]
            key = writing.log(self.stores[place], customer, f"n{next(self.numbers)}")
            self.created[key] = place
            self.customer_of[key] = customer
            self.made[place].append(key)

    @rule(pick=st.integers(0, 2), name=st.sampled_from(FIELDS))
    def edit_on_both(self, pick: int, name: str) -> None:
        """Edit the same on both devices."""
        for place in (0, 1):
            self.edit(place, pick, name)

    @rule(place=st.integers(0, 1), pick=st.integers(0, 3), name=st.sampled_from(FIELDS))
    def edit(self, place: int, pick: int, name: str) -> None:
        """Edit a contact."""
        rows = [key for key in self.created if writing.row_of(self.stores[place], key) is not None]
        if rows:
            key = rows[pick % len(rows)]
            before = getattr(writing.row_of(self.stores[place], key), name)
            value = f"v{next(self.numbers)}"
            made = writing.edit(self.stores[place], key, **{name: value})
            assert made is not None
            self.edits[made] = Edit(place, key, name, before, value)
            self.made[place].append(made)

    @precondition(lambda self: any(self.made))
    @rule(place=st.integers(0, 1))
    def undo(self, place: int) -> None:
        """Take back the last thing that was written."""
        if not self.made[place]:
            return
        mutation = self.made[place].pop()
        store = self.stores[place]
        with store.read() as tx:
            waiting = {event.mutation_id for event in self._events(tx)}
        edit = self.edits.get(mutation)
        row = edit.row if edit else mutation
        before = writing.row_of(store, row)
        try:
            back = writing.take_back(store, mutation)
        except InputError:
            return
        if back is None:
            with store.read() as tx:
                self.undone |= waiting - {event.mutation_id for event in self._events(tx)}
        else:
            name = edit.field if edit else "status"
            value = edit.before if edit else "void"
            self.edits[back] = Edit(place, row, name, getattr(before, name), value)

    @rule(place=st.integers(0, 1), pick=st.integers(0, 2))
    def be_overtaken(self, place: int, pick: int) -> None:
        """Push an edit, hear nothing, and pull what the other made of it."""
        self.edit(place, pick, "note")
        self.lose_the_answer(place)
        self.synchronise(1 - place, [])
        self.edit(1 - place, pick, "note")
        self.synchronise(1 - place, [])
        self.pull_only(place)

    @rule(pick=st.integers(0, 3))
    def hand_over(self, pick: int) -> None:
        """Re-assign a customer for whom work waits, and pull before it was pushed."""
        held = self._held(0)
        if held:
            self.log(0, pick)
            self.reassign(self.template.customers.index(held[pick % len(held)]), 1)
            self.pull_only(0)

    @rule(customer=st.integers(0, 3), place=st.integers(0, 1))
    def reassign(self, customer: int, place: int) -> None:
        """Assign a customer to one of the advisors."""
        wanted = {self.template.customers[customer]: self.template.advisors[place]}
        with self.engine.begin() as connection:
            assignments.assign(connection, wanted)

    @rule(days=st.integers(-400, 400))
    def set_clock(self, days: int) -> None:
        """Set every clock."""
        self.offset = days

    @rule(place=st.integers(0, 1), pick=st.integers(0, 3), days=st.integers(-400, -1))
    def write_across_a_jump(self, place: int, pick: int, days: int) -> None:
        """Log a contact, and edit it after the clock was set back."""
        self.log(place, pick)
        self.set_clock(days)
        self.edit(place, len(self.created) - 1, "note")

    @rule(
        place=st.integers(0, 1),
        faults=st.lists(st.sampled_from(["", "request lost", "answer lost", "delivered twice"]), max_size=3),
    )
    def synchronise(self, place: int, faults: list[str]) -> None:
        """Do a round over a line with faults."""
        self.lines[place].faults = list(faults)
        try:
            self._round(place)
        except NoConnection:
            pass
        finally:
            self.lines[place].faults = []

    @rule()
    def synchronise_both(self) -> None:
        """Do a round on each device."""
        for place in (0, 1):
            self._round(place)

    @rule(place=st.integers(0, 1))
    def lose_the_answer(self, place: int) -> None:
        """Push, and hear nothing."""
        self.synchronise(place, ["answer lost"])

    @rule(place=st.integers(0, 1))
    def pull_only(self, place: int) -> None:
        """Pull while work waits, as when it is written during a round."""
        Pull(self.stores[place], cast("Transport", self.lines[place])).run()
        self._look_who_left(place)

    @precondition(lambda self: any(line.pushed for line in self.lines))
    @rule(place=st.integers(0, 1), pick=st.integers(0, 20))
    def deliver_again(self, place: int, pick: int) -> None:
        """Deliver an old request once more, out of its order."""
        pushed = self.lines[place].pushed
        if pushed:
            self.lines[place].deliver("push", pushed[pick % len(pushed)])

    @invariant()
    def unsent_work_shows(self) -> None:
        """Whatever arrived, a device shows the newest of what waits on it."""
        for store in self.stores:
            with store.read() as tx:
                newest: dict[tuple[bytes, str], Any] = {}
                for event in self._events(tx):
                    # A new row that came back has reached head office, and others may have gone on with it.
                    arrived = event.assumed is None and event.row_id in self.expected.values
                    if event.refused is None and not arrived:
                        newest |= {(event.row_id, name): value for name, value in event.new.items()}
            for (row_id, name), value in newest.items():
                row = writing.row_of(store, row_id)
                assert row is None or getattr(row, name) == value

    def teardown(self) -> None:
        """Let everything come to rest, and compare."""
        try:
            for _ in range(3):
                for place in (0, 1):
                    self._round(place)
            self._nothing_lost()
            self._all_agree()
        finally:
            self.patch.undo()
            for store in self.stores:
                store.close()
            self.engine.dispose()
            shutil.rmtree(self.folder)

    def _round(self, place: int) -> None:
        line = cast("Transport", self.lines[place])
        Push(self.stores[place], line).run()
        Pull(self.stores[place], line).run()
        self._look_who_left(place)

    def _look_who_left(self, place: int) -> None:
        """Conflicts about a customer who has left have left with the customer."""
        held = set(self._held(place))
        for mutation, edit in self.edits.items():
            if edit.device == place and self.customer_of[edit.row] not in held:
                self.left.add(mutation)

    def _heard(self, place: int, request: protocol.PushRequest, answer: protocol.PushAnswer) -> None:
        """Compare what head office answered with what it must answer."""
        for mutation, result in zip(request.mutations, answer.results, strict=True):
            known = self.expected.outcomes.get((place, mutation.id))
            wanted = known or self._wanted(place, mutation)
            self.expected.outcomes[place, mutation.id] = wanted
            assert result.outcome == wanted, (mutation, result, wanted)

    def _wanted(self, place: int, mutation: protocol.Mutation) -> str:
        values = self.expected.values
        if mutation.assumed is None:
            values[mutation.row_id] = dict(mutation.new)
            return "applied"
        edit = self.edits[mutation.id]
        assert edit.row in values, "a change came before its row"
        present = values[edit.row].get(edit.field)
        if present == edit.value:
            return "applied"
        if present == edit.before:
            values[edit.row][edit.field] = edit.value
            return "applied"
        with self.engine.connect() as connection:
            book = connection.execute(
                select(Bucket.advisor_id)
                .join(BookMember, BookMember.bucket_id == Bucket.id)
                .where(BookMember.customer_id == mutation.customer_id)
            ).scalar_one()
        holds = place == 1 or book == self.template.advisors[0]
        return "conflict" if holds else "refused"

    def _nothing_lost(self) -> None:
        """Everything written was answered; what did not become head office's is kept on its device."""
        done = self.expected.outcomes
        for key, place in self.created.items():
            assert key in self.undone or done.get((place, key)) == "applied"
        for mutation, edit in self.edits.items():
            if mutation in self.undone:
                continue
            outcome = done.get((edit.device, mutation))
            assert outcome is not None
            with self.stores[edit.device].read() as tx:
                if outcome == "refused":
                    event = outbox.get(tx, mutation)
                    assert event is not None
                    assert event.refused == "customer_left"
                elif outcome == "conflict" and mutation not in self.left:
                    assert edit.field in {
                        name for one in conflicts.listed(tx) if one.row_id == edit.row for name in one.ours
                    }
        with self.engine.connect() as connection:
            rows = connection.execute(
                select(func.count()).select_from(Interaction).where(Interaction.note.op("GLOB")("[nv][0-9]*"))
            ).scalar_one()
            assert rows == len(set(self.created) - self.undone)

    def _all_agree(self) -> None:
        table = Base.metadata.tables["interactions"]
        with self.engine.connect() as connection:
            for row in connection.execute(select(table).where(table.c.id.in_(list(self.created)))):
                for name in FIELDS:
                    assert getattr(row, name) == self.expected.values[row.id].get(name)
                assert row.advisor_id == self.template.advisors[self.created[row.id]]
            of_first = select(BookMember.customer_id).join(Bucket, Bucket.id == BookMember.bucket_id)
            own = of_first.where(Bucket.advisor_id == self.template.advisors[0])
            books = [set(connection.execute(own).scalars()), set(self.template.customers)]
        for place, store in enumerate(self.stores):
            assert set(self._held(place)) == books[place]
            assert writing.waiting(store).unsent == 0
            with store.read() as tx:
                assert removals.waiting(tx) == set()
                refused = {event.row_id for event in outbox.refused(tx)}
            for key, customer in self.customer_of.items():
                mine = writing.row_of(store, key)
                theirs = writing.at_head_office(self.engine, key)
                if customer in books[place] and key not in refused:
                    assert mine == theirs
                elif customer not in books[place]:
                    assert mine is None

    def _held(self, place: int) -> list[bytes]:
        with self.stores[place].read() as tx:
            return [row[0] for row in apply.driver(tx).execute("SELECT id FROM customers ORDER BY id")]

    @staticmethod
    def _events(tx: Any) -> Iterator[outbox.Event]:
        for row in apply.driver(tx).execute("SELECT mutation_id FROM outbox ORDER BY sequence").fetchall():
            event = outbox.get(tx, row[0])
            assert event is not None
            yield event
