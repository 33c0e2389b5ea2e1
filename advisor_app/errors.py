"""Errors that a person is meant to read, as against bugs, which are every other exception.

An error is a message id (English, with `{named}` places), the values for these places, and what to do about
it; the sentence is made when it is shown, in the language of whoever reads it. Its class says what kind of
trouble it is, and from that follow the title, the surface it is shown on and the exit code of a command.

A log may hold `message_id` but never the sentence, because values may come from a customer's data.
"""

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, ClassVar

from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _


class Surface(Enum):
    """Where a window shows an error."""

    BAR = "bar"
    LIST = "list"
    DIALOG = "dialog"


class AppError(Exception):
    """The base of all errors with a sentence for a person; raise one of the kinds below or a class of theirs.

    A positional `message` and the keyword `what_to_do` are message ids and must be literals, so that the
    test of the catalogue finds them; all other keywords are values for their `{named}` places.
    """

    title: ClassVar[str] = N_("That did not work")
    surface: ClassVar[Surface] = Surface.BAR
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, /, *, what_to_do: str = "", **values: object) -> None:
        super().__init__(message)
        self.message_id = message
        self.what_to_do = what_to_do
        self.values: Mapping[str, object] = values

    def __str__(self) -> str:
        message = _(self.message_id, **self.values)
        if not self.what_to_do:
            return message
        return _("{message} {advice}", message=message, advice=_(self.what_to_do, **self.values))

    def __reduce__(self) -> tuple[Any, ...]:
        # Exceptions pickle their positional arguments only; ours cross process boundaries whole.
        return _blank, (type(self), self.message_id), self.__dict__

    def describe(self) -> dict[str, object]:
        """Return the error for `--json` output: kind, message id, title and the whole sentence."""
        return {
            "error": type(self).__name__,
            "message_id": self.message_id,
            "title": _(self.title),
            "sentence": str(self),
        }


class InputError(AppError):
    """What someone gave (an argument, a file, a field) cannot be used as it is."""

    title = N_("Please check what was entered")
    exit_code = 2


class RefusedError(AppError):
    """The product will not do this, to keep data safe or because a rule forbids it."""

    title = N_("Not allowed")
    surface = Surface.DIALOG
    exit_code = 3


class UnavailableError(AppError):
    """Something that is needed (a server, a disk, a key store) is not there now; trying again may help."""

    title = N_("Not available just now")
    exit_code = 4


class DamagedError(AppError):
    """What was read back is not what was written."""

    title = N_("Damaged data")
    surface = Surface.DIALOG
    exit_code = 5


class IssuesError(InputError):
    """Several things are wrong with one input; `issues` holds an error for each."""

    title = N_("Several things need attention")
    surface = Surface.LIST

    def __init__(
        self, message: str, /, *, issues: Sequence[AppError] = (), what_to_do: str = "", **values: object
    ) -> None:
        super().__init__(message, what_to_do=what_to_do, **values)
        self.issues = tuple(issues)

    def __str__(self) -> str:
        return "\n".join([super().__str__(), *(f"• {issue}" for issue in self.issues)])

    def describe(self) -> dict[str, object]:
        """Return the error as the base does, with its issues described in turn."""
        return super().describe() | {"issues": [issue.describe() for issue in self.issues]}


class FieldError(InputError):
    """One field of a form cannot be taken as it is; `field` names it, so that the form can say so beside it."""

    def __init__(self, message: str, /, *, field: str = "", what_to_do: str = "", **values: object) -> None:
        super().__init__(message, what_to_do=what_to_do, **values)
        self.field = field

    def describe(self) -> dict[str, object]:
        """Return the error as the base does, with the field."""
        return super().describe() | {"field": self.field}


def _blank(kind: type[AppError], message: str) -> AppError:
    return kind.__new__(kind, message)
