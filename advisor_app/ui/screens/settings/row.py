"""One setting: what it does, a field for its value, where the value comes from, and what is wrong with a new one."""

from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from advisor_app.errors import AppError
from advisor_app.i18n import gettext as _
from advisor_app.settings import Report, Setting
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import say
from advisor_app.ui.screens.settings.editors import editor_for
from advisor_app.ui.widgets.announce import announce
from advisor_app.ui.widgets.glyph import Glyph
from advisor_app.ui.widgets.label import Label

_PLACE = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


class SettingRow(QWidget):
    """Shows and changes one setting of the desk; `desk.setting_changed` tells of a change that was saved."""

    def __init__(self, desk: Desk, setting: Setting[Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._setting = desk, setting
        self._error: AppError | None = None
        self._unfit = False
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 6, 0, 6)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 5)
        grid.setColumnStretch(1, 6)
        self._name = Label(wrap=True)
        say(self._name.setText, setting.description)
        self._lock = Glyph("lock", "muted", 13)
        self._origin = Label(kind="small", wrap=True)
        below = QHBoxLayout()
        below.setSpacing(6)
        below.addWidget(self._lock, alignment=Qt.AlignmentFlag.AlignTop)
        below.addWidget(self._origin, 1)
        self.editor = editor_for(setting)
        self._problem = Label(kind="bad", wrap=True)
        self._problem.hide()
        grid.addWidget(self._name, 0, 0)
        grid.addLayout(below, 1, 0)
        grid.addWidget(self.editor, 0, 1, 2, 1, _PLACE)
        grid.addWidget(self._problem, 2, 1)
        self.editor.wanted.connect(self._on_wanted)
        self.show_report()

    @property
    def origin(self) -> str:
        """Where the value comes from, in words."""
        return self._origin.text()

    @property
    def problem(self) -> str:
        """What is wrong with the value that was wanted last."""
        return self._problem.text()

    def show_report(self) -> None:
        """Show the value that holds, and where it comes from."""
        report = self._report()
        self.editor.show_value(report.value)
        locked = report.origin == "machine"
        self.editor.setEnabled(not locked)
        self._lock.setVisible(locked)
        self._render()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _on_wanted(self, value: Any) -> None:
        self._error, self._unfit = None, not self._setting.fits(value)
        if self._unfit:
            self._render()
            announce(self.editor, self.problem, urgent=True)
            return
        self._desk.background.run(
            self,
            partial(self._desk.settings.change, self._setting, value),
            self._on_saved,
            key="save",
            failed=self._on_failed,
        )

    def _on_saved(self, _nothing: None) -> None:
        self.show_report()
        self._desk.setting_changed.emit(self._setting)

    def _on_failed(self, error: AppError) -> None:
        self._error = error
        self.show_report()
        announce(self.editor, self.problem, urgent=True)

    def _report(self) -> Report:
        return next(report for report in self._desk.settings if report.setting is self._setting)

    def _render(self) -> None:
        self._origin.setText(_said(self._report()))
        if self._unfit:
            self._problem.setText(
                _("Enter an address such as {example}, or nothing.", example=self._setting.example)
            )
        else:
            self._problem.setText(str(self._error) if self._error else "")
        wrong = bool(self.problem)
        self._problem.setVisible(wrong)
        if self.editor.property("kind") != ("wrong" if wrong else ""):
            self.editor.setProperty("kind", "wrong" if wrong else "")
            self.editor.style().unpolish(self.editor)
            self.editor.style().polish(self.editor)
        self.editor.describe(_(self._setting.description), " ".join((self.origin, self.problem)).strip())


def _said(report: Report) -> str:
    if report.origin == "machine":
        return _("Set by the administrator in {file}; it cannot be changed here.", file=report.file)
    return _("Your choice") if report.origin == "user" else _("Default")
