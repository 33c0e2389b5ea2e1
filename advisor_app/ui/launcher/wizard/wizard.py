"""The wizard: its three steps, the way between them, and where each refusal is said."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from advisor_app.errors import AppError
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.ui.launcher.brand import Line
from advisor_app.ui.launcher.notice import Notice
from advisor_app.ui.launcher.wizard.new_passphrase import PassphrasePage
from advisor_app.ui.launcher.wizard.office import OfficePage
from advisor_app.ui.say import say
from advisor_app.ui.widgets.label import Label

OFFICE, PASSPHRASE, WORK = range(3)
_STEPS = (N_("Connect to head office"), N_("Choose a passphrase"), N_("Enrol this machine"))
_MARGIN = 36


class Wizard(QWidget):
    """Three steps. What has been typed is kept, whatever is refused."""

    asked = Signal(dict)
    """A request to the workbench."""
    cancelled = Signal()
    """The request under way is not wanted any more."""
    stepped = Signal(list)
    """The steps as lines for the panel beside it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.office, self.passphrase, work = OfficePage(), PassphrasePage(), _work_page()
        self.office.entered.connect(self._on_next_clicked)
        self.passphrase.entered.connect(self._on_next_clicked)
        self._pages = (self.office, self.passphrase, work)
        self._stack = QStackedWidget()
        for page in self._pages:
            self._stack.addWidget(page)
        self.notice = Notice()
        self.back_button, self.next_button = QPushButton(), QPushButton()
        self.back_button.clicked.connect(self._on_back_clicked)
        self.next_button.setProperty("kind", "primary")
        self.next_button.clicked.connect(self._on_next_clicked)
        self._place, self._heading = Label(kind="small"), Label(kind="display")
        self._busy = False
        self._work = work
        self._lay_out()
        self._settle(OFFICE)
        self.setFocusProxy(self.office)

    @property
    def step(self) -> int:
        """OFFICE, PASSPHRASE or WORK."""
        return self._stack.currentIndex()

    @property
    def busy(self) -> bool:
        """Whether an answer is awaited."""
        return self._busy

    @property
    def lines(self) -> list[Line]:
        """The steps, for the panel beside it: what is done, where it stands, what is to come."""
        drawings = ["circle-check"] * self.step + ["chevron-right"] + ["clock"] * (WORK - self.step)
        names = zip(drawings, _STEPS, strict=True)
        return [Line(drawing, name, drawing == "chevron-right") for drawing, name in names]

    def reached(self) -> None:
        """Head office has answered."""
        self._settle(PASSPHRASE)

    def refuse(self, kind: str, error: AppError) -> None:
        """Say why not, beside what is to be changed. `kind` is the name of the error's class."""
        step = self.step
        if kind == "PassphraseRuleError":
            self._settle(PASSPHRASE)
            self.passphrase.refuse(error)
        elif kind in ("NoConnection", "BadAnswer"):
            self._complain(self.office.server.complain, error)
        elif kind == "DeviceRefused":
            self._complain(self.office.code.complain, error)
        elif step == OFFICE:
            self._complain(self.office.authority.complain, error)
        else:
            self._settle(step)
            self.notice.show_error(error)

    def report(self, report: str) -> None:
        """Say that the program is wrong, and how to report it."""
        self._settle(self.step)
        self.notice.show_report(report)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _on_back_clicked(self) -> None:
        if self._busy:
            self._settle(self.step)
            self.cancelled.emit()
        else:
            self._settle(self.step - 1)

    def _on_next_clicked(self) -> None:
        if self._busy:
            return
        self.notice.clear()
        if self.step == OFFICE and self.office.check():
            self._ask(OFFICE, {"do": "reach", **self._office()})
        elif self.step == WORK or (self.step == PASSPHRASE and self.passphrase.check()):
            wanted = {"code": self.office.code.text, "passphrase": self.passphrase.passphrase}
            self._ask(WORK, {"do": "enrol", **self._office(), **wanted})

    def _office(self) -> Mapping[str, Any]:
        return {"server": self.office.server.text, "authority": str(self.office.authority.path.absolute())}

    def _ask(self, step: int, request: Mapping[str, Any]) -> None:
        self._settle(step, busy=True)
        self.asked.emit(dict(request))

    def _complain(self, complain: Any, error: AppError) -> None:
        self._settle(OFFICE)
        complain(error)
        self.office.focus_wrong()

    def _settle(self, step: int, *, busy: bool = False) -> None:
        """Stand at a step, waiting for a person or, `busy`, for an answer."""
        moved = step != self.step
        self._busy = busy
        self._stack.setCurrentIndex(step)
        self._pages[step].setEnabled(not busy or step == WORK)
        for part in self._work.findChildren(QWidget):
            part.setVisible(busy)
        self._render()
        if moved:
            self.notice.clear()
            self._pages[step].setFocus()

    def _render(self) -> None:
        step, busy = self.step, self._busy
        self._place.setText(_("Step {step} of {steps}", step=step + 1, steps=len(_STEPS)))
        self._heading.setText(_(_STEPS[step]))
        self.back_button.setText(_("Cancel") if busy else _("Back"))
        self.back_button.setVisible(busy if step == OFFICE else not busy)
        forward = {OFFICE: _("Next"), PASSPHRASE: _("Enrol this machine"), WORK: _("Try again")}[step]
        self.next_button.setText(_("Connecting …") if busy and step == OFFICE else forward)
        self.next_button.setEnabled(not busy)
        self.next_button.setVisible(step < WORK or not busy)
        self.stepped.emit(self.lines)

    def _lay_out(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(_MARGIN, 4, _MARGIN, 8)
        column.setSpacing(12)
        head = QVBoxLayout()
        head.setSpacing(2)
        head.addWidget(self._place)
        head.addWidget(self._heading)
        column.addLayout(head)
        column.addWidget(self.notice)
        column.addWidget(self._stack, 1)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(inner)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
        buttons.addWidget(self.back_button)
        buttons.addStretch(1)
        buttons.addWidget(self.next_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 20)
        layout.setSpacing(12)
        layout.addWidget(scroll, 1)
        layout.addLayout(buttons)


def _work_page() -> QWidget:
    """Return what is seen while the machine is enrolled."""
    page = QWidget()
    page.setFocusPolicy(page.focusPolicy())
    sentence = Label(kind="muted", wrap=True)
    say(
        sentence.setText,
        N_("Keys are made, head office is told, and the empty book opens. It then fetches your customers."),
    )
    bar = QProgressBar()
    bar.setRange(0, 0)
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(16)
    layout.addWidget(sentence)
    layout.addWidget(bar)
    layout.addStretch(1)
    return page
