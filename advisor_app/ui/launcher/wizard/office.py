"""The first step: where head office is, how it is recognised, and the code that it has sent."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from advisor_app.errors import AppError, InputError
from advisor_app.i18n import N_
from advisor_app.services import authority
from advisor_app.settings import SERVER
from advisor_app.ui.launcher.wizard.field import Field, FileField
from advisor_app.ui.say import say
from advisor_app.ui.widgets.label import Label


class OfficePage(QWidget):
    """Three fields."""

    entered = Signal()
    """Enter was pressed in one of them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        intro = Label(kind="muted", wrap=True)
        say(intro.setText, N_("Head office has sent you an address, a certificate and a one-time code."))
        self.server = Field(N_("Address of head office"), SERVER.example)
        self.authority = FileField(
            N_("Certificate of its authority (PEM file)"),
            N_("Certificates (*.pem *.crt *.cer);;All files (*)"),
        )
        self.code = Field(N_("One-time code"), "XXXX-XXXX-XXXX-XXXX")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(14)
        layout.addWidget(intro)
        for field in self.fields:
            layout.addWidget(field)
            field.edit.returnPressed.connect(self.entered)
        layout.addStretch(1)
        self.setFocusProxy(self.server)

    @property
    def fields(self) -> tuple[Field, ...]:
        """All fields, in their order."""
        return self.server, self.authority, self.code

    def check(self) -> bool:
        """Tell whether all three can be used, and say below each what is wrong with it."""
        found = (_of_server(self.server.text), _of_file(self.authority), _of_code(self.code.text))
        for field, error in zip(self.fields, found, strict=True):
            field.complain(error)
        self.focus_wrong()
        return not any(found)

    def focus_wrong(self) -> None:
        """Put the focus on the first field with a complaint."""
        for field in self.fields:
            if field.complaint.error:
                field.edit.setFocus()
                return


def _of_server(text: str) -> AppError | None:
    if not text.startswith("https://"):
        return InputError(N_("The address of head office must begin with https://."))
    if not SERVER.fits(text):
        return InputError(N_("That is not an address such as {example}."), example=SERVER.example)
    return None


def _of_file(field: FileField) -> AppError | None:
    if not field.text:
        return InputError(N_("Choose the file that head office has sent."))
    return authority.complaint(field.path)


def _of_code(text: str) -> AppError | None:
    return None if text else InputError(N_("Type the code that head office has sent."))
