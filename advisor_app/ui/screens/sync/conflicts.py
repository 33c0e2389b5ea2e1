"""The conflict inbox: what was changed here and elsewhere, to be decided; below it, folded, what was decided."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy

from advisor_app.domain.written import ConflictView
from advisor_app.i18n import N_, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.ui.models.written import Wording, field_name, kind_name, whose
from advisor_app.ui.say import say
from advisor_app.ui.screens.sync.conflict import ConflictItem
from advisor_app.ui.theme import Tone, icon
from advisor_app.ui.widgets.badge import Badge
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.items import Items, RowFrame
from advisor_app.ui.widgets.label import ElidedLabel, Label

AT_ONCE = 20
"""How many conflicts are shown; the others follow as these are decided."""
_DECIDED = 50


class ConflictsCard(Card):
    """Conflicts; what is decided is told, and done by whoever hears of it."""

    decided = Signal(object, str)
    """A ConflictView, and "ours" or "theirs"."""
    undo_wanted = Signal(object)
    """The decision of a ConflictView is to be undone."""
    customer_wanted = Signal(bytes)

    def __init__(self) -> None:
        super().__init__(N_("Conflicts"))
        self._wording: Wording | None = None
        self._open: Sequence[ConflictView] = ()
        self._decided: Sequence[ConflictView] = ()
        self._count = Badge()
        self.head.insertWidget(1, self._count)
        self._why = Label(kind="small", wrap=True)
        say(
            self._why.setText,
            N_(
                "The same was changed here and elsewhere. Head office's values are in force until you decide;"
                " nothing is lost, and each decision can be undone."
            ),
        )
        self._none, self._more = Label(kind="muted"), Label(kind="small")
        say(self._none.setText, N_("No conflict waits for your decision."))
        self.inbox = Items(_key, self._make, self._show_again)
        self.fold = QPushButton()
        self.fold.setProperty("kind", "quiet")
        self.fold.setCheckable(True)
        self.fold.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.fold.setIconSize(QSize(18, 14))
        self.fold.toggled.connect(self._render)
        self.past = Items(_key, self._make_past, _show_past_again, 2)
        for widget in (self._why, self.inbox, self._none, self._more, self.fold, self.past):
            self.body.addWidget(widget)

    def show_conflicts(
        self, views: Sequence[ConflictView], decided: Sequence[ConflictView], wording: Wording
    ) -> None:
        """Show conflicts, open and decided; without any the card takes no room."""
        self._open, self._decided, self._wording = views, decided[:_DECIDED], wording
        self.inbox.show_rows(views[:AT_ONCE])
        self._render()
        self.setVisible(bool(views or decided))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _render(self) -> None:
        count, rest = len(self._open), len(self._open) - AT_ONCE
        self._count.show_text(str(count) if count else "", Tone.WARN)
        self._why.setVisible(count > 0)
        self._none.setVisible(count == 0)
        self._more.setText(ngettext("{n} more follows.", "{n} more follow.", rest) if rest > 0 else "")
        self._more.setVisible(rest > 0)
        past = len(self._decided)
        opened = self.fold.isChecked()
        self.fold.setText(ngettext("{n} decided", "{n} decided", past))
        self.fold.setIcon(icon("chevron-down" if opened else "chevron-right"))
        self.fold.setVisible(past > 0)
        self.past.show_rows(self._decided if opened else ())

    def _on_stepped(self, item: ConflictItem, by: int) -> None:
        self.inbox.step(item, by)

    def _make(self, view: ConflictView) -> ConflictItem:
        item = ConflictItem(view, self._known)
        item.decided.connect(self.decided)
        item.customer_wanted.connect(self.customer_wanted)
        item.stepped.connect(partial(self._on_stepped, item))
        return item

    def _show_again(self, item: ConflictItem, view: ConflictView) -> None:
        item.show_conflict(view, self._known)

    def _make_past(self, view: ConflictView) -> "PastItem":
        item = PastItem(view)
        item.undo.clicked.connect(partial(self._on_undo_clicked, item))
        return item

    def _on_undo_clicked(self, item: "PastItem") -> None:
        self.undo_wanted.emit(item.view)

    @property
    def _known(self) -> Wording:
        if self._wording is None:
            raise RuntimeError("conflicts are shown with the words for them")
        return self._wording


class PastItem(RowFrame):
    """A conflict that was decided, in one line, and the button that opens it again."""

    def __init__(self, view: ConflictView) -> None:
        super().__init__()
        self.view = view
        self._text, self._badge = ElidedLabel(), Badge()
        self.undo = QPushButton(icon("undo-2"), "")
        self.undo.setProperty("kind", "quiet")
        say(self.undo.setText, N_("Undo"))
        self.first = self.undo
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 0, 0)
        row.addWidget(self._badge)
        row.addWidget(self._text, 1)
        row.addWidget(self.undo, 0, Qt.AlignmentFlag.AlignRight)
        self.render_text()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.render_text()

    def render_text(self) -> None:
        """Say whose conflict it was, in what, and how it was decided."""
        view = self.view
        ours = view.decision == "ours"
        self._badge.show_text(
            _("mine") if ours else _("head office's"), Tone.ACCENT if ours else Tone.NEUTRAL
        )
        fields = " · ".join(field_name(view.entity, clash.field) for clash in view.clashes)
        parts = (whose(view), kind_name(view.entity), fields, view.what)
        text = " · ".join(part for part in parts if part)
        self._text.setText(text)
        self.undo.setAccessibleDescription(text)


def _show_past_again(item: PastItem, view: ConflictView) -> None:
    item.view = view
    item.render_text()


def _key(view: ConflictView) -> bytes:
    return view.id
