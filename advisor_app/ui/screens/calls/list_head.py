"""The head of a call list: what it is, how far, how long it has; and what can be done with one of one's own."""

from functools import partial

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QProgressBar, QToolButton, QVBoxLayout, QWidget

from advisor_app import words
from advisor_app.domain.calls import LONGEST, CallListRow
from advisor_app.domain.campaigns import CLOSED
from advisor_app.errors import AppError, IssuesError
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services.call_lists import close_list, rename_list
from advisor_app.services.undo import undo
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.call_lists import due, progress, time_of
from advisor_app.ui.say import say
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.badge import Badge
from advisor_app.ui.widgets.label import ElidedLabel, Label


class ListHead(QWidget):
    """What stands above the customers of a list."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._row: CallListRow | None = None
        self._today = 0
        self.title, self.time, self.progress = ElidedLabel(kind="heading"), Badge(), QProgressBar()
        self.about, self.name, self.menu_button = Label(kind="small", wrap=True), QLineEdit(), QToolButton()
        self.rename, self.close_list, self.open_list = QAction(self), QAction(self), QAction(self)
        self._lay_out()
        self.rename.triggered.connect(self._on_rename)
        self.close_list.triggered.connect(partial(self._close, True))
        self.open_list.triggered.connect(partial(self._close, False))
        self.name.returnPressed.connect(self._on_named)
        self.name.editingFinished.connect(self._on_given_up)

    def show_list(self, row: CallListRow, today: int) -> None:
        """Show a list."""
        if self._row is None or row.id != self._row.id:
            self.name.hide()
            self.title.show()
        self._row, self._today = row, today
        self._render()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _on_rename(self) -> None:
        if self._row is not None:
            self.name.setText(self._row.title)
            self.title.hide()
            self.name.show()
            self.name.selectAll()
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_named(self) -> None:
        if self._row is not None and self.name.isVisible():
            service = partial(rename_list, list_id=self._row.id, title=self.name.text())
            self._desk.ask(
                self,
                service,
                partial(self._on_done, _("The list has another name.")),
                failed=self._on_refused,
            )
        self._on_given_up()

    def _on_given_up(self) -> None:
        self.name.hide()
        self.title.show()

    def _on_done(self, told: str, mutations: tuple[bytes, ...]) -> None:
        self._desk.book_changed.emit()
        if mutations:
            self._desk.offered.emit(told, _("Undo"), partial(self._take_back, mutations))

    def _on_refused(self, error: AppError) -> None:
        self._desk.failed.emit(error.issues[0] if isinstance(error, IssuesError) else error)

    def _on_taken_back(self, _nothing: None) -> None:
        self._desk.book_changed.emit()

    def _take_back(self, mutations: tuple[bytes, ...]) -> None:
        self._desk.ask(self, partial(undo, mutations=mutations), self._on_taken_back)

    def _close(self, closed: bool, *_checked: bool) -> None:
        if self._row is not None:
            told = _("The list is put away.") if closed else _("The list is open again.")
            service = partial(close_list, list_id=self._row.id, closed=closed)
            self._desk.ask(self, service, partial(self._on_done, told))

    def _render(self) -> None:
        row = self._row
        if row is None:
            return
        self.title.setText(row.title)
        self.time.show_text(*time_of(row, self._today))
        self.progress.setMaximum(max(1, row.total))
        self.progress.setValue(row.settled)
        self.progress.setAccessibleName(progress(row))
        said = [progress(row), due(row) if row.is_running(self._today) else "", row.product or ""]
        if row.campaign:
            days = _("{start} to {end}", start=words.day(row.opens_on), end=words.day(row.closes_on))
            said.append(days)
        if row.quota:
            said.append(_("{n} wanted in the whole bank", n=row.quota))
        if row.origin:
            said.append(_("from {origin}", origin=row.origin))
        self.about.setText(" · ".join(filter(None, said)))
        self.menu_button.setVisible(not row.campaign)
        self.close_list.setVisible(row.status != CLOSED)
        self.open_list.setVisible(row.status == CLOSED)

    def _lay_out(self) -> None:
        menu = QMenu(self)
        for action, text in (
            (self.rename, N_("Rename")),
            (self.close_list, N_("Put the list away")),
            (self.open_list, N_("Open the list again")),
        ):
            say(action.setText, text, owner=self)
            menu.addAction(action)
        self.menu_button.setProperty("kind", "quiet")
        self.menu_button.setIcon(icon("settings", "muted"))
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.menu_button.setMenu(menu)
        say(self.menu_button.setAccessibleName, N_("What can be done with the list"))
        say(self.menu_button.setToolTip, N_("What can be done with the list"))
        say(self.name.setAccessibleName, N_("Name of the list"))
        self.name.setMaxLength(LONGEST)
        self.name.hide()
        self.progress.setTextVisible(False)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.title, 1)
        line.addWidget(self.name, 1)
        line.addWidget(self.time)
        line.addWidget(self.menu_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(6)
        column.addLayout(line)
        column.addWidget(self.progress)
        column.addWidget(self.about)
