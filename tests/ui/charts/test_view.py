"""The widget of a chart: a ground until it is drawn, drawn anew when size or theme change, figures in words."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from advisor_app.ui import theme
from advisor_app.ui.background import Background
from advisor_app.ui.charts import ChartView
from advisor_app.ui.charts.trend import Trend
from advisor_app.ui.theme.tokens import DARK, LIGHT

ONE = Trend(("1月", "2月"), (1.0, 2.0), "¥2.00")
OTHER = Trend(("1月", "2月"), (5.0, 2.0), "¥2.00")


@pytest.fixture
def view(qtbot: QtBot, themed: QApplication) -> Iterator[ChartView]:
    background = Background()
    view = ChartView(background, 160)
    qtbot.addWidget(view)
    view.resize(300, 160)
    view.show()
    qtbot.waitExposed(view)
    yield view
    view.hide()
    background.close()


def drawn(qtbot: QtBot, view: ChartView) -> None:
    qtbot.waitUntil(_is_drawn(view), timeout=20_000)


def _is_drawn(view: ChartView) -> Callable[[], bool]:
    return lambda: view.drawn


def test_a_ground_is_shown_until_the_chart_is_drawn(qtbot: QtBot, view: ChartView) -> None:
    view.show_chart(ONE)
    assert view.image().isNull()
    ground = view.grab().toImage()
    assert ground.pixelColor(150, 4) == QColor(LIGHT.raised)
    drawn(qtbot, view)
    assert view.grab().toImage() != ground
    assert (view.image().width(), view.image().height()) == (300, 160)


def test_another_chart_takes_the_place_at_once(qtbot: QtBot, view: ChartView) -> None:
    view.show_chart(ONE)
    drawn(qtbot, view)
    first = view.image()
    view.show_chart(OTHER)
    assert view.image().isNull()
    drawn(qtbot, view)
    assert view.image() != first


def test_the_same_chart_is_not_drawn_again(qtbot: QtBot, view: ChartView) -> None:
    view.show_chart(ONE)
    drawn(qtbot, view)
    view.show_chart(Trend(ONE.labels, ONE.values, ONE.last))
    assert view.drawn


def test_of_two_charts_the_later_one_stays(qtbot: QtBot, view: ChartView) -> None:
    view.show_chart(OTHER)
    drawn(qtbot, view)
    wanted = view.image()
    view.show_chart(ONE)
    view.repaint()
    view.show_chart(OTHER)
    drawn(qtbot, view)
    assert view.image() == wanted


def test_a_chart_follows_its_size(qtbot: QtBot, view: ChartView) -> None:
    view.show_chart(ONE)
    drawn(qtbot, view)
    view.resize(420, 200)
    assert not view.drawn
    drawn(qtbot, view)
    assert (view.image().width(), view.image().height()) == (420, 200)


def test_a_chart_follows_the_theme(qtbot: QtBot, view: ChartView, qapp: QApplication) -> None:
    view.show_chart(ONE)
    drawn(qtbot, view)
    assert view.image().pixelColor(1, 1) == QColor(LIGHT.surface)
    theme.apply(qapp, "dark")
    drawn(qtbot, view)
    assert view.image().pixelColor(1, 1) == QColor(DARK.surface)


def test_the_figures_are_there_in_words(view: ChartView) -> None:
    view.show_chart(ONE, "1月 1.00，2月 2.00")
    assert view.accessibleDescription() == "1月 1.00，2月 2.00"
    view.show_chart(None)
    assert view.accessibleDescription() == ""
