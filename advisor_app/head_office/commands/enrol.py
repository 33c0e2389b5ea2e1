"""Make a one-time enrolment code for an advisor's device."""

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path

from advisor_app.errors import InputError
from advisor_app.head_office import enrolment
from advisor_app.head_office.bootstrap import opened
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _

HELP = "make a one-time code with which an advisor's device enrols"


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("advisor", metavar="ADVISOR", help="the advisor's number")
    parser.add_argument("--hours", type=int, default=24, help="how long the code is good (default 24)")
    parser.add_argument(
        "--code-file", type=Path, help="write the code there (owner-only) and do not print it"
    )


def run(options: Namespace) -> dict[str, object]:
    """Make the code."""
    with opened(options.db, options.key_file) as engine, engine.begin() as connection:
        code = enrolment.create_code(connection, options.advisor, options.hours)
        if options.code_file:
            _write(options.code_file, code)
    if options.code_file:
        if not options.json:
            print(
                _(
                    "The code is in {path}, good for {hours} hours.",
                    path=options.code_file,
                    hours=options.hours,
                )
            )
        return {"advisor": options.advisor, "code_file": str(options.code_file), "hours": options.hours}
    if not options.json:
        print(code)
    return {"advisor": options.advisor, "code": code, "hours": options.hours}


def _write(path: Path, code: str) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as error:
        raise InputError(
            N_("{path} cannot be written: {reason}"), path=str(path), reason=error.strerror
        ) from None
    with os.fdopen(descriptor, "w") as file:
        file.write(code + "\n")
