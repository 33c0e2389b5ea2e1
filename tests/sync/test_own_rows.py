"""What is an advisor's own, between real devices and a real head office: tasks without a customer, and prospects."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from advisor_app.data import apply, conflicts, outbox, taking_back
from advisor_app.data.reads import clashes, customers
from advisor_app.domain.customers import CustomerQuery
from advisor_app.domain.writable import NO_CUSTOMER
from advisor_app.errors import InputError
from advisor_app.services.synchronise import synchronise
from advisor_app.sync.client import Pull
from advisor_app.sync.push import Push
from tests.support.bank import Filled
from tests.support.office import Device, Office, device
from tests.support.writing import (
    at_head_office,
    edit,
    log,
    meet,
    plan,
    row_of,
    take_back,
    waiting,
)
from tests.sync.test_two_ways import count, move, open_conflicts
from tests.sync.test_versions import line


@pytest.fixture
def pair(office: Office, filled: Filled, tmp_path: Path) -> Iterator[tuple[Device, Device, list[bytes]]]:
    """Return two synchronised devices of one advisor, and the customers of the book."""
    advisor = filled.advisors[0]
    with ExitStack() as stack:
        left, right = (
            stack.enter_context(device(office, advisor, tmp_path / name)) for name in ("left", "right")
        )
        synchronise(left)
        synchronise(right)
        yield left, right, filled.books[advisor]


def fetch_again(office: Office, own: Device) -> None:
    """Fetch the whole book anew: control totals are compared, and what waits is laid on top."""
    with own.store.write() as tx:
        apply.set_state(tx, "repairing", b"1")
        apply.set_state(tx, "checkpoint", None)
    with line(office, own) as transport:
        Pull(own.store, transport).run()


def found(own: Device, text: str) -> list[bytes]:
    """Return whom a search finds."""
    with own.store.read() as tx:
        return [row.id for row in customers.search(tx, CustomerQuery(text=text))]


def test_a_task_without_a_customer_is_on_all_devices_of_its_advisor_and_no_other(
    office: Office, filled: Filled, pair: tuple[Device, Device, list[bytes]], tmp_path: Path
) -> None:
    left, right, book = pair
    alone, about = plan(left.store, "备课"), plan(left.store, "回访", book[0])
    assert synchronise(left).sent == 2
    synchronise(right)
    for key in (alone, about):
        row = row_of(right.store, key, "tasks")
        assert row == row_of(left.store, key, "tasks") == at_head_office(office.engine, key, "tasks")
        assert row.advisor_id is not None
    with (
        device(office, filled.advisors[0], tmp_path / "new") as new,
        device(office, filled.advisors[1], tmp_path / "other") as other,
    ):
        # Both pulls compare control totals, the tasks among them.
        synchronise(new)
        synchronise(other)
        assert {row_of(new.store, key, "tasks").title for key in (alone, about)} == {"备课", "回访"}
        assert count(other, "tasks") == 0
        later = plan(left.store, "再备课")
        synchronise(left)
        assert synchronise(other).rows == 0
        assert synchronise(new).rows == 1
        assert row_of(new.store, later, "tasks").title == "再备课"


def test_totals_count_what_has_not_left_yet(office: Office, pair: tuple[Device, Device, list[bytes]]) -> None:
    left, _, _ = pair
    alone, prospect = plan(left.store, "备课"), meet(left.store, "单于丹")
    contact = log(left.store, prospect, "初次拜访")
    fetch_again(office, left)
    assert row_of(left.store, alone, "tasks").title == "备课"
    assert row_of(left.store, contact).note == "初次拜访"
    assert found(left, "chanyudan") == [prospect]
    assert synchronise(left).sent == 3
    fetch_again(office, left)
    assert found(left, "chanyudan") == [prospect]


def test_the_tasks_of_a_customer_go_along_and_those_of_the_advisor_stay(
    office: Office, filled: Filled, pair: tuple[Device, Device, list[bytes]], tmp_path: Path
) -> None:
    left, _, book = pair
    alone, about = plan(left.store, "备课"), plan(left.store, "回访", book[0])
    synchronise(left)
    last = plan(left.store, "交接前写的", book[0])
    with device(office, filled.advisors[1], tmp_path / "other") as other:
        synchronise(other)
        move(office, book[0], filled.advisors[1])
        synchronise(left)
        synchronise(other)
        assert {row_of(other.store, key, "tasks").title for key in (about, last)} == {"回访", "交接前写的"}
        assert row_of(other.store, alone, "tasks") is None
        # The new advisor goes on with it, and the former one hears nothing of that.
        edit(other.store, about, "tasks", status="done")
        assert synchronise(other).refused == 0
    assert row_of(left.store, alone, "tasks").title == "备课"
    assert row_of(left.store, about, "tasks") is None
    assert at_head_office(office.engine, about, "tasks").status == "done"


def test_a_change_of_an_own_task_is_undone_before_and_after_head_office_has_it(
    office: Office, pair: tuple[Device, Device, list[bytes]]
) -> None:
    left, right, _ = pair
    alone = plan(left.store, "备课")
    synchronise(left)
    synchronise(right)
    first = edit(left.store, alone, "tasks", title="备课并打印")
    assert first
    assert take_back(left.store, first) is None
    assert waiting(left.store) == (0, 0)
    assert row_of(left.store, alone, "tasks").title == "备课"
    second = edit(left.store, alone, "tasks", status="done", title="备课完")
    synchronise(left)
    assert second
    back = take_back(left.store, second)
    assert back
    synchronise(left)
    synchronise(right)
    row = row_of(right.store, alone, "tasks")
    assert (row.title, row.status) == ("备课", None)
    with pytest.raises(InputError):
        take_back(left.store, second)
    # Taking the row itself back once head office has it cancels it.
    take_back(left.store, alone)
    synchronise(left)
    assert at_head_office(office.engine, alone, "tasks").status == "cancelled"


def test_an_own_task_that_has_not_left_is_undone_without_a_trace(
    office: Office, pair: tuple[Device, Device, list[bytes]]
) -> None:
    left, _, _ = pair
    alone = plan(left.store, "备课")
    edit(left.store, alone, "tasks", note="三楼")
    other = plan(left.store, "另一件")
    take_back(left.store, alone)
    assert row_of(left.store, alone, "tasks") is None
    assert synchronise(left).sent == 1
    assert row_of(left.store, other, "tasks").title == "另一件"
    assert at_head_office(office.engine, alone, "tasks") is None


def test_a_conflict_about_an_own_task_stays_until_it_is_decided(
    office: Office, pair: tuple[Device, Device, list[bytes]]
) -> None:
    left, right, _ = pair
    alone = plan(left.store, "备课")
    synchronise(left)
    synchronise(right)
    edit(right.store, alone, "tasks", title="右边")
    synchronise(right)
    made = edit(left.store, alone, "tasks", title="左边 13800138000", note="左边的")
    done = synchronise(left)
    assert (done.conflicts, done.refused) == (1, 0)
    row = row_of(left.store, alone, "tasks")
    assert (row.title, row.note) == ("右边", "左边的")
    fetch_again(office, left)
    synchronise(left)
    [conflict] = open_conflicts(left)
    assert conflict.customer_id == NO_CUSTOMER
    with left.store.read() as tx:
        [view] = clashes.listed(tx)
    assert (view.entity, view.customer, view.number, view.what) == ("tasks", None, None, "右边")
    assert [(clash.field, clash.ours, clash.theirs) for clash in view.clashes] == [
        ("title", "左边 138****8000", "右边")
    ]
    # What did not clash can still be taken back: the history knows which part that was.
    assert made
    take_back(left.store, made)
    assert row_of(left.store, alone, "tasks").note is None
    with left.store.write() as tx:
        conflicts.decide(tx, left.store, conflict.id, "ours")
    synchronise(left)
    synchronise(right)
    assert row_of(right.store, alone, "tasks").title == "左边 13800138000"


def test_a_refused_own_row_is_shown_given_up_and_put_back(pair: tuple[Device, Device, list[bytes]]) -> None:
    left, _, book = pair
    contact = log(left.store, book[0], "拜访")
    alone = plan(
        left.store, "备课", interaction_id=contact
    )  # head office: a contact is never the advisor's alone
    done = synchronise(left)
    assert (done.sent, done.refused) == (1, 1)
    with left.store.read() as tx:
        [refused] = clashes.refused(tx)
    assert (refused.code, refused.what, refused.customer_id) == ("reference_unknown", "备课", NO_CUSTOMER)
    with left.store.write() as tx:
        events = taking_back.drop(tx, left.store, alone)
    assert row_of(left.store, alone, "tasks") is None
    with left.store.write() as tx:
        taking_back.put_back(tx, left.store, events)
    assert row_of(left.store, alone, "tasks").title == "备课"
    assert waiting(left.store) == (0, 1)


def test_a_prospect_with_its_contacts_reaches_the_other_device_and_no_other_advisor(
    office: Office, filled: Filled, pair: tuple[Device, Device, list[bytes]], tmp_path: Path
) -> None:
    left, right, _ = pair
    prospect = meet(left.store, "单于丹", phone="13900001234")
    contact = log(left.store, prospect, "初次拜访")
    task = plan(left.store, "寄资料", prospect)
    edit(left.store, prospect, "customers", occupation="教师")
    assert synchronise(left).sent == 4
    assert synchronise(left).rows <= 5  # what it sent comes back once, as all that is written
    assert synchronise(left).rows == 0
    synchronise(right)
    assert found(right, "1234") == [prospect]
    assert row_of(right.store, prospect, "customers") == row_of(left.store, prospect, "customers")
    assert row_of(right.store, prospect, "customers").occupation == "教师"
    assert row_of(right.store, contact).note == "初次拜访"
    assert row_of(right.store, task, "tasks").customer_id == prospect
    with (
        device(office, filled.advisors[1], tmp_path / "other") as other,
        device(office, filled.advisors[0], tmp_path / "new") as new,
    ):
        synchronise(other)
        synchronise(new)
        assert row_of(other.store, prospect, "customers") is None
        assert found(new, "单于丹") == [prospect]


def test_a_push_of_a_prospect_whose_answer_is_lost_is_repeated_without_a_second_one(
    pair: tuple[Device, Device, list[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    left, right, _ = pair
    prospect = meet(left.store, "单于丹")
    contact = log(left.store, prospect, "初次拜访")

    def lost(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Push, "_take", lost)
        with pytest.raises(KeyboardInterrupt):
            synchronise(left)
    synchronise(right)
    edit(right.store, prospect, "customers", name="单于丹丹")
    synchronise(right)
    done = synchronise(left)
    assert (done.sent, done.conflicts, done.refused) == (2, 0, 0)
    assert count(left, "customers") == count(right, "customers") == 31
    assert row_of(left.store, contact).note == "初次拜访"
    assert found(left, "丹丹") == [prospect]


def test_a_search_follows_a_prospect_through_edits_undo_and_what_comes(
    pair: tuple[Device, Device, list[bytes]],
) -> None:
    left, right, _ = pair
    prospect = meet(left.store, "单于丹", phone="13900001234")
    synchronise(left)
    synchronise(right)
    renamed = edit(left.store, prospect, "customers", name="曾国藩")
    assert found(left, "zengguofan") == [prospect]
    # Another field comes from head office; the name that waits still stands on top, for the search as well.
    edit(right.store, prospect, "customers", phone="13900005678")
    synchronise(right)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Push, "_next", lambda self: [])
        synchronise(left)
    assert found(left, "zengguofan") == found(left, "5678") == [prospect]
    assert renamed
    take_back(left.store, renamed)
    assert found(left, "单于丹") == [prospect]
    assert found(left, "zengguofan") == []


def test_a_prospect_that_has_not_left_is_undone_with_all_that_was_written_for_it(
    office: Office, pair: tuple[Device, Device, list[bytes]]
) -> None:
    left, _, _ = pair
    prospect = meet(left.store, "单于丹")
    contact, task = log(left.store, prospect, "初次拜访"), plan(left.store, "寄资料", prospect)
    edit(left.store, prospect, "customers", name="单于丹丹")
    take_back(left.store, prospect)
    assert waiting(left.store) == (0, 0)
    for key, entity in ((prospect, "customers"), (contact, "interactions"), (task, "tasks")):
        assert row_of(left.store, key, entity) is None
    assert found(left, "单于丹") == []
    assert synchronise(left).sent == 0
    assert at_head_office(office.engine, prospect, "customers") is None


def test_a_prospect_that_head_office_has_stays(pair: tuple[Device, Device, list[bytes]]) -> None:
    left, _, _ = pair
    prospect = meet(left.store, "单于丹")
    synchronise(left)
    with pytest.raises(InputError):
        take_back(left.store, prospect)
    with left.store.read() as tx:
        assert outbox.waiting(tx).unsent == 0
    assert found(left, "单于丹") == [prospect]


def test_a_prospect_is_re_assigned_as_a_customer_is(
    office: Office, filled: Filled, pair: tuple[Device, Device, list[bytes]], tmp_path: Path
) -> None:
    left, _, _ = pair
    prospect = meet(left.store, "单于丹")
    synchronise(left)
    contact = log(left.store, prospect, "交接前的拜访")
    with device(office, filled.advisors[1], tmp_path / "other") as other:
        synchronise(other)
        move(office, prospect, filled.advisors[1])
        synchronise(left)
        synchronise(other)
        assert row_of(left.store, prospect, "customers") is None
        assert found(left, "单于丹") == []
        assert row_of(other.store, contact).note == "交接前的拜访"
        edit(other.store, prospect, "customers", name="单于丹丹")
        assert synchronise(other).refused == 0
