"""How everything looks: colours, palette, style sheet, icons and charts come from here and from nowhere else."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtGui import QFont, QIcon, QPalette
from PySide6.QtWidgets import QApplication

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
STYLE = "-style=fusion"
"""The argument with which an application is made in our style."""
FRESH = "fresh"
"""The property of an application that was made with it and is not dressed yet."""
_PIXELS = 14
_DARK = 128  # of 255


def choose(theme: str, inflow_colour: str = "red", *, system_dark: bool = False) -> Tokens:
    """Return the tokens that the settings `theme` (auto, light, dark) and `inflow_colour` (red, green) ask for."""
    dark = system_dark if theme == "auto" else theme == "dark"
    tokens = DARK if dark else LIGHT
    if inflow_colour == "green":
        return tokens._replace(inflow=tokens.outflow, outflow=tokens.inflow)
    return tokens


def apply(application: QApplication, theme: str, inflow_colour: str = "red") -> None:
    """Dress the application; every widget gets a PaletteChange and paints itself anew."""
    tokens = choose(theme, inflow_colour, system_dark=_is_dark(_system_palette(application)))
    switch(tokens)
    font = QFont()
    font.setFamilies(list(FAMILIES))
    font.setPixelSize(_PIXELS)
    application.setFont(font)
    application.setPalette(palette(tokens))
    application.setStyleSheet(stylesheet(tokens))


def _system_palette(application: QApplication) -> QPalette:
    """Return the palette that the desktop would have; it knows whether that is dark.

    For the first window the style is not asked, which would load the names of everything that a style can paint:
    it was chosen by an argument when the application was made, and its palette is still on.
    """
    fresh = application.property(FRESH)
    application.setProperty(FRESH, False)
    if fresh:
        return application.palette()
    if fresh is None:
        application.setStyle("Fusion")
    return application.style().standardPalette()


def _is_dark(palette: QPalette) -> bool:
    return palette.color(QPalette.ColorRole.Window).lightness() < _DARK


@contextmanager
def undressed(application: QApplication) -> Iterator[None]:
    """Take the style sheet off while a window is put together, and put it on once at the end.

    Under a style sheet each widget that is added polishes the whole tree below it again: a window of some hundred
    widgets takes five times as long.
    """
    sheet = application.styleSheet()
    application.setStyleSheet("")
    try:
        yield
    finally:
        application.setStyleSheet(sheet)


def icon(name: str, colour: str = "muted") -> QIcon:
    """Return an icon, as `icons.icon` does; what draws it is loaded with the first."""
    from advisor_app.ui.theme.icons import icon as drawn

    return drawn(name, colour)


__all__ = ["FAMILIES", "FRESH", "STYLE", "Tokens", "Tone", "apply", "choose", "current", "icon", "undressed"]
