"""Two devices and head office under every fault that hypothesis finds: they agree in the end, and nothing is lost.

`FAULT_SEQUENCES=2000` runs the long form; as many run here as a minute has room for. The controls are bugs of
sync as people have made them, each put into one function: every one is found.
"""

import os
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from advisor_app.data import apply, conflicts, outbox, removals
from advisor_app.domain.merge import Merged, merge
from advisor_app.head_office import cover_members
from advisor_app.head_office.api import answers, push, push_rows
from advisor_app.head_office.db import feed
from advisor_app.sync.push import Push
from advisor_app.sync.transport import BadAnswer
from tests.faults.line import make_template
from tests.faults.model import Synchronising

SEQUENCES = int(os.environ.get("FAULT_SEQUENCES", "400"))
STEPS = 30
MOST_UNTIL_FOUND = 400


@pytest.fixture(scope="module", autouse=True)
def _template(tmp_path_factory: pytest.TempPathFactory) -> None:
    Synchronising.template = make_template(tmp_path_factory.mktemp("template"))


def _try(sequences: int, *phases: Phase) -> None:
    run_state_machine_as_test(
        Synchronising,
        settings=settings(
            max_examples=sequences,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            database=None,
            phases=phases or tuple(Phase),
            suppress_health_check=list(HealthCheck),
            print_blob=False,
        ),
    )


@pytest.mark.timeout(3600)
def test_devices_and_head_office_agree_in_the_end() -> None:
    _try(SEQUENCES)


Patch = pytest.MonkeyPatch


def _forgets_its_answers(patch: Patch) -> None:
    """A repetition is judged anew, and clashes with what came after the first."""
    patch.setattr(answers, "given", lambda *_: {})
    patch.setattr(answers, "remember", lambda *_: None)
    real = push_rows.read

    def read(*arguments: Any) -> push_rows.Known:
        known = real(*arguments)
        known.revised.clear()
        return known

    patch.setattr(push_rows, "read", read)


def _overwrites_unsent_work(patch: Patch) -> None:
    """What arrives replaces what waits."""
    patch.setattr(outbox, "lay", lambda *_: None)


def _acknowledges_before_the_answer(patch: Patch) -> None:
    """What was sent is taken for delivered."""
    patch.setattr(outbox, "mark_sent", outbox.acknowledge)


def _lets_the_last_writer_win(patch: Patch) -> None:
    patch.setattr(push, "merge", lambda _assumed, ours, _theirs: Merged(dict(ours), {}))


def _merges_whole_rows(patch: Patch) -> None:
    """Any difference of a row clashes, as where revisions of documents are compared."""

    def whole(assumed: Any, ours: Any, theirs: Any) -> Merged:
        touched = theirs["outcome"] is not None and "outcome" not in ours
        return Merged({}, {name: theirs[name] for name in ours}) if touched else merge(assumed, ours, theirs)

    patch.setattr(push, "merge", whole)


def _does_not_tell_the_other_device(patch: Patch) -> None:
    real = feed.append

    def append(connection: Any, bucket: int, entity: str, ids: Any) -> int:
        return 0 if entity == "interactions" else real(connection, bucket, entity, ids)

    patch.setattr(feed, "append", append)


def _ignores_the_row_of_a_repetition(patch: Patch) -> None:
    """The device keeps its own where head office has moved on."""
    patch.setattr("advisor_app.sync.push._row", lambda *_: None)


def _sends_in_the_order_of_the_clock(patch: Patch) -> None:
    real = Push._next

    def by_clock(self: Push) -> list[outbox.Parcel]:
        return sorted(real(self), key=lambda parcel: parcel.made_at)

    patch.setattr(Push, "_next", by_clock)


def _forgets_conflicts(patch: Patch) -> None:
    """Head office's value stands and ours is nowhere."""
    patch.setattr(conflicts, "record", lambda *_: None)


def _drops_the_work_for_who_leaves(patch: Patch) -> None:
    """The customer goes, and what waits for them with them."""
    real = apply.remove_customers

    def remove(connection: Any, customers: Any) -> int:
        keys = list(customers)
        apply.driver(connection).executemany(
            "DELETE FROM outbox WHERE customer_id = ?", [(key,) for key in keys]
        )
        return real(connection, keys)

    patch.setattr(apply, "remove_customers", remove)
    patch.setattr(outbox, "customers_waiting", lambda _: set())


def _never_removes_who_was_kept(patch: Patch) -> None:
    patch.setattr(removals, "carry_out", lambda _: 0)


def _does_not_tell_of_own_rows(patch: Patch) -> None:
    """What names no customer is kept at head office and goes nowhere."""
    real = feed.append

    def append(connection: Any, bucket: int, entity: str, ids: Any) -> int:
        return 0 if entity == "tasks" else real(connection, bucket, entity, ids)

    patch.setattr(feed, "append", append)


def _forgets_whose_prospect_it_is(patch: Patch) -> None:
    """A prospect is kept at head office and is in no book."""
    patch.setattr(push_rows, "_take_in", lambda *_: None)


def _does_not_say_when_a_cover_is_over(patch: Patch) -> None:
    """Who leaves a cover leaves it at head office only."""
    real = cover_members._move

    def move(connection: Any, bucket: int, come: Any, gone: Any) -> None:
        with pytest.MonkeyPatch.context() as inside:
            if gone:
                inside.setattr(feed, "append", lambda *_: 0)
            real(connection, bucket, come, gone)

    patch.setattr(cover_members, "_move", move)


BUGS = [
    _forgets_its_answers,
    _overwrites_unsent_work,
    _acknowledges_before_the_answer,
    _lets_the_last_writer_win,
    _merges_whole_rows,
    _does_not_tell_the_other_device,
    _ignores_the_row_of_a_repetition,
    _sends_in_the_order_of_the_clock,
    _forgets_conflicts,
    _drops_the_work_for_who_leaves,
    _never_removes_who_was_kept,
    _does_not_tell_of_own_rows,
    _forgets_whose_prospect_it_is,
    _does_not_say_when_a_cover_is_over,
]


@pytest.mark.timeout(600)
@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.__name__.strip("_"))
def test_a_bug_of_sync_is_found(bug: Callable[[Patch], None], monkeypatch: Patch) -> None:
    bug(monkeypatch)
    # Some are noticed by the device itself, before the model compares.
    with pytest.raises((AssertionError, BadAnswer)):
        _try(MOST_UNTIL_FOUND, Phase.generate)
