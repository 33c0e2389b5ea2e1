"""The command line of the workbench: `advisor-app --data-dir DIR COMMAND`. Secrets never come as arguments.

Without a command it opens the window, before anything is loaded that only commands need. What can go wrong is
told in a sentence on standard error, with an exit code by its kind; with `--json` standard output holds one
document, the result or the error.
"""

import sys
from collections.abc import Sequence

from advisor_app.services.program import SYNC_WORKER, Start


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what is asked for and return the exit code: 0, or that of the error that was printed."""
    arguments = sys.argv[1:] if arguments is None else arguments
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # both are text files
    if start := Start.read(arguments):
        return _window(start)
    if list(arguments) == [SYNC_WORKER]:
        from advisor_app.services.sync_worker import run

        return run()
    from advisor_app.commands.line import run_line

    return run_line(arguments)


def _window(start: Start) -> int:
    from advisor_app.bootstrap import run_window

    try:
        return run_window(start)
    except Exception as error:  # noqa: BLE001  # told by its kind
        from advisor_app.commands.line import tell

        return tell(error)


if __name__ == "__main__":
    sys.exit(main())
