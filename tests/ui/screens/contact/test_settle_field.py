"""Ticking open tasks in the form of a contact: those that are ticked are done with it, and undone with it."""

from pytestqt.qtbot import QtBot

from advisor_app.domain.task_check import TaskEntry
from advisor_app.domain.tasks import TaskQuery
from advisor_app.services.tasks import add_task, tasks_page
from advisor_app.ui.desk import Desk
from advisor_app.ui.screens.contact.edit_sheet import EditSheet
from advisor_app.ui.screens.contact.log_sheet import LogSheet
from tests.support.rich_book import People
from tests.support.writing import log
from tests.ui.screens.contact.conftest import Settle


def plan(desk: Desk, customer: bytes, title: str, day: str = "") -> bytes:
    entry = TaskEntry(customer_id=customer, title=title, day=day, kind="call")
    [key] = add_task(desk.book, entry).mutations
    return key


def statuses(desk: Desk) -> dict[str, str | None]:
    pages = (tasks_page(desk.book, TaskQuery(settled=settled, kind="call")) for settled in (False, True))
    return {item.title: item.status for page in pages for item in page.items}


def test_the_tasks_of_the_customer_are_offered_and_the_ticked_are_done(
    qtbot: QtBot, desk: Desk, sheet: LogSheet, settle: Settle, people: People
) -> None:
    plan(desk, people.zeng, "回访")
    plan(desk, people.zeng, "送资料")
    plan(desk, people.zeng, "下月", "三天后")
    plan(desk, people.qiu, "别人的")
    sheet.log(people.zeng)
    settle()
    field = sheet.form.fields.settle
    said = [box.text() for box in field.boxes.values()]
    assert [text.rpartition(" · ")[2] for text in said] == ["回访", "送资料"]
    assert sheet.form.fields.fields["settle"].isVisible()
    assert sheet.form.entry.settle == ()
    next(iter(field.boxes.values())).click()
    sheet.form.fields.channel.chips["phone"].click()
    sheet.form.fields.direction.chips["in"].click()
    sheet.form.fields.note.setPlainText("谈了")
    sheet.save()
    settle()
    assert not sheet.isVisible()
    assert statuses(desk) == {"回访": "done", "送资料": None, "下月": None, "别人的": None}


def test_nothing_is_offered_where_nothing_is_due(
    qtbot: QtBot, desk: Desk, sheet: LogSheet, settle: Settle, people: People
) -> None:
    sheet.log(people.zeng)
    settle()
    assert not sheet.form.fields.fields["settle"].isVisible()


def test_a_correction_offers_none(
    qtbot: QtBot, desk: Desk, editor: EditSheet, settle: Settle, people: People
) -> None:
    plan(desk, people.zeng, "回访")
    editor.show_contact(log(desk.book.store, people.zeng, "谈了"))
    settle()
    assert editor.isVisible()
    assert not editor.form.fields.fields["settle"].isVisible()
