"""The commands of the workbench, one module each, as `Command` describes them.

A module is imported when the command line is read, so it imports what takes long inside its functions.
"""

import argparse
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from advisor_app.bootstrap import Workbench
from advisor_app.commands import (
    advice,
    audit,
    conflicts,
    contact,
    contacts,
    demo,
    enrol,
    search,
    selftest,
    show,
    sync,
    tour,
    version,
    window,
)

if TYPE_CHECKING:
    from rich.console import Console


class Command(Protocol):
    """What a module of this package has."""

    HELP: str

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the command's own arguments."""

    def run(self, workbench: Workbench, options: argparse.Namespace) -> Any:
        """Do it and return the result; raises AppError. A result may have an `exit_code` of its own."""

    def document(self, result: Any) -> Mapping[str, Any]:
        """Return the result for `--json`: its keys are stable."""

    def render(self, result: Any, console: "Console") -> None:
        """Print the result for a person."""


COMMANDS: Mapping[str, Command] = {
    "window": window,
    "demo": demo,
    "enrol": enrol,
    "sync": sync,
    "search": search,
    "show": show,
    "advice": advice,
    "contact": contact,
    "contacts": contacts,
    "conflicts": conflicts,
    "audit": audit,
    "tour": tour,
    "self-test": selftest,
    "version": version,
}
