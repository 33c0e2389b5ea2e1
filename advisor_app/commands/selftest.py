"""`advisor-app self-test`: try on this machine everything that the program depends on, and say what to do."""

import argparse
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from advisor_app.bootstrap import Workbench
from advisor_app.i18n import N_, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.settings import Report

if TYPE_CHECKING:
    from rich.console import Console

    from advisor_app.services.self_test import Check

HELP = N_("try on this machine what the program depends on")
_NAMES = {
    "store": N_("Store"),
    "key_store": N_("Key store"),
    "connection": N_("Connection"),
    "languages": N_("Languages"),
    "policy": N_("Policy"),
    "fonts": N_("Fonts"),
    "charts": N_("Charts"),
    "qt_texts": N_("Texts of Qt"),
    "window": N_("Window"),
    "settings": N_("Settings"),
}


class Tried(NamedTuple):
    """What was tried, and where each setting comes from."""

    checks: "tuple[Check, ...]"
    settings: tuple[Report, ...]

    @property
    def exit_code(self) -> int:
        """0 if everything is well, else 1."""
        return 0 if all(check.ok for check in self.checks) else 1


def arguments(parser: argparse.ArgumentParser) -> None:
    """There are none."""


def run(workbench: Workbench, options: argparse.Namespace) -> Tried:  # noqa: ARG001
    """Try everything; what fails does not keep the rest from being tried."""
    return Tried(workbench.self_test(), tuple(workbench.settings))


def document(result: Tried) -> Mapping[str, Any]:
    """Return whether all is well, each check, and each setting with its origin."""
    return {
        "ok": result.exit_code == 0,
        "checks": [check._asdict() for check in result.checks],
        "settings": [
            {
                "key": report.setting.key,
                "value": report.value,
                "origin": report.origin,
                "file": report.file and str(report.file),
            }
            for report in result.settings
        ],
    }


def render(result: Tried, console: "Console") -> None:
    """Print a line for each check, and how many failed."""
    for check in result.checks:
        state = _("OK") if check.ok else _("FAILED")
        style = "green" if check.ok else "bold red"
        console.print(f"{state}  {_(_NAMES[check.part])}  ", style=style, end="")
        console.print(check.sentence, soft_wrap=True)
    failed = sum(not check.ok for check in result.checks)
    if failed:
        console.print(ngettext("{n} of these failed.", "{n} of these failed.", failed), style="bold red")
    else:
        console.print(_("Everything works."), style="green")
