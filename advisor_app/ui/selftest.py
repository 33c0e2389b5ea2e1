"""Try on this machine what the window depends on: fonts with Chinese characters, charts, Qt's own texts."""

import os
import warnings
from collections.abc import Sequence

from PySide6.QtCore import QLibraryInfo, QTranslator
from PySide6.QtGui import QFont, QFontDatabase, QRawFont
from PySide6.QtWidgets import QApplication

from advisor_app.errors import DamagedError, UnavailableError
from advisor_app.i18n import LANGUAGES, N_
from advisor_app.i18n import gettext as _
from advisor_app.services.program import has_display
from advisor_app.services.self_test import Check, tried
from advisor_app.ui.application import NAME
from advisor_app.ui.charts.drawing import Sheet, draw
from advisor_app.ui.charts.trend import Trend
from advisor_app.ui.theme import FAMILIES
from advisor_app.ui.theme.tokens import LIGHT

_SAMPLE = "曾仇单于丹元，。¥"
_CHINESE = QFontDatabase.WritingSystem.SimplifiedChinese
_REINSTALL = N_("Install the program again.")
_FONTS = N_(
    "Install one, such as the package fonts-noto-cjk (91 MB) or fonts-wqy-microhei (5 MB), and start again."
)


def self_test() -> tuple[Check, ...]:
    """Try it all; where there is no display, without one."""
    if not has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QApplication.instance() or QApplication([NAME])
    checks = (tried("fonts", try_fonts), tried("charts", try_charts), tried("qt_texts", try_qt_texts))
    del application  # it had to live until here
    return checks


def try_fonts(families: Sequence[str] | None = None) -> str:
    """Find a font, of `families` or of all that are installed, that has the characters of names and amounts."""
    installed = QFontDatabase.families(_CHINESE) if families is None else families
    # The ones that the theme asks for first: they are what is seen.
    for family in sorted(
        installed, key=lambda name: FAMILIES.index(name) if name in FAMILIES else len(FAMILIES)
    ):
        font = QRawFont.fromFont(QFont(family), _CHINESE)
        if font.isValid() and all(font.supportsCharacter(ord(character)) for character in _SAMPLE):
            return _("Chinese characters are shown in the font {family}.", family=font.familyName())
    raise UnavailableError(
        N_("No font of this computer has Chinese characters, so they would be shown as boxes."),
        what_to_do=_FONTS,
    )


def try_charts() -> str:
    """Draw a chart with Chinese months and see that something is on it."""
    trend = Trend(("10月", "11月", "12月"), (1.0, 3.0, 2.0), last="¥2.00万")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        image = draw(trend, Sheet(240, 160, 1.0, LIGHT))
    colours = {image.pixel(x, y) for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)}
    if len(colours) < 3:
        raise DamagedError(N_("A chart came out blank."), what_to_do=_REINSTALL)
    if any("missing from" in str(warning.message) for warning in caught):
        raise UnavailableError(N_("Charts find no font with Chinese characters."), what_to_do=_FONTS)
    return _("A chart was drawn.")


def try_qt_texts() -> str:
    """See that Qt's own texts (menus of fields, file dialogs) are there in every language but English."""
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for language, name in LANGUAGES.items():
        if language != "en" and not QTranslator().load(f"qtbase_{language}", folder):
            raise DamagedError(
                N_("The texts of file dialogs are missing in {language}."),
                language=name,
                what_to_do=_REINSTALL,
            )
    return _("The texts of file dialogs and menus are there in every language.")
