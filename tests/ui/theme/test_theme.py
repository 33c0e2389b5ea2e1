"""The theme: what the settings choose, and that everything painted follows it at once."""

import re

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from advisor_app.paths import resources
from advisor_app.ui import theme
from advisor_app.ui.theme.stylesheet import stylesheet
from advisor_app.ui.theme.tokens import DARK, LIGHT, Tokens, Tone


@pytest.mark.parametrize(
    ("setting", "system_dark", "chosen"),
    [
        ("light", True, LIGHT),
        ("dark", False, DARK),
        ("auto", True, DARK),
        ("auto", False, LIGHT),
    ],
)
def test_the_settings_choose(setting: str, system_dark: bool, chosen: Tokens) -> None:
    assert theme.choose(setting, system_dark=system_dark) == chosen


def test_one_setting_turns_the_colours_of_money_round() -> None:
    turned = theme.choose("light", "green")
    assert (turned.inflow, turned.outflow) == (LIGHT.outflow, LIGHT.inflow)


@pytest.mark.parametrize("tokens", [LIGHT, DARK])
def test_the_sheet_has_no_colour_of_its_own(tokens: Tokens) -> None:
    values = {getattr(tokens, name) for name in tokens._fields}
    known = {part for value in values for part in (value if isinstance(value, tuple) else (value,))}
    assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", stylesheet(tokens))) <= known
    assert "$" not in stylesheet(tokens)


def test_every_tone_has_its_colours() -> None:
    for tokens in (LIGHT, DARK):
        assert len({tokens.tone(tone) for tone in Tone}) == len(Tone)


def test_an_icon_takes_the_colour_of_the_theme_that_is_on(qtbot: QtBot, qapp: QApplication) -> None:
    search = theme.icon("search", "text")
    for setting, tokens in (("light", LIGHT), ("dark", DARK)):
        theme.apply(qapp, setting)
        image = search.pixmap(48, 48).toImage()
        painted = {
            image.pixelColor(x, y).name()
            for x in range(48)
            for y in range(48)
            if image.pixelColor(x, y).alpha() == 255
        }
        assert painted == {tokens.text}
        assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(tokens.window)


def test_every_icon_can_be_tinted() -> None:
    fixed = {
        path.stem for path in (resources() / "icons").glob("*.svg") if "currentColor" not in path.read_text()
    }
    drawings = ("chevron-up", "chevron-down", "check")
    assert fixed == {f"{drawing}-{mode}" for drawing in drawings for mode in ("light", "dark")}
