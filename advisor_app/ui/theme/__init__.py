"""How everything looks: colours, palette, style sheet, icons and charts come from here and from nowhere else."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from advisor_app.ui.theme.icons import icon
from advisor_app.ui.theme.palette import palette
from advisor_app.ui.theme.state import current, switch
from advisor_app.ui.theme.stylesheet import stylesheet
from advisor_app.ui.theme.tokens import DARK, LIGHT, Tokens, Tone

FAMILIES = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Microsoft YaHei UI",
    "PingFang SC",
    "WenQuanYi Micro Hei",
)
"""Fonts that have Chinese and Latin letters of one make, the best first; Qt takes the first that there is."""
_PIXELS = 14


def choose(theme: str, inflow_colour: str = "red", *, system_dark: bool = False) -> Tokens:
    """Return the tokens that the settings `theme` (auto, light, dark) and `inflow_colour` (red, green) ask for."""
    dark = system_dark if theme == "auto" else theme == "dark"
    tokens = DARK if dark else LIGHT
    if inflow_colour == "green":
        return replace(tokens, inflow=tokens.outflow, outflow=tokens.inflow)
    return tokens


def apply(application: QApplication, theme: str, inflow_colour: str = "red") -> None:
    """Dress the application; every widget gets a PaletteChange and paints itself anew."""
    system_dark = application.styleHints().colorScheme() is Qt.ColorScheme.Dark
    tokens = choose(theme, inflow_colour, system_dark=system_dark)
    switch(tokens)
    if application.style().name() != "fusion":
        application.setStyle("Fusion")
    font = QFont()
    font.setFamilies(list(FAMILIES))
    font.setPixelSize(_PIXELS)
    application.setFont(font)
    application.setPalette(palette(tokens))
    application.setStyleSheet(stylesheet(tokens))


__all__ = ["FAMILIES", "Tokens", "Tone", "apply", "choose", "current", "icon"]
