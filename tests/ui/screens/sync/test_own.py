"""What is the advisor's own in the screen of sync: it names no customer, and leads to none."""

from pytestqt.qtbot import QtBot

from advisor_app.data import conflicts, outbox
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import speak
from tests.support.head_office_says import refuse
from tests.support.writing import edit, plan
from tests.ui.screens.sync.conftest import Open


def test_an_own_task_that_waits_or_was_refused_says_so_and_leads_nowhere(
    qtbot: QtBot, desk: Desk, open_screen: Open
) -> None:
    plan(desk.book.store, "备课")
    refuse(desk.book.store, plan(desk.book.store, "订会议室13911112222"), "row_exists")
    screen = open_screen()
    [item] = screen.refused.list.items
    assert item.customer.text() == "本人事项"
    assert not item.customer.isEnabled()
    assert item.row.what == "订会议室139****2222"
    model = screen.waiting.model
    [row] = model.rows
    assert (row.what, model.data(model.index(0, 0))) != ("", "")
    with qtbot.assertNotEmitted(screen.waiting.customer_wanted, wait=0):
        screen.waiting.list.activated.emit(model.index(0, 0))
    speak("en")
    assert item.customer.text() == "Your own"
    speak("zh_CN")


def test_a_conflict_about_an_own_task_is_shown_without_a_customer(desk: Desk, open_screen: Open) -> None:
    store = desk.book.store
    task = plan(store, "备课")
    with store.write() as tx:
        outbox.acknowledge(tx, 1_000)
    made = edit(store, task, "tasks", title="备课并打印")
    assert made
    with store.write() as tx:
        event = outbox.get(tx, made)
        assert event
        conflicts.record(tx, event, {"title": "别处改的"})
        outbox.acknowledge(tx, 1_000)
    screen = open_screen()
    [item] = screen.conflicts.inbox.items
    assert item.customer.text() == "本人事项"
    assert not item.customer.isEnabled()
    assert [line[1:] for line in item.lines] == [("备课", "别处改的", "备课并打印")]
