"""A reference model of what two devices and head office must come to.

The devices run the real push, pull and store; head office the real handlers on a real database. The model knows
values only: what a person saw when an edit was made, and what head office has. From that it says what every
answer must be, so that a conflict too many is found as surely as a change that was lost.
"""

import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, ClassVar, cast

import pytest
from hypothesis.stateful import RuleBasedStateMachine
from sqlalchemy import func, select

from advisor_app.data import apply, conflicts, outbox, removals
from advisor_app.head_office.db.engine import open_engine
from advisor_app.head_office.db.models import Base, BookMember, Bucket, Interaction
from advisor_app.sync import client, protocol
from advisor_app.sync.client import Pull
from advisor_app.sync.push import Push
from advisor_app.sync.transport import Transport
from tests.faults.line import Line, Office, Template, open_device
from tests.support import writing

MEMORY = Path("/dev/shm") if Path("/dev/shm").is_dir() else Path(tempfile.gettempdir())
DAY_NS = 86_400 * 10**9
FIELDS = ("note", "outcome")


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


class World(RuleBasedStateMachine):
    """The devices, head office and the model of one sequence, and how they are compared at its end."""

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
        self.plans: dict[bytes, int] = {}
        self.prospects: dict[bytes, int] = {}
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
            if edit.device == place and edit.row not in self.plans and self.customer_of[edit.row] not in held:
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
            buckets = connection.execute(
                select(Bucket.advisor_id)
                .join(BookMember, BookMember.bucket_id == Bucket.id)
                .where(BookMember.customer_id == mutation.customer_id)
            )
            holders = set(buckets.scalars())  # the book, and the covers of a deputy
        holds = place == 1 or self.template.advisors[0] in holders
        return "conflict" if holds else "refused"

    def _nothing_lost(self) -> None:
        """Everything written was answered; what did not become head office's is kept on its device."""
        done = self.expected.outcomes
        for key, place in (self.created | self.plans | self.prospects).items():
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
            met = self.prospects.keys() - self.undone
            books = [set(connection.execute(own).scalars()), {*self.template.customers, *met}]
            assert {key for key, place in self.prospects.items() if place == 0} & met <= books[0]
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

        self._plans_agree()

    def _plans_agree(self) -> None:
        """The second device is granted both books, so that it has the own rows of both advisors."""
        for key, author in self.plans.items():
            theirs = writing.at_head_office(self.engine, key, "tasks")
            if key in self.undone:
                assert theirs is None
                continue
            assert theirs.advisor_id == self.template.advisors[author]
            assert theirs.note == self.expected.values[key].get("note")
            for place, store in enumerate(self.stores):
                mine = writing.row_of(store, key, "tasks")
                assert mine == (theirs if place in (1, author) else None)

    def _held(self, place: int) -> list[bytes]:
        with self.stores[place].read() as tx:
            return [row[0] for row in apply.driver(tx).execute("SELECT id FROM customers ORDER BY id")]

    @staticmethod
    def _events(tx: Any) -> Iterator[outbox.Event]:
        for row in apply.driver(tx).execute("SELECT mutation_id FROM outbox ORDER BY sequence").fetchall():
            event = outbox.get(tx, row[0])
            assert event is not None
            yield event
