"""What hypothesis does with two devices and head office: write, plan, meet, edit, undo, re-assign, set clocks, sync."""

import time
from typing import Any, cast

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from advisor_app.data.covers import close
from advisor_app.errors import InputError
from advisor_app.head_office import assignments, cover_members, covers
from advisor_app.sync.client import Pull
from advisor_app.sync.transport import NoConnection, Transport
from tests.faults.world import FIELDS, Edit, World
from tests.support import writing


class Synchronising(World):
    """The steps of a sequence, over a line that loses, repeats and reorders requests."""

    @rule(place=st.integers(0, 1), pick=st.integers(0, 3))
    def log(self, place: int, pick: int) -> None:
        """Log a contact."""
        held = self._held(place)
        if held:
            self._log_with(place, held[pick % len(held)])

    @rule(place=st.integers(0, 1))
    def plan(self, place: int) -> None:
        """Write a task of the advisor alone."""
        key = writing.plan(self.stores[place], f"t{next(self.numbers)}")
        self.plans[key] = place
        self.made[place].append(key)

    @rule(place=st.integers(0, 1), pick=st.integers(0, 3))
    def edit_plan(self, place: int, pick: int) -> None:
        """Edit a task of the advisor alone."""
        own = [key for key, author in self.plans.items() if author == place and key not in self.undone]
        if own:
            key = own[pick % len(own)]
            before = writing.row_of(self.stores[place], key, "tasks").note
            value = f"v{next(self.numbers)}"
            made = writing.edit(self.stores[place], key, "tasks", note=value)
            assert made is not None
            self.edits[made] = Edit(place, key, "note", before, value)
            self.made[place].append(made)

    @rule(place=st.integers(0, 1))
    def meet(self, place: int) -> None:
        """Take a prospect in and log a contact with it."""
        store = self.stores[place]
        prospect = writing.meet(store, f"p{next(self.numbers)}")
        contact = writing.log(store, prospect, f"n{next(self.numbers)}")
        self.prospects[prospect] = place
        self.created[contact] = place
        self.customer_of[contact] = prospect
        self.made[place].extend((prospect, contact))

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
        task = row in self.plans
        before = writing.row_of(store, row, "tasks" if task else "interactions")
        try:
            back = writing.take_back(store, mutation)
        except InputError:
            return
        if back is None:
            with store.read() as tx:
                self.undone |= waiting - {event.mutation_id for event in self._events(tx)}
        else:
            name = edit.field if edit else "status"
            value = edit.before if edit else "cancelled" if task else "void"
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
        held = [customer for customer in self._held(0) if customer in self.template.customers]
        if held:
            self._log_with(0, held[pick % len(held)])
            self.reassign(self.template.customers.index(held[pick % len(held)]), 1)
            self.pull_only(0)

    @rule(customer=st.integers(0, 3), place=st.integers(0, 1))
    def reassign(self, customer: int, place: int) -> None:
        """Assign a customer to one of the advisors."""
        wanted = {self.template.customers[customer]: self.template.advisors[place]}
        with self.engine.begin() as connection:
            assignments.assign(connection, wanted)

    @rule(days=st.integers(0, 30))
    def cover(self, days: int) -> None:
        """Let the first advisor cover for the second one for some days from today on."""
        deputy, absent = self.template.numbers
        with self.engine.begin() as connection:
            now = cover_members.today(connection)
            covers.make(connection, covers.Wanted(absent, deputy, now, now + days))

    @rule(days=st.integers(0, 40))
    def open_again(self, days: int) -> None:
        """Open the first device some days later: customers whose cover is over are closed, though nobody said so."""
        self.offset += days
        close(self.stores[0], time.time_ns() // 1000)
        self._look_who_left(0)

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
                row = writing.row_of(store, row_id, "tasks" if row_id in self.plans else "interactions")
                assert row is None or getattr(row, name) == value

    def _log_with(self, place: int, customer: bytes) -> None:
        key = writing.log(self.stores[place], customer, f"n{next(self.numbers)}")
        self.created[key] = place
        self.customer_of[key] = customer
        self.made[place].append(key)
