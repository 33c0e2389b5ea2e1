"""One prompt whole: why, whether and how, the sentence to begin with, what clears it, and the keys for it."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from advisor_app import words
from advisor_app.domain.anomalies import RULE
from advisor_app.domain.policy import Policy
from advisor_app.domain.prompts.types import Prompt
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services import prompt_words
from advisor_app.ui.say import say
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.flow import FlowLayout
from advisor_app.ui.widgets.label import Kind, Label

_BUTTONS = (
    (Qt.Key.Key_C, N_("Contact (C)")),
    (Qt.Key.Key_L, N_("Log (L)")),
    (Qt.Key.Key_D, N_("Done (D)")),
    (Qt.Key.Key_Y, N_("Explained (Y)")),
    (Qt.Key.Key_H, N_("Escalate (H)")),
    (Qt.Key.Key_S, N_("Put off (S)")),
    (Qt.Key.Key_X, N_("Dismiss (X)")),
)


class PromptDetail(Card):
    """The prompt that is chosen."""

    wanted = Signal(int)
    """A button was pressed: the key that it stands for."""

    def __init__(self, parent: QWidget | None = None, *, framed: bool = True) -> None:
        super().__init__(parent=parent, kind="card" if framed else "")
        if not framed and (layout := self.layout()) is not None:
            layout.setContentsMargins(0, 0, 0, 0)
        self.title, self.why, self.light = Label(wrap=True, kind="heading"), _label(), _label()
        self.how, self.opening, self.clears = _label("muted"), _label(), _label("small")
        self.data, self.last = _label("small"), _label()
        self.last.hide()
        shown = (self.title, self.why, self.light, self.how, self.opening, self.last, self.clears, self.data)
        for label in shown:
            self.body.addWidget(label)
        buttons = FlowLayout()
        self.buttons: dict[Qt.Key, QPushButton] = {}
        for key, name in _BUTTONS:
            button = self.buttons[key] = QPushButton()
            say(button.setText, name)
            button.clicked.connect(partial(self._on_clicked, key))
            buttons.addWidget(button)
        self.buttons[Qt.Key.Key_C].setProperty("kind", "primary")
        say(
            self.buttons[Qt.Key.Key_H].setToolTip,
            N_("Hand over to fraud control, which alone decides further"),
        )
        self.body.addLayout(buttons)
        self.body.addStretch(1)

    def show_prompt(self, prompt: Prompt | None, customer: str | None, policy: Policy | None) -> None:
        """Show a prompt of a customer by this name, None where the bank knows none."""
        self.setVisible(prompt is not None)
        if prompt is None or policy is None:
            return
        unusual = prompt.rule == RULE
        for key in (Qt.Key.Key_D, Qt.Key.Key_Y, Qt.Key.Key_H):
            self.buttons[key].setVisible(unusual is (key != Qt.Key.Key_D))
        self.title.setText(prompt_words.action(prompt, policy))
        self.why.setText("\n".join(prompt_words.why(reason, policy) for reason in prompt.why))
        self.light.be("good" if prompt.light.green else "bad")
        self.light.setText(prompt_words.light(prompt, policy))
        self.how.setText(prompt_words.how(prompt, policy))
        self.opening.setText(_("“{words}”", words=prompt_words.opening(prompt, customer, policy)))
        self.clears.setText(_("Cleared by: {what}", what=prompt_words.clears(prompt, policy)))
        day = words.day(prompt.data_on)
        self.data.setText(_("Data of {day}, policy {version}", day=day, version=prompt.policy_version))

    def show_last(self, note: str) -> None:
        """Show what was noted last about the customer, nothing for an empty text."""
        self.last.setText(_("Last note: {note}", note=note) if note else "")
        self.last.setVisible(bool(note))

    def _on_clicked(self, key: Qt.Key, *_checked: bool) -> None:
        self.wanted.emit(int(key))


def _label(kind: Kind = "") -> Label:
    return Label(kind=kind, wrap=True)
