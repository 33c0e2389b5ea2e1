"""Why a cell, record or file was not taken: a message id and values, told in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from advisor_app.errors import AppError
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _

_SHOWN = 40  # characters of a cell that a reason repeats


@dataclass(frozen=True, slots=True)
class Reason:
    """A message id (English, with `{named}` places) and the values of its places."""

    message: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return _(self.message, **self.values)


class BadValue(ValueError):
    """A cell cannot be what its column says; `reason` tells why. Raised by converters, once per cell."""

    def __init__(self, message: str, /, **values: object) -> None:
        super().__init__(message)
        self.reason = Reason(message, values)


class FileRefused(AppError):
    """A whole file cannot be taken; the other files of the run are."""

    title = N_("File refused")

    @property
    def reason(self) -> Reason:
        """The reason without the advice, for a report."""
        return Reason(self.message_id, self.values)


def printable(text: str) -> str:
    """Return text from a file or its name without what a terminal, a database or UTF-8 would stumble over."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)


def shown(text: str) -> str:
    """Return a cell as a reason may repeat it: printable and not too long."""
    return printable(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")
