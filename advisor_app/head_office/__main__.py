"""The command line of head office: `head-office --db URL COMMAND`. Secrets never come as arguments."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from advisor_app import __version__
from advisor_app.errors import AppError
from advisor_app.head_office.commands import COMMANDS
from advisor_app.i18n import LANGUAGES, default_language, set_language
from advisor_app.i18n import gettext as _


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--db", default=argparse.SUPPRESS, metavar="URL", help="sqlite:///FILE or postgresql://…"
    )
    common.add_argument(
        "--key-file", type=Path, default=argparse.SUPPRESS, help="key of an SQLite file (default: FILE.key)"
    )
    common.add_argument(
        "--json", action="store_true", default=argparse.SUPPRESS, help="one JSON document on standard output"
    )
    common.add_argument("--lang", choices=LANGUAGES, default=argparse.SUPPRESS)
    parser = argparse.ArgumentParser(prog="head-office", description=__doc__, parents=[common])
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        sub = commands.add_parser(name, parents=[common], help=command.HELP, description=command.__doc__)
        command.arguments(sub)
        sub.set_defaults(run=command.run)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0, or that of the error that was printed."""
    options = _parser().parse_args(arguments)
    defaults = {"db": "sqlite:///head-office.db", "key_file": None, "json": False, "lang": default_language()}
    for name, value in defaults.items():
        vars(options).setdefault(name, value)
    set_language(options.lang)
    try:
        result: dict[str, object] = options.run(options)
    except AppError as error:
        if options.json:
            print(json.dumps(error.describe(), ensure_ascii=False))
        print(error, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print(_("Stopped. What was complete is kept; run the command again to go on."), file=sys.stderr)
        return 130
    if options.json:
        print(json.dumps(result, ensure_ascii=False))
    return int(bool(result.get("refused")))


if __name__ == "__main__":
    sys.exit(main())
