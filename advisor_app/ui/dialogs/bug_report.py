"""A bug of the program: what to send to whoever repairs it, without any customer's data."""

from time import monotonic

from PySide6.QtCore import QObject, QSize
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QWidget

from advisor_app.i18n import N_
from advisor_app.services.bug_report import bug_report
from advisor_app.ui.dialogs.base import Dialog
from advisor_app.ui.say import say
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.label import Label

_MOST = 5
_AGAIN = 10.0  # seconds: what goes wrong at every repaint must not keep the dialog open for ever


class BugReportDialog(Dialog):
    """Shows reports and copies them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(N_("The program made a mistake"), "bug", "bad", parent)
        self.resize(680, 420)
        sentence = Label(wrap=True)
        say(
            sentence.setText,
            N_(
                "Your work up to here is kept. Please report it with these lines; they hold no customer data."
            ),
        )
        self._text = QPlainTextEdit(readOnly=True)
        self._text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        say(self._text.setAccessibleName, N_("Report"))
        self.body.addWidget(sentence)
        self.body.addWidget(self._text, 1)
        self.copy_button = QPushButton(icon("copy"), "")
        self.copy_button.setIconSize(QSize(22, 16))
        say(self.copy_button.setText, N_("Copy the report"))
        self.copy_button.clicked.connect(self._on_copy_clicked)
        self.buttons.insertWidget(0, self.copy_button)
        self._copied = Label(kind="good")
        self.buttons.insertWidget(1, self._copied)

    @property
    def text(self) -> str:
        """All reports."""
        return self._text.toPlainText()

    def show_reports(self, reports: list[str]) -> None:
        """Show reports, one below the other."""
        self._text.setPlainText("\n\n".join(reports))

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self.text)
        say(self._copied.setText, N_("Copied"))


class BugReports(QObject):
    """Brings up the one dialog: bugs that come while it is open are added to it, each once."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._dialog: BugReportDialog | None = None
        self._reports: list[str] = []
        self._seen: dict[str, float] = {}

    @property
    def dialog(self) -> BugReportDialog | None:
        """The dialog, while it is open."""
        return self._dialog

    def report(self, error: BaseException) -> None:
        """Show the report of a bug."""
        self.show_report(bug_report(error))

    def show_report(self, report: str) -> None:
        """Show a report that was made elsewhere, as in another process."""
        now = monotonic()
        recent = now - self._seen.get(report, -_AGAIN) < _AGAIN
        self._seen[report] = now
        if recent or len(self._reports) >= _MOST:
            return
        self._reports.append(report)
        if self._dialog is None:
            self._dialog = BugReportDialog(self._window)
            self._dialog.finished.connect(self._on_finished)
            self._dialog.open()
        self._dialog.show_reports(self._reports)

    def _on_finished(self) -> None:
        self._dialog = None
        self._reports = []
