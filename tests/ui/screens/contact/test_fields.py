"""The fields: what is typed is kept whatever it is, what is wrong is said beside it, and nothing is saved half."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from advisor_app import words
from advisor_app.domain.contacts import ContactEntry, FileEntry, PromiseEntry
from advisor_app.domain.dates import from_day
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import speak
from advisor_app.ui.screens.contact.form import ContactFields
from advisor_app.ui.screens.contact.log_sheet import LogSheet
from advisor_app.ui.widgets.calendar import Calendar
from tests.support.rich_book import People
from tests.ui.screens.contact.conftest import Settle, focused, logged

WEEKDAYS = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"]


@pytest.fixture
def valid(sheet: LogSheet, people: People, settle: Settle) -> ContactFields:
    """Return fields in which a contact stands that can be logged."""
    sheet.form.begin(
        ContactEntry(customers=(people.zeng,), channel="phone", direction="out", note="谈了存单")
    )
    settle()
    return sheet.form.fields


def type_in(name: str, text: str) -> Callable[[ContactFields], None]:
    def act(fields: ContactFields) -> None:
        field = getattr(fields, name)
        assert isinstance(field, QLineEdit | QPlainTextEdit)
        field.setPlainText(text) if isinstance(field, QPlainTextEdit) else field.setText(text)

    return act


def no_customer(fields: ContactFields) -> None:
    next(iter(fields.customers.chips.values())).click()


def promise(text: str, due: str) -> Callable[[ContactFields], None]:
    def act(fields: ContactFields) -> None:
        fields.promises.add_button.click()
        fields.promises.rows[-1].text.setText(text)
        fields.promises.rows[-1].due.setText(due)

    return act


def files(*given: FileEntry) -> Callable[[ContactFields], None]:
    return lambda fields: fields.files.show_files(given)


WRONG = [
    ("customers", no_customer, "Say which customer this is about."),
    ("channel", lambda fields: fields.channel.choose(""), "Choose how you were in touch."),
    ("direction", lambda fields: fields.direction.choose(""), "Say who began it."),
    ("note", type_in("note", " "), "Say in a word or two what was spoken of, or choose an outcome."),
    ("note", type_in("note", "长" * 4_001), "That is 4001 characters; 4000 fit."),
    (
        "day",
        type_in("day", "以前"),
        "“以前” is not a day. Write 2026-11-24, 24 Nov, tomorrow or next Monday.",
    ),
    ("day", type_in("day", "后天"), "A contact cannot lie in the future."),
    (
        "day",
        type_in("day", "2025-01-01"),
        "That is more than 90 days ago; a contact can be logged no later than that.",
    ),
    ("time", type_in("time", "25点"), "“25点” is not a time of day. Write 15:30 or 3pm."),
    ("duration", type_in("duration", "很久"), "“很久” is not a duration of a day at most. Write 20 or 1:20."),
    ("participants", type_in("participants", "甲" * 201), "That is 201 characters; 200 fit."),
    ("next_step", type_in("next_step_on", "后天"), "Say what is to be done on that day."),
    ("next_step_on", type_in("next_step_on", "去年"), None),
    ("promises", promise("寄资料", ""), "Say by when it is promised."),
    ("promises", promise("", "后天"), "Say what was promised."),
    ("promises", promise("寄资料", "昨天"), "That day has passed."),
    ("files", files(FileEntry("a.exe", b"x")), None),
    ("files", files(FileEntry("空.pdf", b"")), "“空.pdf” is empty."),
    ("files", files(FileEntry("大.pdf", bytes((1 << 20) + 1))), None),
    ("files", files(*(FileEntry(f"{n}.pdf", b"x") for n in range(6))), "A contact can have 5 files at most."),
]


@pytest.mark.parametrize(
    ("name", "act", "sentence"), WRONG, ids=[f"{place}-{name}" for place, (name, *_) in enumerate(WRONG)]
)
def test_wrong_input_gets_a_sentence_and_is_kept(
    desk: Desk,
    sheet: LogSheet,
    valid: ContactFields,
    settle: Settle,
    name: str,
    act: Callable[[ContactFields], None],
    sentence: str | None,
) -> None:
    speak("en")
    act(valid)
    typed = valid.entry
    sheet.save()
    settle()
    wrong = {field: [str(error) for error in one.errors] for field, one in valid.fields.items() if one.errors}
    assert name in wrong
    if sentence is not None:
        assert sentence in wrong[name]
    field = valid.fields[name]
    assert field.error.isVisibleTo(sheet)
    assert field.error.text() == "\n".join(wrong[name])
    assert field.editor.accessibleDescription() == field.error.text()
    assert valid.entry == typed
    assert logged(desk) == []
    assert sheet.isVisible()
    first = valid.fields[next(iter(wrong))]
    assert first.isAncestorOf(focused())


def test_all_faults_are_said_at_once(desk: Desk, sheet: LogSheet, settle: Settle) -> None:
    fields = sheet.form.fields
    fields.day.setText("以前")
    fields.time.setText("25点")
    sheet.save()
    settle()
    wrong = [name for name, field in fields.fields.items() if field.errors]
    assert wrong == ["customers", "channel", "direction", "note", "day", "time"]
    assert sheet.state.accessibleName() == "有 6 处需要修改"
    assert focused() is fields.customers.search


def test_a_sentence_goes_as_soon_as_its_field_is_touched(
    sheet: LogSheet, valid: ContactFields, settle: Settle
) -> None:
    valid.day.setText("以前")
    valid.time.setText("25点")
    sheet.save()
    settle()
    valid.day.setText("今天")
    assert valid.fields["day"].errors == ()
    assert valid.day.property("kind") == ""
    assert valid.fields["time"].errors
    assert valid.time.property("kind") == "wrong"


def test_a_sentence_follows_the_language(sheet: LogSheet, valid: ContactFields, settle: Settle) -> None:
    valid.time.setText("25点")
    sheet.save()
    settle()
    speak("en")
    assert valid.fields["time"].error.text() == "“25点” is not a time of day. Write 15:30 or 3pm."


def test_promises_are_marked_row_by_row(sheet: LogSheet, valid: ContactFields, settle: Settle) -> None:
    promise("寄资料", "后天")(valid)
    promise("回电", "从前")(valid)
    sheet.save()
    settle()
    kinds = [(row.text.property("kind"), row.due.property("kind")) for row in valid.promises.rows]
    assert kinds == [("", ""), ("", "wrong")]
    assert focused() is valid.promises.rows[1].due


@pytest.mark.parametrize(
    ("typed", "days"), [("明天", 1), ("昨天", -1), ("today", 0), ("三天后", 3), ("in 3 days", 3)]
)
def test_a_day_in_any_words_is_shown_as_understood(
    sheet: LogSheet, today: int, typed: str, days: int
) -> None:
    fields = sheet.form.fields
    fields.next_step_on.setText(typed)
    weekday = WEEKDAYS[from_day(today + days).weekday()]
    assert fields.fields["next_step_on"].hint.text() == f"→ {words.day(today + days)} {weekday}"
    fields.next_step_on.setText("哪天")
    assert not fields.fields["next_step_on"].hint.isVisibleTo(sheet)


@pytest.mark.parametrize(
    ("name", "typed", "hint"),
    [
        ("time", "下午3点半", "→ 15:30"),
        ("time", "15:30", ""),
        ("time", "哪会儿", ""),
        ("duration", "1小时20分", "→ 80 分钟"),
        ("duration", "25小时", ""),
    ],
)
def test_times_are_shown_as_understood(sheet: LogSheet, name: str, typed: str, hint: str) -> None:
    fields = sheet.form.fields
    getattr(fields, name).setText(typed)
    assert fields.fields[name].hint.text() == hint


def test_english_days(sheet: LogSheet) -> None:
    speak("en")
    sheet.form.fields.day.setText("2026-11-30")
    assert sheet.form.fields.fields["day"].hint.text() == "→ Mon 30 Nov 2026"


def test_a_day_is_chosen_from_the_calendar_by_key(qtbot: QtBot, sheet: LogSheet, today: int) -> None:
    day = sheet.form.fields.next_step_on
    day.setText("明天")
    day.setFocus()
    qtbot.keyClick(day, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    [calendar] = day.findChildren(Calendar)
    chosen = calendar.selectedDate()
    assert (chosen.year(), chosen.month(), chosen.day()) == from_day(today + 1).timetuple()[:3]
    calendar.activated.emit(chosen.addDays(1))
    assert day.text() == from_day(today + 2).isoformat()


def test_everything_is_saved(
    desk: Desk, sheet: LogSheet, valid: ContactFields, people: People, settle: Settle, today: int
) -> None:
    valid.purpose.setCurrentIndex(valid.purpose.findData("maturity"))
    valid.purpose.activated.emit(valid.purpose.currentIndex())
    valid.outcome.setCurrentIndex(valid.outcome.findData("connected"))
    valid.outcome.activated.emit(valid.outcome.currentIndex())
    valid.day.setText("昨天")
    valid.time.setText("下午3点")
    valid.duration.setText("半小时")
    valid.participants.setText("王先生")
    valid.next_step.setText("寄利率表")
    valid.next_step_on.setText("后天")
    promise("寄对比表", "明天")(valid)
    promise("", "")(valid)
    valid.files.show_files([FileEntry("a.pdf", b"x")])
    sheet.save()
    settle()
    [row] = logged(desk)
    assert row[1:11] == (
        people.zeng, "phone", "out", "maturity", "connected", "谈了存单", "寄利率表", today + 2, "王先生", 1800,
    )  # fmt: skip
    with desk.book.store.read() as tx:
        promises = tx.exec_driver_sql("SELECT text, due_on, interaction_id FROM promises").all()
        attachments = tx.exec_driver_sql("SELECT name, content, interaction_id FROM attachments").all()
    assert [tuple(each) for each in promises] == [("寄对比表", today + 1, row[0])]
    assert [tuple(each) for each in attachments] == [("a.pdf", b"x", row[0])]


def test_a_code_that_the_bank_has_no_more_stays_chosen(sheet: LogSheet, people: People) -> None:
    sheet.form.begin(ContactEntry(customers=(people.zeng,), purpose="old", outcome="gone"))
    fields = sheet.form.fields
    assert (fields.purpose.currentText(), fields.outcome.currentText()) == ("old", "gone")
    assert (fields.entry.purpose, fields.entry.outcome) == ("old", "gone")
    speak("en")
    assert (fields.entry.purpose, fields.entry.outcome) == ("old", "gone")


def test_promises_come_and_go_by_key(qtbot: QtBot, sheet: LogSheet) -> None:
    promises = sheet.form.fields.promises
    promises.add_button.setFocus()
    qtbot.keyClick(promises.add_button, Qt.Key.Key_Space)
    assert focused() is promises.rows[0].text
    promises.rows[0].text.setText("寄资料")
    qtbot.keyClick(promises.rows[0].remove_button, Qt.Key.Key_Space)
    assert promises.promises == ()
    assert focused() is promises.add_button


def test_customers_are_found_by_pinyin_and_removed_by_key(
    qtbot: QtBot, desk: Desk, sheet: LogSheet, people: People, settle: Settle
) -> None:
    customers = sheet.form.fields.customers
    customers.search.setFocus()
    customers.search.setText("wang")
    qtbot.keyClick(customers.search, Qt.Key.Key_Return)
    settle()
    assert customers.search.panel.isVisible()
    assert [button.row.id for button in customers.search.panel.rows] == list(people.plain[:6])
    qtbot.keyClick(customers.search, Qt.Key.Key_Down)
    qtbot.keyClick(customers.search, Qt.Key.Key_Return)
    assert list(sheet.form.entry.customers) == [people.plain[1]]
    assert not customers.search.panel.isVisible()
    assert customers.search.text() == ""
    chip = customers.chips[people.plain[1]]
    chip.setFocus()
    qtbot.keyClick(chip, Qt.Key.Key_Space)
    assert list(sheet.form.entry.customers) == []
    assert focused() is customers.search


def test_nobody_found_is_said(qtbot: QtBot, sheet: LogSheet, settle: Settle) -> None:
    search = sheet.form.fields.customers.search
    search.setFocus()
    search.setText("诸葛亮")
    qtbot.keyClick(search, Qt.Key.Key_Return)
    settle()
    assert search.panel.isVisible()
    assert search.panel.rows == []
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert not search.panel.isVisible()
    assert sheet.isVisible()


def test_the_search_for_customers_is_logged_once(
    qtbot: QtBot, desk: Desk, sheet: LogSheet, settle: Settle
) -> None:
    search = sheet.form.fields.customers.search
    search.setFocus()
    for text in ("w", "wa", "wang"):
        search.setText(text)
        qtbot.keyClick(search, Qt.Key.Key_Return)
        settle()
    with desk.book.store.read() as tx:
        count = tx.exec_driver_sql("SELECT count(*) FROM audit WHERE action = 'customers.search'").scalar()
    assert count == 1


def test_empty_promises_are_none(sheet: LogSheet) -> None:
    sheet.form.fields.promises.show_promises([PromiseEntry("甲", "明天"), PromiseEntry("", "")])
    sheet.form.fields.promises.show_promises([PromiseEntry("甲", "后天")])
    assert sheet.form.fields.entry.promises == (PromiseEntry("甲", "后天"),)
