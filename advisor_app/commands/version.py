"""`advisor-app version`: which version this is."""

import argparse
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from advisor_app import __version__
from advisor_app.bootstrap import Workbench
from advisor_app.i18n import N_

if TYPE_CHECKING:
    from rich.console import Console

HELP = N_("print the version of the program")


def arguments(parser: argparse.ArgumentParser) -> None:
    """There are none."""


def run(workbench: Workbench, options: argparse.Namespace) -> str:  # noqa: ARG001
    """Return the version."""
    return __version__


def document(result: str) -> Mapping[str, Any]:
    """Return the version by name."""
    return {"version": result}


def render(result: str, console: "Console") -> None:
    """Print it."""
    console.print(f"advisor-app {result}")
