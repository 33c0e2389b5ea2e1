"""`advisor-app advice`: what was advised of a customer on a past day, made again and compared with what was shown."""

import argparse
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from advisor_app.bootstrap import Workbench
from advisor_app.commands.secrets import open_book
from advisor_app.domain.dates import from_day, to_day
from advisor_app.errors import InputError
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _

if TYPE_CHECKING:
    from rich.console import Console

    from advisor_app.services.past_advice import PastAdvice

HELP = N_("make again what was advised of a customer on a past day")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare of whom, and of which day."""
    parser.add_argument(
        "customer", metavar="CUSTOMER", help=_("customer number, or the id that --json prints")
    )
    parser.add_argument(
        "--on",
        metavar="DAY",
        help=_("the day, as 2026-11-24; without it the last on which something was shown"),
    )


def run(workbench: Workbench, options: argparse.Namespace) -> "PastAdvice":
    """Return what was advised."""
    from advisor_app.services.past_advice import past_advice
    from advisor_app.services.show_customer import identify

    day = None if options.on is None else _day(options.on)
    with open_book(workbench, options) as book:
        return past_advice(book, identify(book, options.customer), day)


def document(result: "PastAdvice") -> Mapping[str, Any]:
    """Return each time something was shown, how making it again went, and what came out."""
    from advisor_app.commands.document import instant

    rebuilt = result.rebuilt
    return {
        "day": from_day(result.day).isoformat(),
        "days": [from_day(day).isoformat() for day in result.days],
        "shown": [
            {
                "at": instant(one.at),
                "policy_version": one.policy_version,
                "outcome": one.outcome,
                "prompts": [{"rule": prompt.rule, "subject": prompt.subject} for prompt in one.prompts],
                "recommended": None
                if one.recommended is None
                else [offer.product.code for offer in one.recommended.found.offers],
            }
            for one in result.shown
        ],
        "rebuilt": None
        if rebuilt is None
        else {
            "policy_version": rebuilt.policy.version,
            "prompts": [{"rule": prompt.rule, "subject": prompt.subject} for prompt in rebuilt.prompts],
            "unknown": list(rebuilt.unknown),
        },
    }


def render(result: "PastAdvice", console: "Console") -> None:
    """Print it as the window shows it."""
    from advisor_app.commands.tables import text
    from advisor_app.services import advice_words

    for line in advice_words.text(result).splitlines():
        console.print(text(line) if line else "", soft_wrap=True)


def _day(typed: str) -> int:
    from datetime import date

    try:
        return to_day(date.fromisoformat(typed))
    except ValueError:
        raise InputError(N_("“{text}” is not a day; write it as 2026-11-24."), text=typed) from None
