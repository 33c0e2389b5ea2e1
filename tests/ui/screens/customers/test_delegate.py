"""How rows are painted: what is late is red and marked, every theme has its own colours, nothing overflows."""

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QListView, QStyle, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from advisor_app.domain.customers import CustomerQuery
from advisor_app.services.consents import ConsentEntry, record_consent
from advisor_app.ui import theme
from advisor_app.ui.desk import Desk
from advisor_app.ui.screens.customers.delegate import ROW_HEIGHT, CustomerDelegate
from advisor_app.ui.screens.customers.model import CustomersModel
from advisor_app.ui.theme.tokens import DARK, LIGHT, Tokens
from tests.support.rich_book import People
from tests.ui.screens.customers.conftest import Settle

WIDTH, SCALE = 320, 3


def painted(
    model: CustomersModel, customer: bytes, state: QStyle.StateFlag = QStyle.StateFlag.State_Enabled
) -> QImage:
    """Return the row of a customer, three times as large so that letters have pixels of their full colour."""
    image = QImage(WIDTH * SCALE, ROW_HEIGHT * SCALE, QImage.Format.Format_ARGB32)
    image.setDevicePixelRatio(SCALE)
    image.fill(theme.current().surface)
    option = QStyleOptionViewItem()
    option.rect, option.state = QRect(0, 0, WIDTH, ROW_HEIGHT), state
    option.font = QApplication.font()
    place = model.place(customer)
    assert place is not None
    painter = QPainter(image)
    CustomerDelegate().paint(painter, option, model.index(place))
    painter.end()
    return image


def colours(image: QImage, left: int = 0, right: int = WIDTH) -> set[str]:
    columns = range(left * SCALE, right * SCALE)
    return {image.pixelColor(x, y).name() for x in columns for y in range(image.height())}


@pytest.fixture
def full(model: CustomersModel, settle: Settle) -> CustomersModel:
    model.find(CustomerQuery(), begins=True)
    settle()
    return model


@pytest.mark.parametrize(("name", "tokens"), [("light", LIGHT), ("dark", DARK)])
def test_what_is_due_has_a_colour_of_the_theme(
    qapp: QApplication, full: CustomersModel, people: People, name: str, tokens: Tokens
) -> None:
    theme.apply(qapp, name)
    alarms = {tokens.bad.text, tokens.warn.text}
    facts = 130, 280  # right of the assets, where the contact stands, up to the light
    assert colours(painted(full, people.qiu), *facts) & alarms == {tokens.bad.text}
    assert colours(painted(full, people.shanyu), *facts) & alarms == {tokens.warn.text}
    assert colours(painted(full, people.zeng), *facts) & alarms == set()


def test_the_light_has_a_sign_of_its_own_besides_the_colour(
    desk: Desk, full: CustomersModel, people: People, settle: Settle
) -> None:
    def sign() -> tuple[bool, set[tuple[int, int]]]:
        image = painted(full, people.zeng)
        colour = LIGHT.bad.text if LIGHT.bad.text in colours(image, 290, 312) else LIGHT.good.text
        columns, lines = range(290 * SCALE, 312 * SCALE), range(image.height())
        drawn = {(x, y) for x in columns for y in lines if image.pixelColor(x, y).name() == colour}
        return colour == LIGHT.bad.text, drawn

    given = ConsentEntry("email", "marketing", granted=True, source="phone", evidence="录音")
    record_consent(desk.book, people.zeng, given)
    full.read_again()
    settle()
    was_red, green = sign()
    record_consent(desk.book, people.zeng, ConsentEntry("all", "all", granted=False))
    full.read_again()
    settle()
    is_red, red = sign()
    assert (was_red, is_red) == (False, True)
    assert green
    assert len(red ^ green) > len(green) / 4  # not the same drawing in another colour


def test_rows_that_are_chosen_pointed_at_or_have_the_focus_look_so(
    full: CustomersModel, people: People
) -> None:
    flag = QStyle.StateFlag
    assert LIGHT.selected in colours(painted(full, people.zeng, flag.State_Selected))
    assert LIGHT.raised in colours(painted(full, people.zeng, flag.State_MouseOver))
    assert LIGHT.focus in colours(painted(full, people.zeng, flag.State_HasFocus))
    plain = colours(painted(full, people.zeng))
    assert not {LIGHT.selected, LIGHT.raised, LIGHT.focus} & plain


def test_nothing_is_painted_beyond_the_row(full: CustomersModel, people: People) -> None:
    image = painted(full, people.qiu)
    assert colours(image, 0, 6) == {LIGHT.surface}
    assert colours(image, WIDTH - 6) == {LIGHT.surface}


def test_all_rows_are_of_one_height(qtbot: QtBot, full: CustomersModel) -> None:
    view = QListView()
    qtbot.addWidget(view)
    delegate = CustomerDelegate(view)
    heights = {
        delegate.sizeHint(QStyleOptionViewItem(), full.index(place)).height()
        for place in range(full.rowCount())
    }
    assert heights == {ROW_HEIGHT}
