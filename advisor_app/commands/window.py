"""`advisor-app window`: open the window, as the program without a command does.

A command line that asks for nothing else is answered before this module is loaded; what comes here has options
that only commands know.
"""

import argparse
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from advisor_app.bootstrap import Workbench, run_window
from advisor_app.i18n import N_
from advisor_app.services.program import WINDOW, Start

if TYPE_CHECKING:
    from rich.console import Console

HELP = N_("open the window (also without a command)")


def arguments(parser: argparse.ArgumentParser) -> None:
    """There are none."""


def run(workbench: Workbench, options: argparse.Namespace) -> int:  # noqa: ARG001  # the window finds its own
    """Open the window until it is closed, or until another process goes on with it."""
    start = Start(WINDOW, options.data_dir, options.lang, options.key_store, options.passphrase_file)
    return run_window(start)


def document(result: int) -> Mapping[str, Any]:
    """Return the exit code of the window."""
    return {"exit": result}


def render(result: int, console: "Console") -> None:
    """There is nothing to print."""
