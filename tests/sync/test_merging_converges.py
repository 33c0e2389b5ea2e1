"""Two devices that merge, undo, log, promise and sync in any order: in the end both hold what head office holds."""

import random
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from advisor_app.data import apply, taking_back, writes
from advisor_app.data.reads import duplicates as reads
from advisor_app.domain.duplicates import CARRIED_OVER, CONFIRMED, pair_id
from advisor_app.domain.ids import new_id
from advisor_app.domain.records import Conversion, Customer
from advisor_app.errors import InputError
from advisor_app.services.synchronise import synchronise
from tests.support.bank import Filled
from tests.support.office import Device, Office, device
from tests.support.writing import NOON, at_head_office, edit, log, promise, row_of, waiting

STEPS = 24


class World:
    """The two devices, the customer, the prospect, and every row that was written."""

    def __init__(self, own: list[Device], customer: bytes, chance: random.Random) -> None:
        self.own, self.customer, self.chance = own, customer, chance
        blank: dict[str, Any] = dict.fromkeys(Customer._fields)
        row = Customer(**(blank | {"id": new_id(), "kind": "prospect", "name": "韩梅"}))
        with own[0].store.write() as tx:
            self.prospect = writes.insert(tx, own[0].store, row)
        self.contacts: list[bytes] = []
        self.rows: list[tuple[str, bytes]] = []

    def log(self, each: Device) -> None:
        key = log(each.store, self.chance.choice((self.customer, self.prospect)), "谈话")
        self.contacts.append(key)
        self.rows.append(("interactions", key))

    def promise(self, each: Device) -> None:
        known = [key for key in self.contacts if row_of(each.store, key)]
        if known:
            contact = self.chance.choice(known)
            owner = row_of(each.store, contact).customer_id
            self.rows.append(("promises", promise(each.store, owner, "寄资料", contact)))

    def edit(self, each: Device) -> None:
        known = [key for key in self.contacts if row_of(each.store, key)]
        if known:
            edit(each.store, self.chance.choice(known), outcome=self.chance.choice(("met", "connected")))

    def decide(self, each: Device) -> None:
        """Merge, or undo what is merged, as a person would who sees this device."""
        with each.store.write() as tx:
            if reads.person(tx, self.prospect) is None and not reads.decision(
                tx, self.customer, self.prospect
            ):
                return
            there = reads.decision(tx, self.customer, self.prospect)
            if there is None:
                key = pair_id(self.customer, self.prospect)
                row = Conversion(key, self.customer, self.prospect, "phone", CONFIRMED, NOON)
                writes.insert(tx, each.store, row)
            else:
                state = "undone" if there[1] == CONFIRMED else CONFIRMED
                writes.change(tx, each.store, "conversions", there[0], {"state": state})

    def undo(self, each: Device) -> None:
        try:
            with each.store.write() as tx:
                taking_back.undo(tx, each.store, pair_id(self.customer, self.prospect))
        except InputError:
            pass  # there is nothing to undo, as the device says

    def sync(self, each: Device) -> None:
        synchronise(each)


@pytest.mark.parametrize("seed", [0, 1, 2, 3, 4, 5, 108, 110])  # the last two found faults
def test_any_order_ends_the_same_everywhere(
    office: Office, filled: Filled, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    advisor = filled.advisors[0]
    with ExitStack() as stack:
        own = [stack.enter_context(device(office, advisor, tmp_path / name)) for name in ("left", "right")]
        for each in own:
            synchronise(each)
        world = World(own, filled.books[advisor][0], chance)
        synchronise(own[0])
        synchronise(own[1])
        actions: list[Callable[[Device], None]] = [
            world.log,
            world.promise,
            world.edit,
            world.decide,
            world.undo,
            world.sync,
        ]
        for _ in range(STEPS):
            chance.choices(actions, (4, 3, 2, 3, 1, 4))[0](chance.choice(own))
        for each in (*own, *own):
            synchronise(each)
        for each in own:
            assert waiting(each.store) == (0, 0)
            for entity, key in (*world.rows, ("customers", world.prospect)):
                assert row_of(each.store, key, entity) == at_head_office(office.engine, key, entity)
            _is_whole(each, world)


def _is_whole(each: Device, world: World) -> None:
    """A prospect who is merged has nothing left; a promise is its contact's customer's; and nobody else has either."""
    with each.store.read() as tx:
        raw = apply.driver(tx)
        decided = reads.decision(tx, world.customer, world.prospect)
        if decided and decided[1] == CONFIRMED:
            for entity in CARRIED_OVER:
                query = f"SELECT count(*) FROM {entity} WHERE customer_id = ?"
                assert raw.execute(query, (world.prospect,)).fetchone() == (0,)
        astray = raw.execute(
            "SELECT count(*) FROM promises AS p JOIN interactions AS i ON i.id = p.interaction_id "
            "WHERE i.customer_id <> p.customer_id"
        ).fetchone()
        assert astray == (0,)
