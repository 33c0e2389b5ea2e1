"""The reports of the day: in the morning what it brings, in the evening what came of it; copied or saved as text."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QStandardPaths, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QPlainTextEdit, QPushButton, QWidget

from advisor_app import words
from advisor_app.errors import AppError
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services.day_report import DayReport, Which, day_report, report_taken
from advisor_app.services.day_report_words import text
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import say
from advisor_app.ui.widgets.sheet import Sheet

_CHOICES = {Which.MORNING: N_("Morning report"), Which.DAY: N_("Report of the day")}


class ReportText(QPlainTextEdit):
    """The text of a report, to be read: it leaves by one way only, which is logged."""

    copy_wanted = Signal()
    """Whoever reads pressed the key to copy."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        say(self.setAccessibleName, N_("Report"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        else:
            super().keyPressEvent(event)

    def createMimeDataFromSelection(self) -> QMimeData:
        """Give nothing away to a drag or the selection of X11."""
        return QMimeData()


class ReportSheet(Sheet):
    """The panel over the page. Ctrl+Enter saves what is read, Ctrl+C copies it."""

    def __init__(self, desk: Desk, area: QWidget) -> None:
        super().__init__(N_("Reports of the day"), "file-text", area)
        self._desk = desk
        self._found: DayReport | None = None
        self._folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self.text, self.copy_button = ReportText(), QPushButton()
        self._choices = QButtonGroup(self)
        self.buttons: dict[Which, QPushButton] = {}
        for which, name in _CHOICES.items():
            button = self.buttons[which] = QPushButton()
            button.setCheckable(True)
            button.setProperty("kind", "chip")
            say(button.setText, name)
            self._choices.addButton(button)
            self.head.insertWidget(self.head.count() - 1, button)
        say(self.copy_button.setText, N_("Copy"))
        self.foot.insertWidget(self.foot.count() - 1, self.copy_button)
        self.body.setContentsMargins(20, 8, 20, 12)
        self.body.addWidget(self.text, 1)
        self._choices.buttonToggled.connect(self._on_chosen)
        self.copy_button.clicked.connect(self.copy)
        self.text.copy_wanted.connect(self.copy)
        desk.book_changed.connect(self._on_book_changed)

    @property
    def which(self) -> Which:
        """The report that is read."""
        return Which.DAY if self.buttons[Which.DAY].isChecked() else Which.MORNING

    def open(self, wanted: object) -> None:
        """Come up with a report as of now; without a wanted one, that of the hour."""
        self.appear(self.text)
        self._read(wanted if isinstance(wanted, Which) else None)

    def save(self) -> None:
        """Ask where to, then write what is read."""
        if self._found is None:
            return
        name = f"{_(_CHOICES[self.which])}-{words.column_day(self._found.today)}.txt"
        dialog = QFileDialog(self, _("Save the report"), str(Path(self._folder, name)))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(_("Texts (*.txt)"))
        dialog.setDefaultSuffix("txt")
        dialog.selectFile(name)
        dialog.fileSelected.connect(self.save_to)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save_to(self, path: str) -> None:
        """Write what is read to a file."""
        self._folder = str(Path(path).parent)
        self._take(Path(path), partial(self._on_saved, path))

    def copy(self) -> None:
        """Copy what is read."""
        if self._found is not None:
            self._take(None, partial(self._on_copied, self.text.toPlainText()))

    def leave(self) -> None:
        """Close."""
        self.vanish()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _on_book_changed(self) -> None:
        if self.is_open:
            self._read(self.which)

    def _on_found(self, wanted: Which | None, found: DayReport) -> None:
        self._found = found
        self.buttons[wanted or (Which.DAY if found.closing else Which.MORNING)].setChecked(True)
        self._render()
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_failed(self, error: AppError) -> None:
        self.vanish()
        self._desk.failed.emit(error)

    def _on_chosen(self, _button: QPushButton, checked: bool) -> None:
        if checked:
            self._render()

    def _on_copied(self, copied: str, _logged: None) -> None:
        QGuiApplication.clipboard().setText(copied)
        self._desk.told.emit(_("The report was copied."))

    def _on_saved(self, path: str, _written: None) -> None:
        self._desk.told.emit(_("The report was written to {path}.", path=path))

    def _take(self, path: Path | None, taken: Callable[[None], None]) -> None:
        service = partial(report_taken, which=self.which, path=path, text=self.text.toPlainText())
        self._desk.ask(self, service, taken, key="taken")

    def _read(self, wanted: Which | None) -> None:
        self._desk.ask(
            self, day_report, partial(self._on_found, wanted), key="report", failed=self._on_failed
        )

    def _render(self) -> None:
        if self._found is not None:
            self.text.setPlainText(text(self._found, self.which))
