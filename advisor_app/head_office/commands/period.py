"""The days between which a command counts: `--from` and `--to`, both included."""

from argparse import ArgumentParser, Namespace
from datetime import date

from advisor_app.domain.dates import to_day
from advisor_app.errors import InputError
from advisor_app.i18n import N_


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "--from", dest="since", type=date.fromisoformat, metavar="DATE", help="from this day on"
    )
    parser.add_argument("--to", dest="until", type=date.fromisoformat, metavar="DATE", help="until this day")


def days(options: Namespace) -> tuple[int | None, int | None]:
    """Return the first and the last day. Raises InputError where the first is after the last."""
    if options.since and options.until and options.since > options.until:
        raise InputError(
            N_("{start} is after {end}."),
            what_to_do=N_("Give the earlier day as --from."),
            start=options.since.isoformat(),
            end=options.until.isoformat(),
        )
    since, until = (to_day(day) if day else None for day in (options.since, options.until))
    return since, until


def described(options: Namespace) -> dict[str, object]:
    """Return the days as JSON has them."""
    return {
        "from": options.since.isoformat() if options.since else None,
        "to": options.until.isoformat() if options.until else None,
    }
