"""The line of text above the fields: read in the book as it is typed, with a choice where a name fits several."""

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from advisor_app.domain.quick_line import Kind, Span, read
from advisor_app.errors import AppError, FieldError
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services.contact_form import ContactForm, Person, Understood, understand
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import say
from advisor_app.ui.screens.contact.line_field import LineField
from advisor_app.ui.screens.contact.people import PersonButton
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.layouts import empty

_MOST = 4
"""Customers that are offered for one name; with more the name has to be written out."""


class QuickLine(QWidget):
    """The field, what was not understood in it, and the customers to choose from."""

    understood = Signal(object)
    """What the text says now, as `Understood`."""
    confirmed = Signal()
    """Enter in the line: it is complete, and what it says is understood."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._form: ContactForm | None = None
        self._answer: Understood | None = None
        self._logged = self._pending = self._complete = False
        self._waiting: Callable[[], object] | None = None
        self._chosen: dict[str, bytes] = {}
        self._asked: tuple[Person, ...] = ()
        self.field = LineField(self._spans)
        self.choices: list[PersonButton] = []
        self._panel = QFrame()
        self._panel.setProperty("kind", "raised")
        self._column = QVBoxLayout(self._panel)
        self._column.setContentsMargins(4, 6, 4, 6)
        self._column.setSpacing(0)
        self._panel.hide()
        self.hint = Label(kind="small")
        say(
            self.hint.setText,
            N_("@ a customer, # how or what about, then what was said. Enter: to the fields."),
        )
        self._unknown = Label(kind="warn", wrap=True)
        self._unknown.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for widget in (self.field, self.hint, self._unknown, self._panel):
            layout.addWidget(widget)
        self.setFocusProxy(self.field)
        self.field.edited.connect(self._on_edited)
        self.field.confirmed.connect(self._on_confirmed)
        self.field.left_downwards.connect(self._on_left_downwards)

    @property
    def text(self) -> str:
        """The text of the line."""
        return self.field.text

    @property
    def customers(self) -> tuple[bytes, ...]:
        """The customers that the line names, those among several who were chosen included."""
        people = self._answer.people if self._answer else ()
        found = (self._who(person) for person in people)
        return tuple(dict.fromkeys(key for key in found if key))

    @property
    def faults(self) -> str:
        """What is said of words that fit nothing."""
        return self._unknown.text()

    @property
    def open_questions(self) -> tuple[FieldError, ...]:
        """What is to be settled before the line can be taken: names that fit nobody or several."""
        people = self._answer.people if self._answer else ()
        return tuple(_question(person) for person in people if self._who(person) is None)

    def settle(self, then: Callable[[], object]) -> None:
        """Call `then` once what was typed last is understood, which is at once where it is already."""
        self._complete = True
        if self._pending:
            self._waiting = then
        else:
            self._show_people()
            then()

    def offer(self, form: ContactForm) -> None:
        """Read by these rules from now on."""
        self._form = form
        self.field.colour()

    def show_text(self, text: str) -> None:
        """Show a line as that of another contact, and read it."""
        self._logged = self._complete = False
        self._waiting = self._answer = None
        self._chosen.clear()
        self.field.show_text(text)
        self._show_people()
        self._read(text)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._asked = ()
            self._show_people()

    def _on_edited(self, text: str) -> None:
        self._complete = False
        self._read(text)

    def _on_understood(self, text: str, answer: Understood | None) -> None:
        if text != self.text:
            return  # of another form, or before a letter that is still on its way
        self._pending = False
        self._logged = answer is not None
        self._answer = answer
        self.field.colour()
        self._show_people()
        self.understood.emit(answer)
        then, self._waiting = self._waiting, None
        if then:
            then()

    def _on_failed(self, error: AppError) -> None:
        self._pending = False
        self._waiting = None
        self._desk.failed.emit(error)

    def _on_confirmed(self) -> None:
        self.settle(self.confirmed.emit)

    def _on_left_downwards(self) -> None:
        if self.choices:
            self.choices[0].setFocus(Qt.FocusReason.TabFocusReason)

    def _on_chosen(self, name: str, key: bytes) -> None:
        self._chosen[name] = key
        self._show_people()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.understood.emit(self._answer)

    def _read(self, text: str) -> None:
        if not text.strip():
            self._on_understood(text, None)
            return
        self._pending = True
        service = partial(understand, text=text, begun=self._logged)
        then = partial(self._on_understood, text)
        self._desk.ask(self, service, then, key="understand", failed=self._on_failed)

    def _who(self, person: Person) -> bytes | None:
        if len(person.candidates) == 1:
            return person.candidates[0].id
        chosen = self._chosen.get(person.text)
        return chosen if any(row.id == chosen for row in person.candidates) else None

    def _spans(self, text: str) -> tuple[Span, ...]:
        """Return what the text says as far as it can be told without the book."""
        if self._answer is not None and self._answer.entry.line == text:
            return self._answer.line.spans
        if self._form is None:
            return ()
        known = {person.text for person in self._answer.people} if self._answer else set()
        return read(text, self._form.vocabulary, self._form.today, known.__contains__).spans

    def _show_people(self) -> None:
        answer = self._answer
        people = answer.people if answer and self._form else ()
        asked = tuple(one for one in people if one.candidates and self._who(one) is None)
        if asked != self._asked:
            self._asked = asked
            self._offer(asked)
        said = "\n".join(self._faults(answer)) if answer else ""
        self._unknown.setText(said)
        self._unknown.setVisible(bool(said))

    def _faults(self, answer: Understood) -> Iterator[str]:
        """Yield what fits nothing, but not the word that is being typed."""
        names = iter(answer.people)
        for span in answer.line.spans:
            typed = span.end == len(answer.entry.line) and not self._complete
            if span.kind is Kind.CUSTOMER:
                person = next(names)
                if not person.candidates and not typed:
                    yield str(_question(person))
            elif span.kind is Kind.UNKNOWN and not typed:
                word = answer.entry.line[span.start + 1 : span.end]
                yield _("“{word}” is no channel, purpose or outcome.", word=word)

    def _offer(self, people: tuple[Person, ...]) -> None:
        empty(self._column)
        self.choices = []
        self._panel.setVisible(bool(people))
        for person in people:
            which = Label(str(_question(person)), "small")
            which.setContentsMargins(8, 0, 8, 2)
            self._column.addWidget(which)
            for row in person.candidates[:_MOST]:
                button = PersonButton(row, self._form.policy)  # type: ignore[union-attr]  # without it nobody is asked
                button.clicked.connect(partial(self._on_chosen, person.text, row.id))
                self._column.addWidget(button)
                button.show()  # at once, so that it can have the focus
                self.choices.append(button)


def _question(person: Person) -> FieldError:
    """Return what is to be said of a name that does not fit one customer."""
    if not person.candidates:
        return FieldError(N_("Nobody is called “{name}”."), field="customers", name=person.text)
    message = N_("Several fit “{name}”: choose one, or write more of the name.")
    return FieldError(message, field="customers", name=person.text)
