"""The command line as a whole: its options, the command that they name, and how what goes wrong is told."""

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence

from advisor_app import __version__
from advisor_app.bootstrap import Workbench
from advisor_app.commands import COMMANDS
from advisor_app.commands.options import common_options
from advisor_app.errors import AppError
from advisor_app.i18n import default_language, language_named, set_language
from advisor_app.i18n import gettext as _
from advisor_app.settings import LANGUAGE

_INTERRUPTED = 130  # as a shell reports a program that Ctrl+C ended
_BUG = 70  # EX_SOFTWARE of sysexits.h
_DEFAULTS = {"data_dir": None, "json": False, "passphrase_file": None, "key_store": None, "lang": None}


def run_line(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code: 0, or that of the error that was printed."""
    set_language(_language().parse_known_args(arguments)[0].lang or default_language())
    options = _parser().parse_args(arguments)
    for name, value in _DEFAULTS.items():
        vars(options).setdefault(name, value)
    try:
        return _run(options)
    except KeyboardInterrupt:
        sentence = _("Stopped. What was complete is kept; run the command again to go on.")
        return _fail({"error": "Interrupted", "sentence": sentence}, sentence, _INTERRUPTED, options.json)
    except BrokenPipeError:
        # Whoever read has read enough; nothing more may be written, not even at exit. Rich does the same.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:  # noqa: BLE001  # told by its kind
        return tell(error, as_json=options.json)


def tell(error: Exception, *, as_json: bool = False) -> int:
    """Print an error, known or a bug, and return its exit code."""
    if isinstance(error, AppError):
        return _fail(error.describe(), str(error), error.exit_code, as_json)
    from advisor_app.services.bug_report import bug_report

    report = bug_report(error)
    sentence = _("The program made a mistake. Please report it with these lines; they hold no customer data.")
    document = {"error": "Bug", "sentence": sentence, "report": report}
    return _fail(document, f"{sentence}\n{report}", _BUG, as_json)


def _fail(document: Mapping[str, object], sentence: str, code: int, as_json: bool) -> int:
    if as_json:
        print(json.dumps(document, ensure_ascii=False))
    print(sentence, file=sys.stderr)
    return code


def _run(options: argparse.Namespace) -> int:
    workbench = Workbench.locate(options.data_dir, options.key_store)
    if options.lang is None and (chosen := workbench.settings[LANGUAGE]) != "auto":
        set_language(chosen)
    command = COMMANDS[options.command]
    result = command.run(workbench, options)
    code: int = getattr(result, "exit_code", 0)
    if options.json:
        print(json.dumps(command.document(result), ensure_ascii=False), flush=True)
        return code
    from rich.console import Console

    # What customers and head office wrote is text, not markup.
    command.render(result, Console(markup=False, highlight=False, emoji=False))
    return code


def _language() -> argparse.ArgumentParser:
    """Return the parser that finds the language, in which all the others then speak."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    parser.add_argument("--lang", type=language_named)
    return parser


def _parser() -> argparse.ArgumentParser:
    common = common_options()
    parser = argparse.ArgumentParser(
        prog="advisor-app",
        description=_("The workbench of a client advisor: the book, offline and encrypted."),
        epilog=_("Without a command the window opens."),
        parents=[common],
    )
    parser.add_argument("--version", action="version", version=f"advisor-app {__version__}")
    commands = parser.add_subparsers(dest="command", metavar=_("COMMAND"), title=_("commands"), required=True)
    for name, command in COMMANDS.items():
        sub = commands.add_parser(name, parents=[common], help=_(command.HELP), description=_(command.HELP))
        command.arguments(sub)
    return parser
