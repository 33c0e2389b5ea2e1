"""A call list is worked off by keys alone: outcomes by digits, the next one comes up, everything can be taken back."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from advisor_app.services.drafts import drafts
from advisor_app.ui.desk import Desk
from advisor_app.ui.main_window import MainWindow
from advisor_app.ui.say import speak
from advisor_app.ui.screens.calls.screen import CallsScreen
from advisor_app.ui.screens.contact.log_sheet import LogSheet
from tests.support.rich_book import People
from tests.ui.screens.calls.conftest import DAY, Lists, Press, Settle, calls


def titles(screen: CallsScreen) -> list[str]:
    return [screen.calls_model.entry_at(place).title for place in range(screen.calls_model.rowCount())]


def choose(screen: CallsScreen, list_id: bytes, settle: Settle) -> None:
    place = screen.lists_model.find(list_id)
    assert place is not None
    screen.lists.setCurrentIndex(screen.lists_model.index(place, 0))
    settle()
    screen.queue.setFocus()


def test_lists_stand_there_with_how_far_they_are(
    screen: CallsScreen, lists: Lists, qtmodeltester: ModelTester
) -> None:
    first, second = (screen.lists_model.entry_at(place) for place in range(2))
    assert (first.title, first.mark, first.body) == ("年末理财", "剩 30 天", "已完成 0/1")
    assert first.foot == "今日待联系 1 名 · 稳健一号"
    assert (second.title, second.foot) == ("周四回访", "今日待联系 3 名 · 名单.xlsx")
    assert titles(screen) == ["欧阳修"]
    for model in (screen.lists_model, screen.calls_model):
        qtmodeltester.check(model, force_py=False)


def test_marketing_without_consent_shows_red_and_can_only_be_skipped(
    desk: Desk, screen: CallsScreen, lists: Lists, people: People, settle: Settle, press: Press
) -> None:
    card = screen.card
    assert card.light.text == "不可营销"
    assert card.refused.isVisible()
    assert "请注明原因后跳过" in card.refused.text()
    assert not card.call_button.isEnabled()
    assert card.script.text() == "您好，我是李经理。"
    screen.queue.setFocus()
    press(Qt.Key.Key_1)
    assert "没有" in card.outcomes.error.text()
    assert calls(desk, lists.campaign) == [(people.ouyang, None, None, None, 0)]
    screen.queue.setFocus()
    press(Qt.Key.Key_7)
    assert QApplication.focusWidget() is card.outcomes.reason
    press(Qt.Key.Key_Return)
    assert card.outcomes.error.text() == "请用几个字说明原因。"
    card.outcomes.reason.setText("未同意营销")
    press(Qt.Key.Key_Return)
    [(_, outcome, day, reason, logged)] = calls(desk, lists.campaign)
    assert (outcome, reason, logged) == ("skipped", "未同意营销", 0)
    assert abs(day - DAY) <= 1


def test_a_digit_settles_the_call_and_the_next_one_comes_up(
    desk: Desk, screen: CallsScreen, lists: Lists, people: People, settle: Settle, press: Press
) -> None:
    choose(screen, lists.own, settle)
    assert titles(screen) == ["曾国藩", "单于丹", "C0005"]
    screen.card.note.setPlainText("谈了3件事")
    settle()
    screen.queue.setFocus()
    press(Qt.Key.Key_1)
    assert [row[1] for row in calls(desk, lists.own)] == ["interested", None, None]
    assert calls(desk, lists.own)[0][4] == 1
    assert titles(screen) == ["单于丹", "C0005", "曾国藩"]
    view = screen.card.view
    assert view is not None
    assert view.call.customer_id == people.shanyu
    assert screen.card.typed == ""
    assert QApplication.focusWidget() is screen.queue
    press(Qt.Key.Key_5)
    assert calls(desk, lists.own)[1][1:2] == (None,)
    assert screen.calls_model.entry_at(1).mark.endswith("再联系")
    with desk.book.store.read() as tx:
        notes = tx.exec_driver_sql(
            "SELECT note, purpose, outcome FROM interactions WHERE recorded_at IS NOT NULL ORDER BY id"
        ).all()
    assert [tuple(row) for row in notes] == [
        ("谈了3件事", "service", "connected"),
        (None, "service", "no_answer"),
    ]


def test_what_was_done_is_taken_back_and_the_call_stands_there_again(
    qtbot: QtBot, desk: Desk, screen: CallsScreen, lists: Lists, people: People, settle: Settle, press: Press
) -> None:
    choose(screen, lists.own, settle)
    before = calls(desk, lists.own)
    offers: list[object] = []
    desk.offered.connect(lambda _told, _name, action: offers.append(action))
    press(Qt.Key.Key_3)
    assert calls(desk, lists.own) != before
    offers[-1]()  # type: ignore[operator]
    settle()
    assert calls(desk, lists.own) == before
    view = screen.card.view
    assert view is not None
    assert view.call.customer_id == people.zeng


def test_a_call_is_put_off_and_made_again(
    desk: Desk, screen: CallsScreen, lists: Lists, settle: Settle, press: Press
) -> None:
    choose(screen, lists.own, settle)
    outcomes = screen.card.outcomes
    press(Qt.Key.Key_L)
    assert QApplication.focusWidget() is outcomes.day
    outcomes.day.setText("昨天")
    press(Qt.Key.Key_Return)
    assert outcomes.error.text() == "请选择今天以后的日期。"
    press(Qt.Key.Key_Escape)
    assert outcomes.day.isHidden()
    screen.queue.setFocus()
    press(Qt.Key.Key_L)
    outcomes.day.clear()
    press(Qt.Key.Key_Return)
    [first, *_] = calls(desk, lists.own)
    assert first[1] is None
    assert DAY <= first[2] <= DAY + 2
    assert titles(screen)[-1] == "曾国藩"
    screen.queue.setFocus()
    press(Qt.Key.Key_3)
    place = screen.calls_model.find(screen.calls_model.rows[-1].id)
    screen.queue.setCurrentIndex(screen.calls_model.index(place or 0, 0))
    settle()
    assert screen.card.again_button.isVisible()
    screen.card.again_button.click()
    settle()
    assert not screen.card.again_button.isVisible()


def test_the_whole_record_settles_the_call_too(
    desk: Desk, window: MainWindow, screen: CallsScreen, lists: Lists, settle: Settle
) -> None:
    choose(screen, lists.own, settle)
    screen.card.note.setPlainText("详细谈了")
    screen.card.log_button.click()
    settle()
    [sheet] = window.findChildren(LogSheet)
    fields = sheet.form.fields
    assert fields.fields["call_outcome"].isVisible()
    assert fields.note.toPlainText() == "详细谈了"
    sheet.save()
    settle()
    assert [str(error) for error in fields.fields["call_outcome"].errors] == ["请选择这次联系的结果。"]
    place = fields.call.outcome.findData("informed")
    fields.call.outcome.setCurrentIndex(place)
    fields.call.outcome.activated.emit(place)
    sheet.save()
    settle()
    assert sheet.isHidden()
    assert calls(desk, lists.own)[0][1] == "informed"
    assert drafts(desk.book) == ()


def test_an_own_list_is_renamed_and_put_away(
    qtbot: QtBot, desk: Desk, screen: CallsScreen, lists: Lists, settle: Settle
) -> None:
    assert not screen.head.menu_button.isVisible()  # a campaign is head office's
    choose(screen, lists.own, settle)
    assert screen.head.menu_button.isVisible()
    screen.head.rename.trigger()
    screen.head.name.setText("周五回访")
    qtbot.keyClick(screen.head.name, Qt.Key.Key_Return)
    settle()
    assert screen.head.title.text() == "周五回访"
    screen.head.close_list.trigger()
    settle()
    assert screen.lists_model.entry_at(1).mark == "已结束"
    assert not screen.card.outcomes.isVisible()
    screen.head.open_list.trigger()
    settle()
    assert screen.card.outcomes.isVisible()


def test_everything_is_said_in_english_too(screen: CallsScreen, lists: Lists, settle: Settle) -> None:
    speak("en")
    settle()
    assert screen.lists_model.entry_at(0).body == "0 of 1 settled"
    assert screen.card.outcomes.buttons["declined"].text() == "4  Declined"
    assert screen.card.light.text == "No marketing"
    assert screen.head.about.text().endswith("50 wanted in the whole bank")
    assert screen.card.log_button.text() == "Whole record …"
