"""What stands in an avatar."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from advisor_app.ui.theme import Tone
from advisor_app.ui.theme.tokens import LIGHT
from advisor_app.ui.widgets.avatar import initial, paint_avatar


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("曾国藩", "曾"),
        ("单于丹", "单"),
        ("zeng", "Z"),
        ("[bold]李", "B"),
        (" 李", "李"),
        ("123", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_the_first_letter_stands_for_a_name(name: str | None, shown: str) -> None:
    assert initial(name) == shown


@pytest.mark.parametrize(("name", "colour"), [("曾国藩", LIGHT.gold.text), (None, LIGHT.muted)])
def test_a_letter_is_painted_or_a_person_where_there_is_none(
    qtbot: QtBot, name: str | None, colour: str
) -> None:
    image = QImage(80, 80, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    paint_avatar(painter, QRectF(0, 0, 80, 80), name, Tone.GOLD)
    painter.end()
    painted = {image.pixelColor(x, y).name() for x in range(80) for y in range(80)}
    assert {colour, LIGHT.gold.ground} <= painted
