"""A walk through the window with nobody at it: each screen is used as an advisor would, and written as a picture."""

import time
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from advisor_app.i18n import current_language
from advisor_app.services.open_book import Book
from advisor_app.services.whose_book import whose_book
from advisor_app.settings import WORKBENCH, Settings
from advisor_app.ui import theme
from advisor_app.ui.application import make_application
from advisor_app.ui.desk import Desk
from advisor_app.ui.launcher.window import LauncherWindow
from advisor_app.ui.main_window import MainWindow
from advisor_app.ui.navigation import CUSTOMERS, NOTES, SETTINGS, SYNC
from advisor_app.ui.say import speak
from advisor_app.ui.screens.contact.line_field import LineField
from advisor_app.ui.screens.contact.log_sheet import LogSheet
from advisor_app.ui.screens.contact.wanted import log_contact
from advisor_app.ui.screens.customers.screen import CustomersScreen
from advisor_app.ui.sync_process import SyncControl

SIZE = (1440, 900)
PINYIN = "zeng"
LINES = {
    "zh_CN": "#电话 谈了大额存单到期 明天下午回访",
    "en": "#phone talked about the deposit that matures, call back tomorrow",
}
_QUIET = 0.2  # seconds without any work, after which a screen is taken for finished
_PATIENCE = 30.0
_TABS = ("overview", "holdings", "transactions", "timeline", "feedback", "household")


def take(book: Book, settings_file: Path, folder: Path) -> list[Path]:
    """Walk through the window on a book and return the numbered pictures, in the order of the walk.

    Pictures of an earlier walk are replaced.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("[0-9][0-9]-*.png"):
        old.unlink()
    settings = Settings.load(WORKBENCH, user_file=settings_file)
    application = make_application(settings)
    desk = Desk(book, settings)
    window = MainWindow(desk, SyncControl(book, settings, desk), folder / "window.ini")
    try:
        return _Walk(application, desk, window, folder).walk()
    finally:
        window.close()
        desk.background.close()
        (folder / "window.ini").unlink(missing_ok=True)


class _Walk:
    def __init__(self, application: QApplication, desk: Desk, window: MainWindow, folder: Path) -> None:
        self._application, self._desk, self._window, self._folder = application, desk, window, folder
        self._pictures: list[Path] = []

    def walk(self) -> list[Path]:
        window = self._window
        window.resize(*SIZE)
        for language, look in (("zh_CN", "light"), ("en", "dark")):
            speak(language)
            theme.apply(self._application, look)
            self._desk.look_changed.emit()
            self._launcher(f"{language}-{look}")
            window.show()
            window.show_screen(CUSTOMERS)
            for screen in window.findChildren(CustomersScreen):
                self._customers(screen, f"{language}-{look}")
            for screen_name in (NOTES, SYNC, SETTINGS):
                window.show_screen(screen_name)
                self._picture(f"{screen_name}-{language}-{look}")
        return self._pictures

    def _launcher(self, name: str) -> None:
        for page, enrolling in (("unlock", False), ("enrol", True)):
            launcher = LauncherWindow(enrolling=enrolling)
            launcher.decorate()
            launcher.unlock.show_owner(whose_book(self._desk.book.directory))
            launcher.show()
            self._picture(f"{page}-{name}", launcher)
            launcher.close()
            launcher.deleteLater()

    def _customers(self, screen: CustomersScreen, name: str) -> None:
        pane = screen.pane
        pane.search.empty()
        self._settle()
        pane.list.step(1)
        for place, tab in enumerate(_TABS):
            screen.view.tabs.bar.setCurrentIndex(place)
            self._picture(f"{tab}-{name}")
        screen.view.tabs.bar.setCurrentIndex(0)
        self._contact(screen, name)
        pane.search.setText(PINYIN)
        self._picture(f"search-{name}")

    def _contact(self, screen: CustomersScreen, name: str) -> None:
        """Type a contact, and take it back: nothing of it stays in the book."""
        if screen.view.customer_id is None:
            return
        log_contact(self._desk, screen.view.customer_id)
        self._settle()
        [sheet] = self._window.findChildren(LogSheet)
        [line] = sheet.findChildren(LineField)
        line.insertPlainText(LINES[current_language()])
        self._picture(f"contact-{name}")
        line.setPlainText("")
        self._settle()
        sheet.leave()

    def _picture(self, name: str, widget: QWidget | None = None) -> None:
        self._settle()
        path = self._folder / f"{len(self._pictures) + 1:02}-{name}.png"
        (widget or self._window).grab().save(str(path))
        self._pictures.append(path)

    def _settle(self) -> None:
        """Wait until nothing is read or drawn any more."""
        quiet = time.monotonic()
        end = quiet + _PATIENCE
        while (now := time.monotonic()) < end and now - quiet < _QUIET:
            self._application.processEvents()
            if self._desk.background.busy:
                quiet = now
            time.sleep(0.005)
